"""A page that renews itself changes nothing that is in somebody's hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from web.desk.pages import STATIC

pytestmark = pytest.mark.browser

BEFORE = """
<p>Last word 1 min ago.</p>
<ul>
  <li><label><input type="checkbox" name="pick" value="1.1">One</label><a href="/one">One</a></li>
  <li><label><input type="checkbox" name="pick" value="2.1">Two</label><a href="/two">Two</a></li>
</ul>
<details><summary>More</summary><input id="note"></details>
<form action="/take"><button>Take over</button></form>
"""
AFTER = """
<p>Last word 2 min ago.</p>
<ul>
  <li class="new"><label><input type="checkbox" name="pick" value="3.1">Three</label>
    <a href="/three">Three</a></li>
  <li><label><input type="checkbox" name="pick" value="2.2">Two</label><a href="/two">Two!</a></li>
</ul>
<details><summary>More</summary><input id="note"></details>
<form action="/take"><button>Take over</button></form>
"""


@pytest.fixture
def renewed(browser: Browser) -> Page:
    """Two leads, of which the second is ticked and has the focus, after one renewal."""
    page = browser.new_page()
    page.set_content(f"<main>{BEFORE}</main>")
    module = (STATIC / "renewal.js").read_text("utf-8").replace("export function", "function")
    page.evaluate(
        """([module, after]) => {
          const renewPart = new Function(`${module}; return renewPart;`)();
          const main = document.querySelector("main");
          const two = main.querySelector("[href='/two']");
          window.known = { two, take: main.querySelector("button") };
          main.querySelector("[value='2.1']").checked = true;
          main.querySelector("details").open = true;
          main.querySelector("#note").value = "half a word";
          two.focus();
          window.left = 0;
          two.addEventListener("blur", () => { window.left += 1; });
          const page = new DOMParser().parseFromString(after, "text/html");
          renewPart(main, page.body);
        }""",
        [module, AFTER],
    )
    return page


def test_what_is_new_is_there_and_what_is_gone_is_not(renewed: Page):
    links = renewed.locator("a").all_inner_texts()

    assert links == ["Three", "Two!"]
    assert "2 min ago" in renewed.inner_text("main")
    assert renewed.locator("li.new").count() == 1


def test_focus_ticks_and_half_typed_words_stay(renewed: Page):
    assert renewed.evaluate("document.activeElement === known.two && left === 0")
    assert renewed.evaluate("document.querySelector('button') === known.take")
    assert renewed.locator("[name=pick]:checked").get_attribute("value") == "2.2"
    assert renewed.locator("#note").input_value() == "half a word"
    assert renewed.evaluate("document.querySelector('details').open")
