"""The sentences of domain.yml with which the assistant makes way for a consultant, and returns."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TAKEN_OVER = "utter_taken_over"
HANDED_BACK = "utter_handed_back"
QUIET = "utter_consultant_quiet"
CARRY_ON = "utter_carry_on"


@dataclass(frozen=True)
class TakeoverWords:
    """Each with {consultant} still in it; the agency's own facts are filled in."""

    taken_over: str
    handed_back: str
    quiet: str
    carry_on: str

    def say(self, sentence: str, consultant: str) -> str:
        return sentence.replace("{consultant}", consultant)


def takeover_words(responses: Mapping[str, Any], facts: Mapping[str, str]) -> TakeoverWords:
    """Return the words out of the responses of domain.yml."""

    def words(name: str) -> str:
        text = str(responses[name][0]["text"])
        for fact, value in facts.items():
            text = text.replace(f"{{{fact}}}", value)
        return text

    return TakeoverWords(words(TAKEN_OVER), words(HANDED_BACK), words(QUIET), words(CARRY_ON))
