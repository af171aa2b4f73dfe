import gzip
import json
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.executor import AgencyAction, Events
from tests.actions.conftest import PATIENT, Call, ServeActions, a_call, said

SECRET = "jo.canary@example.org"


class Fails(AgencyAction):
    def name(self) -> str:
        return "action_fails"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        raise ValueError(f"could not keep {tracker.get_slot('email')}")


class Waits(AgencyAction):
    """Does what it has to do once *ready* returns."""

    def __init__(self, ready: Callable[[], object]) -> None:
        self.ready = ready

    def name(self) -> str:
        return "action_waits"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        self.ready()
        dispatcher.utter_message(text="done")
        return []


def test_only_who_knows_the_key_comes_in(door: httpx.Client):
    body = a_call("action_answer", intent="greet")

    for shown in ("", "wrong", "the key that Rasa and the action server share "):
        answered = httpx.post(
            f"{door.base_url}/webhook",
            json=body,
            headers={"X-Agency-Key": shown.strip() + "x"},
            timeout=PATIENT,
        )
        assert answered.status_code == 401

    assert httpx.post(f"{door.base_url}/webhook", json=body, timeout=PATIENT).status_code == 401


def test_the_door_tells_nobody_which_actions_there_are(door: httpx.Client):
    assert door.get("/actions").status_code == 404
    assert door.get("/health").json() == {"status": "ok"}


def test_a_packed_body_is_not_unpacked(door: httpx.Client):
    packed = gzip.compress(json.dumps(a_call("action_answer")).encode())

    answered = door.post("/webhook", content=packed, headers={"Content-Encoding": "gzip"})

    assert answered.status_code == 415


def test_a_body_over_a_megabyte_is_refused(door: httpx.Client):
    answered = door.post("/webhook", content=b" " * 1_100_000)

    assert answered.status_code == 413


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"5", b"null", b'"x"'])
def test_what_is_no_call_is_refused_and_not_repeated(door: httpx.Client, body: bytes):
    answered = door.post("/webhook", content=body)

    assert answered.status_code == 400
    assert set(answered.json()) == {"error"}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"next_action": "action_unheard_of", "tracker": {"sender_id": SECRET}},
        {"next_action": "action_answer"},
        {"next_action": "action_answer", "tracker": []},
        {"next_action": ["action_answer"], "tracker": {"sender_id": SECRET}},
    ],
)
def test_a_call_that_makes_no_sense_fails(door: httpx.Client, body: dict[str, Any]):
    answered = door.post("/webhook", json=body)

    assert answered.status_code == 500
    assert SECRET not in answered.text


def test_a_failing_action_is_a_failed_call_and_keeps_the_visitors_secrets(
    serve_actions: ServeActions, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    door = serve_actions(Fails())

    answered = door.post("/webhook", json=a_call("action_fails", email=SECRET, text=SECRET))

    assert (answered.status_code, answered.json()) == (500, {"error": "action_failed"})
    assert "action_fails" in caplog.text
    assert "ValueError" in caplog.text
    assert SECRET not in caplog.text + answered.text


def test_an_action_that_takes_too_long_fails_in_time(serve_actions: ServeActions):
    may_end = threading.Event()
    door = serve_actions(Waits(may_end.wait), deadline=0.2)

    answered = door.post("/webhook", json=a_call("action_waits"))

    assert answered.status_code == 500
    may_end.set()


def test_a_slow_action_does_not_hold_up_the_others(serve_actions: ServeActions):
    door = serve_actions(Waits(threading.Barrier(3, timeout=20).wait), deadline=30)

    with ThreadPoolExecutor(3) as visitors:
        answers = list(
            visitors.map(lambda _: door.post("/webhook", json=a_call("action_waits")), range(3))
        )

    assert [answer.json()["responses"][0]["text"] for answer in answers] == ["done"] * 3


def test_actions_need_no_domain_from_rasa(call: Call):
    answer = call("action_ask_consent")

    assert said(answer) == ["utter_privacy_notice"]


def test_a_working_action_leaves_its_name_in_the_log_and_nothing_of_the_talk(
    call: Call, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG, logger="actions")

    call("action_answer", intent="greet", text=SECRET, email=SECRET)

    assert "action_answer" in caplog.text
    assert SECRET not in caplog.text


def test_a_test_question_is_in_the_log_only_when_it_fails(
    serve_actions: ServeActions, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG, logger="actions")
    nobody = {"sender_id": "0" * 32}

    serve_actions(Waits(bool)).post("/webhook", json=a_call("action_waits") | nobody)
    assert caplog.text == ""

    serve_actions(Fails()).post("/webhook", json=a_call("action_fails") | nobody)
    assert "action failed: action_fails" in caplog.text
