"""The chat on websites as people build them: themes, plugins, policies, pages that change."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.browser.chat import Chat
from tests.browser.conftest import ARGUMENTS, OpenWindow, find_chromium
from tests.browser.host_site import HostSite
from tests.browser.pictures import Pictures
from tests.browser.test_hostile_host import allow
from tests.whole_house import WholeHouse

pytestmark = [pytest.mark.browser, pytest.mark.assistant]

THEME = Path(__file__).with_name("wordpress.html").read_text("utf-8")
BARE = "<!doctype html><html lang='en-GB'><title>x</title><body><p>A page</p>{}</body></html>"

# How a script comes onto a page, where other scripts have a say in it: in the head, in the footer.
TAG = '<script type="text/javascript" data-cfasync="false" src="{src}?ver=6.7" {more}></script>'
WAYS = {
    "in the footer": ("", TAG),
    "twice in the head": (TAG * 2, ""),
    "written into the head": (
        '<script>document.write(\'<script src="{src}" data-name="Example Agency"><\\/script>\')'
        "</script>",
        "",
    ),
    "when everything is over": (
        "",
        '<script type="rocketlazyloadscript" data-rocket-src="{src}" {more}></script>'
        """<script>addEventListener("load", () => setTimeout(() => {{
            const waiting = document.querySelector("[data-rocket-src]");
            const tag = document.createElement("script");
            for (const {{ name, value }} of waiting.attributes)
                if (name !== "type") tag.setAttribute(name.replace("data-rocket-", ""), value);
            waiting.replaceWith(tag);
            tag.onload = () => tag.remove();
        }}, 300));</script>""",
    ),
    "by a plugin that runs scripts again": (
        TAG.replace("<script", "<script async"),
        """<script>addEventListener("load", () => {{
            for (const old of document.querySelectorAll("script[src]")) {{
                const tag = document.createElement("script");
                tag.src = old.src;
                old.replaceWith(tag);
            }}
        }});</script>""",
    ),
}

# What can be seen of the chat, as the browser drew it.
LOOKS = """() => {
    const root = document.querySelector("[data-agency-chat]").shadowRoot;
    const seen = {};
    for (const part of [
        ".corner button", ".corner button span", ".corner svg", ".panel", ".header", ".header h2",
        ".header p", ".header button", ".message", ".words p", "textarea", ".composer button",
    ]) {
        const node = root.querySelector(part);
        if (!node?.checkVisibility()) continue;
        const { width, height, right, bottom } = node.getBoundingClientRect();
        const style = getComputedStyle(node);
        const at = [width, height, innerWidth - right, innerHeight - bottom].map(Math.round);
        const props = ["fontSize", "lineHeight", "fontFamily", "letterSpacing", "wordBreak",
            "textTransform", "color", "backgroundColor", "borderTopWidth", "boxSizing",
            "direction", "cursor", "transitionDuration"];
        seen[part] = [at, ...props.map((name) => style[name])];
    }
    return seen;
}"""

# Everything a page shares with every script on it, as it stood before ours came.
REMEMBER = """
    const things = [];
    const add = (owner) => {
        const own = new Map();
        for (const key of Reflect.ownKeys(owner)) {
            const { value, get, set } = Object.getOwnPropertyDescriptor(owner, key);
            own.set(key, typeof value === "function" || !get ? value : [get, set].join());
        }
        things.push([owner, own]);
    };
    for (const name of Object.getOwnPropertyNames(window)) {
        const held = Object.getOwnPropertyDescriptor(window, name).value;
        if (typeof held !== "function" || things.some(([one]) => one === held)) continue;
        add(held);
        if (held.prototype) add(held.prototype);
    }
    const names = new Set(Reflect.ownKeys(window));
    window.changes = () => {
        const found = Reflect.ownKeys(window).filter((name) => !names.has(name)).map(String);
        for (const [owner, own] of things) {
            const keys = Reflect.ownKeys(owner);
            for (const key of new Set([...keys, ...own.keys()])) {
                const now = Object.getOwnPropertyDescriptor(owner, key);
                const value = now && (typeof now.value === "function" || !now.get
                    ? now.value : [now.get, now.set].join());
                if (!now || !own.has(key) || !Object.is(value, own.get(key)))
                    found.push(`${owner.name ?? owner[Symbol.toStringTag]}.${String(key)}`);
            }
        }
        for (const owner of [document.documentElement, document.body])
            for (const { name } of owner.attributes) found.push(`<${owner.localName} ${name}>`);
        return found;
    };
    names.add("changes");
"""


@pytest.fixture
def host() -> Iterator[HostSite]:
    site = HostSite()
    yield site
    site.stop()


def tag(house: WholeHouse, more: str = "") -> str:
    return f'<script src="{house.url}/widget.js" data-name="Example Agency" async {more}></script>'


def told(page: Page) -> list[dict[str, Any]]:
    """Collect what conversations are begun with on *page*."""
    begun: list[dict[str, Any]] = []
    page.on(
        "request",
        lambda request: (
            begun.append(json.loads(request.post_data or "{}"))
            if request.method == "POST" and request.url.endswith("/conversations")
            else None
        ),
    )
    return begun


@pytest.mark.parametrize("way", WAYS)
def test_a_theme_and_its_plugins_neither_break_nor_change_the_chat(
    house: WholeHouse, host: HostSite, open_window: OpenWindow, pictures: Pictures, way: str
):
    allow(house, host)
    given = {"src": f"{house.url}/widget.js", "more": 'data-name="Example Agency"'}
    head, footer = (part.format(**given) for part in WAYS[way])
    host.pages["/"] = BARE.format(TAG.format(**given))
    host.pages["/theme"] = THEME.replace("<!-- in the head -->", head).replace(
        "<!-- in the footer -->", footer
    )
    looks = []
    for address in ("/", "/theme"):
        page = open_window(390 if way == "in the footer" else 1440, 844)
        chat = Chat(page)
        page.goto(f"{host.url}{address}")
        expect(chat.launcher).to_have_count(1)
        closed = page.evaluate(LOOKS)
        pictures.take(page, f"theme-{way.replace(' ', '-')}-closed")
        chat.open()
        opened = page.evaluate(LOOKS)
        looks.append((closed, opened))
    assert looks[1] == looks[0]
    assert {"textarea", ".words p", ".header h2"} <= set(opened)

    chat.box.press_sequentially("what does a senco earn / get? ")
    assert page.evaluate("[keys, emoji]") == [[], 1]
    chat.box.press("Enter")
    expect(chat.said).to_have_count(1)
    chat.wait()
    assert "£" in chat.answer
    before = page.evaluate("[scrollY, wheels]")
    chat.messages.last.hover()
    page.mouse.wheel(0, -100)
    page.wait_for_timeout(200)
    assert page.evaluate("[scrollY, wheels]") == before
    assert page.evaluate("window.jumped") is None
    pictures.take(page, f"theme-{way.replace(' ', '-')}")
    expect(page.locator("[data-agency-chat]")).to_have_count(1)


def test_a_page_that_is_written_anew_has_the_chat_again(
    house: WholeHouse, host: HostSite, open_window: OpenWindow
):
    allow(house, host)
    host.pages["/"] = BARE.format(tag(house))
    page = open_window()
    chat = Chat(page)
    page.goto(host.url)
    page.evaluate(
        "() => { window.heard = []; agencyChat.on('answered', (event) => heard.push(event)); }"
    )
    chat.open()
    chat.say("what does a teaching assistant do?")

    page.evaluate(
        "document.open(); document.write('<!doctype html><p>Written anew</p>'); document.close()"
    )
    expect(page.get_by_text("Written anew")).to_be_visible()
    chat.open()
    expect(chat.said).to_have_count(1)
    assert "£" in chat.say("and what does it pay?")
    assert page.evaluate("heard.length") == 3
    page.evaluate("agencyChat.close()")
    expect(chat.launcher).to_be_visible()
    page.goto(f"{host.url}/next")
    chat.open()
    expect(chat.said).to_have_count(2)


def test_the_strictest_policy_is_kept_and_nothing_of_the_page_is_changed(
    house: WholeHouse, host: HostSite, open_window: OpenWindow
):
    allow(house, host)
    host.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'nonce-abc' 'strict-dynamic'; style-src 'none'; "
        f"connect-src {house.url}; img-src 'none'; base-uri 'none'; form-action 'none'; "
        "object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
    nonce = 'nonce="abc"'
    host.pages["/"] = BARE.format(
        f"<script {nonce}>Object.prototype.get = undefined; Object.prototype.mode = 'closed';"
        f"Object.prototype.body = 'junk'; Object.prototype.once = true;"
        f"{REMEMBER}</script>" + 2 * tag(house, nonce)
    ).replace(" lang='en-GB'", "")
    said: list[str] = []
    page = open_window()

    def listen(message: ConsoleMessage) -> None:
        said.append(message.text)

    page.on("console", listen)
    chat = Chat(page)
    page.goto(host.url)
    chat.open()
    assert "£" in chat.say("what does a senco earn?")
    page.evaluate("agencyChat.close()")
    chat.open()

    assert page.evaluate("changes()") == ["agencyChat"]
    assert said == []
    expect(chat.launcher).to_have_count(0)
    expect(page.locator("[data-agency-chat]")).to_have_count(1)


def test_a_browser_that_keeps_nothing_still_chats(
    house: WholeHouse, host: HostSite, browser: Browser, tmp_path: Path
):
    allow(house, host)
    host.pages["/"] = BARE.format(tag(house))
    kept = tmp_path / "Default" / "Preferences"
    kept.parent.mkdir()
    blocked = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    kept.write_text(json.dumps(blocked))
    context = browser.browser_type.launch_persistent_context(
        tmp_path, executable_path=find_chromium(), args=ARGUMENTS
    )
    complaints: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text))
    chat = Chat(page)
    page.goto(host.url)
    refused = "() => { try { return localStorage.length; } catch (error) { return error.name; } }"
    assert page.evaluate(refused) == "SecurityError"

    chat.open()
    assert "£" in chat.say("what does a senco earn?")
    page.evaluate("agencyChat.close()")
    chat.open()
    expect(chat.said).to_have_count(1)
    page.reload()
    chat.open()
    expect(chat.said).to_have_count(0)
    context.close()
    assert complaints == []


def test_in_a_frame_that_may_do_nothing_but_run_scripts_the_chat_says_where_to_go(
    house: WholeHouse, host: HostSite, open_window: OpenWindow
):
    allow(house, host)
    host.pages["/inside"] = BARE.format(tag(house))
    host.pages["/"] = BARE.format(
        '<iframe src="/inside" sandbox="allow-scripts" width="500" height="600"></iframe>'
    )
    page = open_window(provoked="is not among the websites")
    page.goto(host.url)
    frame = page.frame_locator("iframe")
    frame.get_by_role("button", name="Chat with us").click()
    expect(frame.get_by_role("alert")).to_contain_text("not set up for this website yet")


def test_a_site_that_changes_its_pages_itself_keeps_one_chat_that_knows_where_it_is(
    house: WholeHouse, host: HostSite, open_window: OpenWindow
):
    allow(house, host)
    host.pages["/"] = BARE.format("").replace("<title>", f"{tag(house)}<title>")
    host.pages["/senco-jobs"] = host.pages["/"].replace("A page", "SENCO jobs")
    page = open_window()
    begun = told(page)
    chat = Chat(page)
    page.goto(f"{host.url}/one")
    expect(chat.launcher).to_be_visible()
    # As such sites do: fetch the page, put its body in place of this one, run what is in it.
    page.evaluate(
        """async (to) => {
            const text = await (await fetch(to)).text();
            const next = new DOMParser().parseFromString(text, "text/html");
            history.pushState({ turbo: { restorationIndex: 1 } }, "", to);
            document.documentElement.replaceChild(document.adoptNode(next.body), document.body);
        }""",
        "/senco-jobs",
    )
    expect(page.get_by_text("SENCO jobs")).to_be_visible()
    expect(page.locator("[data-agency-chat]")).to_have_count(1)
    chat.open()
    assert [each["page"] for each in begun] == ["/senco-jobs"]
    expect(chat.messages.last).to_contain_text("SENCO")
    page.evaluate("history.back()")
    chat.say("what does a senco earn?")
    assert page.evaluate("location.pathname") == "/one"
