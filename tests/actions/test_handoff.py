from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import event, select

from agency.core.enquiry import Enquiry, Kind
from agency.core.registration import SKIPPED
from agency.services.conversations.conversations import find_conversation_by_assistant
from agency.services.leads.leads import open_lead
from agency.storage.files import CvStore
from agency.storage.models import Candidate, Consent, Cv, Delivery, Lead
from agency.storage.unit import OpenUnit
from tests.actions.conftest import ASSISTANT_ID, Call, a_call, said, slots_set
from tests.factories import MONDAY, a_consent, a_consultant, a_conversation, a_cv, a_desk

REGISTERED = {
    "consent": True,
    "role": "sen_support_worker",
    "name": "Jo O'Brien",
    "email": "jo@example.org",
    "phone": "+447700900123",
    "place": "M1 4BT",
    "current_occupation": SKIPPED,
    "experience": 3.5,
    "qualifications": ["GCSEs"],
    "availability": "full time",
    "start": "asap",
    "right_to_work": "yes",
    "dbs": "not_sure",
    "cv": "none",
    "summary": "send",
}

CALL_WANTED = {
    "consent": True,
    "name": "Jo O'Brien",
    "phone": "+447700900123",
    "when": "Thursday after four",
    "question": SKIPPED,
}

WITHOUT_CONSENT = {slot: value for slot, value in REGISTERED.items() if slot != "consent"}


def hand_off(call: Call, *, form: str = "registration_form", **slots: Any) -> dict[str, Any]:
    return call("action_hand_off", opened=form, **slots)


@pytest.fixture(autouse=True)
def a_conversation_and_a_desk(open_unit: OpenUnit) -> None:
    with open_unit() as session:
        a_desk(session, consultant=a_consultant(session, name="Ada {0[ Example"))
        a_conversation(session, assistant_id=ASSISTANT_ID)


def test_a_finished_registration_becomes_a_lead(call: Call, open_unit: OpenUnit):
    answer = hand_off(call, **REGISTERED)

    (response, receipt) = answer["responses"]
    assert response["response"] == "utter_handed_off"
    assert response["reference"] == "L-0001"
    assert receipt["response"] == "utter_receipt_with_profile"
    assert receipt["details"].startswith("/my-details/")
    assert receipt["profile"] == f"{receipt['details']}/profile.pdf"
    assert "M1 4BT" in receipt["lines"]
    assert slots_set(answer)["lead_reference"] == "L-0001"
    assert slots_set(answer)["email"] is None
    with open_unit() as session:
        lead = session.scalars(select(Lead)).one()
        assert (lead.kind, lead.role) == ("registration", "sen_support_worker")
        assert lead.candidate.postcode == "M1 4BT"
        assert lead.candidate.current_occupation is None
        assert lead.candidate.experience_years == 3.5
        assert session.scalars(select(Delivery)).all()
        cv = session.scalars(select(Cv)).one()
        assert (cv.filename, cv.candidate_id) == ("profile.pdf", lead.candidate_id)


def test_the_profile_that_we_make_is_no_cv_of_theirs(call: Call, open_unit: OpenUnit):
    hand_off(call, **REGISTERED)
    with open_unit() as session:
        before = session.scalars(select(Lead)).one()
        assert not before.has_cv
        assert "cv" in {each["asks"] for each in before.missing}

    hand_off(call, form="callback_form", **CALL_WANTED)

    with open_unit() as session:
        after = session.scalars(select(Lead)).one()
        assert (after.points, after.has_cv) == (before.points, False)
        assert "cv" in {each["asks"] for each in after.missing}


def test_the_consent_kept_is_the_notice_that_was_shown(call: Call, open_unit: OpenUnit):
    notice = call("action_ask_consent")["responses"][0]["wording"]

    hand_off(call, **REGISTERED)

    with open_unit() as session:
        consent = session.scalars(select(Consent)).one()
        assert consent.wording == notice
        assert consent.version


def test_the_consent_was_given_when_the_visitor_said_yes(call: Call, open_unit: OpenUnit):
    said_yes = MONDAY - timedelta(minutes=7)

    hand_off(call, just_set={"consent": True}, at=said_yes.timestamp(), **WITHOUT_CONSENT)

    with open_unit() as session:
        assert session.scalars(select(Consent)).one().at == said_yes


def test_a_consent_taken_back_and_given_again_was_given_the_second_time(
    open_unit: OpenUnit, door: httpx.Client
):
    body = a_call("action_hand_off", opened="registration_form", **REGISTERED)
    body["tracker"]["events"] += [
        {"event": "slot", "name": "consent", "value": value, "timestamp": at.timestamp()}
        for value, at in [
            (True, MONDAY - timedelta(minutes=9)),
            (None, MONDAY - timedelta(minutes=8)),
            (True, MONDAY - timedelta(minutes=7)),
            (True, MONDAY - timedelta(minutes=1)),
        ]
    ]

    door.post("/webhook", json=body).raise_for_status()

    with open_unit() as session:
        assert session.scalars(select(Consent)).one().at == MONDAY - timedelta(minutes=7)


def test_a_consultants_odd_name_cannot_break_the_sentence(call: Call):
    (response, *_) = hand_off(call, **REGISTERED)["responses"]

    assert "{" not in response["consultant"]
    assert "0[" not in response["consultant"]


def test_a_call_is_arranged_with_number_and_time(call: Call, open_unit: OpenUnit):
    answer = hand_off(
        call,
        form="callback_form",
        name="Jo Brown",
        phone="+447700900123",
        when="Thursday after four",
        question="What about pay?",
        consent=True,
    )

    (response,) = answer["responses"]
    assert response["response"] == "utter_call_arranged"
    assert (response["phone"], response["when"]) == ("07700 900123", "Thursday after four")
    with open_unit() as session:
        lead = session.scalars(select(Lead)).one()
        assert (lead.kind, lead.call_when) == ("callback", "Thursday after four")
        assert lead.question == "What about pay?"


@pytest.mark.parametrize("when", [SKIPPED, "any time"])
def test_a_call_at_any_time_is_promised_for_a_definite_one(call: Call, when: str):
    answer = hand_off(
        call, form="callback_form", name="Jo", phone="+447700900123", when=when, consent=True
    )

    (response,) = answer["responses"]
    assert response["response"] == "utter_call_arranged"
    assert response["at"] == "Monday 2 March, from 9.45am"


@pytest.mark.parametrize(
    ("when", "response", "at"),
    [
        ("Thursday after four", "utter_call_arranged", "Thursday 5 March, from 4pm"),
        ("tonight at nine", "utter_call_arranged_nearest", "Monday 2 March, from 4.30pm"),
        ("after my shift", "utter_call_arranged_in_words", "Monday 2 March, from 9.45am"),
    ],
)
def test_what_is_promised_is_exact_and_says_where_it_is_not_what_was_asked(
    call: Call, when: str, response: str, at: str
):
    answer = hand_off(call, form="callback_form", **CALL_WANTED | {"when": when})

    (said_last,) = answer["responses"]
    assert (said_last["response"], said_last["at"]) == (response, at)
    assert said_last["when"] == when


def test_a_town_and_a_postcode_are_both_on_the_lead(call: Call, open_unit: OpenUnit):
    hand_off(call, **REGISTERED | {"place": "Stockport, SK4 4QT"})

    with open_unit() as session:
        candidate = session.scalars(select(Candidate)).one()
        assert (candidate.town, candidate.postcode) == ("Stockport", "SK4 4QT")


@pytest.mark.parametrize("action", ["action_answer", "action_offer_topics"])
def test_a_number_put_right_afterwards_is_written_beside_the_lead(
    call: Call, open_unit: OpenUnit, action: str
):
    hand_off(call, **REGISTERED)
    text = "my number is wrong, it's 07700 900102"

    answer = call(action, text=text, intent="inform", lead_reference="L-0001")

    assert said(answer) == ["utter_correction_passed_on"]
    with open_unit() as session:
        (note,) = session.scalars(select(Lead)).one().notes
        assert (note.author, note.text) == ("visitor", text)


def test_a_reference_is_told_again(call: Call):
    answer = call(
        "action_answer", text="what's my reference?", intent="ask", lead_reference="L-0001"
    )

    assert said(answer) == ["utter_your_reference"]
    assert answer["responses"][0]["reference"] == "L-0001"


def test_a_summary_that_is_sent_a_second_time_is_told_where_it_is(call: Call):
    hand_off(call, **REGISTERED)

    for heard in (
        {"text": "Send", "entities": {"value": "send"}},
        {"text": "send."},
    ):
        answer = call("action_answer", intent="inform", lead_reference="L-0001", **heard)

        assert said(answer) == ["utter_already_handed_off"]
        assert answer["responses"][0]["reference"] == "L-0001"


def test_nothing_is_said_to_be_sent_where_no_lead_is_left(call: Call):
    answer = call("action_answer", text="send", intent="inform", lead_reference="L-0001")

    assert "utter_already_handed_off" not in said(answer)


def test_asked_twice_it_is_the_same_lead(call: Call, open_unit: OpenUnit):
    hand_off(call, **REGISTERED)

    without_memory = hand_off(call, **REGISTERED)
    with_memory = hand_off(call, lead_reference="L-0001", registered=True)

    for answer in (without_memory, with_memory):
        assert said(answer) == ["utter_already_handed_off"]
        assert answer["responses"][0]["reference"] == "L-0001"
    with open_unit() as session:
        assert len(session.scalars(select(Lead)).all()) == 1


@pytest.mark.parametrize(
    ("form", "slots", "response", "kind"),
    [
        ("registration_form", REGISTERED, "utter_registration_added", "registration"),
        ("callback_form", CALL_WANTED, "utter_call_arranged", "callback"),
    ],
)
def test_a_form_is_finished_after_a_contact_was_left_while_it_failed(
    call: Call, open_unit: OpenUnit, form: str, slots: dict[str, Any], response: str, kind: str
):
    with open_unit() as session:
        conversation = find_conversation_by_assistant(session, ASSISTANT_ID)
        assert conversation
        left = Enquiry(
            conversation_id=conversation.id,
            kind=Kind.CALLBACK,
            phone="+447700900123",
            consent=a_consent(),
        )
        open_lead(session, left, now=MONDAY)

    answer = hand_off(call, form=form, **slots)

    assert said(answer)[0] == response
    assert answer["responses"][0]["reference"] == "L-0001"
    assert said(hand_off(call, form=form, **slots)) == ["utter_already_handed_off"]
    with open_unit() as session:
        lead = session.scalars(select(Lead)).one()
        assert (lead.kind, lead.candidate.phone) == (kind, "+447700900123")


def test_a_registration_after_a_call_was_asked_for_is_added_to_its_lead(
    call: Call, open_unit: OpenUnit
):
    arranged = hand_off(call, form="callback_form", **CALL_WANTED)
    assert slots_set(arranged)["registered"] is None

    answer = hand_off(call, lead_reference="L-0001", **REGISTERED | {"phone": SKIPPED})

    assert said(answer)[0] == "utter_registration_added"
    assert answer["responses"][0]["reference"] == "L-0001"
    assert slots_set(answer)["registered"] is True
    with open_unit() as session:
        lead = session.scalars(select(Lead)).one()
        assert (lead.kind, lead.call_when) == ("registration", "Thursday after four")
        assert (lead.candidate.email, lead.candidate.phone) == ("jo@example.org", "+447700900123")


@pytest.mark.parametrize(
    ("when", "response", "kept"),
    [
        ("Thursday after four", "utter_call_arranged", "Thursday after four"),
        (SKIPPED, "utter_call_arranged", "any time"),
    ],
)
def test_a_call_asked_for_after_a_registration_reaches_the_consultant(
    call: Call, open_unit: OpenUnit, when: str, response: str, kept: str
):
    sent = slots_set(hand_off(call, **REGISTERED))
    remembered = {"lead_reference": "L-0001", "registered": sent["registered"]}
    with open_unit() as session:
        told_before = len(session.scalars(select(Delivery)).all())

    answer = hand_off(call, form="callback_form", **CALL_WANTED | remembered | {"when": when})

    assert said(answer) == [response]
    assert slots_set(answer)["registered"] is True
    with open_unit() as session:
        lead = session.scalars(select(Lead)).one()
        assert (lead.kind, lead.call_when) == ("registration", kept)
        assert len(session.scalars(select(Delivery)).all()) > told_before


def test_without_consent_nothing_is_kept(call: Call, open_unit: OpenUnit):
    with open_unit() as session:
        a_cv(session, a_conversation(session, id="c" * 32, assistant_id="f" * 32))

    answer = hand_off(call, **REGISTERED | {"consent": False})

    assert said(answer) == ["utter_consent_refused"]
    assert [each["title"] for each in answer["responses"][0]["buttons"]] == ["Register with us"]
    left = {slot: value for slot, value in slots_set(answer).items() if value is not None}
    assert left == {"offered_form": "refused"}
    with open_unit() as session:
        assert session.scalars(select(Candidate)).all() == []
        assert len(session.scalars(select(Cv)).all()) == 1  # another conversation's


@pytest.mark.parametrize(
    ("action", "response"),
    [("action_hand_off", "utter_consent_refused"), ("action_stop_form", "utter_form_stopped")],
)
def test_a_cv_goes_with_the_registration_it_came_with(
    call: Call, open_unit: OpenUnit, store: CvStore, action: str, response: str
):
    key = store.keep(b"%PDF-1.7 Jo's CV")
    with open_unit() as session:
        a_cv(session, find_conversation_by_assistant(session, ASSISTANT_ID), key=key)

    answer = call(action, form="registration_form", cv="uploaded", consent=False)

    assert said(answer) == [response]
    assert list(store.keys()) == []
    with open_unit() as session:
        assert session.scalars(select(Cv)).all() == []


def test_nothing_is_said_before_the_lead_is_kept(
    door: httpx.Client, open_unit: OpenUnit, engine: Any
):
    def refuse(_connection: object) -> None:
        raise OSError("the disk is full")

    event.listen(engine, "commit", refuse)
    answered = door.post("/webhook", json=a_call("action_hand_off", **REGISTERED))
    event.remove(engine, "commit", refuse)

    assert (answered.status_code, answered.json()) == (500, {"error": "action_failed"})
    with open_unit() as session:
        assert session.scalars(select(Lead)).all() == []


def test_for_a_conversation_nobody_knows_it_fails(door: httpx.Client, open_unit: OpenUnit):
    with open_unit() as session:
        conversation = find_conversation_by_assistant(session, ASSISTANT_ID)
        assert conversation
        conversation.assistant_id = "9" * 32

    answered = door.post("/webhook", json=a_call("action_hand_off", **REGISTERED))

    assert answered.status_code == 500


@pytest.mark.parametrize("action", ["action_answer", "action_offer_topics"])
def test_who_asks_for_their_own_details_is_shown_the_page_with_them(call: Call, action: str):
    hand_off(call, **REGISTERED)

    answer = call(action, text="delete my details", intent="ask", lead_reference="L-0001")

    assert said(answer) == ["utter_own_details"]
    assert answer["responses"][0]["details"].startswith("/my-details/")
