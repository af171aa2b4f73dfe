"""A topic of the agency's own: begun from a group, read, promoted, answered, and taken back."""

from __future__ import annotations

import itertools
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from agency.services.questions.own_topics import TopicRefused, rename_topic
from agency.services.questions.trainings import (
    claim_training,
    mark_live,
    mark_ready,
    mark_rolled_back,
)
from agency.storage.answers import AnswerBook
from agency.storage.models import (
    AnswerVersion,
    AuditEntry,
    Consultant,
    Example,
    OwnTopic,
    QuestionGroup,
)
from agency.storage.unit import OpenUnit
from tests.factories import MONDAY
from tests.web.desk.people import Browser, Office
from tests.web.desk.test_answers import LEXICON
from tests.web.desk.test_questions import COMPARED, WORDS, a_group, another_approves, ed

__all__ = ["a_group", "another_approves", "ed"]

TOPIC = "/desk/questions/1/topic"
TEACHING = "/desk/questions/teaching"
NAME = "own_travel_costs"
ANSWER = f"/desk/answers/{NAME}/none/uk"
OTHERS = (
    "who pays for my bus fare",
    "can i claim my train ticket",
    "is there a mileage allowance",
    "what about travel expenses",
    "are my travel costs covered",
    "do i get money back for driving there",
)
WRITTEN = {
    "title": "Travel costs",
    "question": "Do you pay for travel?",
    "answer": "Most schools do not pay for travel. Ask us: we say so before you agree.",
    "more": "",
    "source": "Example agency",
    "address": "",
    "checked": MONDAY.date().isoformat(),
    "review_by": MONDAY.date().replace(year=MONDAY.year + 1).isoformat(),
    "nation": "uk",
    "text": [*WORDS],
    "use": ["teach", "teach", "leave"],
    "others": "\r\n".join(OTHERS),
}


def begin(browser: Browser, **but: Any) -> Any:
    form = browser.form(browser.opens(TOPIC).text, TOPIC)
    return browser.client.post(TOPIC, data=form | WRITTEN | but, follow_redirects=True)


def train(browser: Browser, open_unit: OpenUnit) -> str:
    """Let everything that is proposed be trained, and return the page that waits for a word."""
    path = browser.sends(f"{TEACHING}/train", on=TEACHING).url.path
    number = int(path.rpartition("/")[2])
    with open_unit() as session:
        claim_training(session, now=MONDAY)
        mark_ready(session, number, COMPARED, now=MONDAY)
    return path


def promote(browser: Browser, open_unit: OpenUnit) -> None:
    path = train(browser, open_unit)
    assert "Going live" in browser.sends(f"{path}/promote", on=path).text
    with open_unit() as session:
        mark_live(session, int(path.rpartition("/")[2]), now=MONDAY)


@pytest.fixture
def book(tmp_path: Path, a_group: None, open_unit: OpenUnit) -> AnswerBook:
    """What a visitor's process reads."""
    folder = tmp_path / "answers"
    return AnswerBook(folder, LEXICON, open_unit=open_unit, clock=itertools.count().__next__)


@pytest.mark.parametrize("who", ["ada", "pia", "mo"])
def test_only_who_writes_answers_begins_a_topic_or_takes_one_back(
    browser: Browser, office: Office, open_unit: OpenUnit, another_browser: Any, who: str
):
    editor = another_browser()
    editor.signs_in(office.ed)
    begin(editor)
    browser.signs_in(getattr(office, who))
    csrf = browser.form(browser.opens("/desk/").text, "/desk/sign-out")

    assert browser.opens(TOPIC).status_code in {403, 404}
    own = f"/desk/questions/topics/{NAME}"
    for path in (TOPIC, f"{own}/rename", f"{own}/withdraw"):
        sent = browser.client.post(path, data=csrf | WRITTEN | {"title": "Another"})
        assert sent.status_code in {403, 404}, path
    with open_unit() as session:
        topic = session.scalars(select(OwnTopic)).one()
        assert (topic.title, topic.withdrawn_at) == ("Travel costs", None)


def test_a_topic_is_begun_with_its_answer_and_sentences_as_a_change_to_read(
    ed: Browser, open_unit: OpenUnit, office: Office
):
    assert 'href="/desk/questions/1/topic"' in ed.opens("/desk/questions/1").text
    told = unescape(begin(ed).text)

    assert "The topic is begun" in told
    assert f"ask/{NAME}" in told
    for words in (*WORDS[:2], *OTHERS):
        assert f"- {words}" in told
    assert "8 sentences to learn" in told
    assert "Proposed" in told
    answer = unescape(ed.opens(ANSWER).text)
    assert WRITTEN["answer"] in answer
    assert "as soon as an assistant that was taught it is live" in answer
    assert "New topic, not live yet" in ed.opens("/desk/answers?q=travel").text
    group = unescape(ed.opens("/desk/questions/1").text)
    assert "Pointed to Travel costs" in group
    with open_unit() as session:
        assert {each.topic for each in session.scalars(select(Example))} == {NAME}
        deeds = session.scalars(select(AuditEntry.did).where(AuditEntry.kind == "topic")).all()
        assert deeds == ["began"]


def rename(browser: Browser, **words: str) -> Any:
    path = f"/desk/questions/topics/{NAME}/rename"
    form = browser.form(browser.opens(TEACHING).text, path)
    return browser.client.post(path, data=form | words, follow_redirects=True)


def test_a_live_topics_words_are_changed_and_its_name_in_programs_stays(
    ed: Browser, open_unit: OpenUnit, book: AnswerBook
):
    begin(ed)
    promote(ed, open_unit)
    assert book.question(NAME) == "Do you pay for travel?"

    told = rename(ed, title="Getting there", question="Who pays for my way there?").text

    assert "The topic has its new words" in told
    assert "<strong>Getting there</strong>" in told
    assert book.title(NAME) == "Getting there"
    assert book.question(NAME) == "Who pays for my way there?"
    with open_unit() as session:
        deeds = session.scalars(select(AuditEntry.did).where(AuditEntry.kind == "topic")).all()
        assert deeds == ["began", "renamed"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"title": "Pay", "question": "Do you pay?"}, "called so already"),
        ({"title": "<b>", "question": "Do you pay?"}, "3 to 60 plain letters"),
        ({"title": "Travel", "question": "May I ring Jo on 07700 900123?"}, "says who somebody"),
    ],
)
def test_a_topic_keeps_its_words_where_something_stands_against_new_ones(
    ed: Browser, open_unit: OpenUnit, words: dict[str, str], why: str
):
    begin(ed)

    assert why in unescape(rename(ed, **words).text)
    with open_unit() as session:
        topic = session.scalars(select(OwnTopic)).one()
        assert (topic.title, topic.question) == ("Travel costs", "Do you pay for travel?")


def test_where_another_approves_a_live_topic_keeps_its_words(
    ed: Browser, open_unit: OpenUnit, office: Office
):
    begin(ed)
    promote(ed, open_unit)
    with open_unit() as session:
        editor = session.scalars(select(Consultant).where(Consultant.email == office.ed)).one()
        with pytest.raises(TopicRefused) as refused:
            rename_topic(
                session, {}, NAME, "Getting there", "Who pays?", by=editor, approval=True,
                now=MONDAY,
            )  # fmt: skip

    assert refused.value.codes == ["approved_words"]


@pytest.mark.parametrize(
    ("but", "words"),
    [
        ({"others": ""}, "at least 8 sentences"),
        ({"title": "Pay"}, "called so already"),
        ({"title": "<b>"}, "3 to 60 plain letters"),
        ({"title": "Ring Jo on 07700 900123"}, "says who somebody is"),
        ({"question": " "}, "3 to 150 plain letters"),
        ({"answer": ""}, "It says nothing"),
        ({"source": ""}, "source"),
        ({"address": "http://example.org"}, "https"),
        ({"review_by": "2020-01-01"}, "review"),
        ({"others": "\n".join([*OTHERS[1:], "write to jo@example.org"])}, "Names somebody"),
        ({"others": "\n".join([*OTHERS, "What is an LSA?"])}, "Known already"),
        ({"others": "\n".join([*OTHERS, OTHERS[0]])}, "The same as"),
    ],
)
def test_what_stands_against_a_topic_is_said_and_nothing_is_kept(
    ed: Browser, open_unit: OpenUnit, but: dict[str, str], words: str
):
    told = begin(ed, **but)

    assert told.status_code == 422
    shown = unescape(told.text)
    assert words in shown.partition("A new topic</h1>")[0]
    assert "train ticket" in shown or not but.get("others", "x"), "what was typed is still there"
    with open_unit() as session:
        for table in (OwnTopic, Example, AnswerVersion):
            assert session.query(table).count() == 0, table
        assert session.get_one(QuestionGroup, 1).topic is None


def test_visitors_meet_a_topic_when_it_is_live_and_not_after_it_was_rolled_back(
    ed: Browser, open_unit: OpenUnit, book: AnswerBook
):
    begin(ed)
    path = train(ed, open_unit)
    assert NAME not in book.whole()
    assert "Refused" in ed.sends(f"{path}/refuse", on=path).text
    assert book.find(NAME) is None

    promote(ed, open_unit)
    found = book.find(NAME, "senco")
    assert found
    assert found.text == WRITTEN["answer"]
    assert book.title(NAME) == "Travel costs"
    assert book.question(NAME, "senco") == "Do you pay for travel?"
    assert "Live" in ed.opens(TEACHING).text
    assert "New topic, not live yet" not in ed.opens("/desk/answers?q=travel").text

    with open_unit() as session:
        mark_rolled_back(session, 2, now=MONDAY)
    assert book.find(NAME) is None
    assert "Proposed" in ed.opens(TEACHING).text


def test_a_topic_that_is_taken_back_leaves_nothing_behind(
    ed: Browser, open_unit: OpenUnit, book: AnswerBook
):
    begin(ed)
    withdraw = f"/desk/questions/topics/{NAME}/withdraw"
    told = ed.sends(withdraw, on=TEACHING)

    assert "The topic is taken back" in told.text
    assert "Nothing is proposed" in told.text
    assert "Topics of your own" not in told.text
    assert ed.opens(ANSWER).status_code == 404
    assert "Travel costs" not in ed.opens("/desk/answers").text
    assert WORDS[0] in ed.opens("/desk/questions").text, "its questions are open again"
    form = ed.form(told.text, "/desk/sign-out")
    assert ed.client.post(withdraw, data=form).status_code == 404
    with open_unit() as session:
        assert not session.query(Example).filter_by(withdrawn_at=None).count()

    begin(ed)
    assert f"ask/{NAME}_2" in ed.opens(TEACHING).text


def test_a_live_topic_that_is_taken_back_is_answered_until_the_next_training_is_live(
    ed: Browser, open_unit: OpenUnit, book: AnswerBook
):
    begin(ed)
    promote(ed, open_unit)
    told = ed.sends(f"/desk/questions/topics/{NAME}/withdraw", on=TEACHING)

    assert "goes with the next training" in told.text
    assert 'class="taken"' in told.text
    assert book.find(NAME)
    promote(ed, open_unit)
    assert book.find(NAME) is None
    assert ed.opens(ANSWER).status_code == 404


def test_a_topic_with_too_few_sentences_left_is_not_trained(ed: Browser, open_unit: OpenUnit):
    begin(ed)
    ed.sends("/desk/questions/examples/1/withdraw", on=TEACHING)

    told = ed.sends(f"{TEACHING}/train", on=TEACHING)
    assert "too few sentences" in told.text


def test_a_topic_waits_for_its_answer_where_another_approves(
    ed: Browser, another_browser: Any, office: Office, another_approves: None, open_unit: OpenUnit
):
    begin(ed)
    assert "No published answer yet" in ed.opens(TEACHING).text
    assert "no published answer yet" in ed.sends(f"{TEACHING}/train", on=TEACHING).text

    mo = another_browser()
    mo.signs_in(office.mo)
    assert "Travel costs" in mo.opens("/desk/answers?which=waiting").text
    mo.presses(f"{ANSWER}/versions/1/publish", on=ANSWER)
    assert "Waits to begin" in ed.sends(f"{TEACHING}/train", on=TEACHING).text


def test_a_candidate_whose_topic_lost_its_answer_is_not_promoted(ed: Browser, open_unit: OpenUnit):
    begin(ed)
    path = train(ed, open_unit)
    ed.sends(f"{ANSWER}/versions/0/back", on=ANSWER, seen="1", why="It was wrong")

    assert "no published answer yet" in ed.sends(f"{path}/promote", on=path).text


def test_another_role_may_have_an_answer_of_its_own(
    ed: Browser, open_unit: OpenUnit, book: AnswerBook
):
    begin(ed)
    there = f"/desk/answers/{NAME}/senco/uk"
    fields = {key: str(WRITTEN[key]) for key in ("source", "checked", "review_by")}
    ed.sends(
        there, on=there, do="publish", text="SENCOs are paid for it.", why="So it is", **fields
    )
    promote(ed, open_unit)

    assert book.roles(NAME) == ["senco"]
    assert book.find(NAME, "senco").text == "SENCOs are paid for it."
    assert book.find(NAME, "sen_support_worker").text == WRITTEN["answer"]


def test_other_questions_are_pointed_to_a_topic_of_the_agencys_own(
    ed: Browser, open_unit: OpenUnit
):
    begin(ed)
    shown = ed.opens("/desk/questions/1").text

    assert f'<option value="{NAME}" selected>Travel costs' in shown


@pytest.mark.postgresql
def test_on_postgresql_a_topic_is_begun_promoted_and_taken_back_too(
    ed: Browser, open_unit: OpenUnit, book: AnswerBook
):
    assert WORDS[0] in ed.opens("/desk/questions").text
    begin(ed)
    promote(ed, open_unit)
    assert book.find(NAME)
    ed.sends(f"/desk/questions/topics/{NAME}/withdraw", on=TEACHING)
    assert WORDS[0] in ed.opens("/desk/questions").text
    promote(ed, open_unit)
    assert book.find(NAME) is None
