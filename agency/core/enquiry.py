"""A finished form, before it is anything else."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from agency.core.roles import Role
from agency.core.ways import Way


class Kind(StrEnum):
    """What the visitor asked us for."""

    REGISTRATION = "registration"
    CALLBACK = "callback"
    HANDOFF = "handoff"
    CLIENT = "client"

    @property
    def seeks_work(self) -> bool:
        """Say whether its sender is looking for work; a client is looking for staff."""
        return self is not Kind.CLIENT


@dataclass(frozen=True)
class ConsentGiven:
    """A yes to one wording of the privacy notice."""

    version: str
    wording: str
    at: datetime


@dataclass(frozen=True)
class Enquiry:
    """
    What one visitor told us, already tidied by the core.

    Without `consent` nothing in it may be kept.
    """

    conversation_id: str
    kind: Kind = Kind.REGISTRATION
    role: Role | None = None
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    postcode: str | None = None
    town: str | None = None
    current_occupation: str | None = None
    experience_years: float | None = None
    qualifications: tuple[str, ...] = ()
    availability: str | None = None
    start: str | None = None
    right_to_work: str | None = None
    dbs: str | None = None
    question: str | None = None
    call_when: str | None = None
    language: str | None = None
    way: Way | None = None
    way_words: str | None = None
    consent: ConsentGiven | None = None
    # Its sender left before the end.
    left_at: datetime | None = None

    def about_the_person(self) -> dict[str, Any]:
        """Return what it says about its sender, under the names a candidate has for it."""
        return {name: getattr(self, name) for name in _ABOUT_THE_PERSON}

    def completed_with(self, known: Mapping[str, Any]) -> Self:
        """Return the enquiry with what it leaves open taken from what is *known* already."""
        open_still = {name for name in known if getattr(self, name) in (None, ())}
        return replace(self, **{name: known[name] for name in open_still})


_ABOUT_THE_REQUEST = {
    "conversation_id",
    "kind",
    "role",
    "question",
    "call_when",
    "way",
    "way_words",
    "consent",
    "left_at",
}
# A language of need is asked of us; it is no fact about anybody, and never counts.
_NOT_ABOUT_THE_PERSON = _ABOUT_THE_REQUEST | {"language"}
_ABOUT_THE_PERSON = [
    field.name for field in fields(Enquiry) if field.name not in _NOT_ABOUT_THE_PERSON
]
