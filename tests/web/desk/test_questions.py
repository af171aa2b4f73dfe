"""What people asked and did not get, at the desk: who may, what is shown, what is taught."""

from __future__ import annotations

import itertools
import re
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select

from agency.core.asked import Got
from agency.services.questions.groups import group_questions
from agency.services.questions.trainings import (
    State,
    claim_training,
    mark_ended,
    mark_live,
    mark_ready,
)
from agency.storage.answers import AnswerBook
from agency.storage.models import AuditEntry, Example, Question, QuestionGroup, Training
from agency.storage.unit import OpenUnit
from tests.factories import MONDAY, a_conversation, a_turn, kept
from tests.web.desk.people import Browser, Office
from tests.web.desk.test_answers import DISTRESS, LEXICON, NEW, SALARY, SENCO

WORDS = ("is there a bonus in it", "do they pay for petrol", "<b>perks</b> and extras")
ROOMS = (
    "/desk/questions",
    "/desk/questions/1",
    "/desk/questions/teaching",
    "/desk/questions/trainings/1",
    "/desk/questions/answered?topic=salary",
)
COMPARED = {
    "asked": 10,
    "before": 7,
    "after": 8,
    "kinds": {"in_scope": [10, 7, 8]},
    "better": [
        {"text": "a bonus?", "kind": "in_scope", "expected": "salary", "before": "unclear",
         "after": "salary"}
    ],
    "worse": [],
    "help_lost": 0,
}  # fmt: skip


@pytest.fixture(autouse=True)
def a_group(served: Any, address: str, tmp_path: Path, open_unit: OpenUnit, office: Office) -> None:
    folder = tmp_path / "answers"
    folder.mkdir()
    (folder / "salary.yml").write_text(SALARY, "utf-8")
    (folder / "wellbeing_distress.yml").write_text(DISTRESS, "utf-8")
    app, _ = served
    app.state.answers = AnswerBook(folder, LEXICON, clock=itertools.count().__next__)
    app.state.facts = {"phone": "0161 496 0100", "agency": "Example"}
    with open_unit() as session:
        conversation = a_conversation(session)
        vector = np.eye(1, 384, dtype="<f4").tobytes()
        vectors = {}
        for words in WORDS:
            turn = a_turn(session, conversation, words)
            question = Question(
                turn_id=turn.id, text=words, got=Got.UNCLEAR, at=MONDAY, page="/senco-jobs",
                guesses=[{"topic": "salary", "confidence": 0.3}],
            )  # fmt: skip
            vectors[kept(session, question).id] = vector
        group_questions(session, vectors, now=MONDAY)


@pytest.fixture
def ed(browser: Browser, office: Office) -> Browser:
    browser.signs_in(office.ed)
    return browser


def point(browser: Browser, **but: Any) -> Any:
    form = browser.form(browser.opens("/desk/questions/1").text, "/desk/questions/1")
    sent = form | {
        "topic": "salary",
        "role": "none",
        "text": [*WORDS],
        "use": ["teach"] * 2 + ["leave"],
    }
    return browser.client.post("/desk/questions/1", data=sent | but, follow_redirects=True)


@pytest.mark.parametrize("who", ["ada", "pia"])
@pytest.mark.parametrize("path", ROOMS)
def test_nothing_of_it_is_there_for_consultants_and_privacy_officers(
    browser: Browser, office: Office, open_unit: OpenUnit, who: str, path: str
):
    browser.signs_in(getattr(office, who))
    csrf = browser.form(browser.opens("/desk/").text, "/desk/sign-out")

    assert browser.opens(path).status_code == 404
    assert 'href="/desk/questions"' not in browser.opens("/desk/").text
    for deed in ("1", "1/aside", "1/back", "teaching/train", "examples/1/withdraw",
                 "trainings/1/promote"):  # fmt: skip
        data = csrf | {"topic": "salary", "text": "a b c", "use": "teach"}
        assert browser.client.post(f"/desk/questions/{deed}", data=data).status_code == 404, deed
    with open_unit() as session:
        assert session.get_one(QuestionGroup, 1).aside_at is None
        assert session.query(Example).count() == session.query(Training).count() == 0


def test_nobody_signed_in_is_led_to_the_sign_in_page(browser: Browser):
    assert "/desk/sign-in" in str(browser.opens("/desk/questions").url)


def test_a_form_from_elsewhere_changes_nothing(ed: Browser, open_unit: OpenUnit):
    for deed in ("1", "1/aside", "teaching/train"):
        sent = ed.client.post(f"/desk/questions/{deed}", data={"csrf": "guessed"})
        assert sent.status_code == 403
    with open_unit() as session:
        assert session.get_one(QuestionGroup, 1).aside_at is None


@pytest.mark.parametrize("who", ["ed", "mo"])
def test_editors_and_managers_see_groups_with_count_examples_and_guesses(
    browser: Browser, office: Office, who: str
):
    browser.signs_in(getattr(office, who))
    shown = browser.opens("/desk/questions")

    assert shown.status_code == 200
    assert "<strong>3</strong>" in shown.text
    assert WORDS[0] in shown.text
    assert "&lt;b&gt;perks" in shown.text
    assert "Pay 30 %" in shown.text
    assert "Nothing open here" in browser.opens("/desk/questions?page=/elsewhere").text
    assert "Nothing open here" in browser.opens("/desk/questions?got=unsure").text
    assert WORDS[0] in browser.opens("/desk/questions?days=90&got=unclear&page=").text
    assert browser.opens("/desk/questions?days=5").status_code == 400


def test_a_group_is_put_aside_and_taken_back(ed: Browser, open_unit: OpenUnit, office: Office):
    told = ed.sends("/desk/questions/1/aside", on="/desk/questions")
    assert "stay aside too" in told.text
    assert "Nothing open here" in told.text
    assert WORDS[0] in ed.opens("/desk/questions?standing=aside").text

    form = ed.form(told.text, "/desk/questions/1/back")
    ed.client.post("/desk/questions/1/back", data=form)

    assert WORDS[0] in ed.opens("/desk/questions").text
    with open_unit() as session:
        deeds = session.scalars(
            select(AuditEntry.did).where(AuditEntry.who == office.ed, AuditEntry.subject == "1")
        ).all()
        assert deeds == ["put aside", "took back"]


def test_pointed_to_a_topic_its_sentences_are_a_change_to_read(ed: Browser, open_unit: OpenUnit):
    told = point(ed)

    assert "Kept as examples of Pay" in told.text
    assert "/desk/answers/salary/senco/england" in told.text
    assert "It depends on the job. Ring 0161 496 0100." in told.text
    teaching = unescape(ed.opens("/desk/questions/teaching").text)
    assert "ask/salary" in teaching
    assert re.search(r'class="added".*- is there a bonus in it', teaching)
    assert WORDS[2] not in teaching
    with open_unit() as session:
        assert [each.text for each in session.scalars(select(Example))] == [*WORDS[:2]]
        assert session.get_one(QuestionGroup, 1).topic == "salary"


@pytest.mark.parametrize(
    ("but", "words"),
    [
        ({"topic": ""}, "Choose the topic"),
        ({"topic": "wellbeing_distress"}, "Choose the topic"),
        ({"text": ["ring me on 07700 900123", "a b", "c d"]}, "Names somebody"),
        ({"text": ["the same one", "The same one?", "c d"]}, "The same as"),
        ({"text": ["What is an LSA?", "a b c", "c"]}, "Known already"),
    ],
)
def test_what_may_not_be_taught_is_said_and_nothing_is_kept(
    ed: Browser, open_unit: OpenUnit, but: dict[str, Any], words: str
):
    told = point(ed, **but)

    assert told.status_code == 422
    assert words in unescape(told.text)
    with open_unit() as session:
        assert session.query(Example).count() == 0
        assert session.get_one(QuestionGroup, 1).topic is None


def test_a_training_is_asked_for_cancelled_compared_promoted_and_rolled_back(
    ed: Browser, open_unit: OpenUnit
):
    point(ed)
    shown = ed.sends("/desk/questions/teaching/train", on="/desk/questions/teaching")
    assert "Waits to begin" in shown.text
    here = "/desk/questions/trainings/1"
    assert "Cancelled" in ed.sends(f"{here}/cancel", on=here).text

    ed.sends("/desk/questions/teaching/train", on="/desk/questions/teaching")
    with open_unit() as session:
        claim_training(session, now=MONDAY)
        mark_ready(session, 2, COMPARED, now=MONDAY)
    here = "/desk/questions/trainings/2"
    ready = ed.opens(here).text
    assert "the live one got <strong>7</strong> right, this one <strong>8</strong>" in ready
    assert "a bonus?" in ready

    assert "Going live" in ed.sends(f"{here}/promote", on=here).text
    with open_unit() as session:
        mark_live(session, 2, now=MONDAY)
    live = ed.opens(here).text
    assert "Live" in live
    assert "takes it over within half a minute" in live
    assert "on a busy machine a quarter of an hour" not in ed.opens("/desk/questions/teaching").text
    assert "Going back" in ed.sends(f"{here}/roll-back", on=here, why="It was an example").text
    with open_unit() as session:
        written = session.scalars(select(AuditEntry.did).where(AuditEntry.kind == "training"))
        dids = [did for did in written if not did.startswith("saw")]
    assert dids == ["asked for", "cancelled", "asked for", "promoted", "rolled back"]


def test_a_worse_one_is_not_promoted_without_a_reason_and_a_deaf_one_not_by_an_editor(
    ed: Browser, open_unit: OpenUnit
):
    point(ed)
    ed.sends("/desk/questions/teaching/train", on="/desk/questions/teaching")
    with open_unit() as session:
        claim_training(session, now=MONDAY)
        mark_ready(session, 1, COMPARED | {"after": 6}, now=MONDAY)
    here = "/desk/questions/trainings/1"

    refused = ed.sends(f"{here}/promote", on=here)
    assert "say why" in refused.text
    with open_unit() as session:
        session.get_one(Training, 1).comparison = COMPARED | {"help_lost": 1}
    shown = ed.opens(here)
    assert "no longer hears somebody who needs help" in shown.text
    assert "Promote: let it answer" not in shown.text
    form = ed.form(shown.text, "/desk/sign-out")
    sent = ed.client.post(
        f"{here}/promote", data=form | {"why": "I want it"}, follow_redirects=True
    )
    assert "a manager or an administrator decides" in sent.text
    with open_unit() as session:
        assert session.get_one(Training, 1).state == "ready"


def test_a_training_that_failed_says_why_and_can_be_asked_for_again_where_one_reads_it(
    ed: Browser, open_unit: OpenUnit
):
    point(ed)
    ed.sends("/desk/questions/teaching/train", on="/desk/questions/teaching")
    with open_unit() as session:
        claim_training(session, now=MONDAY)
        mark_ended(session, 1, State.FAILED, problem="The learning broke off.", now=MONDAY)
    here = "/desk/questions/trainings/1"

    failed = ed.opens(here).text
    assert "The learning broke off." in failed
    assert "the assistant answers as before" in failed
    again = ed.sends("/desk/questions/teaching/train", on=here)

    assert "Training 2" in again.text
    assert "Waits to begin" in again.text


@pytest.fixture
def another_approves(served: Any, address: str) -> None:
    app, _ = served
    settings = app.state.settings
    app.state.settings = settings.model_copy(update={"answers_approval": "on"})


def test_where_another_approves_an_answer_waits_for_somebody_else(
    ed: Browser, another_browser: Any, office: Office, another_approves: None, open_unit: OpenUnit
):
    told = ed.sends(SENCO, on=SENCO, **NEW | {"do": "publish"})
    assert "waits for somebody else" in told.text
    assert "Approve and publish" not in told.text
    csrf = ed.form(told.text, "/desk/sign-out")
    own = ed.client.post(f"{SENCO}/versions/1/publish", data=csrf)
    assert own.status_code == 403
    assert "You wrote this draft" in own.text

    mo = another_browser()
    mo.signs_in(office.mo)
    assert "salary/senco" in mo.opens("/desk/answers?which=waiting").text
    back = mo.sends(f"{SENCO}/versions/1/send-back", on=SENCO, why="The year is missing")
    assert "Sent back to its author" in back.text
    assert "The year is missing" in ed.opens(SENCO).text

    ed.sends(SENCO, on=SENCO, **NEW | {"do": "publish", "text": "A SENCO: £1 in 2026."})
    done = mo.presses(f"{SENCO}/versions/2/publish", on=SENCO)
    assert "Published." in done.text
    with open_unit() as session:
        deeds = session.scalars(select(AuditEntry.did).where(AuditEntry.kind == "answer")).all()
    assert deeds == ["drafted", "asked to approve", "sent back", "drafted", "asked to approve",
                     "published"]  # fmt: skip


def test_an_answer_checked_long_ago_is_to_be_looked_at_again(
    browser: Browser, office: Office, clock: Any
):
    clock.passes(days=120)
    browser.signs_in(office.ed)

    assert "Checked long ago" in browser.opens("/desk/answers?which=stale&q=teacher").text


def test_the_questions_that_led_to_an_answer_are_shown(ed: Browser, open_unit: OpenUnit):
    with open_unit() as session:
        question = session.get_one(Question, 1)
        question.got, question.topic, question.role = Got.ANSWERED, "salary", "senco"

    shown = ed.opens("/desk/questions/answered?topic=salary&role=senco").text
    assert WORDS[0] in shown
    assert WORDS[1] not in shown
    assert "questions/answered?topic=salary&amp;role=senco" in ed.opens(SENCO).text


def test_what_changed_is_told_by_the_names_of_the_topics(ed: Browser, open_unit: OpenUnit):
    point(ed)
    ed.sends("/desk/questions/teaching/train", on="/desk/questions/teaching")
    change = {
        "text": "pay and hours?", "kind": "multi", "expected": "salary + wellbeing_distress",
        "before": "salary + wellbeing_distress", "after": "unclear",
    }  # fmt: skip
    with open_unit() as session:
        claim_training(session, now=MONDAY)
        mark_ready(session, 1, COMPARED | {"worse": [change]}, now=MONDAY)

    shown = ed.opens("/desk/questions/trainings/1").text

    assert "asks about Pay, Help" in shown
    assert "now: not understood" in shown
