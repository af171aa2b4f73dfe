import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from agency.core.enquiry import ConsentGiven, Enquiry, Kind
from agency.services.conversations.conversations import find_conversation
from agency.services.conversations.takeovers import somebody_is_here
from agency.services.leads.leads import open_lead
from agency.settings import Settings
from agency.storage.models import Access, AuditEntry, Branch, Turn
from agency.storage.unit import OpenUnit
from tests.web.gateway.assistant_stand_in import AssistantStandIn, heard, message
from tests.web.gateway.conftest import Visitor
from tests.web.gateway.take_over import AtTheDesk, Stream, hire, wait_until, wants_a_person

PERSON = "can I talk to a person"


@pytest.fixture(autouse=True)
def _assistant_knows_who_wants_a_person(assistant: AssistantStandIn) -> None:
    assistant.answer = wants_a_person


@pytest.fixture
def ada(home: str, open_unit: OpenUnit) -> AtTheDesk:
    return AtTheDesk(home, open_unit, hire(open_unit, "Ada Example", branch="manchester"))


def listen(visitor: Visitor, last: str | None = None) -> Stream:
    headers = visitor.headers() | ({"Last-Event-ID": last} if last else {})
    return Stream(str(visitor.door.base_url.join(f"{visitor.address}/events")), headers)


def a_lead_of(open_unit: OpenUnit, visitor: Visitor, name: str = "Jo Example") -> str:
    now = datetime.now(UTC)
    enquiry = Enquiry(
        conversation_id=visitor.id,
        kind=Kind.CALLBACK,
        role=None,
        name=name,
        phone="+447700900123",
        postcode="M1 4BT",
        consent=ConsentGiven("1", "We keep it.", now),
    )
    with open_unit() as session:
        return open_lead(session, enquiry, now=now, webhook=False).reference


def test_visitor_and_consultant_talk_live_and_the_assistant_is_silent(
    visitor: Visitor, ada: AtTheDesk, assistant: AssistantStandIn
):
    visitor.say(PERSON)
    ada.take(visitor.id)
    to_visitor, to_ada = listen(visitor), ada.listen(visitor.id)
    asked = len(assistant.turns)

    assert visitor.send({"text": "Are you real?"}).json() == {"replies": []}
    to_ada.wait_for("turn", "Are you real?")
    ada.say(visitor.id, "Yes, I am Ada.")
    to_visitor.wait_for("reply", "Yes, I am Ada.")
    ada.hand_back(visitor.id)
    to_visitor.wait_for("reply", "Ada has handed the chat back")

    turns = visitor.read()["turns"]
    assert [
        (turn["from"], turn.get("name"), turn["text"].split(".")[0]) for turn in turns[-4:]
    ] == [
        ("assistant", None, "You are now talking to Ada from Bright Path SEND (example agency)"),
        ("visitor", None, "Are you real?"),
        ("consultant", "Ada", "Yes, I am Ada"),
        ("assistant", None, turns[-1]["text"].split(".")[0]),
    ]
    # It was overheard for need alone, without a memory and in no conversation of ours.
    overheard = assistant.turns[asked:]
    assert [turn["memory"] for turn in overheard] == [None]
    assert overheard[0]["conversation"] != assistant.turns[0]["conversation"]
    assert visitor.hears("and now?") == "and now?"


def test_the_form_waits_and_goes_on_with_the_same_question(
    visitor: Visitor, ada: AtTheDesk, assistant: AssistantStandIn
):
    asks = heard(
        message("What is your e-mail address?", ("Skip", '/inform{"value": "skip"}')),
        form="registration_form",
        asks="email",
        slots={"consent": True, "name": "Jo"},
    )
    assistant.answer = lambda turn: asks | {"understood": {"intent": "request_person"}}
    question = visitor.say("Jo")[-1]
    assert question["form"]["asks"] == "email"

    ada.take(visitor.id)
    assert (visitor.read()["form"], visitor.read()["live"]) == (
        None,
        {"state": "talking", "name": "Ada"},
    )
    assert visitor.choose(question["choices"][0]["token"]).json() == {"replies": []}
    visitor.send({"text": "my address is jo@example.org"})
    ada.hand_back(visitor.id)

    whole = visitor.read()
    notice = whole["turns"][-1]
    assert whole["form"]["asks"] == "email"
    assert whole["form"]["values"] == {"consent": True, "name": "Jo"}
    assert notice["text"].endswith("What is your e-mail address?")
    assert notice["form"] == question["form"]
    # What the consultant was told is offered, and not asked for from nothing.
    assert [choice["title"] for choice in notice["choices"]] == ["jo@example.org", "Skip"]
    visitor.choose(notice["choices"][0]["token"])
    assert assistant.turns[-1]["entities"] == {"value": "jo@example.org"}


def test_what_is_said_in_need_still_meets_the_signposts_and_is_marked(
    visitor: Visitor, ada: AtTheDesk, assistant: AssistantStandIn
):
    visitor.say(PERSON)
    ada.take(visitor.id)
    to_ada = ada.listen(visitor.id)
    assistant.answer = lambda turn: (
        heard(message("Please ring Samaritans on 116 123.", ("Salary", '/ask{"topic": "salary"}')))
        | {"understood": {"intent": "express_distress"}}
    )

    replies = visitor.say("I cannot go on")

    assert [reply["text"] for reply in replies] == ["Please ring Samaritans on 116 123."]
    assert replies[0]["choices"] == []
    to_ada.wait_for("turn", "Samaritans")
    assert to_ada.texts("turn")[-2:] == ["I cannot go on", "Please ring Samaritans on 116 123."]
    assert "may mean danger or distress" in ada.open(ada.page(visitor.id)).text
    assert "May need help" in ada.open("/desk/conversations").text


def test_what_was_said_in_need_to_the_assistant_is_not_read_by_a_consultant(
    visitor: Visitor, ada: AtTheDesk, assistant: AssistantStandIn
):
    assistant.answer = lambda turn: (
        heard(message("Please ring Samaritans.")) | {"understood": {"intent": "express_distress"}}
    )
    visitor.say("my private sorrow")
    assistant.answer = wants_a_person
    visitor.say(PERSON)
    to_ada = ada.listen(visitor.id)
    to_ada.wait_for("turn", PERSON)

    shown = ada.open(ada.page(visitor.id)).text + ada.open("/desk/conversations").text
    assert "my private sorrow" not in shown
    assert "Samaritans" not in shown
    assert not any("sorrow" in text for text in to_ada.texts("turn"))


def test_a_visitor_is_told_honestly_whether_somebody_is_here(
    visitor: Visitor, open_unit: OpenUnit, ada: AtTheDesk
):
    def somebody_here() -> bool:
        with open_unit() as session:
            return somebody_is_here(session, now=datetime.now(UTC))

    alone = visitor.hears(PERSON)
    assert "Nobody from the team is in the chat" in alone
    assert re.search(r"ring you by \w+day \d+ \w+, \d+(\.30)?[ap]m", alone)
    assert visitor.read()["live"] == {"state": "waiting"}

    stream = ada.listen()
    wait_until(somebody_here)
    other = Visitor(visitor.door)
    assert "I have told our consultants" in other.hears(PERSON)
    stream.wait_for_event("changed")
    # Asked again, nobody is told a second time.
    assert "I have told" not in other.hears(PERSON)


def test_where_the_assistant_fails_a_person_may_come_in(
    visitor: Visitor, ada: AtTheDesk, assistant: AssistantStandIn
):
    assistant.stop()

    reply = visitor.say("hello?")[-1]
    assert reply["live"] == {"state": "waiting"}
    to_visitor = listen(visitor)
    ada.take(visitor.id)
    ada.say(visitor.id, "I am here, though the machine is not.")

    to_visitor.wait_for("reply", "I am here")
    assert visitor.send({"text": "Good."}).json() == {"replies": []}


def test_the_list_shows_who_waits_and_nobody_who_only_talks_to_the_assistant(
    visitor: Visitor, ada: AtTheDesk
):
    visitor.say("what does a SENCO earn?")
    assert "what does a SENCO earn?" not in ada.open("/desk/conversations").text
    assert ada.open(ada.page(visitor.id)).status_code == 404

    visitor.say(PERSON)
    listed = ada.open("/desk/conversations").text
    assert "Waiting for a person" in listed
    assert PERSON in listed
    assert "what does a SENCO earn?" in ada.open(ada.page(visitor.id)).text


def test_a_conversation_with_a_lead_is_as_private_as_the_lead(
    visitor: Visitor, home: str, ada: AtTheDesk, open_unit: OpenUnit
):
    with open_unit() as session:
        session.add(Branch(key="leeds", name="Leeds", postcode_areas=["LS"], is_head=False))
    cleo = AtTheDesk(home, open_unit, hire(open_unit, "Cleo Example", branch="leeds"))
    ed = AtTheDesk(home, open_unit, hire(open_unit, "Ed Example", access=Access.EDITOR))
    pia = AtTheDesk(home, open_unit, hire(open_unit, "Pia Example", access=Access.PRIVACY_OFFICER))
    visitor.say(PERSON)
    assert cleo.open(cleo.page(visitor.id)).status_code == 200
    a_lead_of(open_unit, visitor)

    for stranger in (cleo, ed):
        page = stranger.page(visitor.id)
        assert stranger.open(page).status_code == 404
        assert stranger.open(f"{page}/events").status_code == 404
        assert "Jo Example" not in stranger.open("/desk/conversations").text
        for deed in ("take", "say", "back"):
            token = re.search(r'name="csrf" value="([^"]+)"', stranger.open("/desk/").text)
            assert token
            sent = stranger.client.post(f"{page}/{deed}", data={"csrf": token[1], "text": "hi"})
            assert sent.status_code == 404, deed
    assert "Jo Example" in pia.open(pia.page(visitor.id)).text
    assert "Take over" not in pia.open(pia.page(visitor.id)).text
    refused = pia.client.post(f"{pia.page(visitor.id)}/take", data={"csrf": pia.csrf(visitor.id)})
    assert refused.status_code == 403
    assert "Jo Example" in ada.open("/desk/conversations").text


def test_without_a_sign_in_nothing_is_read(visitor: Visitor, home: str):
    visitor.say(PERSON)

    for path in ("", f"/{visitor.id}", f"/{visitor.id}/events", "/events"):
        answer = visitor.door.get(f"/desk/conversations{path}", headers=visitor.headers())
        assert (answer.status_code, answer.headers["location"][:14]) == (303, "/desk/sign-in?"), (
            path
        )


def test_a_form_from_elsewhere_changes_nothing(visitor: Visitor, ada: AtTheDesk):
    visitor.say(PERSON)
    page = ada.page(visitor.id)

    assert ada.client.post(f"{page}/take", data={"csrf": "guessed"}).status_code == 403
    sent = ada.client.post(
        f"{page}/take",
        data={"csrf": ada.csrf(visitor.id)},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert sent.status_code == 403
    assert visitor.read()["live"] == {"state": "waiting"}


def test_a_consultants_word_sent_twice_is_one_word(visitor: Visitor, ada: AtTheDesk):
    visitor.say(PERSON)
    ada.take(visitor.id)
    same = {"csrf": ada.csrf(visitor.id), "text": "Hello there", "key": "a-key-of-mine"}
    ask = {"Accept": "application/json"}
    page = f"{ada.page(visitor.id)}/say"

    first = ada.client.post(page, data=same, headers=ask).json()
    again = ada.client.post(page, data=same, headers=ask).json()

    assert first == again
    assert (first["name"], first["text"]) == ("Ada", "Hello there")
    assert [turn["text"] for turn in visitor.read()["turns"]].count("Hello there") == 1


def test_of_two_consultants_one_speaks(
    visitor: Visitor, home: str, ada: AtTheDesk, open_unit: OpenUnit
):
    bea = AtTheDesk(home, open_unit, hire(open_unit, "Bea Example", branch="manchester"))
    visitor.say(PERSON)
    token = {"csrf": bea.csrf(visitor.id)}
    ada.take(visitor.id)

    late = bea.client.post(f"{bea.page(visitor.id)}/take", data=token)
    said = bea.client.post(
        f"{bea.page(visitor.id)}/say",
        data=token | {"text": "me too", "key": "a-key-of-beas"},
        headers={"Accept": "application/json"},
    )

    assert late.status_code == 409
    assert "Ada Example" in late.text
    assert (said.status_code, said.json()) == (409, {"problem": "not_yours"})
    assert "me too" not in str(visitor.read())


def test_a_message_that_was_not_sent_is_still_in_the_box(visitor: Visitor, ada: AtTheDesk):
    visitor.say(PERSON)
    ada.take(visitor.id)
    token = ada.csrf(visitor.id)
    ada.hand_back(visitor.id)

    late = ada.client.post(
        f"{ada.page(visitor.id)}/say", data={"csrf": token, "text": "One <more> thing"}
    )

    assert late.status_code == 409
    assert "One &lt;more&gt; thing</textarea>" in late.text


def test_what_was_said_while_the_consultant_left_is_answered_by_the_assistant(
    visitor: Visitor, ada: AtTheDesk, assistant: AssistantStandIn, open_unit: OpenUnit
):
    visitor.say(PERSON)
    ada.take(visitor.id)

    def leaves(turn: dict[str, Any]) -> dict[str, Any]:
        if turn["memory"] is None:
            ada.hand_back(visitor.id)
        return wants_a_person(turn)

    assistant.answer = leaves

    assert visitor.hears("are you still there?") == "are you still there?"
    with open_unit() as session:
        turn = session.scalar(select(Turn).where(Turn.text == "are you still there?"))
        assert turn
        assert turn.consultant_id is None


def test_a_consultant_who_goes_quiet_hands_back_and_the_visitor_is_told(
    visitor: Visitor, ada: AtTheDesk, open_unit: OpenUnit, home: str, served: Any
):
    visitor.say(PERSON)
    ada.take(visitor.id)
    ada.say(visitor.id, "One moment please.")
    to_visitor = listen(visitor)
    visitor.send({"text": "Hello?"})
    quiet = served(home).state.gateway.quiet
    now = datetime.now(UTC)

    assert quiet.look(now=now + timedelta(minutes=4)) == 0
    assert quiet.look(now=now + timedelta(minutes=6)) == 1
    assert quiet.look(now=now + timedelta(minutes=6)) == 0

    to_visitor.wait_for("reply", "It seems that Ada had to leave")
    assert visitor.hears("and now?") == "and now?"
    with open_unit() as session:
        did = session.scalars(
            select(AuditEntry.did).where(AuditEntry.kind == "conversation").order_by(AuditEntry.id)
        ).all()
        conversation = find_conversation(session, visitor.id)
        assert conversation
        assert conversation.taken_by_id is None
    assert [each for each in did if each != "read"] == [
        "took over",
        "took back from a quiet consultant",
    ]


def test_two_web_processes_are_one_house(
    serve: Callable[[Settings], str],
    settings: Settings,
    visitor: Visitor,
    open_unit: OpenUnit,
):
    elsewhere = serve(settings)
    ada = AtTheDesk(elsewhere, open_unit, hire(open_unit, "Ada Example", branch="manchester"))
    visitor.say(PERSON)
    ada.take(visitor.id)
    to_visitor, to_ada = listen(visitor), ada.listen(visitor.id)

    visitor.send({"text": "over there?"})
    to_ada.wait_for("turn", "over there?")
    ada.say(visitor.id, "over here")

    to_visitor.wait_for("reply", "over here")
    assert to_visitor.texts("reply").count("over here") == 1


def test_a_line_that_broke_is_taken_up_where_it_was(visitor: Visitor, ada: AtTheDesk):
    visitor.say(PERSON)
    ada.take(visitor.id)
    ada.say(visitor.id, "one")
    last = visitor.read()["turns"][-1]["id"]
    ada.say(visitor.id, "two")
    visitor.send({"text": "three"})

    to_visitor, to_ada = listen(visitor, last), ada.listen(visitor.id, after=last)

    to_visitor.wait_for("reply", "two")
    to_ada.wait_for("turn", "three")
    assert to_visitor.texts("reply") == ["two"]
    assert to_ada.texts("turn") == ["two", "three"]


def test_a_few_listeners_are_enough_and_one_side_does_not_shut_out_the_other(
    visitor: Visitor, ada: AtTheDesk, home: str, served: Callable[[str], FastAPI]
):
    visitor.say(PERSON)
    kept = [listen(visitor) for _ in range(5)]
    wait_until(lambda: served(home).state.news.is_full(visitor.id, "visitor"))

    assert listen(visitor).status == 429
    assert ada.listen(visitor.id).status == 200
    assert {stream.status for stream in kept} == {200}


def test_a_chat_that_is_erased_leaves_the_page_too(visitor: Visitor, ada: AtTheDesk):
    visitor.say(PERSON)
    ada.take(visitor.id)
    to_ada = ada.listen(visitor.id)
    visitor.send({"text": "goodbye"})
    to_ada.wait_for("turn", "goodbye")

    assert visitor.erase().status_code == 204

    assert ada.open(ada.page(visitor.id)).status_code == 404


def test_a_file_sent_to_a_consultant_is_kept(visitor: Visitor, ada: AtTheDesk):
    visitor.say(PERSON)
    ada.take(visitor.id)

    sent = visitor.upload(b"Jo Example, care assistant since 2015", "cv.txt", "text/plain")

    assert sent.status_code == 202
    assert "CV" in sent.json()["replies"][0]["text"]
    assert "CV: cv.txt" in ada.open(ada.page(visitor.id)).text
