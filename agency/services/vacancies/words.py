"""What is said of the vacancy whose page somebody is looking at."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.storage.models import Vacancy

WORDS = Path(__file__).with_suffix(".yml")
FACTS = ("reference", "title", "school", "place", "pay", "pattern", "contract", "starts")


def find_vacancy(session: Session, reference: str, *, on: date) -> Vacancy | None:
    """Return the vacancy of this reference, if it is still open on a day."""
    found = select(Vacancy).where(Vacancy.reference == reference, Vacancy.closes >= on)
    return session.scalar(found)


def greet_for(vacancy: Vacancy, agency: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return how a visitor of its page is greeted, and the buttons as (title, payload)."""
    known = {**facts_of(vacancy), "agency": agency}
    return words()["greeting"].format(**known), ways_on(vacancy)


def ways_on(vacancy: Vacancy) -> tuple[tuple[str, str], ...]:
    """Return the buttons of somebody who looks at it, as (title, payload)."""
    known = facts_of(vacancy)
    return tuple((each["title"], each["payload"].format(**known)) for each in words()["buttons"])


def ask_about(vacancy: Vacancy) -> str:
    """Return what somebody says who asks about it with a press."""
    asked: str = words()["asked"].format(**facts_of(vacancy))
    return asked


def say_facts(vacancy: Vacancy, facts: Iterable[str]) -> str:
    """Return each of the *facts* that were asked for, the job's name with the first."""
    known = facts_of(vacancy)
    lines = [words()["facts"][fact].format(**known) for fact in facts]
    named = any(known["title"] in line for line in lines)
    return "\n\n".join(lines if named else [f"**{known['title']}, {known['place']}**", *lines])


def say_of(vacancy: Vacancy, topic: str) -> str | None:
    """Return what this vacancy itself says to a topic, if anything."""
    template = words()["about"].get(topic)
    return template.format(**facts_of(vacancy)).strip() if template else None


def facts_of(vacancy: Vacancy) -> dict[str, str]:
    """Return its facts as they are told; what nobody wrote is to be asked for."""
    said = {name: getattr(vacancy, name) or words()["unsaid"] for name in FACTS}
    closes = f"{vacancy.closes.day} {vacancy.closes:%B %Y}"
    return {
        **said,
        "role": vacancy.role.value,
        "summary": vacancy.summary or "",
        "closes": closes,
    }


@cache
def words() -> Mapping[str, Any]:
    content: dict[str, Any] = yaml.safe_load(WORDS.read_bytes())
    return content
