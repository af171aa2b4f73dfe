"""What the widget's files promise to the website that carries them."""

import gzip
import re
from pathlib import Path

import pytest

from web.gateway.lean import lean

WEB = Path(__file__).parents[3] / "web" / "gateway"
WIDGET = WEB / "widget"
DEMO = WEB / "demo"

LAUNCHER = "widget.js"
# Fetched after the chat stands: sending a CV, leaving details, and listening for a person.
APART = {"errands.js", "upload.js", "contact.js", "live.js"}

SCRIPTS = sorted(WIDGET.glob("*.js"))
PAGES = sorted(DEMO.glob("*.html"))

WAYS_TO_RUN_TEXT = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc|DOMParser"
)
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", re.IGNORECASE)
ELSEWHERE = re.compile(r"""(?:src|href|url\()=?["'(]*(?:https?:)?//""")


def compressed(path: Path) -> int:
    """Return how many bytes of it travel."""
    return len(gzip.compress(lean(path.read_text("utf-8")).encode(), 9))


def test_the_launcher_costs_a_page_less_than_six_kilobytes() -> None:
    assert compressed(WIDGET / LAUNCHER) < 6_000


def test_nothing_but_comments_and_margins_is_left_out_on_the_way() -> None:
    style = "/* A\n * note. */\n.a { b: c; } /* stays */\n\n  .d {\n    e: f;\n  }\n"
    script = '/** What. */\n  // Why.\n  const a = "https://x"; // stays\n'

    assert lean(style) == ".a { b: c; } /* stays */\n.d {\ne: f;\n}\n"
    assert lean(script) == 'const a = "https://x"; // stays\n'


def test_the_whole_chat_costs_less_than_twenty_seven_kilobytes() -> None:
    assert sum(compressed(path) for path in WIDGET.iterdir()) < 27_000


def test_opening_the_chat_costs_less_than_twenty_five_kilobytes() -> None:
    needed = [path for path in WIDGET.iterdir() if path.name not in APART]

    assert sum(compressed(path) for path in needed) < 25_000


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


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_a_page_of_the_example_site_keeps_to_the_strictest_policy(page: Path) -> None:
    html = page.read_text()

    assert not INLINE.findall(html)
    assert not ELSEWHERE.findall(html)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_a_page_of_the_example_site_says_that_it_is_one(page: Path) -> None:
    assert "Bright Path SEND is an example agency." in page.read_text()


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_without_script_a_page_still_says_how_to_reach_someone(page: Path) -> None:
    noscript = page.read_text().partition("<noscript>")[2].partition("</noscript>")[0]

    assert "0161 496 0100" in noscript
    assert "mailto:hello@example.org" in noscript
