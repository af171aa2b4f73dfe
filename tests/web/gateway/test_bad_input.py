from collections.abc import Iterator

import httpx
import pytest

from agency.storage.unit import upgrade
from tests.web.gateway.assistant_stand_in import AssistantStandIn
from tests.web.gateway.conftest import Visitor, is_problem, serving, settings_for
from web.gateway.words import as_words

# Everything Python's str.strip() takes away: Rasa strips before it looks for a slash.
SPACES = (
    *map(chr, range(0x09, 0x0E)),
    *map(chr, range(0x1C, 0x20)),
    *map(chr, range(0x2000, 0x200B)),
    *" \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000",
)


@pytest.fixture(scope="module")
def shared_assistant() -> Iterator[AssistantStandIn]:
    stand_in = AssistantStandIn()
    yield stand_in
    stand_in.stop()


@pytest.fixture(scope="module")
def home(
    shared_assistant: AssistantStandIn, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """One running house for the whole file: what is refused leaves nothing behind in it."""
    settings = settings_for(tmp_path_factory.mktemp("home"), shared_assistant)
    upgrade(settings.database_url)
    with serving() as serve:
        yield serve(settings)


@pytest.fixture
def assistant(shared_assistant: AssistantStandIn) -> AssistantStandIn:
    shared_assistant.turns.clear()
    return shared_assistant


@pytest.mark.parametrize("text", ["", " \n\t ", "\u200b\u200d", "\x00\x07", "\u202e"])
def test_an_empty_message_is_met_with_a_question(
    visitor: Visitor, assistant: AssistantStandIn, text: str
):
    is_problem(visitor.send({"text": text}), 422, "message_empty")
    assert assistant.turns == []


@pytest.mark.parametrize("length", [2_001, 10_000, 1_000_000])
def test_a_message_that_is_too_long_is_refused_kindly(
    visitor: Visitor, assistant: AssistantStandIn, length: int
):
    answer = visitor.send({"text": "x" * length})

    is_problem(answer, 413, "message_too_long")
    assert "2,000" in answer.json()["detail"]
    assert assistant.turns == []


def test_2000_characters_are_kept_whole_and_heard_in_part(
    visitor: Visitor, assistant: AssistantStandIn
):
    visitor.say("x" * 2_000)

    assert assistant.texts == ["x" * 200]
    assert visitor.read()["turns"][1]["text"] == "x" * 2_000


def test_of_very_many_words_the_first_300_are_heard(visitor: Visitor, assistant: AssistantStandIn):
    visitor.say("why " * 499)

    assert len(assistant.texts[0].split()) == 300


@pytest.mark.parametrize(
    "text",
    [
        "😀🎉👩‍🏫",
        "كم يتقاضى المنسق؟",
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "'; DROP TABLE turn; --",
        "{email} {0[ %s ${7*7} {{}}",
        "e\u0301" * 20,
    ],
)
def test_odd_messages_are_only_text(visitor: Visitor, assistant: AssistantStandIn, text: str):
    assert visitor.say(text)[0]["text"] == visitor.read()["turns"][1]["text"] == assistant.texts[0]


def test_control_characters_are_dropped(visitor: Visitor, assistant: AssistantStandIn):
    visitor.say("he\x00l\x1b[31mlo\x85\r\nyou\there")

    assert assistant.texts == ["hel[31mlo\nyou\there"]


def test_half_a_character_is_refused(visitor: Visitor, assistant: AssistantStandIn):
    answer = visitor.door.post(
        f"{visitor.address}/messages",
        content=rb'{"text": "bad \ud800 half"}',
        headers=visitor.headers() | {"Content-Type": "application/json"},
    )

    is_problem(answer, 422)
    assert assistant.turns == []


@pytest.mark.parametrize(
    "typed", ["/submit", "/restart", '/register{"email":"x"}', "//restart", "/session_start"]
)
def test_a_typed_slash_is_only_text(visitor: Visitor, assistant: AssistantStandIn, typed: str):
    visitor.say(typed)

    (turn,) = assistant.turns
    assert turn["text"] == "∕" + typed[1:]
    assert "intent" not in turn


def test_no_space_in_front_makes_a_slash_a_command(visitor: Visitor, assistant: AssistantStandIn):
    for space in SPACES[:19]:
        visitor.say(f"{space}/restart")

    assert not any(text.strip().startswith("/") for text in assistant.texts)


@pytest.mark.parametrize("space", SPACES)
def test_words_never_begin_with_a_slash(space: str):
    assert as_words(f"{space}/restart{{}}") == "∕restart{}"
    assert as_words(f"\x00{space}\x1b//x") == "∕/x"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{bad",
        b'{"text": "a", "text": "b"}',
        b'{"text": NaN}',
        b'{"text": "a", "n": Infinity}',
        b"[" * 8_000,
        b'{"a":' * 2_500 + b"1" + b"}" * 2_500,
        b"\xff\xfe\x00",
        b"null",
        b"5",
        b"[]",
        b'"x"',
        b'{"text": 5}',
        b'{"text": null}',
        b'{"text": ["a"]}',
        b'{"text": {"a": 1}}',
        b'{"text": true}',
        b'{"text": 1e400}',
        b'{"choice": 1}',
        b'{"text": "a", "choice": "b"}',
        b"{}",
    ],
)
def test_a_body_that_means_nothing_is_a_problem_and_nothing_is_heard(
    visitor: Visitor, assistant: AssistantStandIn, body: bytes
):
    answer = visitor.door.post(
        f"{visitor.address}/messages",
        content=body,
        headers=visitor.headers() | {"Content-Type": "application/json"},
    )

    assert answer.status_code in (400, 422)
    is_problem(answer, answer.status_code)
    assert assistant.turns == []


@pytest.mark.parametrize(
    "body",
    [
        b'{"text":"\xed\xa0\x80"}',
        b'{"text":"\xff"}',
        b'{"text":"\xc0\xaf"}',
        b'{"text":"\xed\xa0\xbd\xed\xb8\x80"}',
        '{"text": "hi"}'.encode("utf-16"),
        '{"text": "hi"}'.encode("utf-32-le"),
    ],
)
@pytest.mark.parametrize("room", ["messages", "contact"])
def test_bytes_that_are_not_utf_8_are_not_json(
    visitor: Visitor, assistant: AssistantStandIn, room: str, body: bytes
):
    answer = visitor.door.post(
        f"{visitor.address}/{room}",
        content=body,
        headers=visitor.headers() | {"Content-Type": "application/json"},
    )

    is_problem(answer, 400, "not_understood")
    assert assistant.turns == []
    assert len(visitor.read()["turns"]) == 1


@pytest.mark.parametrize("body", [b'{"text": "a", "text": "b"}', b'{"text": NaN}', b"{bad"])
def test_json_that_could_mean_two_things_is_not_json(visitor: Visitor, body: bytes):
    answer = visitor.door.post(
        f"{visitor.address}/messages",
        content=body,
        headers=visitor.headers() | {"Content-Type": "application/json"},
    )

    is_problem(answer, 400, "not_understood")


def test_a_body_that_is_not_called_json_is_refused(visitor: Visitor):
    answer = visitor.door.post(
        f"{visitor.address}/messages",
        content=b'{"text": "hi"}',
        headers=visitor.headers() | {"Content-Type": "text/plain"},
    )

    is_problem(answer, 415, "json_expected")


def test_a_body_that_comes_in_pieces_is_counted_too(visitor: Visitor, assistant: AssistantStandIn):
    answer = visitor.door.post(
        f"{visitor.address}/messages",
        content=(b"x" * 1_000 for _ in range(100)),
        headers=visitor.headers() | {"Content-Type": "application/json"},
    )

    is_problem(answer, 413)
    assert assistant.turns == []


@pytest.mark.parametrize("key", ["", "x" * 256, "with space"])
def test_an_odd_idempotency_key_is_refused(visitor: Visitor, key: str):
    answer = visitor.door.post(
        f"{visitor.address}/messages",
        json={"text": "hi"},
        headers=visitor.headers() | {"Idempotency-Key": key},
    )

    is_problem(answer, 422, "not_acceptable")


def test_a_refusal_does_not_repeat_what_was_sent(visitor: Visitor):
    answer = visitor.send({"text": ["canary@example.org"]})

    is_problem(answer, 422)
    assert "canary" not in answer.text


def test_unknown_addresses_and_methods_are_problems(door: httpx.Client):
    is_problem(door.get("/api/v1/nothing"), 404)
    is_problem(door.put("/api/v1/conversations", json={}), 405)
    is_problem(door.get("/nothing-here"), 404)


def test_an_endless_page_address_is_refused_and_an_odd_one_is_tidied(
    door: httpx.Client, assistant: AssistantStandIn
):
    is_problem(door.post("/api/v1/conversations", json={"page": "x" * 3_000}), 422)
    is_problem(door.post("/api/v1/conversations", json={"page": 5}), 422)

    Visitor(door, page="/a\x00\u202e\nb").say("hi")
    assert assistant.turns[0]["page"] == "/ab"


def test_a_long_note_in_any_script_comes_through_to_the_desk(visitor: Visitor):
    note = {"note": "😀" * 4_000}

    answer = visitor.door.post("/desk/leads/L-0001/notes", data=note)
    api = visitor.door.patch("/api/v1/leads/1", json=note)
    too_long = visitor.door.post("/desk/leads/L-0001/notes", data={"note": "x" * 70_000})

    assert answer.is_redirect, "it asks who this is, not for less"
    assert api.status_code == 401
    assert too_long.status_code == 413
