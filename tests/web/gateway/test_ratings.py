"""A visitor's rating: of what was said to them, once, and theirs to change."""

import pytest
from sqlalchemy import select

from agency.storage.models import DailyCount, Rating
from tests.web.gateway.assistant_stand_in import heard, message
from tests.web.gateway.conftest import Visitor, is_problem

PAY = {"topic": "salary", "role": "senco"}


@pytest.fixture
def answer_id(visitor, assistant):
    assistant.answer = lambda turn: heard(message("£40,000 or so.", answer=PAY))
    return visitor.say("what does it pay")[-1]["id"]


def rate(visitor, reply, **body):
    address = f"{visitor.address}/replies/{reply}/rating"
    return visitor.door.post(address, json=body, headers=visitor.headers())


def counted(open_unit):
    with open_unit() as session:
        rows = session.scalars(select(DailyCount).where(DailyCount.what == "rated"))
        return {(row.about, row.detail): row.count for row in rows if row.count}


def test_the_same_rating_twice_is_counted_once(visitor, answer_id, open_unit):
    for _ in range(2):
        assert rate(visitor, answer_id, rating="up").status_code == 204

    assert counted(open_unit) == {("salary", "up"): 1}


def test_a_rating_that_is_changed_is_counted_as_it_stands(visitor, answer_id, open_unit):
    rate(visitor, answer_id, rating="up")
    rate(visitor, answer_id, rating="down", reason="too_long", words="Ring me on 07700 900123!")

    assert counted(open_unit) == {("salary", "down"): 1, ("salary", "because too_long"): 1}
    with open_unit() as session:
        assert session.scalars(select(Rating.words)).all() == ["Ring me on [left out]!"]


def test_a_rating_can_be_taken_back(visitor, answer_id, open_unit):
    rate(visitor, answer_id, rating="down", reason="wrong")
    rate(visitor, answer_id, rating=None)
    rate(visitor, answer_id, rating=None)

    assert counted(open_unit) == {}
    with open_unit() as session:
        assert session.scalars(select(Rating)).all() == []


def test_nobody_rates_what_was_said_to_somebody_else(door, visitor, answer_id, open_unit):
    stranger = Visitor(door)

    assert is_problem(rate(stranger, answer_id, rating="up"), 404, "no_such_reply")
    theirs = f"{visitor.address}/replies/{answer_id}/rating"
    answer = door.post(theirs, json={"rating": "up"}, headers=stranger.headers())
    assert is_problem(answer, 404, "no_such_conversation")
    assert counted(open_unit) == {}


def test_what_the_visitor_said_themselves_cannot_be_rated(visitor, answer_id):
    own = visitor.read()["turns"][1]
    assert own["from"] == "visitor"

    assert is_problem(rate(visitor, own["id"], rating="up"), 404, "no_such_reply")


@pytest.mark.parametrize(
    "body", [{}, {"rating": "sideways"}, {"rating": "down", "words": "x" * 301}]
)
def test_what_is_no_rating_is_refused(visitor, answer_id, body):
    assert is_problem(rate(visitor, answer_id, **body), 422)


def test_when_the_chat_is_erased_the_words_go_and_the_count_stays(visitor, answer_id, open_unit):
    rate(visitor, answer_id, rating="down", reason="wrong", words="It is more.")
    assert visitor.erase().status_code == 204

    assert counted(open_unit) == {("salary", "down"): 1, ("salary", "because wrong"): 1}
    with open_unit() as session:
        assert session.scalars(select(Rating)).all() == []


def test_what_a_visitor_thought_is_there_when_they_come_back(visitor, answer_id):
    rate(visitor, answer_id, rating="down", reason="too_long")

    turns = {turn["id"]: turn.get("rating") for turn in visitor.read()["turns"]}

    assert turns.pop(answer_id) == "down"
    assert set(turns.values()) == {None}
