"""The agency's own facts, as data/agency.yml states them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.hearing import CLIENT


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
        """Return the facts in *data*, the content of data/agency.yml."""
        agency = data["agency"]
        facts = {
            "agency": str(agency["name"]),
            "phone": str(agency["phone"]),
            "email": str(agency["email"]),
            "hours": str(agency["hours"]),
            "branches": ", ".join(branch["name"] for branch in data.get("branches", ())),
        }
        privacy = agency["privacy"]
        version, usual = str(privacy["version"]), str(privacy["wording"]).strip()
        client = str(privacy.get("client_wording") or usual).strip()
        return cls(facts, Notices(Notice(version, usual), Notice(version, client)))

    def fill(self, text: str) -> str:
        """Return *text* with the agency's facts in place of {agency}, {phone} and the like."""
        for name, fact in self.facts.items():
            text = text.replace(f"{{{name}}}", fact)
        return text
