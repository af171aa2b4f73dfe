"""What was read from a CV is offered, compared with what was typed, and taken over by a yes."""

from collections.abc import Callable
from typing import Any

import pytest

from actions.cv_fields import differs, tame
from agency.cv.reading import CvReading, Evidence, Job, Outcome, Qualification, refusal
from agency.cv.refusal import Reason
from agency.services.cvs.reading import claim_reading, mark_read
from agency.storage.models import Cv
from agency.storage.unit import OpenUnit
from tests.actions.conftest import ASSISTANT_ID, Call, said, slots_set
from tests.factories import MONDAY, a_conversation, a_cv

FORM = "registration_form"
VALIDATE = "validate_registration_form"
LINK = "[free money](https://example.org/trap)"

type Read = Callable[[CvReading], None]


@pytest.fixture
def cv(open_unit: OpenUnit) -> str:
    with open_unit() as session:
        chat = a_conversation(session, assistant_id=ASSISTANT_ID)
        return a_cv(session, chat).id


@pytest.fixture
def read(cv: str, open_unit: OpenUnit) -> Read:
    def read(reading: CvReading) -> None:
        with open_unit() as session:
            claimed = claim_reading(session, now=MONDAY)
            assert claimed
            mark_read(session, claimed, reading, now=MONDAY)

    return read


def a_reading(**but: Any) -> CvReading:
    given = {
        "name": "Jo Example",
        "email": "jo@example.org",
        "phone": "+447700900123",
        "postcode": "SK4 4QT",
        "town": "Stockport",
        "jobs": [Job("Carer", "Example Care", "2015-01", "2020-06")],
        "qualifications": [Qualification("GCSE Mathematics", "C")],
        "skills": ["Makaton", "Juggling"],
        "evidence": {"phone": Evidence("Mobile: 07700 900123", 0.98)},
    }
    return CvReading(Outcome.PARSED, **given | but)


def upload(call: Call, **known: Any) -> dict[str, Any]:
    just_set = {"cv": "uploaded"}
    return call(VALIDATE, intent="provide_cv", form=FORM, just_set=just_set, **known)


def test_what_was_read_is_offered_with_its_line(call: Call, read: Read):
    read(a_reading())
    offer = slots_set(upload(call, consent=True))["cv_offer"]

    asked = call("action_ask_registration_form_cv", form=FORM, cv_offer=offer)

    (response,) = asked["responses"]
    assert response["response"] == "utter_cv_offer"
    assert "**Phone:** 07700 900123 (line: “Mobile: 07700 900123”)" in response["lines"]
    assert "Carer, Example Care, until June 2020" in response["lines"]
    assert "GCSE Mathematics (C), Makaton" in response["lines"]
    assert "Juggling" not in response["lines"]


def test_nothing_is_offered_before_the_consent_or_before_it_was_read(call: Call, read: Read):
    assert "cv_offer" not in slots_set(upload(call, consent=True))
    read(a_reading())
    assert "cv_offer" not in slots_set(upload(call))

    later = call(
        VALIDATE, form=FORM, just_set={"name": "Jo"}, requested_slot="name", consent=True,
        cv="uploaded",
    )  # fmt: skip

    assert slots_set(later)["requested_slot"] == "cv"
    assert set(slots_set(later)["cv_offer"]["new"]) > {"email", "phone", "place"}


def test_a_yes_takes_all_over_and_marks_it_confirmed(
    call: Call, read: Read, open_unit: OpenUnit, cv: str
):
    read(a_reading())
    offer = slots_set(upload(call, consent=True, role="senco"))["cv_offer"]

    answer = call(
        VALIDATE, form=FORM, just_set={"cv": "yes"}, requested_slot="cv", consent=True,
        role="senco", cv_offer=offer,
    )  # fmt: skip

    slots = slots_set(answer)
    assert slots["email"] == "jo@example.org"
    assert slots["place"] == "Stockport, SK4 4QT"
    assert slots["right_to_work"] == "skipped"
    assert slots["requested_slot"] == "summary"
    with open_unit() as session:
        confirmed = session.get_one(Cv, cv).confirmed
    assert set(confirmed or ()) == {
        "name", "email", "phone", "postcode", "town", "qualifications",
    }  # fmt: skip


def test_what_was_typed_is_kept_unless_the_cvs_is_chosen(call: Call, read: Read):
    read(a_reading())
    known = {"consent": True, "role": "senco", "email": "kim@example.org", "name": "Jo"}
    offer = slots_set(upload(call, **known))["cv_offer"]
    assert set(offer["other"]) == {"email"}

    def answer(value: str) -> dict[str, Any]:
        known_now = known | {"cv_offer": offer, "requested_slot": "cv"}
        return slots_set(call(VALIDATE, form=FORM, just_set={"cv": value}, **known_now))

    assert "email" not in answer("cv_all")
    assert answer("cv_theirs")["email"] == "jo@example.org"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("keep what I told you", {}),
        ("mine is right", {}),
        ("take what the CV says", {"name": "Alex Example"}),
        ("the cv is right", {"name": "Alex Example"}),
    ],
)
def test_what_stands_on_the_buttons_may_be_typed(call: Call, typed: str, kept: dict[str, Any]):
    offer = {
        "cv": "cv",
        "open": [],
        "new": {},
        "other": {"name": {"value": "Alex Example", "line": None}},
    }

    answer = call(
        VALIDATE,
        form=FORM,
        just_set={"cv": typed},
        requested_slot="cv",
        name="Jo Example",
        consent=True,
        cv_offer=offer,
    )

    slots = slots_set(answer)
    assert slots["cv"] == "uploaded"
    assert {slot: slots[slot] for slot in ("name",) if slot in slots} == kept


@pytest.mark.parametrize("typed", ["no", "none of them", "all of them", "that's not my cv"])
def test_a_second_no_to_a_cv_is_not_asked_about_for_ever(call: Call, typed: str):
    offer = {
        "cv": "cv",
        "open": [],
        "new": {},
        "other": {"name": {"value": "Alex Example", "line": None}},
        "wrong": True,
    }

    answer = call(
        VALIDATE,
        form=FORM,
        just_set={"cv": typed},
        requested_slot="cv",
        name="Jo Example",
        consent=True,
        cv_offer=offer,
    )

    assert slots_set(answer)["cv"] == "uploaded"
    assert "name" not in slots_set(answer)


def test_my_name_is_wrong_is_no_name(call: Call, read: Read):
    read(a_reading())
    offer = slots_set(upload(call, consent=True, role="senco"))["cv_offer"]

    answer = call(
        VALIDATE, form=FORM, just_set={"cv": "my name is wrong"}, requested_slot="cv",
        consent=True, role="senco", cv_offer=offer,
    )  # fmt: skip

    assert slots_set(answer)["name"] is None
    assert slots_set(answer)["requested_slot"] == "name"


def test_a_cv_that_could_not_be_read_offers_nothing(call: Call, read: Read):
    read(refusal(Reason.SCAN))

    slots = slots_set(upload(call, consent=True))

    assert slots["cv"] == "uploaded"
    assert slots["cv_offer"].keys() == {"cv", "open"}


def test_what_was_left_open_can_be_answered_before_sending(call: Call):
    known = {"consent": True, "start": "skipped", "dbs": "yes"}
    offer = {"cv": "1", "open": ["start", "dbs"]}

    asked = call("action_ask_registration_form_summary", form=FORM, cv_offer=offer, **known)
    answer = call(
        VALIDATE, form=FORM, just_set={"summary": "cv_open"}, requested_slot="summary",
        cv_offer=offer, **known,
    )  # fmt: skip

    assert "When you can start" in asked["responses"][0]["lines"].split("Not asked yet")[1]
    assert slots_set(answer)["start"] is None
    assert "dbs" not in slots_set(answer)


def test_each_line_of_the_summary_knows_how_it_is_changed(call: Call):
    asked = call(
        "action_ask_registration_form_summary", form=FORM, consent=True, email="jo@example.org"
    )

    (card,) = asked["responses"][0]["custom"]["cards"]
    assert card["kind"] == "summary"
    assert {"slot": "email", "title": "E-mail", "value": "jo@example.org"}.items() <= card["lines"][
        0
    ].items()
    assert card["lines"][0]["edit"] == '/inform{"value": "change_email"}'


def test_a_cv_makes_no_links_and_breaks_no_sentence(call: Call, read: Read):
    read(
        a_reading(
            jobs=[Job(f"**{LINK}** {{name}} 0[", None, current=True)],
            evidence={"jobs.0": Evidence(f"{LINK} {{x}}", 0.9)},
        )
    )
    offer = slots_set(upload(call, consent=True))["cv_offer"]

    (response,) = call("action_ask_registration_form_cv", form=FORM, cv_offer=offer)["responses"]

    assert "](" not in response["lines"]
    assert "{" not in response["lines"]
    assert said({"responses": [response]}) == ["utter_cv_offer"]


@pytest.mark.parametrize(
    ("slot", "typed", "read", "other"),
    [
        ("name", "Jo", "Jo Example", False),
        ("name", "Kim Example", "Jo Example", True),
        ("place", "Stockport", "Stockport, SK4 4QT", False),
        ("place", "Bolton", "Stockport, SK4 4QT", True),
        ("email", "JO@example.org", "jo@example.org", False),
        ("experience", 2, 10.8, True),
        ("experience", 12, 10.8, False),
        ("experience", 10, 10.8, False),
        ("phone", "skipped", "+447700900123", False),
        ("current_occupation", "carer", "Teaching assistant", True),
        ("current_occupation", "carer", "Teaching assistant, until June 2022", False),
        ("current_occupation", "TA", "TA, Example School", False),
        ("qualifications", [], ["Level 3 Diploma"], True),
        ("qualifications", ["GCSEs"], ["Level 3 Diploma"], False),
        ("dbs", "no", "yes", True),
        ("dbs", "update_service", "yes", False),
    ],
)
def test_a_difference_is_what_cannot_both_be_right(slot: str, typed: Any, read: Any, other: bool):
    assert differs(slot, typed, read) is other


def test_a_line_of_a_cv_is_only_words():
    assert tame(f"**x** {LINK}\n{{y}}") == "x [free money] (https://example.org/trap) (y)"
