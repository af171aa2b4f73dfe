"""
What a visitor sees when parts of the house stop, die, fail or lock, told by the running house.

Always an honest sentence within ten seconds, never a confirmation of what is not kept, nothing
lost, and the same conversation goes on once the part is back.
"""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.visitor import Visitor
from tests.whole_house import ROOT, WholeHouse

pytestmark = pytest.mark.assistant

SIGNS = {
    "rasa": "rasa run",
    "actions": "-m actions.server",
    "web": "-m web",
    "worker": "-m agency.worker",
}
HONEST_WITHIN = 20  # eight seconds, and what a busy machine takes besides
BACK_WITHIN = 240  # a busy machine takes its time to start the assistant
REFERENCE = re.compile(r"L-\d+")
SECRET = re.compile(r"marigold|7700\s?900\s?(15|16)\d", re.IGNORECASE)

# A registration from the first word to the summary; {0} is a word of one's own.
FORM = (
    "I want to register",
    "yes",
    "TA",
    "Marigold Example",
    "marigold.{0}@example.org",
    "07700 900150",
    "Stockport",
    *("skip", "2 years", "none", "full time", "next month", "yes", "no", "not now"),
)


@pytest.fixture(scope="module")
def own_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeHouse]:
    """A house that nobody else visits."""
    if not (ROOT / "models" / "assistant.tar.gz").exists():
        pytest.skip("the assistant is not trained: `make train` does it")
    house = WholeHouse(tmp_path_factory.mktemp("troubled"))
    house.start()
    try:
        yield house
    finally:
        if house.process.poll() is None:
            house.stop()


@pytest.fixture
def troubled(own_house: WholeHouse) -> WholeHouse:
    """That house, whole again whatever the last test did to it."""
    wait_until_answered(own_house)
    return own_house


@pytest.fixture(scope="module")
def desk(own_house: WholeHouse) -> Iterator[httpx.Client]:
    """The desk API, as the agency's own systems see it."""
    token = own_house.command("token", "create", "troubles", "--scope", "leads:read").split()[-1]
    with httpx.Client(base_url=f"{own_house.url}/api/v1", timeout=30) as client:
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


# ---------------------------------------------------------------- the house, from outside


def processes_of(house: WholeHouse) -> dict[str, int]:
    """Return the process ids of *house* by name, found through /proc."""
    found: dict[str, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int(folder.joinpath("stat").read_text().rsplit(")", 1)[1].split()[1])
            command = folder.joinpath("cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
        except OSError:
            continue
        if parent == house.process.pid:
            found |= {name: int(folder.name) for name, sign in SIGNS.items() if sign in command}
    return found


def family_of(pid: int) -> set[int]:
    """Return *pid* and everything below it."""
    below = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    return {pid}.union(*(family_of(int(child)) for child in below.stdout.split()))


@contextmanager
def stopped(house: WholeHouse, name: str) -> Iterator[None]:
    """Let a process of *house* stand still: it is there, and says nothing."""
    pid = processes_of(house)[name]
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)
        wait_until_answered(house)


def kill(house: WholeHouse, name: str) -> int:
    pid = processes_of(house)[name]
    os.kill(pid, signal.SIGKILL)
    return pid


def wait_for[T](look: Callable[[], T], seconds: float = BACK_WITHIN) -> T:
    """Return what *look* finds as soon as it is something."""
    until = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.3)
    return found


def wait_until_back(house: WholeHouse, name: str, was: int) -> None:
    """Return once another process has taken the dead one's place and questions are answered."""
    wait_for(lambda: processes_of(house).get(name, was) != was)
    wait_until_answered(house)


def wait_until_answered(house: WholeHouse) -> None:
    def answered() -> bool:
        ended = house.process.poll()
        assert ended is None, "\n".join([f"the house ended with {ended}:", *house.lines[-40:]])
        try:
            visitor = Visitor(house.url)
            visitor.say("how much does a senco earn")
        except (httpx.HTTPError, AssertionError):  # not there, or a problem instead of replies
            return False
        return [answer["topic"] for answer in visitor.answers] == ["salary"]

    wait_for(answered)


# ---------------------------------------------------------------- visitors


def fill(visitor: Visitor, word: str, *, until: str) -> None:
    """Register as far as the question for *until*."""
    for text in FORM:
        if visitor.asks == until:
            return
        visitor.say(text.format(word))
    assert visitor.asks == until, visitor.replies


def say_in_trouble(visitor: Visitor, text: str) -> str:
    """Say *text* while something is broken; the reply is honest, in time, and confirms nothing."""
    began = time.monotonic()
    visitor.say(text)
    assert time.monotonic() - began < HONEST_WITHIN
    assert re.search(r"our fault|our side", visitor.text), visitor.text
    assert re.search(r"phone number", visitor.text), visitor.text
    assert not REFERENCE.search(visitor.text), visitor.text
    return visitor.text


def reference_in(text: str) -> str:
    (found,) = set(REFERENCE.findall(text))
    return str(found)


def lead_called(desk: httpx.Client, reference: str) -> dict[str, Any]:
    answer = desk.get(f"/leads/{reference}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def leads_of(desk: httpx.Client, email: str) -> list[dict[str, Any]]:
    """Return every lead with this address, whatever a search would find."""
    found: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = desk.get("/leads", params={"cursor": cursor} if cursor else {}).json()
        found += [lead for lead in page["leads"] if lead["candidate"]["email"] == email]
        cursor = page.get("cursor") or page.get("next")
        if not cursor:
            return found


# ---------------------------------------------------------------- the assistant


def test_the_desk_has_a_lead_even_while_the_assistant_stands_still(
    troubled: WholeHouse, desk: httpx.Client
):
    one, other = Visitor(troubled.url), Visitor(troubled.url)
    with stopped(troubled, "rasa"):
        assert "consultant" in say_in_trouble(one, "Do I need a degree for this?")
        one.say("marigold one, 07700 900151")
        say_in_trouble(other, "hello, is anyone there")
        other.say("you can write to me at marigold.other@example.org please")

        lead = lead_called(desk, reference_in(one.text))
        assert lead["kind"] == "callback"
        assert lead["candidate"]["phone"] == "+447700900151"
        assert lead["consent"]["version"]
        assert "Do I need a degree for this?" in [turn["text"] for turn in lead["conversation"]]
        assert lead["owner"]

        lead = lead_called(desk, reference_in(other.text))
        assert lead["kind"] == "callback"
        assert lead["candidate"]["email"] == "marigold.other@example.org"

    for visitor in (one, other):
        visitor.say("how much does a senco earn")
        assert visitor.answers[0]["topic"] == "salary"


def test_words_without_a_contact_are_asked_for_one(troubled: WholeHouse):
    visitor = Visitor(troubled.url)
    with stopped(troubled, "rasa"):
        say_in_trouble(visitor, "what do I need to start?")
        visitor.say("yes please, call me")

        assert "07700 900123" in visitor.text  # what one looks like
        assert not REFERENCE.search(visitor.text)


def test_the_contact_form_needs_no_assistant(troubled: WholeHouse, desk: httpx.Client):
    visitor = Visitor(troubled.url)
    path = f"/conversations/{visitor.id}/contact"
    contact = {
        "name": "Marigold Form",
        "phone": "07700 900152",
        "place": "Leeds",
        "role": "senco",
        "question": "Do you have interim work?",
        "consent": True,
    }
    with stopped(troubled, "rasa"):
        answers = [
            visitor.http.post(path, json=contact, headers={"Idempotency-Key": "once"})
            for _ in range(2)
        ]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert answers[0].json() == answers[1].json()

        lead = lead_called(desk, reference_in(answers[0].text))
        assert lead["kind"] == "callback"
        assert lead["role"] == "senco"
        assert lead["candidate"]["name"] == "Marigold Form"
        assert lead["candidate"]["phone"] == "+447700900152"


def test_a_half_filled_form_outlives_the_assistant(troubled: WholeHouse, desk: httpx.Client):
    visitor = Visitor(troubled.url)
    fill(visitor, "half", until="place")
    before = visitor.history()["form"]

    killed = kill(troubled, "rasa")
    say_in_trouble(visitor, "Stockport")
    assert visitor.asks == "place"
    assert visitor.history()["form"] == before
    wait_until_back(troubled, "rasa", killed)

    visitor.say("Stockport")
    assert visitor.asks == "current_occupation"
    values = visitor.history()["form"]["values"]
    assert values["name"] == "Marigold Example"
    assert values["email"] == "marigold.half@example.org"
    assert values["phone"] == "+447700900150"
    assert values["place"] == "Stockport"
    for text in FORM[7:]:
        visitor.say(text)
    visitor.choose("Send")
    assert lead_called(desk, reference_in(visitor.text))["candidate"]["town"] == "Stockport"


# ---------------------------------------------------------------- the actions


def test_an_action_server_that_stands_still_is_waited_for_in_vain(troubled: WholeHouse):
    visitor = Visitor(troubled.url)
    fill(visitor, "still", until="place")
    with stopped(troubled, "actions"):
        say_in_trouble(visitor, "Stockport")
        say_in_trouble(Visitor(troubled.url), "how much does a senco earn")

    visitor.say("Stockport")
    assert visitor.asks == "current_occupation"


def test_a_killed_action_server_is_started_again(troubled: WholeHouse):
    visitor = Visitor(troubled.url)
    fill(visitor, "killed", until="place")

    killed = kill(troubled, "actions")
    say_in_trouble(visitor, "Stockport")
    wait_until_back(troubled, "actions", killed)

    visitor.say("Stockport")
    assert visitor.asks == "current_occupation"
    assert visitor.history()["form"]["values"]["name"] == "Marigold Example"


@pytest.mark.parametrize(
    ("asked", "answer", "next_asked"),
    [
        ("email", "marigold.again@example.org", "phone"),
        ("phone", "07700 900153", "place"),
    ],
)
def test_an_address_the_form_asked_for_goes_into_the_form_when_it_is_said_again(
    troubled: WholeHouse, asked: str, answer: str, next_asked: str
):
    visitor = Visitor(troubled.url)
    fill(visitor, "again", until=asked)

    killed = kill(troubled, "actions")
    assert "say that again" in say_in_trouble(visitor, answer)
    wait_until_back(troubled, "actions", killed)

    visitor.say(answer)
    assert not REFERENCE.search(visitor.text), visitor.text
    assert visitor.asks == next_asked


def test_an_action_that_fails_confirms_nothing_and_forgets_nothing(
    troubled: WholeHouse, desk: httpx.Client
):
    visitor = Visitor(troubled.url)
    fill(visitor, "fails", until="summary")
    send = next(c["token"] for c in visitor.replies[-1]["choices"] if c["title"] == "Send")
    with table_away(troubled, "desk"):
        answer = visitor.http.post(f"/conversations/{visitor.id}/messages", json={"choice": send})
        assert answer.status_code == 200, answer.text
        assert not REFERENCE.search(answer.text), answer.text
        assert "Thank you" not in answer.text, answer.text
        assert "our side" in answer.text, answer.text
        form = visitor.history()["form"]
        assert form, "what was filled in is lost"
        assert form["values"]["email"] == "marigold.fails@example.org"

    visitor.say("send")
    (lead,) = leads_of(desk, "marigold.fails@example.org")
    assert lead["reference"] == reference_in(visitor.text)


# ---------------------------------------------------------------- the database


@contextmanager
def table_away(house: WholeHouse, table: str) -> Iterator[None]:
    """Let *table* be missing for a while, so that whoever needs it fails for real."""
    rename(house, table, f"{table}_away")
    try:
        yield
    finally:
        rename(house, f"{table}_away", table)


def rename(house: WholeHouse, table: str, name: str) -> None:
    with closing(sqlite3.connect(house.home / "agency.sqlite3", timeout=10)) as database:
        # References to it keep its old name, so that nothing but this table is missing.
        database.execute("PRAGMA legacy_alter_table = ON")
        database.execute(f"ALTER TABLE {table} RENAME TO {name}")


@contextmanager
def locked(house: WholeHouse) -> Iterator[None]:
    """Hold the only right to write to the database."""
    path = house.home / "agency.sqlite3"
    with closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as database:
        database.execute("BEGIN EXCLUSIVE")
        try:
            yield
        finally:
            database.execute("ROLLBACK")


def post(visitor: Visitor, text: str, key: str) -> httpx.Response:
    return visitor.http.post(
        f"/conversations/{visitor.id}/messages",
        json={"text": text},
        headers={"Idempotency-Key": key},
    )


def test_a_locked_database_is_admitted_and_the_same_message_counts_once(troubled: WholeHouse):
    visitor = Visitor(troubled.url)
    fill(visitor, "locked", until="phone")
    with locked(troubled):
        unlock_at = time.monotonic() + 3
        answer = post(visitor, "07700 900150", "phone")
        time.sleep(max(0, unlock_at - time.monotonic()))
    if answer.status_code != 200:
        assert answer.status_code == 503, answer.text
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.headers["Retry-After"]
        assert "not sent" in answer.json()["detail"]

    again = post(visitor, "07700 900150", "phone")

    assert again.status_code == 200, again.text
    assert again.json()["replies"][-1]["form"]["asks"] == "place"
    assert visitor.history()["form"]["values"]["phone"] == "+447700900150"
    assert [turn["text"] for turn in visitor.history()["turns"]].count("07700 900150") == 1


@pytest.mark.parametrize("after", [0.0, 0.02, 0.05, 0.1, 0.2])
def test_a_database_locked_in_the_middle_of_a_send_never_makes_two_leads(
    troubled: WholeHouse, desk: httpx.Client, after: float
):
    word = f"middle{after * 100:.0f}"
    visitor = Visitor(troubled.url)
    fill(visitor, word, until="summary")
    answers: list[httpx.Response] = []
    sending = threading.Thread(target=lambda: answers.append(post(visitor, "send", "send")))
    sending.start()
    time.sleep(after)
    with locked(troubled):
        time.sleep(3)
    sending.join()

    (answer,) = answers
    kept = leads_of(desk, f"marigold.{word}@example.org")
    shown = set(REFERENCE.findall(answer.text))
    assert answer.status_code in {200, 503}, answer.text
    assert shown <= {lead["reference"] for lead in kept}, "confirmed, and not kept"

    again = post(visitor, "send", "send")
    if not REFERENCE.search(again.text):
        again = post(visitor, "send", "send-again")
    (lead,) = leads_of(desk, f"marigold.{word}@example.org")
    assert reference_in(again.text) == lead["reference"]


# ---------------------------------------------------------------- the web


def test_a_killed_web_forgets_nothing(troubled: WholeHouse):
    visitor = Visitor(troubled.url)
    fill(visitor, "web", until="email")
    before = visitor.history()

    killed = kill(troubled, "web")
    wait_for(lambda: processes_of(troubled).get("web", killed) != killed)
    wait_for(troubled.is_ready)

    assert visitor.history() == before
    visitor.say("marigold.web@example.org")
    assert visitor.asks == "phone"


def test_a_message_in_hand_when_the_web_dies_is_answered_when_it_is_sent_again(
    troubled: WholeHouse,
):
    visitor = Visitor(troubled.url)
    asked = "what does a senco do all day"
    early: list[httpx.Response] = []

    def ask() -> None:
        with suppress(httpx.HTTPError):
            early.append(post(visitor, asked, "asked"))

    with stopped(troubled, "rasa"):
        asking = threading.Thread(target=ask)
        asking.start()
        time.sleep(1)
        killed = kill(troubled, "web")
        asking.join()
        assert [answer.text for answer in early] == []
        wait_for(lambda: processes_of(troubled).get("web", killed) != killed)

    answer = post(visitor, asked, "asked")
    assert answer.status_code == 200, answer.text
    assert answer.json()["replies"][0]["answer"]["topic"] == "responsibilities"
    turns = [turn["text"] for turn in visitor.history()["turns"] if turn["from"] == "visitor"]
    assert turns == [asked]


def test_a_killed_worker_still_delivers(troubled: WholeHouse, desk: httpx.Client):
    killed = kill(troubled, "worker")
    visitor = Visitor(troubled.url)
    fill(visitor, "worker", until="summary")
    visitor.choose("Send")
    reference = reference_in(visitor.text)
    wait_for(lambda: processes_of(troubled).get("worker", killed) != killed)

    def delivered() -> bool:
        states = {item["state"] for item in lead_called(desk, reference)["deliveries"]}
        return states == {"sent"}

    wait_for(delivered)


# ---------------------------------------------------------------- the end


def test_no_word_of_a_visitor_stands_in_a_log_of_troubles(troubled: WholeHouse):
    assert [line for line in troubled.lines if SECRET.search(line)] == []
    private = re.compile(r"agency\.sqlite3(-wal|-shm|-journal)?|(cvs|outbox)/.*")
    for path in troubled.home.rglob("*"):
        where = str(path.relative_to(troubled.home))
        if path.is_file() and not private.fullmatch(where):
            assert not SECRET.search(path.read_bytes().decode(errors="replace")), where


def test_ctrl_c_leaves_no_process_behind(troubled: WholeHouse):
    """The last test of the file: it ends the house."""
    wait_for(lambda: len(processes_of(troubled)) == len(SIGNS))
    everyone = family_of(troubled.process.pid)
    assert len(everyone) >= 1 + len(SIGNS)

    troubled.process.send_signal(signal.SIGINT)

    assert troubled.process.wait(timeout=90) == 0
    assert {pid for pid in everyone if is_there(pid)} == set()
    with pytest.raises(httpx.HTTPError):
        httpx.get(f"{troubled.url}/healthz", timeout=2)


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
