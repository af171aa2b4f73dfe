from typing import Any

import pytest

from agency.core.registration import SKIPPED
from tests.actions.conftest import Call, said, slots_set

FORM = "registration_form"
VALIDATE = "validate_registration_form"


def answer_with(call: Call, slot: str, value: Any, **but: Any) -> dict[str, Any]:
    """Answer what the form asks; the consent is there unless the test says otherwise."""
    known = {"consent": True} if slot != "consent" else {}
    return call(
        VALIDATE, form=FORM, just_set={slot: value}, **({"requested_slot": slot} | known | but)
    )


@pytest.mark.parametrize(
    ("slot", "typed", "kept"),
    [
        ("consent", "yes that's fine", True),
        ("consent", "no", False),
        ("role", "senco", "senco"),
        ("role", "teaching assistant", "sen_support_worker"),
        ("role", "behaviour mentor please", "semh_support_worker"),
        ("name", "my name is jo o'brien", "Jo O'Brien"),
        ("email", "it's jo at example dot org.", "jo@example.org"),
        ("phone", "+44 (0)7700 900123", "+447700900123"),
        ("place", "m14bt", "M1 4BT"),
        ("place", "I live in stockport", "Stockport"),
        ("place", "12 High Street, Bolton", "Bolton"),
        ("place", "reading", "Reading"),
        ("place", "north west", "the North West"),
        ("current_occupation", "care  worker\nnights", "care worker nights"),
        ("experience", "18 months", 1.5),
        ("experience", "none", 0.0),
        ("qualifications", "I've got QTS", ["qualified teacher status (QTS)"]),
        ("qualifications", "none", []),
        ("qualifications", "no QTS yet", ["no QTS yet"]),
        ("qualifications", "a certificate in falconry", ["a certificate in falconry"]),
        ("availability", "Tuesdays and Thursdays", "Tuesdays and Thursdays"),
        ("start", "after half term", "after half term"),
        ("right_to_work", "not_sure", "not_sure"),
        ("right_to_work", "yes, british", "yes"),
        ("dbs", "update_service", "update_service"),
        ("dbs", "I'm on the update service", "update_service"),
        ("cv", "not now", "none"),
        ("cv", "none", "none"),
    ],
)
def test_an_answer_is_kept_as_the_core_understands_it(call: Call, slot: str, typed: str, kept: Any):
    answer = answer_with(call, slot, typed)

    got = slots_set(answer)[slot]
    assert got == kept or (slot == "qualifications" and "QTS" in str(kept) and "QTS" in str(got))


@pytest.mark.parametrize(
    ("slot", "typed"),
    [
        ("consent", "perhaps"),
        ("role", "astronaut"),
        ("name", "0["),
        ("email", "jo at nowhere"),
        ("phone", "0123"),
        ("place", "xyzzyville"),
        ("experience", "loads and loads"),
        ("right_to_work", "purple"),
        ("dbs", "purple"),
        ("cv", "yes"),
        ("summary", "purple"),
        ("availability", "mornings " * 60),
    ],
)
def test_what_is_not_an_answer_is_explained_and_asked_again(call: Call, slot: str, typed: str):
    answer = answer_with(call, slot, typed)

    set_now = slots_set(answer)
    assert set_now[slot] is None
    assert set_now["asked_again"] == slot
    assert len(said(answer)) == 1


@pytest.mark.parametrize("slot", ["current_occupation", "experience", "qualifications", "start"])
def test_what_is_optional_may_be_left_out(call: Call, slot: str):
    pressed = answer_with(call, slot, "skip")
    typed = answer_with(call, slot, "I would rather not say", intent="skip")

    assert slots_set(pressed)[slot] == SKIPPED
    assert slots_set(typed)[slot] == SKIPPED


def test_one_way_to_reach_somebody_is_enough_and_one_there_must_be(call: Call):
    without_email = answer_with(call, "email", "skip")
    without_either = answer_with(call, "phone", "skip", email=SKIPPED)

    assert slots_set(without_email)["email"] == SKIPPED
    assert slots_set(without_either)["phone"] is None
    assert said(without_either) == ["utter_one_contact_needed"]


def test_a_mistyped_address_is_asked_about(call: Call):
    answer = answer_with(call, "email", "jo@gmial.com")

    assert slots_set(answer)["email"] is None
    assert slots_set(answer)["email_suggested"] == "jo@gmail.com"
    assert slots_set(answer)["asked_again"] == "email_mistyped"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("yes", "jo@gmail.com"),
        ("jo@gmial.com", "jo@gmial.com"),  # typed twice, it is meant
        ("jo@example.org", "jo@example.org"),
    ],
)
def test_whoever_is_asked_about_an_address_has_the_last_word(call: Call, typed: str, kept: str):
    answer = answer_with(call, "email", typed, email_suggested="jo@gmail.com")

    assert slots_set(answer)["email"] == kept


def test_a_place_said_twice_is_left_to_the_consultant(call: Call):
    answer = answer_with(call, "place", "Xyzzyville", asked_again="place")

    assert slots_set(answer)["place"] == "Xyzzyville"


def test_after_a_refusal_nothing_more_is_asked(call: Call):
    answer = answer_with(call, "consent", "no")

    assert slots_set(answer)["requested_slot"] is None


def test_a_conversation_that_has_a_lead_is_asked_nothing(call: Call):
    answer = call(VALIDATE, intent="register", form=FORM, lead_reference="L-0042")

    assert slots_set(answer)["requested_slot"] is None


def test_a_cv_in_the_middle_is_thanked_for_and_the_question_stays(call: Call):
    answer = call(
        VALIDATE,
        intent="provide_cv",
        form=FORM,
        just_set={"cv": "uploaded"},
        requested_slot="email",
        consent=True,
    )

    assert said(answer) == ["utter_cv_received_in_form"]
    assert slots_set(answer)["cv"] == "uploaded"


def test_what_was_tidied_already_stays_as_it_is(call: Call):
    tidy = {
        "consent": True,
        "role": "senco",
        "name": "Jo O'Brien",
        "email": SKIPPED,
        "phone": "+447700900123",
        "place": "M1 4BT",
        "experience": 1.5,
        "qualifications": ["GCSEs"],
        "right_to_work": "not_sure",
        "dbs": "yes",
        "cv": "none",
    }

    answer = call(VALIDATE, intent="register", form=FORM, just_set=tidy)

    assert {slot: slots_set(answer)[slot] for slot in tidy} == tidy


class TestTheSummary:
    FILLED = {  # noqa: RUF012
        "role": "sen_support_worker",
        "name": "Jo O'Brien",
        "email": SKIPPED,
        "phone": "+447700900123",
        "place": "M1 4BT",
        "experience": 1.0,
        "qualifications": ["GCSEs", "Makaton"],
        "right_to_work": "not_sure",
        "dbs": "update_service",
        "cv": "none",
    }

    def test_it_lists_every_answer_in_words(self, call: Call):
        answer = call("action_ask_registration_form_summary", form=FORM, **self.FILLED)

        (response,) = answer["responses"]
        assert response["response"] == "utter_summary"
        for words in ("SEND support worker", "Jo O'Brien", "07700 900123", "1 year", "not sure"):
            assert words in response["lines"]
        assert "update_service" not in response["lines"]
        assert "skipped" not in response["lines"]

    def test_a_name_full_of_braces_cannot_break_the_sentence(self, call: Call):
        filled = self.FILLED | {"current_occupation": "0[ {name} {0.__class__}"}

        (response,) = call("action_ask_registration_form_summary", form=FORM, **filled)["responses"]

        assert "0[" not in response["lines"]
        assert "{" not in response["lines"]

    def test_change_offers_every_answer(self, call: Call):
        asked = answer_with(call, "summary", "change", **self.FILLED)
        assert slots_set(asked)["changing"] is True

        answer = call(
            "action_ask_registration_form_summary", form=FORM, changing=True, **self.FILLED
        )

        payloads = [button["payload"] for button in answer["responses"][0]["buttons"]]
        assert payloads == [
            *(f'/inform{{"value": "change_{slot}"}}' for slot in self.FILLED),
            '/inform{"value": "send"}',
        ]

    @pytest.mark.parametrize(
        ("said_so", "slot"),
        [
            ("change_email", "email"),
            ("change my e-mail please", "email"),
            ("no, the phone number is wrong", "phone"),
            ("my postcode", "place"),
            ("experience", "experience"),
        ],
    )
    def test_a_change_empties_that_answer_and_asks_for_it(
        self, call: Call, said_so: str, slot: str
    ):
        answer = answer_with(call, "summary", said_so, **self.FILLED)

        set_now = slots_set(answer)
        assert set_now[slot] is None
        assert set_now["summary"] is None

    @pytest.mark.parametrize("said_so", ["send", "Send it please", "yes", "yes that's right"])
    def test_a_yes_sends_it(self, call: Call, said_so: str):
        answer = answer_with(call, "summary", said_so, **self.FILLED)

        assert slots_set(answer)["summary"] == "send"
