"""What may be said to a form at any step."""

from typing import Any

import pytest
from sqlalchemy import select

from agency.core.registration import SKIPPED, slots_of
from agency.storage.models import ResumeLink
from agency.storage.unit import OpenUnit
from tests.actions.conftest import ASSISTANT_ID, Call, said, slots_set
from tests.factories import a_conversation

FORM = "registration_form"
VALIDATE = f"validate_{FORM}"
FILLED = {"consent": True, "role": "senco", "name": "Jo Brown", "email": SKIPPED}


def asked_for(call: Call, slot: str, **known: Any) -> dict[str, Any]:
    return call(f"action_ask_{FORM}_{slot}", form=FORM, requested_slot=slot, **known)


def answer(call: Call, slot: str, typed: str, **known: Any) -> dict[str, Any]:
    return call(VALIDATE, form=FORM, just_set={slot: typed}, requested_slot=slot, **known)


@pytest.mark.parametrize("form", ["registration", "callback", "message", "client"])
def test_why_is_answered_for_every_question_which_is_asked_in_other_words(call: Call, form: str):
    for slot in slots_of(form, {}):
        heard = call("action_say_why", intent="ask_why", form=f"{form}_form", requested_slot=slot)

        assert said(heard) == [f"utter_why_{slot}"]
        assert slots_set(heard) == {"asked_again": slot}


def test_back_offers_the_answer_before_to_keep_or_to_change(call: Call):
    heard = call("action_go_back", form=FORM, requested_slot="email", **FILLED | {"email": None})

    assert slots_set(heard)["name"] is None
    known = slots_set(heard)["known"]
    (asked,) = asked_for(call, "name", known=known)["responses"]
    assert (asked["response"], asked["value"]) == ("utter_known_from_form", "Jo Brown")
    kept = answer(call, "name", "yes", known=known)
    assert (slots_set(kept)["name"], slots_set(kept)["known"]) == ("Jo Brown", None)
    changed = answer(call, "name", "Jo Green", known=known)
    assert (slots_set(changed)["name"], slots_set(changed)["known"]) == ("Jo Green", None)


def test_back_over_what_was_skipped_asks_for_it(call: Call):
    heard = call("action_go_back", form=FORM, requested_slot="phone", **FILLED)

    assert slots_set(heard)["email"] is None
    assert "known" not in slots_set(heard)


def test_there_is_nothing_before_the_first_question(call: Call):
    heard = call("action_go_back", form=FORM, requested_slot="role", consent=True)

    assert said(heard) == ["utter_nothing_before"]


def test_start_again_forgets_everything_but_the_consent(call: Call):
    heard = call("action_start_again", form=FORM, requested_slot="phone", **FILLED)

    set_now = slots_set(heard)
    assert set_now["consent"] is True
    assert {set_now[slot] for slot in ("role", "name", "email")} == {None}


def test_stop_asks_whether_to_keep_what_was_typed(call: Call):
    heard = call("action_stop_form", intent="stop", form=FORM, requested_slot="phone", **FILLED)

    assert said(heard) == ["utter_stopped_keep_or_delete"]
    assert slots_set(heard) == {"requested_slot": None, "paused_form": FORM}


@pytest.mark.parametrize("typed", ["stop and delete everything", "cancel, don't keep it", "delete"])
def test_stop_with_a_word_for_it_forgets_at_once(call: Call, typed: str):
    heard = call(
        "action_stop_form", intent="stop", text=typed, form=FORM, requested_slot="phone", **FILLED
    )

    assert said(heard) == ["utter_form_stopped"]
    assert slots_set(heard)["name"] is None


def test_later_keeps_the_answers_and_puts_the_form_aside(call: Call):
    heard = call("action_keep_answers", form=FORM, requested_slot="phone", **FILLED)

    assert slots_set(heard)["paused_form"] == FORM
    assert said(call("action_keep_answers")) == ["utter_nothing_to_keep"]


@pytest.mark.parametrize(
    ("known", "told"),
    [
        ({"email": "jo@example.org"}, "utter_answers_kept_with_link"),
        ({"email": SKIPPED}, "utter_answers_kept_ask_address"),
        ({"email": "jo@example.org", "consent": None}, "utter_answers_kept"),
    ],
)
def test_a_link_is_sent_to_who_agreed_and_gave_an_address(
    call: Call, open_unit: OpenUnit, known: dict[str, Any], told: str
):
    with open_unit() as session:
        a_conversation(session, assistant_id=ASSISTANT_ID)

    heard = call("action_keep_answers", form=FORM, requested_slot="place", **FILLED | known)

    with open_unit() as session:
        assert len(session.scalars(select(ResumeLink)).all()) == ("with_link" in told)
    assert said(heard) == [told]


def test_an_address_typed_while_a_form_waits_is_sent_the_link(call: Call, open_unit: OpenUnit):
    with open_unit() as session:
        a_conversation(session, assistant_id=ASSISTANT_ID)

    heard = call(
        "action_answer",
        text="bev@example.org",
        intent="register",
        paused_form=FORM,
        **FILLED | {"email": None},
    )

    with open_unit() as session:
        (link,) = session.scalars(select(ResumeLink)).all()
    assert link.email == "bev@example.org"
    assert said(heard) == ["utter_answers_kept_with_link"]
    assert slots_set(heard)["email"] == "bev@example.org"
    assert heard["events"][-1]["name"] == "action_listen"  # and no form opens on top of it


def test_whoever_would_rather_be_rung_is_asked_for_consent_in_its_own_words(call: Call):
    heard = call("action_leave_for_call", form=FORM, requested_slot="place", **FILLED)

    assert slots_set(heard)["consent"] is None
    assert slots_set(heard)["phone"] is None


def test_what_was_said_before_the_form_is_confirmed_and_not_asked(call: Call):
    agreed = call(
        VALIDATE,
        form=FORM,
        just_set={"consent": "yes"},
        requested_slot="consent",
        place_asked="Stockport",
        occupation_asked="care assistant",
    )
    known = slots_set(agreed)["known"]

    (asked,) = asked_for(call, "place", known=known)["responses"]
    assert (asked["response"], asked["value"]) == ("utter_known_from_talk", "Stockport")
    assert slots_set(answer(call, "place", "yes", known=known))["place"] == "Stockport"
    no = slots_set(answer(call, "place", "no", known=known))
    assert (no["place"], no["asked_again"]) == (None, "place")
    assert slots_set(answer(call, "place", "Bolton", known=known))["place"] == "Bolton"


def test_years_named_with_the_job_are_offered_and_not_asked_for(call: Call):
    heard = answer(call, "current_occupation", "care assistant for 6 years", consent=True)

    assert slots_set(heard)["known"] == {"experience": {"value": 6.0, "from": "talk"}}


class TestDoubts:
    NEWPORT = {  # noqa: RUF012
        "slot": "place",
        "choices": ["Newport, Wales", "Newport, Isle of Wight"],
        "typed": "Newport",
    }

    def test_they_are_offered_as_choices(self, call: Call):
        (asked,) = asked_for(call, "place", doubted=self.NEWPORT)["responses"]

        assert asked["response"] == "utter_which_did_you_mean"
        titles = [button["title"] for button in asked["buttons"]]
        assert titles == [*self.NEWPORT["choices"], "No, as I typed it"]

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("2", "Newport, Isle of Wight"),
            ("the first one", "Newport, Wales"),
            ("isle of wight", "Newport, Isle of Wight"),
            ("the isle of wight one please", "Newport, Isle of Wight"),
            ("as typed", "Newport"),
            ("Bolton", "Bolton"),
        ],
    )
    def test_they_are_settled_by_choice_by_name_or_anew(self, call: Call, typed: str, kept: str):
        heard = answer(call, "place", typed, doubted=self.NEWPORT, consent=True)

        assert slots_set(heard)["place"] == kept
        assert slots_set(heard)["doubted"] is None


class TestASenco:
    @pytest.mark.parametrize("slot", ["experience", "qualifications"])
    def test_is_asked_in_the_words_of_the_role(self, call: Call, slot: str):
        assert said(asked_for(call, slot, role="senco")) == [f"utter_ask_{slot}_as_senco"]
        assert said(asked_for(call, slot, role="sen_support_worker")) == [f"utter_ask_{slot}"]

    def test_who_says_nothing_of_qts_is_asked_about_it_once(self, call: Call):
        first = answer(call, "qualifications", "NASENCO", **FILLED)
        known = slots_set(first)["known"]
        asked = {"known": known, "asked_again": "qualifications_qts"}

        assert slots_set(first)["qualifications"] is None
        yes = slots_set(answer(call, "qualifications", "yes", **FILLED, **asked))
        no = slots_set(answer(call, "qualifications", "no", **FILLED, **asked))
        skip = slots_set(answer(call, "qualifications", "skip", **FILLED, **asked))
        assert len(yes["qualifications"]) == len(no["qualifications"]) == 2
        assert no["qualifications"][0].startswith("no ")
        assert len(skip["qualifications"]) == 1
        assert yes["known"] is None

    def test_who_names_qts_is_not_asked_again(self, call: Call):
        heard = answer(call, "qualifications", "QTS and NASENCO", **FILLED)

        assert len(slots_set(heard)["qualifications"]) == 2


class TestTheSummary:
    FILLED = FILLED | {"phone": "+447700900101", "place": "Leeds"}

    @pytest.mark.parametrize(
        ("typed", "slot", "value"),
        [
            ("07700 900125", "phone", "+447700900125"),
            ("actually my email is jo@example.org", "email", "jo@example.org"),
            ("my name is Jo Green", "name", "Jo Green"),
            ("I live in Bolton", "place", "Bolton"),
        ],
    )
    def test_a_value_is_changed_by_saying_it(self, call: Call, typed: str, slot: str, value: str):
        heard = slots_set(answer(call, "summary", typed, **self.FILLED))

        assert heard[slot] == value
        assert heard["summary"] is None

    def test_what_is_not_clear_twice_is_answered_with_an_example_and_a_person(self, call: Call):
        heard = answer(call, "summary", "purple", **self.FILLED, asked_again="summary")

        assert slots_set(heard)["asked_again"] == "summary_twice"
        asked = call(
            f"action_ask_{FORM}_summary", form=FORM, asked_again="summary_twice", **self.FILLED
        )
        assert said(asked) == ["utter_summary_again"]
