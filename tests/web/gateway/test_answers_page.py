"""All answers on one page, over HTTP as a browser or a search engine asks for it."""

from __future__ import annotations

import gzip
import itertools
import json
import re
import time
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest

from agency.services.answers.answers import find_answer, save_answer
from agency.settings import ROOT
from agency.storage.answers import AnswerBook
from agency.storage.answers_content import Answer, Key, Topic, answer_in
from agency.storage.answers_shipped import read_topics
from agency.storage.models import Consultant
from agency.storage.unit import OpenUnit
from tests.web.gateway.conftest import A_DAY_IN_MARCH
from web.gateway.answers_page import AnswersPage, layout, templates

SHIPPED = read_topics(ROOT / "data" / "answers")
COURTESIES = {"greeting", "goodbye", "thanks", "affirm", "deny"}


class Reader(HTMLParser):
    """What stands on a page: its ids, its links, its headings, its scripts, its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.levels: list[int] = []
        self.scripts: list[dict[str, str | None]] = []
        self.styles: list[str] = []
        self.data = ""
        self.inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.inside = tag
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag == "script":
            self.scripts.append(given)
        if "style" in given or tag == "style" or any(name.startswith("on") for name in given):
            self.styles.append(tag)

    def handle_data(self, data: str) -> None:
        if self.inside == "script":
            self.data += data

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""


@pytest.fixture
def page(door: httpx.Client) -> httpx.Response:
    shown = door.get("/answers")
    assert shown.status_code == 200
    return shown


def test_every_answer_stands_on_the_page_but_what_is_only_said(page: httpx.Response):
    ids = Reader(page.text).ids

    assert set(SHIPPED) - COURTESIES <= set(ids)
    assert not COURTESIES & set(ids)
    assert {"salary-senco-england", "salary-wales", "term-ehcp"} <= set(ids)
    assert len(ids) == len(set(ids))
    count = sum(len(topic.entries) for name, topic in SHIPPED.items() if name not in COURTESIES)
    assert page.text.count("<article") == count


def test_every_topic_has_its_place_in_the_order_of_the_page():
    placed = [name for group in layout()["groups"] for name in group["topics"]]

    assert sorted([*placed, *layout()["courtesies"]]) == sorted(SHIPPED)


def test_the_contents_lead_to_every_topic_and_no_link_leads_nowhere(page: httpx.Response):
    read = Reader(page.text)
    inner = [link[1:] for link in read.links if link.startswith("#")]

    assert set(SHIPPED) - COURTESIES <= set(inner)
    assert set(inner) <= set(read.ids)
    assert all(link.startswith(("https://", "/", "#", "mailto:", "tel:")) for link in read.links)


def test_headings_go_down_one_step_at_a_time(page: httpx.Response):
    levels = Reader(page.text).levels

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_nothing_on_the_page_runs(page: httpx.Response):
    read = Reader(page.text)

    assert [script["type"] for script in read.scripts] == ["application/ld+json"]
    assert read.styles == []
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy


def test_the_agencys_facts_are_filled_in(page: httpx.Response):
    assert not re.search(r"\{(agency|phone|email|hours|branches)\}", page.text)
    assert "0161 496 0100" in page.text


def test_search_engines_read_the_questions_and_answers(page: httpx.Response):
    faq = json.loads(Reader(page.text).data)

    assert (faq["@context"], faq["@type"]) == ("https://schema.org", "FAQPage")
    asked = [question["name"] for question in faq["mainEntity"]]
    assert len(asked) == len(set(asked))
    assert "What does a SENCO earn? (England)" in asked
    assert "What does the work pay? (Wales)" in asked
    ids = set(Reader(page.text).ids)
    for question in faq["mainEntity"]:
        assert question["@type"] == "Question"
        assert question["@id"].split("#")[1] in ids
        assert question["acceptedAnswer"]["@type"] == "Answer"
        assert question["acceptedAnswer"]["text"].startswith(("<p>", "<ul>", "<ol>"))
        assert "{agency}" not in question["acceptedAnswer"]["text"]


def test_a_browser_that_has_the_page_is_not_sent_it_again(door: httpx.Client):
    first = door.get("/answers")
    again = door.get("/answers", headers={"If-None-Match": first.headers["ETag"]})
    other = door.get("/answers", headers={"If-None-Match": '"something else"'})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert other.status_code == 200
    assert first.headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in first.headers


def test_the_page_travels_compressed_and_plain(door: httpx.Client):
    plain = door.get("/answers", headers={"Accept-Encoding": "identity"})
    with door.stream("GET", "/answers", headers={"Accept-Encoding": "gzip"}) as answer:
        packed = b"".join(answer.iter_raw())

    assert gzip.decompress(packed) == plain.content
    assert len(packed) < len(plain.content) / 3
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert door.head("/answers").status_code == 200
    assert door.head("/answers").content == b""


def test_an_edit_of_the_desk_stands_on_the_page_within_seconds(
    door: httpx.Client, open_unit: OpenUnit
):
    before = door.get("/answers")
    publish(open_unit, "Pay is <b>what</b> we changed & </script> ended.", why="An example")
    give_up = time.monotonic() + 30
    while (after := door.get("/answers")).headers["ETag"] == before.headers["ETag"]:
        assert time.monotonic() < give_up, "the page stays as it was"
        time.sleep(0.2)

    assert "&lt;b&gt;what&lt;/b&gt; we changed &amp; &lt;/script&gt; ended" in after.text
    assert "<b>what" not in after.text
    faq = json.loads(Reader(after.text).data)
    texts = [question["acceptedAnswer"]["text"] for question in faq["mainEntity"]]
    assert any("&lt;/script&gt; ended" in text for text in texts)


def test_an_answer_past_its_review_says_so():
    answer = answer_in(
        "salary",
        {"text": "Much.", "checked": date(2026, 1, 2), "review_by": date(2026, 2, 3)},
    )

    assert "We checked this on 2 January 2026" in printed(answer, date(2026, 2, 4))
    assert "We checked this on" not in printed(answer, date(2026, 2, 3))


def test_texts_that_would_end_the_data_early_do_not():
    answer = answer_in("salary", {"text": "x </script><script>alert(1)</script> \u2028 <!-- y"})

    html = printed(answer, date(2026, 1, 1))
    assert html.count("<script") == 1
    assert html.count("</script") == 1
    assert json.loads(Reader(html).data)["mainEntity"][0]["acceptedAnswer"]["text"].startswith(
        "<p>"
    )


def test_the_demo_pages_lead_to_it(door: httpx.Client):
    for path in ("/", "/send-support", "/senco-jobs", "/privacy", "/vacancies"):
        shown = door.get(path).text
        assert shown.count('href="/answers"') == 2, path
        assert re.search(r'<noscript>.*href="/answers".*</noscript>', shown, re.DOTALL), path
    assert door.get("/answers.css").status_code == 200


def test_days_are_written_out():
    assert templates().filters["day"](date(2026, 5, 1)) == "1 May 2026"


class Single(AnswerBook):
    """A book of one answer."""

    def __init__(self, answer: Answer) -> None:
        self.topic = Topic("salary", "Pay", "How much?", "How much?", (answer,))

    def whole(self) -> dict[str, Topic]:
        return {"salary": self.topic}

    def question(self, topic: str, role: Any = None) -> str:
        return self.topic.question


def printed(answer: Answer, today: date) -> str:
    facts = {name: name for name in ("agency", "phone", "email", "hours", "branches")}
    return AnswersPage(Single(answer), facts, "https://example.org").on(today).plain.decode()


def publish(open_unit: OpenUnit, text: str, *, why: str) -> None:
    """Publish what the desk itself would refuse: whatever is kept must be shown safely."""
    key = Key("salary", "none", "england")
    with open_unit() as session:
        today = A_DAY_IN_MARCH.date() + timedelta(days=200)
        standing = find_answer(session, SHIPPED, key, today=today)
        editor = session.query(Consultant).first()
        assert standing
        assert standing.said
        version = save_answer(
            session,
            standing,
            standing.said,
            seen=0,
            topics=SHIPPED,
            by=editor,
            why=why,
            publish=True,
            now=A_DAY_IN_MARCH,
        )
        version.content = version.content | {"text": text}
