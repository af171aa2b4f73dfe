import time
from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest
from fastapi import FastAPI

from agency.settings import Settings
from agency.storage.models import Lead, Turn
from agency.storage.unit import OpenUnit
from tests.web.gateway.assistant_stand_in import AssistantStandIn, heard, message
from tests.web.gateway.conftest import Visitor, is_problem


def break_it(assistant: AssistantStandIn, how: str) -> None:
    if how == "gone":
        assistant.stop()
    elif how == "says nothing":
        assistant.answer = lambda _: heard()
    elif how == "says what cannot be shown":
        assistant.answer = lambda _: heard(message(None, ("Web", "https://example.org")))
    elif how == "lost its memory":
        assistant.status = 503
        assistant.answer = lambda _: {"messages": [message("Hi")], "errors": ["state_write_failed"]}
    elif how == "crashed":
        assistant.status = 500
        assistant.answer = lambda _: b"<h1>Internal Server Error</h1>"
    elif how == "talks nonsense":
        assistant.answer = lambda _: b"[1, 2"
    elif how == "talks of other things":
        assistant.answer = lambda _: b'["a"]'
    elif how == "an action raised":
        assistant.status = 503
        assistant.answer = lambda _: {"messages": [message("Thanks")], "errors": ["action_failed"]}


WAYS = [
    "gone",
    "says nothing",
    "says what cannot be shown",
    "lost its memory",
    "crashed",
    "talks nonsense",
    "talks of other things",
    "an action raised",
]


@pytest.mark.parametrize("how", WAYS)
def test_however_the_assistant_fails_the_visitor_hears_so_and_can_leave_a_number(
    visitor: Visitor, assistant: AssistantStandIn, open_unit: OpenUnit, how: str
):
    break_it(assistant, how)

    apology = visitor.hears("what does a senco earn")
    confirmed = visitor.hears("Jo Example, 07700 900123")

    assert "consultant" in apology
    with open_unit() as session:
        lead = session.query(Lead).one()
        assert lead.reference in confirmed
        assert lead.kind == "callback"
        assert lead.question == "what does a senco earn"
        assert lead.candidate.phone == "+447700900123"
        assert lead.candidate.name == "Jo Example"
        assert lead.consent.agreed
        assert lead.consent.wording
    turns = visitor.read()["turns"]
    assert [turn["from"] for turn in turns[1:]] == ["visitor", "assistant"] * 2


def test_what_a_failed_turn_would_have_changed_is_not_changed(
    visitor: Visitor, assistant: AssistantStandIn
):
    assistant.answer = lambda _: heard(message("E-mail?"), form="registration_form", asks="email")
    visitor.say("register")
    break_it(assistant, "an action raised")
    visitor.say("hm")
    assistant.status = 200
    assistant.answer = lambda _: heard(message("Phone?"), form="registration_form", asks="phone")

    visitor.say("my answer")

    assert [len(turn["memory"] or []) for turn in assistant.turns] == [0, 1, 1]
    assert assistant.turns[2]["asks"] == "email"


def test_a_failed_turn_shows_the_forms_question_again_and_leaves_what_was_filled_in(
    visitor: Visitor, assistant: AssistantStandIn
):
    at_the_phone = {"form": "registration_form", "asks": "phone", "slots": {"name": "Jo Example"}}
    assistant.answer = lambda _: heard(message("Phone?"), **at_the_phone)
    before = visitor.say("register")[-1]["form"]
    kept = visitor.read()["form"]
    break_it(assistant, "an action raised")

    reply = visitor.say("07700 900123")[-1]

    assert "went wrong on our side" in reply["text"]
    assert reply["form"] == before
    assert visitor.read()["form"] == kept
    assert kept["values"] == {"name": "Jo Example"}


def test_failed_actions_do_not_cut_anybody_off(visitor: Visitor, assistant: AssistantStandIn):
    break_it(assistant, "an action raised")

    for number in range(5):
        visitor.say("send")
        assert len(assistant.turns) == number + 1


@pytest.mark.parametrize(
    ("asks", "typed"), [("email", "jo@example.org"), ("phone", "my number is 07700 900123")]
)
def test_what_the_form_asked_for_is_for_the_form_once_there_is_someone_to_hear_it(
    visitor: Visitor, assistant: AssistantStandIn, open_unit: OpenUnit, asks: str, typed: str
):
    assistant.answer = lambda _: heard(message("Yes?"), form="registration_form", asks=asks)
    visitor.say("register")
    break_it(assistant, "an action raised")
    visitor.say(typed)
    assistant.status = 200
    assistant.answer = lambda _: heard(message("Place?"), form="registration_form", asks="place")

    reply = visitor.say(typed)[-1]

    assert (reply["text"], reply["form"]["asks"]) == ("Place?", "place")
    assert assistant.turns[-1]["asks"] == asks
    with open_unit() as session:
        assert session.query(Lead).count() == 0


@pytest.mark.parametrize(
    "how", ["gone", "crashed", "an action raised", "says what cannot be shown"]
)
def test_what_the_form_asked_for_is_a_way_to_answer_when_it_fails_again(
    visitor: Visitor, assistant: AssistantStandIn, open_unit: OpenUnit, how: str
):
    assistant.answer = lambda _: heard(
        message("E-mail?"),
        form="registration_form",
        asks="email",
        slots={"consent": True, "name": "Jo Example"},
    )
    visitor.say("register")
    break_it(assistant, how)
    visitor.say("jo@example.org")

    reply = visitor.say("jo@example.org")[-1]

    with open_unit() as session:
        lead = session.query(Lead).one()
        assert lead.reference in reply["text"]
        assert (lead.kind, lead.candidate.name) == ("callback", "Jo Example")
    assert reply["form"]["asks"] == "email"
    assert [turn["from"] for turn in visitor.read()["turns"][1:]] == ["visitor", "assistant"] * 3


def test_with_no_form_open_a_contact_after_a_failure_is_kept_at_once(
    visitor: Visitor, assistant: AssistantStandIn, open_unit: OpenUnit
):
    break_it(assistant, "an action raised")
    visitor.say("what does a senco earn")
    assistant.status = 200
    assistant.answer = lambda _: heard(message("back again"))

    confirmed = visitor.hears("jo@example.org")

    assert len(assistant.turns) == 1
    with open_unit() as session:
        assert session.query(Lead).one().reference in confirmed


def test_leaving_a_contact_twice_is_one_lead(
    visitor: Visitor, assistant: AssistantStandIn, open_unit: OpenUnit
):
    assistant.stop()
    visitor.say("hello")
    first = visitor.hears("jo@example.org")
    visitor.say("are you there")
    again = visitor.hears("jo@example.org please")

    with open_unit() as session:
        reference = session.query(Lead).one().reference
    assert reference in first
    assert reference in again


def test_words_without_a_contact_are_asked_for_one(visitor: Visitor, assistant: AssistantStandIn):
    assistant.stop()
    first = visitor.hears("what does a senco earn")

    second = visitor.hears("please answer")

    assert second != first
    assert "jo@example.org" in second


def test_a_question_the_assistant_can_answer_again_ends_the_contingency(
    visitor: Visitor, assistant: AssistantStandIn, open_unit: OpenUnit
):
    break_it(assistant, "lost its memory")
    visitor.say("hello")
    assistant.status = 200
    assistant.answer = lambda turn: heard(message(f"answering {turn['text']}"))

    visitor.say("what does a senco earn")
    reply = visitor.hears("my number is 07700 900123")

    assert reply == "answering my number is 07700 900123"
    with open_unit() as session:
        assert session.query(Lead).count() == 0


def test_an_assistant_that_hangs_is_not_waited_for_for_ever(
    visitor: Visitor, assistant: AssistantStandIn
):
    assistant.seconds = 60

    began = time.monotonic()
    apology = visitor.hears("hello")

    assert "consultant" in apology
    assert 7 < time.monotonic() - began < 20


def test_after_three_failures_nobody_waits_and_after_five_seconds_it_is_tried_again(
    door: httpx.Client, assistant: AssistantStandIn, served: Callable[[str], FastAPI]
):
    circuit = served(str(door.base_url).rstrip("/")).state.gateway.exchange.assistant.circuit
    circuit.clock = lambda: 100.0
    break_it(assistant, "crashed")
    visitor = Visitor(door)
    for _ in range(3):
        visitor.say("hello")
    assert len(assistant.turns) == 3

    assistant.status = 200
    assistant.answer = lambda _: heard(message("back again"))
    circuit.clock = lambda: 104.9
    Visitor(door).say("hello")
    assert len(assistant.turns) == 3

    circuit.clock = lambda: 105.0
    assert visitor.hears("hello") == "back again"


def test_a_message_nobody_can_answer_does_not_cut_the_others_off(
    door: httpx.Client, assistant: AssistantStandIn
):
    break_it(assistant, "says nothing")
    odd = Visitor(door)
    for _ in range(4):
        odd.say("odd")
    assistant.answer = lambda _: heard(message("hello"))

    assert Visitor(door).hears("hello") == "hello"


def test_a_reference_nobody_has_kept_is_never_shown(visitor: Visitor, assistant: AssistantStandIn):
    assistant.answer = lambda _: heard(message("Thank you. Your reference is L-0042."))

    replies = visitor.say("send")

    assert "L-0042" not in str(replies)
    assert "went wrong" in replies[0]["text"]
    assert visitor.say("again")
    assert assistant.turns[1]["memory"] is None


def test_a_reference_that_is_kept_is_shown(visitor: Visitor, assistant: AssistantStandIn):
    reference = visitor.leave(phone="07700 900123", consent=True).json()["replies"][0]["text"]
    reference = reference.split()[-1].rstrip(".")
    assistant.answer = lambda _: heard(message(f"Your reference is {reference}."))

    assert reference in visitor.hears("what was my reference")


def test_without_its_database_the_chat_says_whom_to_ring(
    serve: Callable[[Settings], str], settings: Settings, open_unit: OpenUnit
):
    with httpx.Client(base_url=serve(settings), timeout=20) as door:
        visitor = Visitor(door)
        with open_unit() as session:
            session.add(
                Turn(
                    public_id="x",
                    conversation_id=visitor.id,
                    speaker="visitor",
                    text="x",
                    at=datetime.now(UTC),
                )
            )
            session.flush()  # the database is now another's to write
            answer = visitor.send({"text": "hello"})

        is_problem(answer, 503, "cannot_keep")
        assert "0161 496 0100" in answer.json()["detail"]
        assert visitor.say("hello")


def test_healthz_is_alive_and_readyz_waits_for_a_real_answer(
    serve: Callable[[Settings], str], settings: Settings, assistant: AssistantStandIn
):
    assistant.status = 503
    with httpx.Client(base_url=serve(settings), timeout=20) as door:
        assert door.get("/healthz").json() == {"status": "ok"}
        is_problem(door.get("/readyz"), 503, "not_ready")

        assistant.status = 200
        give_up = time.monotonic() + 30
        while door.get("/readyz").status_code != 200 and time.monotonic() < give_up:
            time.sleep(0.2)

        assert door.get("/readyz").status_code == 200
        assert assistant.probes >= 2


def test_of_the_machines_that_ask_how_it_is_only_bad_news_is_in_the_log(
    serve: Callable[[Settings], str],
    settings: Settings,
    assistant: AssistantStandIn,
    log: pytest.LogCaptureFixture,
):
    assistant.status = 503
    with httpx.Client(base_url=serve(settings), timeout=20) as door:
        door.get("/readyz")
        assert "GET /readyz 503" in log.text
        assert "no answer: conversation=" + "0" * 32 in log.text

        assistant.status = 200
        give_up = time.monotonic() + 30
        while door.get("/readyz").status_code != 200 and time.monotonic() < give_up:
            time.sleep(0.2)
        log.clear()
        for address in ("/readyz", "/healthz"):
            assert door.get(address).status_code == 200
        Visitor(door)

    lines = [record.getMessage() for record in log.records if record.name == "web.access"]
    assert [line.split(" ")[1] for line in lines] == ["/api/v1/conversations"]
