"""Answers at the desk: who may, what is kept, what visitors then read, and who was quicker."""

from __future__ import annotations

import itertools
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from agency.storage.answers import AnswerBook
from agency.storage.models import AnswerVersion, AuditEntry
from agency.storage.unit import OpenUnit
from tests.web.desk.people import Browser, Clock, Office

SALARY = """
topic: salary
title: Pay
question: {any: "What does the work pay?", role: "What does {role} earn?"}
answers:
  - role: none
    nation: uk
    text: It depends on the job. Ring {phone}.
    source: {title: "Pay", url: "https://example.org/pay"}
    checked: 2025-05-01
    review_by: 2026-02-01
    next: [salary]
  - role: senco
    nation: england
    text: A SENCO is paid as a teacher.
    more: It can be more.
    source: {title: "Pay", url: "https://example.org/pay"}
    checked: 2025-05-01
    review_by: 2026-09-30
    next: [salary]
"""
DISTRESS = """
topic: wellbeing_distress
title: Help
question: {any: "I am not coping"}
answers:
  - role: none
    nation: uk
    text: "Ring **116 123**."
    source: {title: "Samaritans", url: null}
    checked: 2025-05-01
    review_by: 2026-12-01
"""
LEXICON = {"roles": {"entries": [{"id": "senco", "a_title": "a SENCO"}]}}
SENCO = "/desk/answers/salary/senco/england"
NEW = {
    "text": "A SENCO is paid as a teacher, **sometimes** more.",
    "more": "Ask us.",
    "source": "Pay in 2026",
    "address": "https://example.org/pay-2026",
    "checked": "2026-03-01",
    "review_by": "2026-09-30",
    "why": "The year’s new figures",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "answers"
    folder.mkdir()
    (folder / "salary.yml").write_text(SALARY, "utf-8")
    (folder / "wellbeing_distress.yml").write_text(DISTRESS, "utf-8")
    return folder


@pytest.fixture(autouse=True)
def books(served: Any, address: str, folder: Path, open_unit: OpenUnit) -> AnswerBook:
    """Gives the desk what came with the house; returns what a visitor's process reads."""
    app, _ = served
    app.state.answers = AnswerBook(folder, LEXICON, clock=itertools.count().__next__)
    app.state.facts = {"phone": "0161 496 0100", "agency": "Example"}
    return AnswerBook(folder, LEXICON, open_unit=open_unit, clock=itertools.count().__next__)


@pytest.fixture
def ed(browser: Browser, office: Office) -> Browser:
    browser.signs_in(office.ed)
    return browser


def versions(open_unit: OpenUnit) -> list[AnswerVersion]:
    with open_unit() as session:
        return session.query(AnswerVersion).order_by(AnswerVersion.id).all()


def deeds(open_unit: OpenUnit) -> list[tuple[str, str, str]]:
    with open_unit() as session:
        kept = session.query(AuditEntry).filter_by(kind="answer").order_by(AuditEntry.id)
        return [(entry.who, entry.did, entry.subject) for entry in kept]


def publishes(editor: Browser, **but: str) -> Any:
    return editor.sends(SENCO, on=SENCO, **NEW | {"do": "publish"} | but)


@pytest.mark.parametrize("who", ["ada", "pia"])
def test_answers_are_not_there_for_those_who_have_nothing_to_do_with_them(
    browser: Browser, office: Office, who: str
):
    browser.signs_in(getattr(office, who))

    assert browser.opens("/desk/answers").status_code == 404
    assert browser.opens(SENCO).status_code == 404
    assert browser.client.post(SENCO, data=NEW | {"do": "publish"}).status_code in (403, 404)
    assert 'href="/desk/answers"' not in browser.opens("/desk/").text


def test_a_manager_reads_answers_and_changes_none(
    browser: Browser, office: Office, open_unit: OpenUnit
):
    browser.signs_in(office.mo)
    shown = browser.opens(SENCO)
    csrf = browser.form(shown.text, "/desk/sign-out")

    assert shown.status_code == 200
    assert "<textarea" not in shown.text
    sent = browser.client.post(SENCO, data=csrf | NEW | {"do": "publish", "seen": "0"})
    assert sent.status_code == 403
    assert "You may read answers" in sent.text
    for path in ("versions/0/back", "versions/1/publish"):
        sent = browser.client.post(f"{SENCO}/{path}", data=csrf | {"seen": "0", "why": "Because"})
        assert sent.status_code == 403
    assert versions(open_unit) == []


def test_nobody_signed_in_is_led_to_the_sign_in_page(browser: Browser, office: Office):
    assert "/desk/sign-in" in str(browser.opens("/desk/answers").url)


def test_a_form_from_elsewhere_changes_nothing(ed: Browser, open_unit: OpenUnit):
    sent = ed.client.post(SENCO, data=NEW | {"do": "publish", "seen": "0", "csrf": "guessed"})

    assert sent.status_code == 403
    assert versions(open_unit) == []


def test_the_list_shows_those_past_their_review_first(ed: Browser):
    listed = re.findall(r'<a href="/desk/answers/(\S+?)">', ed.opens("/desk/answers").text)

    assert listed[0] == "salary/none/uk"
    assert set(listed[1:]) == {"salary/senco/england", "wellbeing_distress/none/uk"}
    stale = ed.opens("/desk/answers?which=stale").text
    assert "salary/none/uk" in stale
    assert "salary/senco/england" not in stale
    assert "salary/senco" in ed.opens("/desk/answers?q=teacher").text
    assert "salary/none" in ed.opens("/desk/answers?q=ring+0161+496+0100").text
    assert "No answer fits" in ed.opens("/desk/answers?q=%3Cscript%3E").text


def test_a_published_edit_is_what_visitors_read(
    ed: Browser, books: AnswerBook, office: Office, open_unit: OpenUnit
):
    told = publishes(ed)

    assert "Published." in told.text
    said = books.find("salary", "senco")
    assert said.text == NEW["text"]
    assert (said.more, said.next) == ("Ask us.", ("salary",))
    assert said.source == {"title": "Pay in 2026", "url": "https://example.org/pay-2026"}
    assert str(said.checked) == "2026-03-01"
    assert books.find("salary").text == "It depends on the job. Ring {phone}."
    assert deeds(open_unit) == [(office.ed, "published", "salary/senco/england 1")]


def test_a_draft_is_seen_by_nobody_until_it_is_published(
    ed: Browser, books: AnswerBook, open_unit: OpenUnit
):
    told = publishes(ed, do="draft")

    assert "Visitors do not see it yet" in told.text
    assert "A draft waits" in told.text
    assert books.find("salary", "senco").text == "A SENCO is paid as a teacher."

    ed.presses(f"{SENCO}/versions/1/publish", on=SENCO)
    assert books.find("salary", "senco").text == NEW["text"]
    assert [did for _, did, _ in deeds(open_unit)] == ["drafted", "published"]


def test_a_preview_shows_what_the_visitor_would_see_and_keeps_nothing(
    ed: Browser, open_unit: OpenUnit
):
    shown = publishes(ed, do="preview", text="Ring {phone}.\n\n- **one**\n- two")

    assert "<p>Ring 0161 496 0100.</p>\n<ul><li><strong>one</strong></li>" in shown.text
    assert "Ring {phone}." in unescape(shown.text)  # in the form, as it was written
    assert "Not saved yet" in shown.text
    assert versions(open_unit) == []


@pytest.mark.parametrize(
    ("but", "words"),
    [
        ({"text": ""}, "It says nothing"),
        ({"text": "word " * 81}, "81 words"),
        ({"text": "<script>alert(1)</script>"}, "HTML"),
        ({"text": "{password}"}, "filled in by nobody"),
        ({"text": "[x](javascript:alert)"}, "https://"),
        ({"address": "javascript:alert(1)"}, "https://"),
        ({"address": "http://example.org"}, "https://"),
        ({"source": " "}, "no source"),
        ({"checked": "yesterday"}, "does not say when it was checked"),
        ({"checked": "2026-03-03"}, "still to come"),
        ({"review_by": "2026-02-30"}, "by when it is to be reviewed"),
        ({"review_by": "2025-01-01"}, "but was checked only on"),
        ({"text": "Hidden \u202e text"}, "nobody can see"),
        ({"text": "A\x00B"}, "nobody can see"),
        ({"more": "x" * 4_001}, "longer than"),
    ],
)
def test_what_breaks_a_rule_is_not_published_and_not_lost(
    ed: Browser, books: AnswerBook, open_unit: OpenUnit, but: dict[str, str], words: str
):
    refused = publishes(ed, **but)

    assert refused.status_code == 422
    assert words in unescape(refused.text)
    assert "<script>alert" not in refused.text
    assert 'href="javascript' not in refused.text
    assert NEW["why"] in unescape(refused.text)
    assert versions(open_unit) == []
    assert books.find("salary", "senco").text == "A SENCO is paid as a teacher."


@pytest.mark.parametrize("but", [{"text": "x" * 12_001}, {"seen": "-1"}, {"do": "delete"}])
def test_what_no_form_of_ours_sends_is_refused(
    ed: Browser, open_unit: OpenUnit, but: dict[str, str]
):
    assert publishes(ed, **but).status_code == 400
    assert versions(open_unit) == []


@pytest.mark.parametrize("why", ["", "  ", "ab", "x" * 301, "new\x1b[2J figures"])
def test_nothing_is_saved_without_a_reason(ed: Browser, open_unit: OpenUnit, why: str):
    refused = publishes(ed, why=why)

    assert refused.status_code == 422
    assert "Say why you change it" in refused.text
    assert versions(open_unit) == []


def test_a_draft_may_be_unfinished_but_not_published(
    ed: Browser, books: AnswerBook, open_unit: OpenUnit
):
    publishes(ed, do="draft", text="word " * 90, source="")

    refused = ed.presses(f"{SENCO}/versions/1/publish", on=SENCO)
    assert refused.status_code == 422
    assert "90 words" in refused.text
    assert books.find("salary", "senco").text == "A SENCO is paid as a teacher."
    assert not versions(open_unit)[0].is_published


def test_of_two_editors_the_later_is_told_and_loses_nothing(
    ed: Browser, another_browser: Any, office: Office, books: AnswerBook, open_unit: OpenUnit
):
    other = another_browser()
    other.signs_in(office.ed)
    form = other.form(other.opens(SENCO).text, SENCO)
    publishes(ed)

    late = other.client.post(SENCO, data=form | NEW | {"do": "publish", "text": "Mine is better."})
    assert late.status_code == 409
    assert "wrote another version while you were here" in late.text
    assert "Mine is better." in late.text
    assert books.find("salary", "senco").text == NEW["text"]

    form = other.form(late.text, SENCO)
    other.client.post(SENCO, data=form | NEW | {"do": "publish", "text": "Mine is better."})
    assert books.find("salary", "senco").text == "Mine is better."
    assert [version.number for version in versions(open_unit)] == [1, 2]


def test_a_draft_that_was_overtaken_is_not_published(
    ed: Browser, books: AnswerBook, open_unit: OpenUnit
):
    publishes(ed, do="draft", text="An earlier thought.")
    form = ed.form(ed.opens(SENCO).text, f"{SENCO}/versions/1/publish")
    publishes(ed)

    late = ed.client.post(f"{SENCO}/versions/1/publish", data=form)
    assert late.status_code == 409
    assert books.find("salary", "senco").text == NEW["text"]


def test_a_version_shows_what_it_changed(ed: Browser):
    publishes(ed)

    shown = ed.opens(f"{SENCO}/versions/1").text
    assert "<del>teacher.</del><ins>teacher, **sometimes** more.</ins>" in shown
    assert "<del>It can be more.</del><ins>Ask us.</ins>" in shown
    assert "The year’s new figures" in unescape(shown)
    assert ed.opens(f"{SENCO}/versions/2").status_code == 404


def test_an_earlier_version_comes_back_as_a_new_one(
    ed: Browser, books: AnswerBook, open_unit: OpenUnit
):
    publishes(ed)
    publishes(ed, text="Something worse.")
    page = f"{SENCO}/versions/1"

    told = ed.sends(f"{page}/back", on=page, why="The last one was worse")
    assert "The earlier text is back" in told.text
    assert books.find("salary", "senco").text == NEW["text"]

    ed.sends(f"{SENCO}/versions/0/back", on=SENCO, why="As it came")
    assert books.find("salary", "senco").text == "A SENCO is paid as a teacher."
    assert [version.number for version in versions(open_unit)] == [1, 2, 3, 4]
    assert [did for _, did, _ in deeds(open_unit)][-2:] == ["published", "gave back"]


def test_a_new_text_in_the_house_is_told_and_the_edit_stays(
    ed: Browser, books: AnswerBook, folder: Path
):
    publishes(ed)
    changed = SALARY.replace("is paid as a teacher.", "is paid as a teacher from 2026.")
    (folder / "salary.yml").write_text(changed, "utf-8")

    shown = ed.opens(SENCO).text
    assert "has changed since this edit" in shown
    assert "<ins>teacher from 2026.</ins>" in shown
    assert "salary/senco" in ed.opens("/desk/answers?which=changed").text
    assert books.find("salary", "senco").text == NEW["text"]

    publishes(ed, why="Looked at the new text")
    assert "has changed since this edit" not in ed.opens(SENCO).text


def test_an_answer_that_the_house_lost_is_still_said(ed: Browser, books: AnswerBook, folder: Path):
    publishes(ed)
    (folder / "salary.yml").write_text(SALARY[: SALARY.index("  - role: senco")], "utf-8")

    assert books.find("salary", "senco").text == NEW["text"]
    assert "no supplied text for this any more" in ed.opens(SENCO).text


def test_an_editor_writes_an_answer_for_a_nation_that_had_none(ed: Browser, books: AnswerBook):
    begun = ed.opens("/desk/answers/new?topic=salary&role=senco&nation=wales")
    there = "/desk/answers/salary/senco/wales"
    assert begun.url.path == there
    ed.sends(there, on=there, **NEW | {"do": "publish", "text": "In Wales it is an ALNCo."})

    assert books.find("salary", "senco", "wales").text == "In Wales it is an ALNCo."
    assert books.find("salary", "senco").text == "A SENCO is paid as a teacher."
    assert there in ed.opens("/desk/answers").text

    ed.sends(f"{there}/versions/0/back", on=there, why="It was not right")
    assert books.find("salary", "senco", "wales").text == "A SENCO is paid as a teacher."


@pytest.mark.parametrize(
    "path", ["weather/none/uk", "salary/astronaut/uk", "salary/none/france", "salary/none"]
)
def test_there_are_no_answers_to_what_nobody_asks(ed: Browser, path: str):
    assert ed.opens(f"/desk/answers/{path}").status_code == 404


def test_the_numbers_of_those_who_help_stay(ed: Browser, books: AnswerBook):
    help_page = "/desk/answers/wellbeing_distress/none/uk"
    refused = ed.sends(help_page, on=help_page, **NEW | {"do": "publish", "text": "Ring us."})

    assert refused.status_code == 422
    assert "116 123" in refused.text
    assert books.find("wellbeing_distress").text == "Ring **116 123**."


def test_who_wrote_when_and_why_stays_with_each_version(
    ed: Browser, office: Office, clock: Clock, open_unit: OpenUnit
):
    publishes(ed)

    with open_unit() as session:
        kept = session.query(AnswerVersion).one()
        assert (kept.author.email, kept.at, kept.why) == (office.ed, clock(), NEW["why"])
        assert kept.shipped["text"] == "A SENCO is paid as a teacher."
