"""Files that speak of the same thing use the same words."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from agency.core.roles import Role

ROOT = Path(__file__).parents[2]
DOMAIN: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
RULES: dict[str, Any] = yaml.safe_load((ROOT / "data" / "rules.yml").read_text("utf-8"))
STORIES: dict[str, Any] = yaml.safe_load((ROOT / "data" / "stories.yml").read_text("utf-8"))
ANSWERS = {path.stem: path for path in (ROOT / "data" / "answers").glob("*.yml")}
SPEAKERS = [
    *(ROOT / "actions").rglob("*.py"),
    *(ROOT / "web").rglob("*.py"),
    ROOT / "agency" / "storage" / "takeover_words.py",
]
RESPONSE = r"utter_[a-z_]+[a-z]"

TOPICS = {
    "definition",
    "pupils_needs",
    "responsibilities",
    "works_with",
    "qualifications",
    "experience_needed",
    "skills",
    "maths_english",
    "transferable_occupations",
    "salary",
    "employers",
    "how_to_become",
    "working_patterns",
    "career_change_support",
    "training_and_resources",
    "success_story",
    "progression",
    "next_steps",
    "after_cv",
    "job_search",
    "contact_consultant",
    "register_cv",
    "dbs_safeguarding_checks",
    "right_to_work",
    "agency_terms",
    "glossary",
    "legal_requirement",
    "privacy",
    "bot_identity",
    "human_handoff",
    "complaint",
    "safeguarding_disclosure",
    "wellbeing_distress",
    "greeting",
    "goodbye",
    "thanks",
    "affirm",
    "deny",
    "oos",
}
# These are intents of their own, and a turn of talk more than a question.
ANSWERED_BY_A_SENTENCE = {"greeting", "goodbye", "thanks", "affirm", "deny", "oos", "register_cv"}


def strings(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def named(pattern: str, paths: list[Path]) -> set[str]:
    return {name for path in paths for name in strings(path) if re.fullmatch(pattern, name)}


def spoken_by_us() -> set[str]:
    """The responses that actions and gateway name, in Python and in problems.yml."""
    problems = (ROOT / "web" / "gateway" / "problems.yml").read_text("utf-8")
    return (named(RESPONSE, SPEAKERS) | set(re.findall(RESPONSE, problems))) - {"utter_message"}


def composed(pattern: str) -> list[str]:
    """The beginnings of response names that an f-string completes: "utter_field_"."""
    return sorted(
        {
            text
            for path in SPEAKERS
            for text in strings(path)
            if text.endswith("_") and re.match(pattern, text)
        }
    )


def test_the_assistant_knows_exactly_the_roles_we_recruit_for():
    lexicon = yaml.safe_load((ROOT / "data" / "lexicon" / "roles.yml").read_text("utf-8"))

    assert {entry["id"] for entry in lexicon["entries"]} == set(Role)


def test_an_answer_is_for_a_role_we_recruit_for_or_for_all():
    for topic, path in ANSWERS.items():
        for answer in yaml.safe_load(path.read_text("utf-8"))["answers"]:
            assert answer["role"] in {*Role, "none"}, topic


def test_a_file_of_answers_is_named_after_its_topic_and_the_topic_is_promised():
    for topic, path in ANSWERS.items():
        assert yaml.safe_load(path.read_text("utf-8"))["topic"] == topic
    assert set(ANSWERS) <= TOPICS
    assert set(ANSWERS) >= TOPICS - ANSWERED_BY_A_SENTENCE


def test_what_people_ask_next_is_answered():
    for topic, path in ANSWERS.items():
        for answer in yaml.safe_load(path.read_text("utf-8"))["answers"]:
            assert set(answer.get("next", ())) <= TOPICS, topic


def test_every_response_that_python_names_is_in_the_domain():
    assert spoken_by_us() <= set(DOMAIN["responses"])


def test_every_response_of_the_domain_is_spoken_by_somebody():
    spoken = spoken_by_us() | {step["action"] for step in steps() if "action" in step}
    asked = {f"utter_ask_{slot}" for slot in DOMAIN["slots"]}
    asked |= {f"utter_ask_{form}_{slot}" for form, slots in forms().items() for slot in slots}
    beginnings = tuple(composed("utter_"))

    silent = {
        name
        for name in DOMAIN["responses"]
        if name not in spoken | asked and not name.startswith(beginnings or "-")
    }

    assert silent == set()


def test_every_action_of_the_domain_is_built_and_every_one_built_is_in_the_domain():
    built = named(r"action_[a-z_]+", [*(ROOT / "actions").rglob("*.py")])

    assert {name for name in DOMAIN["actions"] if name.startswith("action_")} <= built


def test_rules_and_stories_use_intents_and_actions_of_the_domain():
    intents = {name if isinstance(name, str) else next(iter(name)) for name in DOMAIN["intents"]}
    does = {*DOMAIN["actions"], *DOMAIN["responses"], *DOMAIN["forms"]}
    rasas_own = {"action_listen", "action_deactivate_loop", "action_unlikely_intent", "..."}

    for step in steps():
        if "intent" in step:
            assert step["intent"].partition("/")[0] in intents
        if "action" in step:
            assert step["action"] in does | rasas_own


def steps() -> list[dict[str, Any]]:
    every = [*RULES["rules"], *STORIES["stories"]]
    return [step for each in every for step in each["steps"]]


def forms() -> dict[str, list[str]]:
    return {name: form["required_slots"] for name, form in DOMAIN["forms"].items()}


@pytest.mark.parametrize("form", forms())
def test_every_form_has_a_validator_and_a_way_to_ask_for_each_slot(form: str):
    assert f"validate_{form}" in DOMAIN["actions"]
    for slot in forms()[form]:
        asks = {
            f"{kind}_ask_{slot_name}"
            for kind in ("utter", "action")
            for slot_name in (slot, f"{form}_{slot}")
        }
        assert asks & {*DOMAIN["responses"], *DOMAIN["actions"]}, slot


def test_a_validator_is_named_after_a_slot_or_rasa_would_skip_it_in_silence():
    slots = {slot for asked in forms().values() for slot in asked}
    validators = {
        node.name.removeprefix("validate_")
        for path in (ROOT / "actions").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("validate_")
    }

    assert validators <= slots


def test_no_sentence_of_the_assistant_lives_in_python():
    """A sentence ends in a full stop, is addressed to somebody, and belongs to domain.yml."""
    addressed = re.compile(r"\b(you|your|we|our)\b.*[.?]$", re.IGNORECASE)
    for path in (ROOT / "actions").rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        told = {
            ast.get_docstring(node, clean=False)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        }
        said = {text for text in strings(path) - told if addressed.search(text)}
        assert said == set(), path.name
