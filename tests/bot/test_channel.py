import hashlib
import hmac
import json

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.shared.exceptions import RasaException
from sanic import Sanic
from sanic_testing.testing import SanicTestClient

from bot.channel import GatewayChannel, Replies, user_message
from bot.quiet_logs import NamesOnly
from bot.turn import CURRENT

KEY = "k" * 40
SOMEBODY = "0" * 31 + "1"


def as_said(text: str, **more) -> UserMessage:
    return user_message({"conversation": SOMEBODY, "text": text, **more}, Replies())


@pytest.mark.parametrize(
    "typed", ["/restart", " /submit", '\u00a0/register{"email":"x"}', "\n/affirm", "\u2003/back"]
)
def test_a_typed_slash_is_only_text(typed):
    message = as_said(typed)

    assert not message.text.strip().startswith("/")
    assert message.parse_data is None


def test_a_choice_brings_its_intent_and_question():
    message = as_said("Pay", intent="ask", entities={"topic": "salary", "role": "senco"})

    assert message.parse_data["intent"] == {"name": "ask", "confidence": 1.0}
    assert message.parse_data["questions"][0]["topic"] == "salary"
    assert message.parse_data["questions"][0]["role"] == "senco"


def test_a_choice_in_a_form_is_read_like_its_value_typed():
    message = as_said(
        "I am on the update service", intent="inform", entities={"value": "update_service"}
    )

    assert message.text == "update_service"


@pytest.mark.parametrize(
    "body",
    [
        {"conversation": "bad\ud800id"},
        {"conversation": "x\u0000y"},
        {"conversation": "default"},
        {"conversation": ["a"]},
        {"text": ""},
        {"text": 5},
        {"text": "x" * 2001},
        {"intent": "ask/../x"},
        {"intent": "ask", "entities": {"topic": ["a"]}},
        {"asks": "a; b"},
    ],
)
def test_what_is_not_ours_is_refused(body):
    with pytest.raises((ValueError, TypeError)):
        user_message({"conversation": SOMEBODY, "text": "hello", **body}, Replies())


@pytest.mark.parametrize("key", [None, "", "short", "${AGENCY_ASSISTANT_KEY}"])
def test_the_channel_does_not_start_without_a_key(key):
    with pytest.raises(RasaException):
        GatewayChannel.from_credentials({"key": key})


@pytest.fixture(scope="module")
def heard() -> list:
    return []


@pytest.fixture(scope="module")
def door(heard) -> SanicTestClient:
    async def hear(message: UserMessage) -> None:
        heard.append(message)
        if message.text == "fail":
            raise RuntimeError("jo@example.org said fail")
        CURRENT.get().remembered = []
        await message.output_channel.send_response(
            SOMEBODY, {"text": "Hello", "custom": {"answer": {"topic": "greeting"}}}
        )

    app = Sanic("door_under_test")
    app.blueprint(GatewayChannel(KEY).blueprint(hear))
    return SanicTestClient(app)


def post(door: SanicTestClient, body: bytes, key: str = KEY):
    signature = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
    return door.post("/turn", data=body, headers={"X-Signature": signature})[1]


def a_turn(**but) -> bytes:
    return json.dumps({"conversation": SOMEBODY, "text": "hello", **but}).encode()


def test_a_signed_turn_is_answered_in_one_piece(door):
    answer = post(door, a_turn())

    assert answer.status == 200
    assert answer.json["messages"] == [
        {"text": "Hello", "buttons": [], "custom": {"answer": {"topic": "greeting"}}}
    ]


def test_an_unsigned_turn_is_not_heard(door, heard):
    before = len(heard)

    assert post(door, a_turn(), key="x" * 40).status == 401
    assert len(heard) == before


@pytest.mark.parametrize("signature", ["", "not a signature", "£".encode("latin-1")])
def test_what_is_no_signature_at_all_is_not_heard_either(door, signature):
    answer = door.post("/turn", data=a_turn(), headers={"X-Signature": signature})[1]

    assert answer.status == 401


def test_a_turn_that_fails_says_so_and_logs_no_words(door, caplog):
    caplog.handler.addFilter(NamesOnly())

    answer = post(door, a_turn(text="fail"))

    assert answer.status == 503
    assert answer.json["errors"] == ["turn_failed"]
    assert "RuntimeError" in caplog.text
    assert "jo@example.org" not in caplog.text


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"5", b"{bad", b'"x"'])
def test_a_broken_body_is_refused(door, body):
    assert post(door, body).status == 400


def test_markup_hides_no_question():
    said = as_said("what does a TA earn? <script>alert(1)</script>").text

    assert said == "what does a TA earn?  alert(1)"


def test_an_address_in_brackets_is_no_markup():
    said = as_said("Jo Example <jo@example.org> <b>please</b>").text

    assert "jo@example.org" in said
    assert "<b>" not in said


def test_nothing_but_markup_is_still_something_said():
    assert as_said("<b></b>").text == "<b></b>"
