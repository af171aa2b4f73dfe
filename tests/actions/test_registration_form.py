from secrets import token_hex
from typing import Any

import pytest

from agency.core.registration import SKIPPED
from agency.services.conversations.conversations import keep_replies
from agency.storage.unit import OpenUnit
from tests.actions.conftest import ASSISTANT_ID, Call, said, slots_set
from tests.factories import MONDAY, a_conversation, a_turn

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
        ("role", "help in class", "sen_support_worker"),
        ("role", "feelings and behaviour", "semh_support_worker"),
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
        ("qualifications", "a certificate in falconry", ["certificate in falconry"]),
        ("availability", "Tuesdays and Thursdays", "Tuesdays and Thursdays"),
        ("start", "after half term", "after half term"),
        ("right_to_work", "not_sure", "not_sure"),
        ("right_to_work", "yes, british", "yes"),
        ("dbs", "update_service", "update_service"),
        ("dbs", "I'm on the update service", "update_service"),
        ("qualifications", "Team Teach and Makaton", ["Team Teach", "Makaton"]),
        (
            "qualifications",
            "NVQ level 3 in care, Team Teach and Makaton",
            ["NVQ level 3 in care", "Team Teach", "Makaton"],
        ),
        ("qualifications", "GCSE maths, grade 3", ["GCSE maths, grade 3"]),
        ("qualifications", "no formal ones but first aid", ["no formal ones but first aid"]),
        (
            "qualifications",
            "I've got my GCSEs and I did a makaton course once",
            ["GCSEs", "Makaton"],
        ),
        ("experience", "since 2015", 11.0),
        ("experience", "oh about 10", 10.0),
        ("place", "Stockport, SK4 4QT", "Stockport, SK4 4QT"),
        ("place", "Manchester M1", "Manchester, M1"),
        ("qualifications", "nvq2", ["nvq2"]),
        ("place", "Bristol Road, M1 4BT", "M1 4BT"),
        ("name", "it's jo, jo bloggs", "Jo Bloggs"),
        ("right_to_work", "think so", "not_sure"),
        ("dbs", "its being renewed", "not_sure"),
        ("dbs", "not got one on me", "not_sure"),
        ("dbs", "haven't got one yet", "no"),
        ("start", "whenever", "whenever"),
        ("availability", "not sure", "not sure"),
        ("cv", "I'll send it later", "none"),
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


@pytest.mark.parametrize("typed", ["no thanks", "don't have one", "not got one"])
@pytest.mark.parametrize(
    "slot", ["email", "phone", "qualifications", "experience", "current_occupation", "start"]
)
def test_nothing_but_a_no_leaves_out_what_is_optional(call: Call, slot: str, typed: str):
    answer = answer_with(call, slot, typed)

    assert slots_set(answer)[slot] == SKIPPED


@pytest.mark.parametrize(
    ("slot", "typed", "left_out"),
    [
        ("name", "0[", "name_twice"),
        ("email", "jo at nowhere", "email_twice"),
        ("experience", "loads", "experience_twice"),
        ("dbs", "purple", "dbs_twice"),
        ("place", "/restart", "place_twice"),
        ("place", "x" * 70, "place_twice"),
    ],
)
def test_what_was_not_understood_twice_is_asked_with_a_way_out(
    call: Call, slot: str, typed: str, left_out: str
):
    answer = answer_with(call, slot, typed, asked_again=slot)
    once_more = answer_with(call, slot, typed, asked_again=left_out)

    assert slots_set(answer)["asked_again"] == left_out
    assert slots_set(once_more)["asked_again"] == left_out


def test_the_last_way_to_reach_somebody_is_asked_without_a_skip(call: Call):
    answer = answer_with(call, "phone", "skip", email=SKIPPED, asked_again="phone")

    assert slots_set(answer)["asked_again"] == "phone_needed"


@pytest.mark.parametrize(
    "typed", ["actually make that TA", "I'm after SENCO or assistant headteacher posts", "TA"]
)
def test_a_role_is_no_name_and_changes_the_role(call: Call, typed: str):
    role = "sen_support_worker" if "TA" in typed else "senco"
    other = "senco" if "TA" in typed else "sen_support_worker"

    answer = answer_with(call, "name", typed, role=other)

    assert slots_set(answer)["name"] is None
    assert slots_set(answer)["role"] == role


def test_a_certificate_that_sounds_like_a_refusal_is_still_one(call: Call):
    assert slots_set(answer_with(call, "dbs", "have one", intent="skip"))["dbs"] == "yes"


def test_the_role_that_was_asked_about_is_offered_first_and_yes_takes_it(call: Call):
    agreed = answer_with(call, "consent", "yes", role_asked="senco")
    yes = answer_with(call, "role", "yes please", asked_again="role_senco")

    assert slots_set(agreed)["asked_again"] == "role_senco"
    assert slots_set(yes)["role"] == "senco"


def test_one_way_to_reach_somebody_is_enough_and_one_there_must_be(call: Call):
    without_email = answer_with(call, "email", "skip")
    without_either = answer_with(call, "phone", "skip", email=SKIPPED)

    assert slots_set(without_email)["email"] == SKIPPED
    assert slots_set(without_either)["phone"] is None
    assert said(without_either) == ["utter_one_contact_needed"]


MISTYPED = {"slot": "email", "typed": "jo@gmial.com", "choices": ["jo@gmail.com"]}


def test_a_mistyped_address_is_asked_about(call: Call):
    answer = answer_with(call, "email", "jo@gmial.com")
    asked = call("action_ask_registration_form_email", form=FORM, doubted=MISTYPED)

    assert slots_set(answer)["email"] is None
    assert slots_set(answer)["doubted"] == MISTYPED
    assert said(asked) == ["utter_did_you_mean_this"]
    assert asked["responses"][0]["value"] == "jo@gmail.com"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("yes", "jo@gmail.com"),
        ("1", "jo@gmail.com"),
        ("as typed", "jo@gmial.com"),
        ("jo@gmial.com", "jo@gmial.com"),  # typed twice, it is meant
        ("jo@example.org", "jo@example.org"),
    ],
)
def test_whoever_is_asked_about_an_address_has_the_last_word(call: Call, typed: str, kept: str):
    answer = answer_with(call, "email", typed, doubted=MISTYPED)

    assert slots_set(answer)["email"] == kept
    assert slots_set(answer)["doubted"] is None


def test_a_place_said_twice_is_left_to_the_consultant(call: Call):
    answer = answer_with(call, "place", "Xyzzyville", asked_again="place")

    assert slots_set(answer)["place"] == "Xyzzyville"


def test_after_a_refusal_nothing_more_is_asked(call: Call):
    answer = answer_with(call, "consent", "no")

    assert slots_set(answer)["requested_slot"] is None


def test_whoever_has_registered_is_asked_nothing_again(call: Call):
    answer = call(VALIDATE, intent="register", form=FORM, lead_reference="L-0042", registered=True)

    assert slots_set(answer)["requested_slot"] is None


def test_whoever_asked_for_a_call_may_register_too(call: Call):
    answer = call(VALIDATE, intent="register", form=FORM, lead_reference="L-0042")

    assert "requested_slot" not in slots_set(answer)  # Rasa asks for the first that is empty


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


@pytest.mark.parametrize(("slot", "kept"), [("cv", "none"), ("dbs", "not_sure")])
def test_what_will_be_done_later_stops_nothing(call: Call, slot: str, kept: str):
    put_off = call(
        "action_stop_form",
        intent="stop",
        text="I'll send it later",
        form=FORM,
        requested_slot=slot,
    )
    stopped = call(
        "action_stop_form",
        intent="stop",
        text="stop, I'll do it later",
        form=FORM,
        requested_slot=slot,
    )

    assert slots_set(put_off) == {slot: kept}
    assert said(put_off) == []
    assert said(stopped) == ["utter_form_stopped"]


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

    @pytest.mark.parametrize(
        ("said_so", "slot", "value"),
        [
            ("change role to senco", "role", "senco"),
            ("my email should be sam@example.org", "email", "sam@example.org"),
            ("the phone number is 07700 900102", "phone", "+447700900102"),
            ("change experience to 6 years", "experience", 6.0),
        ],
    )
    def test_a_change_with_its_value_is_made_at_once(
        self, call: Call, said_so: str, slot: str, value: Any
    ):
        answer = answer_with(call, "summary", said_so, **self.FILLED)

        assert slots_set(answer)[slot] == value
        assert slots_set(answer)["summary"] is None

    def test_asked_what_to_change_send_sends_and_a_name_picks(self, call: Call):
        sent = answer_with(call, "summary", "send", changing=True, **self.FILLED)
        picked = answer_with(call, "summary", "email", changing=True, **self.FILLED)

        assert slots_set(sent)["summary"] == "send"
        assert slots_set(picked)["email"] is None

    @pytest.mark.parametrize(
        "said_so",
        [
            "send",
            "Send it please",
            "yes",
            "yes that's right",
            "that looks right, send it please",
            "ok send",
            "looks good",
        ],
    )
    def test_a_yes_sends_it(self, call: Call, said_so: str):
        answer = answer_with(call, "summary", said_so, **self.FILLED)

        assert slots_set(answer)["summary"] == "send"


@pytest.mark.parametrize("typed", ["bouncer", "security guard", "I'm Nursery Nurse"])
def test_a_job_alone_is_doubted_as_a_name_and_kept_if_said_again(call: Call, typed: str):
    answer = answer_with(call, "name", typed)

    assert slots_set(answer)["name"] is None
    assert said(answer) == ["utter_name_not_understood"]
    again = answer_with(call, "name", typed, asked_again="name")
    assert slots_set(again)["name"]


@pytest.mark.parametrize("typed", ["Cook", "Jo Cook", "Sam Taylor", "baker", "Smith", "Carter"])
def test_a_surname_that_is_a_job_is_a_name(call: Call, typed: str):
    assert slots_set(answer_with(call, "name", typed))["name"] == typed.title()


def test_what_answers_another_question_is_no_occupation(call: Call):
    answer = answer_with(call, "current_occupation", "yes i have one from 2024")

    assert slots_set(answer)["current_occupation"] is None
    assert said(answer) == ["utter_own_words_not_understood"]


@pytest.mark.parametrize("before", [None, SKIPPED])
def test_a_time_said_for_qualifications_is_the_experience_where_that_is_open(
    call: Call, before: str | None
):
    answer = answer_with(call, "qualifications", "8 years", experience=before)

    assert slots_set(answer)["experience"] == 8.0
    assert slots_set(answer)["qualifications"] is None
    assert "utter_answer_noted" in said(answer)


def test_a_time_said_for_qualifications_leaves_the_experience_that_is_known(call: Call):
    slots = slots_set(answer_with(call, "qualifications", "8 years", experience=5.0))

    assert "experience" not in slots
    assert slots["qualifications"] is None


def test_who_somebody_said_they_are_is_offered_once_they_agree(call: Call, open_unit: OpenUnit):
    with open_unit() as session:
        chat = a_conversation(session, id="c" * 32, assistant_id=ASSISTANT_ID)
        a_turn(session, chat, "I'm Jo Brown, jo@example.org, 07700 900123, sign me up")

    known = slots_set(answer_with(call, "consent", "yes"))["known"]

    assert {slot: each["value"] for slot, each in known.items()} == {
        "name": "Jo Brown",
        "email": "jo@example.org",
        "phone": "+447700900123",
    }
    assert "known" not in slots_set(answer_with(call, "consent", "no"))


def test_what_an_earlier_form_was_told_or_refused_is_not_read_again(
    call: Call, open_unit: OpenUnit
):
    with open_unit() as session:
        chat = a_conversation(session, id="c" * 32, assistant_id=ASSISTANT_ID)
        a_turn(session, chat, "my name is Jo Brown, please register me")
        keep_replies(session, chat, [asking("consent")], now=MONDAY)
        a_turn(session, chat, "no")
        keep_replies(session, chat, [asking(None)], now=MONDAY)
        a_turn(session, chat, "register")
        keep_replies(session, chat, [asking("email")], now=MONDAY)
        a_turn(session, chat, "jo@example.org")
        keep_replies(session, chat, [asking(None)], now=MONDAY)
        a_turn(session, chat, "ok then i agree")

    assert "known" not in slots_set(answer_with(call, "consent", "yes"))


def asking(slot: str | None) -> dict[str, Any]:
    form = {"form": {"name": FORM, "asks": slot}} if slot else {}
    return {"id": token_hex(16), "text": "Please"} | form


def test_a_registration_is_for_one_person(call: Call):
    answer = answer_with(call, "name", "Jo and Kim Example")

    assert said(answer) == ["utter_name_of_two"]
    assert slots_set(answer)["name"] is None
    twice = answer_with(call, "name", "Jo and Kim Example", asked_again="name")
    assert slots_set(twice)["name"] == "Jo"


def test_somebody_elses_number_is_not_kept(call: Call):
    answer = answer_with(
        call, "qualifications", "my friend Anna is 07700 900999", phone="+447700900123"
    )

    assert said(answer) == ["utter_somebody_elses"]
    assert slots_set(answer) == {"qualifications": None, "asked_again": "qualifications"}


def test_years_in_another_job_are_asked_about_and_not_taken_for_years_with_children(call: Call):
    answer = call(
        "action_ask_registration_form_experience",
        form=FORM,
        known={"experience": {"value": 30.0, "from": "talk"}},
    )

    assert said(answer) == ["utter_known_years"]
    assert answer["responses"][0]["value"] == "30 years"


def test_a_surname_is_not_taken_for_the_village_where_somebody_lives(
    call: Call, open_unit: OpenUnit
):
    with open_unit() as session:
        chat = a_conversation(session, id="c" * 32, assistant_id=ASSISTANT_ID)
        a_turn(
            session, chat, "I am Gemma Hartley, nursery nurse in Stockport SK4 4QT, 07700 900123"
        )

    known = slots_set(answer_with(call, "consent", "yes", place_asked="Hartley"))["known"]

    assert known["name"]["value"] == "Gemma Hartley"
    assert known["place"]["value"] == "Stockport, SK4 4QT"


@pytest.mark.parametrize("slot", ["availability", "experience", "start", "dbs"])
@pytest.mark.parametrize("text", ["not sure what that means", "I don't understand the question"])
def test_who_is_lost_is_told_what_a_question_is_about(call: Call, slot: str, text: str):
    answer = answer_with(call, slot, text)

    assert said(answer) == [f"utter_about_{slot}"]
    assert slots_set(answer)[slot] is None
