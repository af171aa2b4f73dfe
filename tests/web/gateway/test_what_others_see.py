import logging
from collections.abc import Callable
from io import StringIO

import httpx
import pytest

from agency.logs import PlainLines
from agency.settings import Settings
from tests.web.gateway.assistant_stand_in import AssistantStandIn, heard, message
from tests.web.gateway.conftest import Visitor

CANARY = "canary"


def test_nobodys_words_are_in_the_log(
    visitor: Visitor, assistant: AssistantStandIn, log: pytest.LogCaptureFixture
):
    lines = StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(PlainLines())
    logging.getLogger().addHandler(handler)

    visitor.say(f"{CANARY} typed")
    visitor.send({"text": [f"{CANARY} in the wrong place"]})
    visitor.send({"choice": CANARY})
    visitor.door.get(f"{visitor.address}?name={CANARY}", headers=visitor.headers())
    visitor.door.get(f"/{CANARY}?email={CANARY}@example.org")
    visitor.upload(f"{CANARY} CV".encode(), f"{CANARY}.txt")
    visitor.upload(b"\x00", f"{CANARY}.exe")
    visitor.leave(name=CANARY, email="nothing", consent=True)
    visitor.leave(name=f"{CANARY}", email=f"{CANARY}@example.org", consent=True)
    assistant.answer = lambda _: heard(message(f"{CANARY} L-9999"))
    visitor.say(f"{CANARY} again")
    assistant.answer = lambda _: {"messages": 5}
    visitor.send({"text": f"{CANARY} crash"})
    assistant.stop()
    visitor.say(f"{CANARY} and again")
    visitor.erase()

    logging.getLogger().removeHandler(handler)
    # The test's own client logs the addresses it asks for.
    said = "\n".join(line for line in lines.getvalue().splitlines() if " httpx " not in line)
    assert "/api/v1/conversations/{conversation_id}/messages 200" in said
    assert CANARY not in said
    assert visitor.token not in said


def test_pages_and_data_say_what_a_browser_may_do(door: httpx.Client, visitor: Visitor):
    page = door.get("/")
    data = door.get(visitor.address, headers=visitor.headers())

    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    assert "default-src 'none'" in data.headers["content-security-policy"]
    for answer in (page, data, door.get("/nothing")):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"]
    assert data.headers["cache-control"] == "no-store"


def test_the_chat_window_and_its_pages_are_served(door: httpx.Client):
    for address in ("/", "/privacy", "/senco-jobs", "/widget.js", "/widget/chat.js", "/site.css"):
        assert door.get(address).status_code == 200, address
    assert door.get("/widget.js").headers["cross-origin-resource-policy"] == "cross-origin"


@pytest.mark.parametrize(
    "address", ["/../domain.yml", "/%2e%2e/domain.yml", "/widget/../../problems.yml", "/.env"]
)
def test_nothing_beside_the_pages_is_served(home: str, address: str):
    with httpx.Client(timeout=20) as client:
        url = httpx.URL(home).copy_with(raw_path=address.encode())
        assert client.get(url).status_code == 404


def test_only_named_websites_may_carry_the_chat(door: httpx.Client):
    def ask(origin: str) -> httpx.Response:
        return door.options(
            "/api/v1/conversations",
            headers={
                "Origin": origin,
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "authorization,content-type,idempotency-key",
            },
        )

    ours, other = ask("https://school.example.org"), ask("https://other.example.org")

    assert ours.headers["access-control-allow-origin"] == "https://school.example.org"
    assert "access-control-allow-origin" not in other.headers
    assert "access-control-allow-credentials" not in ours.headers


def test_a_channel_that_sends_odd_shapes_is_no_failure_of_ours(
    serve: Callable[[Settings], str], settings: Settings, assistant: AssistantStandIn
):
    odd = (
        {"messages": 5},
        {"messages": [5, None, "a"]},
        {"messages": [{"text": 5}]},
        {"messages": [{"text": "a", "buttons": "b", "custom": "c"}]},
        {"messages": [{"text": "a", "buttons": [5, {"title": None, "payload": None}]}]},
        {"messages": [{"text": "a", "custom": {"answer": 5, "cards": 5, "choices_about": 5}}]},
        {"messages": [{"text": "a"}], "state": 5},
        {"messages": [{"text": "a"}], "state": {"form": 5, "asks": 5, "slots": 5}},
    )
    with httpx.Client(base_url=serve(settings), timeout=20) as door:
        visitor = Visitor(door)
        for answer in odd:
            assistant.answer = lambda _, answer=answer: answer
            assert visitor.say("hello")
