"""The agency's own facts, put into answers in place of {agency}, {phone} and the like."""

from collections.abc import Mapping
from typing import Any

PLACEHOLDERS = ("agency", "phone", "email", "hours", "branches")


def facts_of(data: Mapping[str, Any]) -> dict[str, str]:
    """Return the facts in *data*, the content of data/agency.yml."""
    agency = data["agency"]
    branches = ", ".join(branch["name"] for branch in data.get("branches", ()))
    given = {"agency": agency["name"], "branches": branches}
    return given | {name: str(agency[name]) for name in ("phone", "email", "hours")}


def fill_in(text: str, facts: Mapping[str, str]) -> str:
    """Return *text* with the agency's facts in their places."""
    for name, fact in facts.items():
        text = text.replace(f"{{{name}}}", fact)
    return text
