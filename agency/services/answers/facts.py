"""The agency's own facts, put into answers in place of {agency}, {phone} and the like."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

PLACEHOLDERS = ("agency", "phone", "email", "hours", "branches")


class FactsNow(Mapping[str, str]):
    """Facts for whatever outlives a change of them: each is asked for when it is used."""

    def __init__(self, read: Callable[[], Mapping[str, str]]) -> None:
        self.read = read

    def __getitem__(self, name: str) -> str:
        return self.read()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.read())

    def __len__(self) -> int:
        return len(self.read())


def facts_of(data: Mapping[str, Any]) -> dict[str, str]:
    """Return the facts in *data*, which has the shape of data/agency.yml."""
    agency = data["agency"]
    branches = ", ".join(branch["name"] for branch in data.get("branches", ()))
    given = {"agency": str(agency["name"]), "branches": branches}
    return given | {name: str(agency[name]) for name in ("phone", "email", "hours")}


def fill_in(text: str, facts: Mapping[str, str]) -> str:
    """Return *text* with the agency's facts in their places."""
    for name, fact in facts.items():
        text = text.replace(f"{{{name}}}", fact)
    return text
