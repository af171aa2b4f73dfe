"""A finished form, before it is anything else."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from agency.core.roles import Role


class Kind(StrEnum):
    """What the visitor asked us for."""

    REGISTRATION = "registration"
    CALLBACK = "callback"
    HANDOFF = "handoff"


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
    consent: ConsentGiven | None = None
