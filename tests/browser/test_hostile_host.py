"""The chat on other people's pages: hostile ones, changing ones, and ones that may not have it."""

from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import httpx
import pytest
from playwright.sync_api import Request, expect

from agency.services.agency.sections import keep_section
from agency.storage.unit import open_database, units
from tests.browser.chat import Chat
from tests.browser.conftest import OpenWindow
from tests.browser.host_site import HostSite
from tests.browser.patience import wait_for
from tests.browser.pictures import Pictures
from tests.factories import MONDAY
from tests.whole_house import WholeHouse

pytestmark = [pytest.mark.browser, pytest.mark.assistant]

CARRIES = (
    '<script src="{house}/widget.js" async {nonce} data-name="Example Agency" {more}></script>'
)
LISTED_WITHIN = 60

# Everything a page could do to what it carries, short of standing at the window before us.
HOSTILE = Path(__file__).with_name("hostile.html").read_text("utf-8")
POLICY = (
    "default-src 'none'; script-src 'nonce-abc'; style-src 'nonce-abc'; connect-src {house}; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)


@pytest.fixture
def host() -> Iterator[HostSite]:
    site = HostSite()
    yield site
    site.stop()


def carries(house: WholeHouse, more: str = "", nonce: str = "") -> str:
    return CARRIES.format(house=house.url, more=more, nonce=nonce)


def allow(house: WholeHouse, site: HostSite, **looks: str) -> None:
    """List this website as the desk does, while the house runs; return once it counts."""
    engine = open_database(f"sqlite:///{house.home / 'agency.sqlite3'}")
    with units(engine)() as session:
        content = {**looks, "origins": [site.url]}
        keep_section(session, "widget", content, who="mo", now=MONDAY)
    engine.dispose()
    # A browser keeps what it is told for a minute: it must not ask before.
    give_up = monotonic() + LISTED_WITHIN
    while not is_listed(house, site):
        assert monotonic() < give_up, "the house never heard of it"
        sleep(0.2)


def is_listed(house: WholeHouse, site: HostSite) -> bool:
    told = httpx.get(f"{house.url}/api/v1/widget", headers={"Origin": site.url}, timeout=20)
    return bool(told.json()["listed"])


def test_a_hostile_page_neither_harms_the_chat_nor_is_harmed(
    house: WholeHouse, host: HostSite, open_window: OpenWindow, pictures: Pictures
):
    allow(house, host)
    host.headers["Content-Security-Policy"] = POLICY.format(house=house.url)
    host.pages["/"] = HOSTILE.replace(
        "<!-- the chat, twice -->", 2 * carries(house, nonce='nonce="abc"')
    )
    page = open_window()
    chat = Chat(page)
    page.goto(f"{host.url}/jobs?name=secret#top")

    expect(chat.launcher).to_have_count(1)
    at = chat.launcher.bounding_box()
    assert at
    assert at["width"] > 100
    on_top = page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).hasAttribute('data-agency-chat')",
        [at["x"] + at["width"] / 2, at["y"] + at["height"] / 2],
    )
    assert on_top, "the page's wall stands before the launcher"
    chat.open()
    chat.box.press_sequentially("what does a senco earn?")
    chat.box.press("Enter")
    expect(chat.said).to_have_count(1)
    chat.wait()
    assert "£" in chat.answer
    size = chat.box.evaluate("node => parseFloat(getComputedStyle(node).fontSize)")
    assert size >= 16
    pictures.take(page, "hostile-host")

    assert page.evaluate("keys") == [], "the page heard what was typed"
    assert page.evaluate("removed") == 2
    extra = "Object.getOwnPropertyNames(window).filter((name) => !before.includes(name))"
    own = {"before", "sheets", "keys", "removed"}
    assert set(page.evaluate(extra)) - own == {"agencyChat"}
    assert page.evaluate("document.styleSheets.length - sheets") == 0
    assert page.evaluate("document.cookie") == ""
    assert page.evaluate("document.adoptedStyleSheets.length") == 0
    assert page.evaluate("document.title") == "A page"
    page.locator("#own").fill("mine")
    page.locator("#own").press("x")
    assert "x" in page.evaluate("keys")


def test_a_body_that_is_replaced_and_a_window_taken_out_lose_nothing(
    house: WholeHouse, host: HostSite, open_window: OpenWindow
):
    allow(house, host)
    host.pages["/"] = f"<!doctype html><body><p>One</p>{carries(house)}</body>"
    page = open_window()
    chat = Chat(page)
    page.goto(f"{host.url}/one")
    expect(chat.launcher).to_be_visible()
    page.evaluate(
        """() => {
            window.heard = [];
            const events = ["opened", "answered", "closed"];
            for (const name of events) agencyChat.on(name, (event) => heard.push(event));
        }"""
    )
    chat.open()
    chat.say("what does a teaching assistant do?")

    page.evaluate(
        """([src]) => {
            history.pushState({}, "", "/two");
            document.body.replaceWith(document.createElement("body"));
            const again = document.createElement("script");
            again.src = src;
            document.body.append(again);
        }""",
        [f"{house.url}/widget.js"],
    )
    expect(chat.said).to_have_count(1)
    expect(chat.box).to_be_visible()
    page.evaluate("document.querySelector('[data-agency-chat]').remove()")
    expect(chat.box).to_be_visible()
    assert "£" in chat.say("and what does it pay?")
    page.evaluate("agencyChat.close()")
    expect(chat.launcher).to_be_visible()
    page.evaluate("agencyChat.ask('What is an EHCP?')")
    expect(chat.box).to_have_value("What is an EHCP?")
    assert page.locator("[data-agency-chat]").count() == 1
    assert page.evaluate("heard") == [
        "opened",
        "answered",
        "answered",
        "answered",
        "closed",
        "opened",
    ]


def test_a_website_that_is_not_listed_is_told_so_and_nothing_is_broken(
    house: WholeHouse, host: HostSite, open_window: OpenWindow
):
    host.pages["/"] = (
        f"<!doctype html><title>x</title>{carries(house, 'data-phone="0161 496 0100"')}"
    )
    said: list[str] = []
    page = open_window(provoked="is not among the websites|CORS|ERR_")
    page.on("console", lambda message: said.append(message.text))
    chat = Chat(page)
    page.goto(host.url)
    chat.launcher.click()

    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("not set up for this website yet")
    expect(alert).to_contain_text("0161 496 0100")
    expect(alert.get_by_role("link")).to_have_attribute("href", f"{house.url}/chat")
    expect(chat.launcher).to_have_text("Chat with us")
    wait_for(page, lambda: any(f"{host.url} is not among the websites" in line for line in said))


def test_the_chat_in_a_frame_is_for_listed_websites(
    house: WholeHouse, host: HostSite, open_window: OpenWindow, pictures: Pictures
):
    hear = "({ data, origin }) => (window.told ??= []).push([data, origin])"
    told = f"addEventListener('message', {hear})"
    address = f"{house.url}/chat/frame?page=/senco"
    frame = f'<iframe title="Chat" src="{address}" width="420" height="640"></iframe>'
    host.pages["/"] = f"<!doctype html><title>x</title>{frame}<script>{told}</script>"
    page = open_window(provoked="frame-ancestors|ERR_BLOCKED")
    page.goto(host.url)
    wait_for(page, lambda: page.frames[1].url.startswith("chrome-error"))

    allow(house, host)
    page.goto(host.url)
    inside = page.frame_locator("iframe")
    inside.get_by_role("button", name="Chat with us").click()
    window = inside.get_by_role("dialog")
    expect(window.locator(".message").first).to_contain_text("SENCO")
    box = window.bounding_box()
    assert box
    assert (box["width"], box["height"]) == (420, 640)
    pictures.take(page, "frame")
    opened = {"source": "agency-chat", "event": "opened"}
    page.wait_for_function("window.told")
    assert page.evaluate("told")[0] == [opened, house.url]


def test_before_it_is_opened_a_page_loads_the_launcher_and_nothing_else(
    house: WholeHouse, host: HostSite, open_window: OpenWindow
):
    allow(house, host)
    host.pages["/"] = f"<!doctype html><title>x</title>{carries(house)}"
    page = open_window()
    sent: list[Request] = []
    page.on("requestfinished", lambda request: sent.append(request))
    page.goto(host.url)

    def loaded() -> list[str]:
        ours = [request.url for request in sent if house.url in request.url]
        return sorted(url.removeprefix(house.url) for url in ours)

    wait_for(page, lambda: len(loaded()) >= 2)
    page.wait_for_timeout(500)  # for what should not come
    assert loaded() == ["/api/v1/seen", "/widget.js"]
    assert bytes_of(sent) < 6_000

    Chat(page).open()
    page.wait_for_timeout(300)
    files = [request for request in sent if "/widget" in request.url]
    assert bytes_of(files) < 25_000
    assert not [
        request.url for request in sent if not request.url.startswith((house.url, host.url))
    ]
    assert not [request.url for request in sent if "token" in request.url]


def bytes_of(requests: list[Request]) -> int:
    """Return how many bytes of bodies of the chat's own files have travelled."""
    return sum(
        request.sizes()["responseBodySize"] for request in requests if "/widget" in request.url
    )


NASTY = (
    "<img src=x onerror=window.ran=1>",
    "<script>window.ran=1</script>",
    '"><svg onload=window.ran=1>',
    "[press](javascript:window.ran=1)",
    "[press](data:text/html,<script>opener.ran=1</script>)",
    "**<b onclick=window.ran=1>bold</b>**",
    "{{constructor.constructor('window.ran=1')()}}",
)


def test_whatever_comes_from_anywhere_is_shown_as_text(house: WholeHouse, open_window: OpenWindow):
    page = open_window()
    all_of_it = "\n\n".join(NASTY)
    reply = {
        "id": "a" * 32,
        "text": all_of_it,
        "name": NASTY[0],
        "choices": [{"title": each, "token": each} for each in NASTY],
        "cards": [
            {**dict.fromkeys(("id", "title", "place", "pay", "closes"), each), "kind": "vacancy"}
            for each in NASTY
        ],
        "answer": {
            "topic": "salary", "role": "senco", "nation": NASTY[0], "checked": NASTY[1],
            "source": {"title": NASTY[2], "url": "javascript:window.ran=1"},
        },
    }  # fmt: skip
    begun = {"conversation": "b" * 32, "token": "t"}
    replies = [reply | {"from": speaker} for speaker in ("consultant", "assistant")]
    replies[1]["id"] = "c" * 32
    talk = "**/api/v1/conversations"
    page.route(f"{talk}/*", lambda route: route.abort())
    page.route(talk, lambda route: route.fulfill(status=201, json={**begun, "replies": replies}))
    page.route(f"{talk}/*/messages", lambda route: route.fulfill(json={"replies": replies}))
    page.route(f"{talk}/*/cv", lambda route: route.fulfill(status=202, json={"replies": replies}))
    chat = Chat(page)
    page.goto("/")
    chat.launcher.click()
    expect(chat.messages.last).to_be_visible()
    chat.say(all_of_it)
    name = "<img src=x onerror=window.ran=1>.pdf"
    file = {"name": name, "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    chat.window.locator("input[type=file]").set_input_files(file)
    expect(chat.said.last).to_contain_text(name)
    page.wait_for_timeout(300)

    shown = chat.window.inner_text()
    assert all(each in shown for each in NASTY if not each.startswith("**"))
    assert page.evaluate("window.ran") is None
    log = chat.window.get_by_role("log")
    assert log.locator("img, script, svg[onload], b, iframe").count() == 0
    links = log.locator("a").evaluate_all("nodes => nodes.map((node) => node.protocol)")
    assert set(links) <= {"http:", "https:", "mailto:", "tel:"}


def test_on_the_page_of_a_vacancy_the_chat_knows_the_job(
    house: WholeHouse, open_window: OpenWindow, pictures: Pictures
):
    page = open_window()
    chat = Chat(page)
    page.goto("/vacancies")
    page.get_by_role("main").get_by_role("link").first.click()
    title = page.get_by_role("heading", level=1).inner_text()
    pay = page.locator(".facts dd").first.inner_text()
    pictures.take(page, "vacancy")

    page.get_by_role("link", name="Ask about this job").click()
    chat.wait()
    assert title in chat.answer
    assert pay in chat.choose("More about this job")
    assert "Closes" in chat.answer
    assert pay in chat.say("how much does it pay?")
    pictures.take(page, "vacancy-chat")
    assert "Leeds" in chat.say("what jobs are there in Leeds?")
    assert title in page.evaluate("document.title")


def test_attributes_that_make_no_sense_are_passed_over_and_the_desk_counts(
    house: WholeHouse, host: HostSite, open_window: OpenWindow
):
    allow(house, host, colour="#5b2a86", position="left", name="Desk Agency")
    wrong = (
        'data-colour="red;}*{display:none" data-position="up" data-privacy="javascript:alert(1)" '
        'data-page="https://elsewhere.example/x" data-vacancy="../../x" data-colour-dark="#zzz"'
    )
    bare = f'<script src="{house.url}/widget.js" async {wrong}></script>'
    host.pages["/"] = f"<!doctype html><title>x</title>{bare}"
    page = open_window()
    chat = Chat(page)
    page.goto(host.url)

    expect(chat.launcher).to_be_visible()
    at = chat.launcher.bounding_box()
    assert at
    assert at["x"] < 100
    expect(chat.launcher).to_have_css("background-color", "rgb(91, 42, 134)")
    chat.open()
    expect(chat.window.get_by_role("heading").first).to_have_text("Desk Agency")
    chat.window.get_by_role("button", name="options").click()
    notice = chat.window.get_by_role("link", name="privacy")
    expect(notice).to_have_attribute("href", f"{house.url}/privacy")
