"""domain.yml, the rules and the actions, held to the same words."""

import re
from typing import Any

import pytest
import yaml

from actions.callback_form import ValidateCallbackForm
from actions.hearing import TOPICS
from actions.registration_form import ValidateRegistrationForm
from actions.server import build_executor
from actions.summary import FIELDS
from agency.core.checks import DBS, RIGHT_TO_WORK
from agency.core.registration import slots_of
from agency.core.roles import Role
from agency.services.keys.private_links import PrivateLinks
from agency.storage.files import CvStore
from agency.storage.unit import OpenUnit
from tests.actions.conftest import ROOT


def read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / name).read_text("utf-8"))
    return content


DOMAIN = read("domain.yml")
VARIATIONS = [v for variations in DOMAIN["responses"].values() for v in variations]


@pytest.mark.parametrize("form", ["registration", "callback"])
def test_a_form_asks_what_the_core_says_in_its_order(form: str):
    assert DOMAIN["forms"][f"{form}_form"]["required_slots"] == slots_of(form, {})


@pytest.mark.parametrize(
    ("form", "validator"),
    [("registration", ValidateRegistrationForm), ("callback", ValidateCallbackForm)],
)
def test_every_slot_of_a_form_is_validated(form: str, validator: type):
    assert [slot for slot in slots_of(form, {}) if not hasattr(validator, f"validate_{slot}")] == []


@pytest.mark.parametrize("form", ["registration", "callback"])
def test_every_slot_of_a_form_is_asked_for(form: str):
    known = DOMAIN["responses"].keys() | set(DOMAIN["actions"])

    for slot in slots_of(form, {}):
        asks = {
            f"{kind}_ask_{which}{slot}"
            for kind in ("utter", "action")
            for which in ("", f"{form}_form_")
        }
        assert asks & known, slot


def test_the_server_runs_exactly_the_actions_of_the_domain(open_unit: OpenUnit, store: CvStore):
    executor = build_executor(
        ROOT,
        open_unit=open_unit,
        cvs=store,
        links=PrivateLinks("k" * 32, "http://localhost"),
        webhook=False,
    )

    assert set(executor.actions) == set(DOMAIN["actions"])


def test_every_sentence_an_action_names_is_there():
    named = {
        name
        for path in (ROOT / "actions").glob("*.py")
        for name in re.findall(r'"(utter_\w+?)"', path.read_text("utf-8"))
    }

    assert named <= DOMAIN["responses"].keys()


def test_every_sentence_has_a_variation_without_conditions_last():
    for name, variations in DOMAIN["responses"].items():
        assert not variations[-1].get("condition"), name


def test_nobody_is_shouted_at():
    assert [v["text"] for v in VARIATIONS if "!" in v["text"]] == []


def test_choices_hold_only_ids_the_core_knows():
    payloads = {b["payload"] for v in VARIATIONS for b in v.get("buttons", [])}
    values = {m[1] for p in payloads if (m := re.search(r'"value": "([^"]+)"', p))}

    assert set(Role) <= values
    assert set(RIGHT_TO_WORK) <= values
    assert set(DBS) <= values


def test_what_rasa_says_escapes_its_braces_and_what_the_gateway_says_does_not():
    # Rasa fills payloads too: with single braces it logs the visitor's slots on every use.
    for name, variations in DOMAIN["responses"].items():
        for button in (b for v in variations for b in v.get("buttons", [])):
            assert ("{{" in button["payload"]) is (name != "utter_greet"), name


def test_nothing_a_visitor_said_decides_what_happens_next():
    assert [name for name, slot in DOMAIN["slots"].items() if slot["influence_conversation"]] == []


def test_every_answer_of_the_summary_has_a_name():
    assert set(FIELDS) == set(slots_of("registration", {})) - {"consent", "summary"}
    assert {f"utter_field_{field}" for field in FIELDS} <= DOMAIN["responses"].keys()


def test_the_assistant_and_the_actions_agree_on_the_topic_behind_an_intent():
    reader = next(part for part in read("config.yml")["pipeline"] if "topics" in part)

    assert reader["topics"].items() <= TOPICS.items()


@pytest.mark.parametrize("form", ["registration_form", "callback_form"])
def test_in_a_form_every_intent_that_is_no_answer_has_a_rule(form: str):
    rules = [
        rule
        for rule in read("data/rules.yml")["rules"]
        if {"active_loop": form} in rule.get("condition", [])
    ]
    heard = {
        step["intent"]
        for rule in rules
        for first in rule["steps"][:1]
        for step in first.get("or", [first])
        if "intent" in step
    }
    mapping = DOMAIN["slots"]["name"]["mappings"][0]

    assert heard | {"provide_cv"} >= set(mapping["not_intent"])
