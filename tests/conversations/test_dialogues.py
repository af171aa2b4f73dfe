"""
Each dialogue in `dialogues/*.yml` is held with the running house, line by line.

`visitor` types, `choose` presses a choice, `upload` hands in a file of `tests/cv_files.py`. What
follows in the same step must then be true: `answer` (topic and role), `answers` (topics, in order),
`unanswered`, `asks` (the slot the form asks for, or null), `says`, `says_not`, `offers` (titles or
topics of choices), `lead` (fields of the lead on the desk, dotted).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.cv_files import write_cvs
from tests.visitor import Visitor
from tests.whole_house import WholeHouse

HERE = Path(__file__).parent
DIALOGUES = [
    pytest.param(dialogue, id=f"{path.stem}: {dialogue['title']}")
    for path in sorted((HERE / "dialogues").glob("*.yml"))
    for dialogue in yaml.safe_load(path.read_text("utf-8"))
]

# What a sentence shows where a value is missing.
HOLE = re.compile(r"\bNone\b(?! (?:is fine|of our))|[{}]")

pytestmark = pytest.mark.assistant


@pytest.fixture(scope="session")
def token(house: WholeHouse) -> str:
    printed = house.command("token", "create", "dialogues", "--scope", "leads:read")
    return printed.split()[-1]


@pytest.fixture(scope="session")
def cvs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_cvs(tmp_path_factory.mktemp("cvs"))


@pytest.mark.parametrize("dialogue", DIALOGUES)
def test_dialogue(dialogue: dict[str, Any], house: WholeHouse, token: str, cvs: Path) -> None:
    visitor = Visitor(house.url, page=dialogue.get("page"))
    for number, step in enumerate(dialogue["talk"], start=1):
        act(visitor, step, cvs)
        where = f"step {number} of {dialogue['title']!r}\n{step}\nheard: {visitor.replies}"
        check(visitor, step, where)
        if "lead" in step:
            check_lead(step["lead"], visitor, house.url, token, where)


def act(visitor: Visitor, step: dict[str, Any], cvs: Path) -> None:
    if "visitor" in step:
        visitor.say(step["visitor"])
    elif "choose" in step:
        visitor.choose(step["choose"])
    elif "upload" in step:
        visitor.upload(cvs / step["upload"])


def check(visitor: Visitor, step: dict[str, Any], where: str) -> None:
    assert visitor.replies, f"silence: {where}"
    assert all(reply["text"].strip() for reply in visitor.replies), f"an empty reply: {where}"
    assert not HOLE.search(visitor.text), f"a hole in a sentence: {where}"
    if "answer" in step:
        assert visitor.answers, f"no answer: {where}"
        given = visitor.answers[0]
        assert {key: given[key] for key in step["answer"]} == step["answer"], where
    if "answers" in step:
        assert [answer["topic"] for answer in visitor.answers] == step["answers"], where
    if step.get("unanswered"):
        assert not visitor.answers, where
    if "asks" in step:
        assert visitor.asks == step["asks"], where
    for words in as_list(step.get("says")):
        assert str(words).lower() in visitor.text.lower(), f"{words!r} not said: {where}"
    for words in as_list(step.get("says_not")):
        assert str(words).lower() not in visitor.text.lower(), f"{words!r} said: {where}"
    offered = [choice for reply in visitor.replies for choice in reply.get("choices") or []]
    for wanted in as_list(step.get("offers")):
        assert any(
            wanted.lower() in choice["title"].lower() or wanted == choice.get("topic")
            for choice in offered
        ), f"{wanted!r} not offered: {where}"


def check_lead(wanted: dict[str, Any], visitor: Visitor, url: str, token: str, where: str) -> None:
    reference = next(word.strip(".,") for word in visitor.text.split() if word.startswith("L-"))
    found = httpx.get(
        f"{url}/api/v1/leads/{reference}",
        headers={"Authorization": f"Bearer {token}"},
        timeout=20,
    )
    assert found.status_code == 200, found.text
    for path, value in wanted.items():
        at: Any = found.json()
        for key in path.split("."):
            at = at[key]
        assert at == value, f"{path} is {at!r}, not {value!r}: {where}"


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
