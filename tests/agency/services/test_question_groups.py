"""Questions of one meaning stand together, and stay where they were."""

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from agency.core.asked import Got
from agency.services.questions.groups import (
    forget_empty_groups,
    group_questions,
    list_ungrouped,
    point_group,
    put_aside,
    take_back,
)
from agency.services.questions.listing import Wanted, count_standings, list_asked
from agency.storage.models import AuditEntry, Conversation, Question, QuestionGroup
from agency.storage.unit import OpenUnit
from tests.factories import MONDAY, a_consultant, a_conversation, a_turn, kept

WANTED = Wanted(MONDAY - timedelta(days=30), MONDAY + timedelta(days=1))


def meaning(*numbers: float) -> bytes:
    vector = np.zeros(384, dtype="<f4")
    vector[: len(numbers)] = numbers
    return (vector / np.linalg.norm(vector)).astype("<f4").tobytes()


CAR, BUS, TATTOO = meaning(1, 0.1), meaning(1, 0.6), meaning(0, 0, 1)


@pytest.fixture
def session(open_unit: OpenUnit) -> Iterator[Session]:
    with open_unit() as session:
        yield session


def ask(session: Session, text: str, **but: object) -> Question:
    conversation = session.scalar(select(Conversation)) or a_conversation(session)
    turn = a_turn(session, conversation, text)
    given = {"turn_id": turn.id, "text": text, "got": Got.UNCLEAR, "at": MONDAY, "page": "/a"}
    guesses = [{"topic": "skills", "confidence": 0.2}]
    return kept(session, Question(**given | {"guesses": guesses} | but))


def put_together(session: Session) -> None:
    one, two, three = (
        ask(session, "do I need a car"),
        ask(session, "can I come by bus"),
        ask(session, "are tattoos fine"),
    )
    vectors = {one.id: CAR, two.id: BUS, three.id: TATTOO}
    assert group_questions(session, vectors, now=MONDAY) == 2


def test_the_most_frequent_meaning_comes_first_with_its_wordings_and_guesses(session: Session):
    put_together(session)
    ask(session, "do I need a car?", group_id=1)

    first, second = list_asked(session, WANTED)

    assert (first.count, second.count) == (3, 1)
    assert first.title == "do I need a car"
    assert [each.count for each in first.sentences] == [2, 1]
    assert first.guesses == [("skills", pytest.approx(0.2))]
    assert second.title == "are tattoos fine"


def test_a_later_question_joins_the_group_that_was_there(session: Session):
    put_together(session)
    before = {each.group_id for each in session.scalars(select(Question))}
    late = ask(session, "is a car needed")

    group_questions(session, {late.id: CAR}, now=MONDAY)

    assert {each.group_id for each in session.scalars(select(Question))} == before
    assert list_ungrouped(session) == []


def test_what_was_answered_is_in_no_group(session: Session):
    ask(session, "what is the pay", got=Got.ANSWERED)

    assert list_ungrouped(session) == []


def test_a_group_put_aside_stays_aside_with_what_comes_later_until_it_is_taken_back(
    session: Session,
):
    put_together(session)
    somebody = a_consultant(session)
    group = session.get_one(QuestionGroup, 1)

    put_aside(session, group, by=somebody, now=MONDAY)
    late = ask(session, "is a car needed")
    group_questions(session, {late.id: CAR}, now=MONDAY)
    session.flush()

    assert [each.group.id for each in list_asked(session, WANTED)] == [2]
    assert count_standings(session, WANTED) == {"open": 1, "pointed": 0, "aside": 1}

    take_back(session, group, by=somebody, now=MONDAY)
    session.flush()
    assert [each.group.id for each in list_asked(session, WANTED)] == [1, 2]
    deeds = session.scalars(select(AuditEntry.did).where(AuditEntry.kind == "questions"))
    assert deeds.all() == ["put aside", "took back"]


def test_the_list_can_be_narrowed_by_time_page_and_what_was_got(session: Session):
    put_together(session)
    ask(session, "old", group_id=1, at=MONDAY - timedelta(days=60))
    ask(session, "elsewhere", group_id=1, page="/b", got=Got.OUT_OF_SCOPE)

    def counts(**but: object) -> list[int]:
        return [each.count for each in list_asked(session, Wanted(**vars(WANTED) | but))]

    assert counts() == [3, 1]
    assert counts(since=MONDAY - timedelta(days=90)) == [4, 1]
    assert counts(page="/b") == [1]
    assert counts(got=(Got.OUT_OF_SCOPE,)) == [1]
    assert counts(page="/c") == []


def test_a_group_of_which_nothing_is_left_goes_unless_somebody_decided_about_it(session: Session):
    put_together(session)
    point_group(session, session.get_one(QuestionGroup, 1), "skills", "none", by=None, now=MONDAY)
    session.execute(delete(Question))

    forget_empty_groups(session)

    assert session.scalars(select(QuestionGroup.id)).all() == [1]
