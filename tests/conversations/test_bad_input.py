"""
What hostile, broken and impatient senders may do at the public door of the whole running house.

Every refusal is a problem with a sentence in it, nothing ends in a 500, the assistant goes on
answering, and no word of what was sent stands in a log: CANARY is in all of it.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from docx import Document

from tests.visitor import Visitor
from tests.whole_house import WholeHouse

pytestmark = pytest.mark.assistant

CANARY = "kanarien"
ADDRESS = f"{CANARY}.vogel@example.org"
JSON = {"Content-Type": "application/json"}

# Everything that Python's str.strip() takes away, and so everything Rasa sees through.
SPACES = (
    *map(chr, (*range(0x09, 0x0E), *range(0x1C, 0x20), *range(0x2000, 0x200B))),
    *" \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000",
)
COMMANDS = ("/restart", '/register{"email":"x"}', '/inform{"value": "senco"}')

# A registration from the first word to the summary.
FORM = (
    "I want to register",
    "yes",
    "TA",
    "Jo Kanarien",
    ADDRESS,
    "07700 900142",
    "Stockport",
    *("skip", "2 years", "none", "full time", "next month", "yes", "no", "not now"),
)


@pytest.fixture(scope="module")
def token(house: WholeHouse) -> str:
    return house.command("token", "create", "bad input", "--scope", "leads:read").split()[-1]


@pytest.fixture
def visitor(house: WholeHouse) -> Iterator[Visitor]:
    someone = Visitor(house.url)
    yield someone
    # Whatever was sent, the next question is answered.
    still = Visitor(house.url)
    still.say("how much does a senco earn")
    assert [(a["topic"], a["role"]) for a in still.answers] == [("salary", "senco")]
    still.http.close()
    someone.http.close()


def messages(visitor: Visitor) -> str:
    return f"/conversations/{visitor.id}/messages"


def send(visitor: Visitor, body: Any, **headers: str) -> httpx.Response:
    return visitor.http.post(messages(visitor), json=body, headers=headers)


def is_problem(answer: httpx.Response, *statuses: int) -> dict[str, Any]:
    """Check that *answer* refuses in a whole sentence and repeats nothing of what was sent."""
    assert answer.status_code in statuses, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == answer.status_code
    assert re.fullmatch(r"[A-Z].{18,}[.?]", problem["detail"], re.DOTALL), problem
    assert CANARY not in answer.text.lower()
    return problem


def is_answered(answer: httpx.Response) -> list[dict[str, Any]]:
    """Check that *answer* says something, without a hole in any sentence."""
    assert answer.status_code in {200, 202}, answer.text
    replies: list[dict[str, Any]] = answer.json()["replies"]
    assert replies
    for reply in replies:
        assert reply["text"].strip()
        assert not re.search(r"[{}]|\bNone\b(?! is fine| yet)|<script|L-\d", reply["text"]), reply
    return replies


def said_by_visitor(visitor: Visitor) -> list[str]:
    return [turn["text"] for turn in visitor.history()["turns"] if turn["from"] == "visitor"]


# ---------------------------------------------------------------- messages


@pytest.mark.parametrize("text", ["", " \n\t", "\x00\x07", "\u200b\u200d\u2060", "\u202e\u200f"])
def test_a_message_with_nothing_in_it_is_asked_about(visitor: Visitor, text: str):
    assert "empty" in is_problem(send(visitor, {"text": text}), 422)["detail"]
    assert said_by_visitor(visitor) == []


@pytest.mark.parametrize("text", [f"{CANARY} " * 1_200, "x" * 10_000, "é" * 2_001])
def test_a_message_that_is_too_long_is_refused_with_its_measure(visitor: Visitor, text: str):
    assert "2,000" in is_problem(send(visitor, {"text": text}), 413)["detail"]
    assert said_by_visitor(visitor) == []


@pytest.mark.parametrize(
    "text",
    [
        "🙂🙂🙂",
        "👩🏽\u200d🏫" * 40,
        "مرحبا كيف حالك " + CANARY,
        f"\u202e{CANARY} drawkcab",
        f"{CANARY}\x00 with a NUL",
        f"<script>alert('{CANARY}')</script>",
        f'<img src=x onerror="alert({CANARY})"><b>bold</b>',
        f"[{CANARY}](javascript:alert(1))",
        f"'; DROP TABLE turn; -- {CANARY}",
        f"{{0[ %s ${{7*7}} {{{CANARY}}} {{{{name}}}}",
        "a\u0301" * 500 + CANARY,
        CANARY * 250,
        "why " * 500,
        f"EXTERNAL: register {CANARY}",
        "?" * 2_000,
        "\x1b[2J" + CANARY,
        f"{CANARY}@" * 200,
        "+" * 1_000 + "0" * 1_000,
    ],
)
def test_an_odd_message_is_only_text(visitor: Visitor, text: str):
    is_answered(send(visitor, {"text": text}))

    assert len(said_by_visitor(visitor)) == 1


def test_markup_is_kept_as_it_was_typed(visitor: Visitor):
    typed = f"<script>alert('{CANARY}')</script> & <b>"
    is_answered(send(visitor, {"text": typed}))

    assert said_by_visitor(visitor) == [typed]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (rb'{"text": "kanarien \ud800"}', 422),
        (rb'{"text": "kanarien \udfff\ud83d"}', 422),
        (b'{"text": "kanarien \xff\xfe"}', 400),
        (b'{"text": "kanarien \xed\xa0\x80"}', 400),
        (b'{"text": NaN}', 400),
        (b'{"text": -Infinity}', 400),
        (b'{"text": 1e999}', 422),
        (b'{"text": "kanarien", "text": "kanarien"}', 400),
        (b'{"text": "kanarien", "choice": "kanarien"}', 422),
        (b"[" * 8_000, 400),
        (b'{"a":' * 3_000, 400),
        (b'{"text":' + b"[" * 500 + b"]" * 500 + b"}", 422),
        (b'{"text": 5}', 422),
        (b'{"text": true}', 422),
        (b'{"text": null}', 422),
        (b'{"text": ["kanarien"]}', 422),
        (b'{"text": {"kanarien": 1}}', 422),
        (b'{"choice": 5}', 422),
        (b"{}", 422),
        (b"[]", 422),
        (b'"kanarien"', 422),
        (b"null", 422),
        (b"5", 422),
        (b"", 422),
        (b"kanarien", 400),
        (b'{"text": "kanarien', 400),
        (b"\xef\xbb\xbf" + b'{"text": "kanarien"', 400),
        (b'{"text": "' + b"k" * 20_000 + b'"}', 413),
    ],
)
def test_json_of_another_shape_is_refused(visitor: Visitor, body: bytes, status: int):
    is_problem(visitor.http.post(messages(visitor), content=body, headers=JSON), status)

    assert said_by_visitor(visitor) == []


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "image/png"])
def test_what_does_not_call_itself_json_is_not_read(visitor: Visitor, kind: str):
    body = json.dumps({"text": CANARY})
    answer = visitor.http.post(messages(visitor), content=body, headers={"Content-Type": kind})

    is_problem(answer, 415, 422)
    assert said_by_visitor(visitor) == []


@pytest.mark.parametrize(
    "page", ["/\x00", f"/{CANARY}?email={ADDRESS}#x", "javascript:alert(1)", "/é" * 500, "😀", ""]
)
def test_an_odd_page_starts_a_conversation_like_any_other(house: WholeHouse, page: str):
    visitor = Visitor(house.url, page)
    is_answered(send(visitor, {"text": "hello"}))


@pytest.mark.parametrize("page", ["x" * 3_000, 5, ["/"], {"a": 1}, False])
def test_a_page_that_is_none_is_refused(house: WholeHouse, page: Any):
    is_problem(
        httpx.post(f"{house.url}/api/v1/conversations", json={"page": page}, timeout=20), 422
    )


def test_another_method_or_address_is_refused_in_words(visitor: Visitor):
    is_problem(visitor.http.put(messages(visitor), json={"text": CANARY}), 405)
    is_problem(visitor.http.get(messages(visitor)), 404, 405)
    is_problem(visitor.http.get(f"/{CANARY}/{visitor.id}"), 404)
    is_problem(visitor.http.get(f"/conversations/{visitor.id}/cv"), 404, 405)


# ---------------------------------------------------------------- whose conversation it is


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", f"Basic {CANARY}", CANARY, f"bearer{CANARY}"]
)
def test_without_a_token_nobody_is_heard(visitor: Visitor, house: WholeHouse, header: str | None):
    headers = {} if header is None else {"Authorization": header}
    for method, path in [
        ("POST", "/messages"),
        ("POST", "/cv"),
        ("POST", "/contact"),
        ("GET", "/events"),
        ("GET", ""),
        ("DELETE", ""),
    ]:
        url = f"{house.url}/api/v1/conversations/{visitor.id}{path}"
        body = {"text": CANARY, "phone": "07700 900142", "consent": True}
        json_body = body if method == "POST" else None
        is_problem(httpx.request(method, url, json=json_body, headers=headers, timeout=20), 401)
    assert said_by_visitor(visitor) == []


@pytest.mark.parametrize("guess", ["another's", CANARY, "x" * 10_000, "=", "0" * 64])
def test_with_another_token_the_conversation_is_unknown(
    visitor: Visitor, house: WholeHouse, guess: str
):
    other = Visitor(house.url)
    known = other.http.headers["Authorization"]
    visitor.say("hello")
    with httpx.Client(base_url=f"{house.url}/api/v1", timeout=30) as stranger:
        stranger.headers["Authorization"] = known if guess == "another's" else f"Bearer {guess}"
        path = f"/conversations/{visitor.id}"
        contact = {"phone": "07700 900142", "consent": True}
        refused = (404, 401, 431)
        is_problem(stranger.post(f"{path}/messages", json={"text": CANARY}), *refused)
        is_problem(stranger.post(f"{path}/contact", json=contact), *refused)
        is_problem(stranger.post(f"{path}/cv", files={"file": ("cv.txt", b"Jo")}), *refused)
        is_problem(stranger.get(path), *refused)
        is_problem(stranger.get(f"{path}/events"), *refused)
        is_problem(stranger.delete(path), *refused)
    assert said_by_visitor(visitor) == ["hello"]


@pytest.mark.parametrize(
    "conversation",
    ["0" * 32, "f" * 31, "default", CANARY, "%00", "%2e%2e", "a%2f..%2fb", "%F0%9F%98%80", "-1"],
)
def test_an_unknown_conversation_is_not_found(visitor: Visitor, conversation: str):
    path = f"/conversations/{conversation}"
    is_problem(visitor.http.post(f"{path}/messages", json={"text": CANARY}), 404, 405)
    is_problem(visitor.http.get(path), 404, 405)


def test_a_visitors_token_opens_nothing_at_the_desk(visitor: Visitor):
    for path in ("/leads", "/leads/L-0001", "/leads/L-0001/cv", "/leads/1"):
        answer = visitor.http.get(path)
        assert answer.status_code in {401, 403}, answer.text
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_deleted_conversation_is_gone_for_every_door(visitor: Visitor):
    visitor.say(f"hello {CANARY}")
    path = f"/conversations/{visitor.id}"

    assert visitor.http.delete(path).status_code == 204

    contact = {"phone": "07700 900142", "consent": True}
    is_problem(send(visitor, {"text": "hello again"}), 404)
    is_problem(visitor.http.get(path), 404)
    is_problem(visitor.http.get(f"{path}/events"), 404)
    is_problem(visitor.http.delete(path), 404)
    is_problem(visitor.http.post(f"{path}/contact", json=contact), 404)
    is_problem(visitor.http.post(f"{path}/cv", files={"file": ("cv.txt", b"Jo")}), 404)


# ---------------------------------------------------------------- the same once more, and at once


def test_the_same_key_again_returns_the_same_and_does_nothing_twice(visitor: Visitor):
    asked = {"text": "how much does a senco earn"}
    first = send(visitor, asked, **{"Idempotency-Key": "key-1"})
    again = send(visitor, asked, **{"Idempotency-Key": "key-1"})

    assert first.json() == again.json()
    assert said_by_visitor(visitor) == ["how much does a senco earn"]


def test_the_same_key_for_another_message_is_refused(visitor: Visitor):
    is_answered(send(visitor, {"text": "hello"}, **{"Idempotency-Key": "key-1"}))

    is_problem(send(visitor, {"text": f"hello {CANARY}"}, **{"Idempotency-Key": "key-1"}), 409)
    assert said_by_visitor(visitor) == ["hello"]


def test_another_conversation_may_use_the_same_key(visitor: Visitor, house: WholeHouse):
    other = Visitor(house.url)
    for each in (visitor, other):
        is_answered(send(each, {"text": "hello"}, **{"Idempotency-Key": "key-1"}))
    assert said_by_visitor(visitor) == said_by_visitor(other) == ["hello"]


@pytest.mark.parametrize("key", ["", "k" * 300, "two words", "é"])
def test_a_key_that_is_none_is_refused(visitor: Visitor, key: str):
    headers = {"Idempotency-Key": key.encode()}
    is_problem(visitor.http.post(messages(visitor), json={"text": "hello"}, headers=headers), 422)


def test_the_same_key_many_times_at_once_is_one_turn(visitor: Visitor):
    def once(_: int) -> httpx.Response:
        return send(visitor, {"text": "what does a senco do"}, **{"Idempotency-Key": "key-1"})

    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(once, range(8)))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert said_by_visitor(visitor) == ["what does a senco do"]


@pytest.mark.parametrize("count", [2, 20])
def test_messages_at_once_are_answered_one_after_another(visitor: Visitor, count: int):
    texts = [f"{number} how much does a senco earn {CANARY}" for number in range(count)]
    with ThreadPoolExecutor(count) as crowd:
        answers = list(crowd.map(lambda text: send(visitor, {"text": text}), texts))

    for answer in answers:
        assert is_answered(answer)[0]["answer"]["topic"] == "salary"
    turns = visitor.history()["turns"][1:]  # after the greeting
    assert sorted(said_by_visitor(visitor)) == sorted(texts)
    assert [turn["from"] for turn in turns] == ["visitor", "assistant"] * count


def test_a_form_keeps_every_answer_of_two_given_at_once(visitor: Visitor):
    for text in FORM[:5]:
        visitor.say(text)
    with ThreadPoolExecutor(2) as crowd:
        list(crowd.map(lambda text: send(visitor, {"text": text}), ["07700 900142", "Stockport"]))

    form = visitor.history()["form"]
    # Whichever came first, none of the two stands in the other's place.
    assert form["values"].get("phone", "+447700900142") == "+447700900142"
    assert form["values"].get("place", "Stockport") == "Stockport"
    assert form["values"]["name"] == "Jo Kanarien"


def test_send_pressed_twenty_times_at_once_is_one_lead(
    visitor: Visitor, house: WholeHouse, token: str
):
    for text in FORM:
        visitor.say(text)
    assert visitor.asks == "summary", visitor.replies
    (press,) = [c["token"] for c in visitor.replies[-1]["choices"] if c["title"] == "Send"]

    with ThreadPoolExecutor(20) as crowd:
        answers = list(crowd.map(lambda _: send(visitor, {"choice": press}), range(20)))

    assert {answer.status_code for answer in answers} == {200}
    references = set(re.findall(r"L-\d+", " ".join(answer.text for answer in answers)))
    assert len(references) == 1
    found = httpx.get(
        f"{house.url}/api/v1/leads",
        params={"q": "Kanarien"},
        headers={"Authorization": f"Bearer {token}"},
        timeout=20,
    )
    mine = [lead for lead in found.json()["leads"] if lead["reference"] in references]
    assert len(mine) == 1
    assert [lead["candidate"]["email"] for lead in mine] == [ADDRESS]


# ---------------------------------------------------------------- typed commands


@pytest.mark.parametrize("command", COMMANDS)
def test_a_typed_command_is_text_behind_every_kind_of_space(visitor: Visitor, command: str):
    for text in FORM[:12]:
        visitor.say(text)
    before = visitor.history()["form"]
    assert before["asks"] == "right_to_work"

    for space in SPACES:
        for typed in (space + command, space * 2 + "/" + command):
            is_answered(send(visitor, {"text": typed}))
            form = visitor.history()["form"]
            assert (form["name"], form["asks"]) == ("registration", "right_to_work"), repr(typed)
            for slot in ("consent", "role", "name", "email", "phone", "place"):
                assert form["values"][slot] == before["values"][slot], repr(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "/submit",
        "/restart",
        "/session_start",
        "/back",
        "/action_hand_off",
        "/ask",
        "/ask/salary",
        '/ask{"topic": "salary", "role": "senco"}',
        '/register{"email":"x"}',
        f'/register@0.99{{"email": "{ADDRESS}", "consent": true}}',
        '/request_person{"phone": "07700 900142"}',
        "/affirm",
        "//register",
        "///register",
        "／register",
        "∕register",
        "/ register",
        "\u200b/register",
        "\ufeff/register",
        '/inform{"value": null}',
        '/inform{"value": ["x"]}',
        '/inform{"value": 1e999}',
    ],
)
def test_a_typed_command_does_nothing_outside_a_form(visitor: Visitor, typed: str):
    replies = is_answered(send(visitor, {"text": typed}))

    assert all(reply.get("answer") != {"topic": "salary"} for reply in replies)
    form = visitor.history()["form"]
    known = form["values"] if form else {}
    assert not {"consent", "email", "phone", "name"} & {key for key in known if known[key]}


# ---------------------------------------------------------------- choices


def test_a_choice_counts_only_as_it_was_offered_and_where(visitor: Visitor, house: WholeHouse):
    other = Visitor(house.url)
    offered = visitor.replies[-1]["choices"][0]["token"]
    others = other.replies[-1]["choices"][0]["token"]
    facts, _, signature = offered.rpartition(".")
    swapped = signature[:-1] + ("A" if signature[-1] != "A" else "Q")
    for token in (
        others,
        facts + "." + swapped,
        "x" + offered,
        offered[1:],
        offered + "x",
        facts,
        signature,
        f"{facts}.{others.rpartition('.')[2]}",
        CANARY,
        "",
        ".",
        "..",
        "é.é.é",
        "\x00",
        '/register{"email":"x"}',
        "x" * 10_000,
    ):
        is_problem(send(visitor, {"choice": token}), 422)
    assert said_by_visitor(visitor) == []

    is_answered(send(visitor, {"choice": offered}))


# ---------------------------------------------------------------- files


def a_docx(**parts: bytes) -> bytes:
    """Return a Word document with other *parts* in it; __ stands for a folder's slash."""
    page = io.BytesIO()
    document = Document()
    document.add_paragraph(f"Jo Kanarien, {ADDRESS}")
    document.save(page)
    with zipfile.ZipFile(page, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name.replace("__", "/"), body)
    return page.getvalue()


def upload(visitor: Visitor, name: str, body: bytes, kind: str = "") -> httpx.Response:
    file = (name, body, kind) if kind else (name, body)
    return visitor.http.post(f"/conversations/{visitor.id}/cv", files={"file": file})


@pytest.mark.parametrize(
    ("name", "body", "status"),
    [
        ("kanarien.exe", b"MZ\x90\x00" + bytes(500), 415),
        ("kanarien.pdf", b"\x89PNG\r\n\x1a\n" + bytes(200), 415),
        ("kanarien.pdf", b"PK\x03\x04" + bytes(200), 415),
        ("kanarien.docm", a_docx(**{"word__vbaProject.bin": b"\xd0\xcf\x11\xe0"}), 415),
        ("kanarien.docx", a_docx(**{"word__VBAPROJECT.BIN": b"\xd0\xcf\x11\xe0"}), 415),
        ("kanarien.docx", a_docx(**{"word__blow.xml": bytes(40 * 1024 * 1024)}), 415),
        ("kanarien.html", b"<html><script>alert(1)</script>", 415),
        ("kanarien.svg", b"<?xml version='1.0'?><svg onload='alert(1)'/>", 415),
        ("kanarien.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), 415),
        ("kanarien.rtf", rb"{\rtf1 Jo \object}", 415),
        ("kanarien.pdf", b"", 422),
        ("kanarien.txt", b" \n\t ", 422),
        ("kanarien.pdf", b"%PDF-1.7\n" + b"0" * (10 * 1024 * 1024), 413),
        ("kanarien.pdf", b"%PDF-1.7\n" + b"0" * (12 * 1024 * 1024), 413),
    ],
)
def test_a_file_that_is_no_cv_is_refused_and_not_kept(
    visitor: Visitor, house: WholeHouse, name: str, body: bytes, status: int
):
    kept = files_kept(house)

    is_problem(upload(visitor, name, body, "application/pdf"), status)

    assert said_by_visitor(visitor) == []
    assert files_kept(house) == kept


def files_kept(house: WholeHouse) -> set[Path]:
    return {path for path in (house.home / "cvs").rglob("*") if path.is_file()}


def test_what_is_no_upload_is_refused(visitor: Visitor):
    path = f"/conversations/{visitor.id}/cv"
    text = ("cv.txt", b"Jo Kanarien")
    broken = {"Content-Type": "multipart/form-data; boundary=x"}
    for answer in (
        visitor.http.post(path, json={"file": CANARY}),
        visitor.http.post(path, files={"other": text}),
        visitor.http.post(path, data={"file": CANARY}),
        visitor.http.post(path, files=[("file", text), ("file", text)]),
        visitor.http.post(path),
        visitor.http.post(path, content=b"--x\r\nkanarien", headers=broken),
        visitor.http.post(path, content=CANARY, headers={"Content-Type": "multipart/form-data"}),
    ):
        is_problem(answer, 400, 415, 422)
    assert said_by_visitor(visitor) == []


@pytest.mark.parametrize(
    "name",
    [
        "../../../kanarien.txt",
        "..\\..\\kanarien.txt",
        "/etc/kanarien.txt",
        "C:\\kanarien.txt",
        "kanarien.txt\x00.pdf",
        "kanarien\u202etxt.exe",
        "<img src=x onerror=alert(1)>kanarien.txt",
        "kanarien" * 60 + ".txt",
        "....kanarien",
        'kanarien".txt',
        "kanarien\r\nX-Evil: 1.txt",
        ".",
    ],
)
def test_a_file_name_is_shown_without_its_tricks(visitor: Visitor, house: WholeHouse, name: str):
    kept = files_kept(house)
    replies = is_answered(upload(visitor, name, f"Jo Kanarien, {name!r}".encode()))

    assert replies
    (said,) = said_by_visitor(visitor)
    shown = said.removeprefix("CV: ")
    assert shown.isprintable()
    assert not re.search(r"[\\/\u202e\0]", shown), shown
    assert len(shown) <= 200
    (new,) = files_kept(house) - kept
    assert CANARY not in new.name
    assert new.stat().st_mode & 0o077 == 0


def test_more_than_three_files_are_enough(visitor: Visitor):
    for number in range(3):
        is_answered(upload(visitor, "cv.txt", f"Jo Kanarien, {number}".encode()))
    is_problem(upload(visitor, "cv.txt", b"Jo Kanarien, once more"), 409)


def test_nobody_hands_a_file_into_anothers_conversation(visitor: Visitor, house: WholeHouse):
    other = Visitor(house.url)
    kept = files_kept(house)
    path = f"/conversations/{other.id}/cv"

    is_problem(visitor.http.post(path, files={"file": ("cv.txt", b"Jo Kanarien")}), 404)
    assert files_kept(house) == kept
    assert said_by_visitor(other) == []


# ---------------------------------------------------------------- the plain contact form


@pytest.mark.parametrize(
    "contact",
    [
        {},
        {"phone": "07700 900142"},
        {"phone": "07700 900142", "consent": False},
        {"phone": "07700 900142", "consent": "yes, kanarien"},
        {"consent": True},
        {"name": "Jo Kanarien", "consent": True},
        {"phone": "kanarien", "consent": True},
        {"email": "kanarien@", "consent": True},
        {"email": ["kanarien@example.org"], "consent": True},
        {"email": f"a@example.org\nBcc: {ADDRESS}", "phone": 5, "consent": True},
        {"email": ADDRESS, "role": "kanarien", "consent": True},
        {"email": ADDRESS, "name": "k" * 500, "consent": True},
    ],
)
def test_a_contact_that_says_too_little_opens_no_lead(visitor: Visitor, contact: dict[str, Any]):
    is_problem(visitor.http.post(f"/conversations/{visitor.id}/contact", json=contact), 422)
    assert said_by_visitor(visitor) == []


# ---------------------------------------------------------------- what the logs have of all this


def test_no_word_of_a_visitor_stands_in_a_log(visitor: Visitor, house: WholeHouse, token: str):
    """The last test of the file: everything above has been sent, and some more."""
    for text in FORM:
        visitor.say(text)
    visitor.choose("Send")
    assert re.search(r"L-\d+", visitor.text), visitor.replies
    contact = {"name": "Kanarien", "email": ADDRESS, "question": CANARY, "consent": True}
    visitor.http.post(f"/conversations/{visitor.id}/contact", json=contact)
    visitor.http.get(f"/{CANARY}?{CANARY}={ADDRESS}", headers={"User-Agent": CANARY})
    visitor.http.post(messages(visitor), content=b'{"text": "kanarien', headers=JSON)
    upload(visitor, "kanarien.txt", b"Jo Kanarien")
    desk = {"Authorization": f"Bearer {token}"}
    httpx.get(f"{house.url}/api/v1/leads", params={"q": CANARY}, headers=desk, timeout=20)

    told = [line for line in house.lines if has_a_secret(line)]
    assert told == []

    private = re.compile(r"agency\.sqlite3(-wal|-shm|-journal)?|(cvs|outbox)/.*")
    for path in house.home.rglob("*"):
        where = str(path.relative_to(house.home))
        if path.is_file() and not private.fullmatch(where):
            assert not has_a_secret(path.read_bytes().decode(errors="replace")), where


def has_a_secret(text: str) -> bool:
    spaceless = re.sub(r"\s", "", text.lower())
    return CANARY in spaceless or "7700900142" in spaceless
