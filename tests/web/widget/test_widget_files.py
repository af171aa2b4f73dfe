"""What the widget's files promise to the website that carries them."""

import gzip
import re
from pathlib import Path

import pytest

from web.gateway.example.pages import MENU, PAGES, render
from web.gateway.lean import lean, whole

WEB = Path(__file__).parents[3] / "web" / "gateway"
WIDGET = WEB / "widget"

LAUNCHER = "widget.js"
WINDOW = "chat.js"
# Fetched when the visitor needs it, or the moment after the chat stands.
APART = {
    "contact.js", "easy.js", "errands.js", "keeping.js", "live.js", "photo.js", "rating.js",
    "strings_apart.js", "upload.js",
}  # fmt: skip

SCRIPTS = sorted(WIDGET.glob("*.js"))

WAYS_TO_RUN_TEXT = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc|DOMParser"
)
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", re.IGNORECASE)
ELSEWHERE = re.compile(r"""(?:src|href|url\()=?["'(]*(?:https?:)?//""")


def compressed(path: Path) -> int:
    """Return how many bytes of it travel."""
    text = whole(path) if path.name == WINDOW else path.read_text("utf-8")
    return len(gzip.compress(lean(text).encode(), 9))


OPENING = [WIDGET / LAUNCHER, WIDGET / WINDOW, WIDGET / "chat.css"]


def test_the_launcher_costs_a_page_less_than_six_kilobytes() -> None:
    assert compressed(WIDGET / LAUNCHER) < 6_000


def test_nothing_but_comments_and_margins_is_left_out_on_the_way() -> None:
    style = "/* A\n * note. */\n.a { b: c; } /* stays */\n\n  .d {\n    e: f;\n  }\n"
    script = '/** What. */\n  // Why.\n  const a = "https://x"; // stays\n'

    assert lean(style) == ".a { b: c; } /* stays */\n.d {\ne: f;\n}\n"
    assert lean(script) == 'const a = "https://x"; // stays\n'


def test_opening_the_chat_costs_less_than_twenty_five_kilobytes() -> None:
    assert sum(map(compressed, OPENING)) < 25_000


def test_everything_that_may_ever_be_fetched_costs_less_than_thirty_five_kilobytes() -> None:
    apart = [WIDGET / name for name in APART]

    assert sum(map(compressed, [*OPENING, *apart])) < 35_000


def test_the_window_travels_as_one_file_that_says_everything_once() -> None:
    together = whole(WIDGET / WINDOW)
    declared = re.findall(
        r"^(?:export )?(?:async )?(?:const|class|function) (\w+)", together, re.MULTILINE
    )

    assert not re.findall(r"^import ", together, re.MULTILINE)
    assert len(declared) == len(set(declared))


def test_what_is_fetched_later_takes_from_the_window_what_is_there() -> None:
    exported = re.findall(
        r"^export (?:async )?(?:const|class|function) (\w+)",
        whole(WIDGET / WINDOW),
        re.MULTILINE,
    )
    for name in APART:
        text = (WIDGET / name).read_text()
        for taken in re.findall(r'^import \{([^}]+)\} from "./chat.js";', text, re.MULTILINE):
            assert {each.strip() for each in taken.split(",")} <= set(exported), name
        assert not re.search(r'from "./(?!chat|strings_apart|contact|keeping|upload)', text), name


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_no_script_reads_text_as_html_or_as_code(script: Path) -> None:
    assert not WAYS_TO_RUN_TEXT.findall(script.read_text())


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_every_module_that_is_imported_is_there(script: Path) -> None:
    named = re.findall(r"""(?:from|import)\s*\(?["']\./([\w.]+)["']""", script.read_text())

    assert [name for name in named if not (WIDGET / name).is_file()] == []


def test_what_is_fetched_apart_is_not_imported_at_once() -> None:
    at_once = re.compile(r"""^import[^;]+from "\./([\w.]+)";""", re.MULTILINE)
    needed = [path for path in SCRIPTS if path.name not in APART]

    assert not {name for path in needed for name in at_once.findall(path.read_text())} & APART


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_the_example_site_keeps_to_the_strictest_policy(address: str) -> None:
    html = render(PAGES[address], address)

    assert not INLINE.findall(html)
    assert not ELSEWHERE.findall(html)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_the_example_site_says_that_it_is_one(address: str) -> None:
    assert "Bright Path SEND is an example agency." in render(PAGES[address], address)


@pytest.mark.parametrize("address", PAGES)
def test_the_chat_on_a_page_knows_which_it_is(address: str) -> None:
    html = render(PAGES[address], address)

    assert f'data-page="{address}"' in html
    assert f'href="/chat?page={address}"' in html
    assert html.count("aria-current") == (address in dict(MENU))


@pytest.mark.parametrize("address", PAGES)
def test_without_script_a_page_still_says_how_to_reach_someone(address: str) -> None:
    html = render(PAGES[address], address)
    noscript = html.partition("<noscript>")[2].partition("</noscript>")[0]

    assert "0161 496 0100" in noscript
    assert "mailto:hello@example.org" in noscript
