import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import timedelta
from typing import Any

import httpx
import pytest

from agency.settings import Settings
from agency.storage.models import Conversation, Turn
from agency.storage.unit import OpenUnit
from tests.web.gateway.assistant_stand_in import AssistantStandIn, heard, message
from tests.web.gateway.conftest import Visitor, is_problem


def test_the_same_key_again_gives_the_same_replies_and_does_nothing_twice(
    visitor: Visitor, assistant: AssistantStandIn
):
    first = visitor.say("hello", key="one")
    again = visitor.say("hello", key="one")

    assert again == first
    assert assistant.texts == ["hello"]
    assert len(visitor.read()["turns"]) == 3


def test_a_key_for_another_message_is_a_conflict_and_the_first_stays(
    visitor: Visitor, assistant: AssistantStandIn
):
    first = visitor.say("hello", key="one")

    is_problem(visitor.send({"text": "goodbye"}, key="one"), 409, "key_reused")

    assert visitor.say("hello", key="one") == first
    assert assistant.texts == ["hello"]


def test_two_conversations_may_use_the_same_key(door: httpx.Client, assistant: AssistantStandIn):
    Visitor(door).say("hello", key="one")
    Visitor(door).say("goodbye", key="one")

    assert assistant.texts == ["hello", "goodbye"]


def test_the_same_message_many_times_at_once_is_one_turn(
    visitor: Visitor, assistant: AssistantStandIn
):
    assistant.seconds = 0.2

    with ThreadPoolExecutor(5) as several:
        all_replies = list(several.map(lambda _: visitor.say("hello", key="one"), range(5)))

    assert all(replies == all_replies[0] for replies in all_replies)
    assert assistant.texts == ["hello"]


def test_messages_at_once_are_taken_one_at_a_time_and_none_is_lost(
    visitor: Visitor, assistant: AssistantStandIn
):
    assistant.seconds = 0.05

    with ThreadPoolExecutor(6) as several:
        list(several.map(lambda number: visitor.say(f"message {number}"), range(6)))

    assert assistant.most_at_once == 1
    assert [len(turn["memory"] or []) for turn in assistant.turns] == list(range(6))
    turns = visitor.read()["turns"]
    assert sorted(turn["text"] for turn in turns if turn["from"] == "visitor") == [
        f"message {number}" for number in range(6)
    ]
    assert sorted(assistant.texts) == [f"message {number}" for number in range(6)]


def test_whoever_comes_behind_a_full_queue_is_asked_to_wait(
    visitor: Visitor, assistant: AssistantStandIn
):
    may_speak = threading.Event()

    def think(turn: dict[str, Any]) -> dict[str, Any]:
        may_speak.wait(5)
        return heard(message(turn["text"]))

    assistant.answer = think
    with ThreadPoolExecutor(10) as several:
        sent = [several.submit(visitor.send, {"text": f"{number}"}) for number in range(10)]
        ended = as_completed(sent)
        refused = [next(ended).result() for _ in range(4)]
        may_speak.set()
        answered = [each.result() for each in ended]

    assert [answer.status_code for answer in answered] == [200] * 6
    assert all(is_problem(answer, 429, "too_fast") for answer in refused)
    assert all(int(answer.headers["retry-after"]) >= 1 for answer in refused)


def test_one_visitors_slow_answer_keeps_nobody_else_waiting(
    door: httpx.Client, assistant: AssistantStandIn
):
    first, second = Visitor(door), Visitor(door)
    asked, may_speak = threading.Event(), threading.Event()

    def think(turn: dict[str, Any]) -> dict[str, Any]:
        if turn["text"] == "slow":
            asked.set()
            may_speak.wait(5)
        return heard(message(turn["text"]))

    assistant.answer = think
    waiting = threading.Thread(target=first.say, args=("slow",))
    waiting.start()
    assert asked.wait(20)

    second.say("quick")

    assert waiting.is_alive()
    may_speak.set()
    waiting.join()


def test_a_turn_whose_visitor_hung_up_is_finished_and_found_again(
    visitor: Visitor, assistant: AssistantStandIn
):
    gone = threading.Event()

    def think(turn: dict[str, Any]) -> dict[str, Any]:
        gone.wait(5)
        return heard(message(turn["text"]))

    assistant.answer = think
    with pytest.raises(httpx.ReadTimeout):
        visitor.door.post(
            f"{visitor.address}/messages",
            json={"text": "hello"},
            headers=visitor.headers("one"),
            timeout=httpx.Timeout(20, read=0.5),
        )
    gone.set()

    again = visitor.say("hello", key="one")

    assert assistant.texts == ["hello"]
    assert visitor.read()["turns"][-1]["id"] == again[0]["id"]


def test_a_turn_is_on_record_before_the_assistant_hears_it(
    visitor: Visitor, assistant: AssistantStandIn, open_unit: OpenUnit
):
    found: list[str] = []

    def look(turn: dict[str, str]) -> dict[str, object]:
        with open_unit() as session:
            found.extend(text for (text,) in session.query(Turn.text).all())
        return heard(message("kept"))

    assistant.answer = look
    visitor.say("keep this")

    assert "keep this" in found


def test_a_turn_nobody_finished_is_answered_when_it_is_sent_again(
    visitor: Visitor, assistant: AssistantStandIn, open_unit: OpenUnit
):
    visitor.say("hello", key="one")
    with open_unit() as session:
        turn = session.query(Turn).filter(Turn.idempotency_key == "one").one()
        session.query(Turn).filter(Turn.answers_turn_id == turn.id).delete()
        turn.answered_at = None
        turn.at -= timedelta(seconds=30)

    visitor.say("hello", key="one")

    turns = visitor.read()["turns"]
    assert [turn["from"] for turn in turns] == ["assistant", "visitor", "assistant"]


def test_two_web_processes_do_not_lose_each_others_memory(
    serve: Callable[[Settings], str], settings: Settings, assistant: AssistantStandIn
):
    settings = settings.model_copy(update={"limits": "off"})
    with (
        httpx.Client(base_url=serve(settings), timeout=30) as one,
        httpx.Client(base_url=serve(settings), timeout=30) as other,
    ):
        visitor = Visitor(one)
        same = Visitor(other)
        same.id, same.token = visitor.id, visitor.token
        assistant.seconds = 0.1

        with ThreadPoolExecutor(2) as both:
            answers = list(
                both.map(lambda each: each.send({"text": "from one door"}), [visitor, same])
            )
        visitor.say("and then")

    assert {answer.status_code for answer in answers} <= {200, 409}
    answered = sum(answer.status_code == 200 for answer in answers)
    assert len(assistant.turns[-1]["memory"]) == answered


def test_a_conversation_erased_in_the_middle_of_a_turn_stays_erased(
    visitor: Visitor, assistant: AssistantStandIn, open_unit: OpenUnit
):
    assistant.seconds = 0.4
    with ThreadPoolExecutor(1) as one:
        talking = one.submit(visitor.send, {"text": "hello"})
        time.sleep(0.1)
        erased = visitor.erase()
        talking.result()

    assert erased.status_code == 204
    with open_unit() as session:
        assert session.query(Conversation).count() == 0
        assert session.query(Turn).count() == 0
