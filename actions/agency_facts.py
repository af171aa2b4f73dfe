"""The agency's own facts, as they are set at the desk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from actions.hearing import CLIENT
from agency.services.answers.facts import facts_of, fill_in


@dataclass(frozen=True)
class Notice:
    """The privacy notice that consent is asked for."""

    version: str
    wording: str


@dataclass(frozen=True)
class Notices:
    """The notice for people who look for work, and the one for schools that look for staff."""

    usual: Notice
    client: Notice

    def for_form(self, form: str) -> Notice:
        return self.client if form == CLIENT else self.usual


@dataclass(frozen=True)
class AgencyFacts:
    """What answers say about the agency itself, and the notices the forms ask consent for."""

    facts: Mapping[str, str]
    notices: Notices

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> "AgencyFacts":
        """Return the facts in *data*, which has the shape of data/agency.yml."""
        privacy = data["agency"]["privacy"]
        version, usual = str(privacy["version"]), str(privacy["wording"]).strip()
        client = str(privacy.get("client_wording") or usual).strip()
        return cls(facts_of(data), Notices(Notice(version, usual), Notice(version, client)))

    def fill(self, text: str) -> str:
        """Return *text* with the agency's facts in place of {agency}, {phone} and the like."""
        return fill_in(text, self.facts)


# What is set at the desk counts from the next turn on, so each action asks anew.
type AgencyNow = Callable[[], AgencyFacts]
