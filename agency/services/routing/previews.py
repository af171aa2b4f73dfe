"""Who would get a lead and why. Nothing is changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from agency.core.enquiry import Enquiry, Kind
from agency.core.roles import Role
from agency.core.routing import Choice
from agency.services.agency.desks import choose_for, wish_of


@dataclass(frozen=True)
class Asked:
    """A lead that is only thought of."""

    place: str = ""
    role: Role | None = None
    kind: Kind = Kind.REGISTRATION
    language: str | None = None
    question: str = ""

    @property
    def enquiry(self) -> Enquiry:
        return Enquiry(
            conversation_id="",
            kind=self.kind,
            role=self.role,
            town=self.place or None,
            language=self.language,
            question=self.question or None,
        )


def preview_route(session: Session, asked: Asked, *, now: datetime) -> Choice:
    """Return who would get a lead as everything stands now; NoDesk says that nobody could."""
    return choose_for(session, wish_of(asked.enquiry), now=now)


def lines_of(choice: Choice) -> Iterator[dict[str, Any]]:
    """Yield each desk considered, as JSON-ready values, the chosen one first."""
    for each in choice.considered():
        yield {
            "desk": each.desk.name,
            "branch": each.desk.branch.name,
            "owner": each.desk.consultant.name,
            "open_leads": each.desk.consultant.held,
            "chosen": each.chosen,
            "because": each.because,
        }


def route_as_json(choice: Choice) -> dict[str, Any]:
    """Return a choice as JSON-ready values."""
    return {
        "desk": choice.desk.name,
        "branch": choice.desk.branch.name,
        "owner": choice.desk.consultant.name,
        "because": choice.because,
        "stands_in": choice.stands_in,
        "considered": list(lines_of(choice)),
    }
