from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from agency.settings import Settings
from agency.storage.models import Conversation, Turn
from agency.storage.unit import OpenUnit
from tests.web.gateway.assistant_stand_in import AssistantStandIn
from tests.web.gateway.conftest import Visitor, as_if_just_said, is_problem
from web.gateway.limits import ArrivalPace


def test_twenty_messages_a_minute_are_enough(
    visitor: Visitor, assistant: AssistantStandIn, open_unit: OpenUnit
):
    for number in range(20):
        visitor.say(f"message {number}", key=f"{number}")
    as_if_just_said(open_unit)

    answer = visitor.send({"text": "one more"})

    is_problem(answer, 429, "too_fast")
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert len(assistant.turns) == 20
    assert visitor.say("message 0", key="0")


def test_after_a_minute_the_visitor_may_go_on(visitor: Visitor, open_unit: OpenUnit):
    for number in range(20):
        visitor.say(f"message {number}")
    with open_unit() as session:
        for turn in session.query(Turn):
            turn.at -= timedelta(minutes=1)

    assert visitor.say("one more")


def test_a_conversation_ends_at_150_messages(visitor: Visitor, open_unit: OpenUnit):
    with open_unit() as session:
        session.add_all(
            Turn(
                public_id=f"{number}",
                conversation_id=visitor.id,
                speaker="visitor",
                text="hello",
                at=datetime.now(UTC) - timedelta(hours=1),
            )
            for number in range(150)
        )

    is_problem(visitor.send({"text": "one more"}), 429, "conversation_full")
    assert visitor.leave(phone="07700 900123", consent=True).status_code == 200


def test_limits_may_be_off_for_load_tests(
    serve: Callable[[Settings], str], settings: Settings, assistant: AssistantStandIn
):
    home = serve(settings.model_copy(update={"limits": "off"}))
    with httpx.Client(base_url=home, timeout=20) as door:
        visitor = Visitor(door)
        for number in range(25):
            visitor.say(f"message {number}")

    assert len(assistant.turns) == 25


def test_a_chat_is_kept_open_for_a_day_and_can_be_erased_after_it(
    visitor: Visitor, open_unit: OpenUnit
):
    with open_unit() as session:
        session.query(Conversation).one().started_at -= timedelta(hours=25)

    is_problem(visitor.send({"text": "hello"}), 401, "token_too_old")
    is_problem(visitor.door.get(visitor.address, headers=visitor.headers()), 401)
    assert visitor.erase().status_code == 204


def test_one_address_may_not_open_conversations_without_end():
    now = [0.0]
    pace = ArrivalPace(limited=True, most=2, clock=lambda: now[0])

    assert pace.arrive("192.0.2.1") is None
    now[0] = 600.0
    assert pace.arrive("192.0.2.1") is None
    assert pace.arrive("192.0.2.1") == 3001
    assert pace.arrive("192.0.2.2") is None
    now[0] = 3601.0
    assert pace.arrive("192.0.2.1") is None


@pytest.mark.parametrize("how_many", [121])
def test_too_many_new_chats_are_told_when_to_come_back(door: httpx.Client, how_many: int):
    answers = [door.post("/api/v1/conversations", json={}) for _ in range(how_many)]

    is_problem(answers[-1], 429, "too_many_conversations")
    assert {answer.status_code for answer in answers[:-1]} == {201}
