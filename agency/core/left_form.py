"""A form that was begun and left: what may become of it, and what it says."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from agency.core.enquiry import ConsentGiven, Enquiry
from agency.core.postcode import split_place
from agency.core.registration import CALLBACK, CLIENT, MESSAGE, REGISTRATION, given
from agency.core.roles import find_role

# Whoever says nothing for so long has left.
SILENCE = timedelta(hours=1)
ASKS_CONSENT = frozenset({REGISTRATION, CALLBACK, MESSAGE, CLIENT})


class Fate(StrEnum):
    """What becomes of a form that was left."""

    LEAD = "lead"
    ERASED = "erased"
    WAITS = "waits"


def choose_fate(left: Mapping[str, Any]) -> Fate:
    """
    Return what becomes of *left*, a form as a conversation keeps it.

    Without consent nothing typed may stay. With it, a registration is a consultant's, where
    there is a way to reach its sender; what somebody put aside in words is theirs to go on with.
    """
    if not left.get("agreed"):
        return Fate.ERASED if left.get("name") in ASKS_CONSENT else Fate.WAITS
    values = left.get("values") or {}
    reachable = given(values.get("email")) or given(values.get("phone"))
    if left.get("name") == REGISTRATION and reachable and not left.get("put_aside"):
        return Fate.LEAD
    return Fate.WAITS


def enquiry_from_left(
    conversation_id: str, left: Mapping[str, Any], *, left_at: datetime
) -> Enquiry:
    """Return what a registration says as far as it was filled in."""
    known = {slot: value for slot, value in (left.get("values") or {}).items() if given(value)}
    town, postcode = split_place(str(known.get("place") or ""))
    agreed = left["agreed"]
    return Enquiry(
        conversation_id=conversation_id,
        role=find_role(known.get("role")),
        name=known.get("name"),
        email=known.get("email"),
        phone=known.get("phone"),
        postcode=postcode,
        town=town,
        current_occupation=known.get("current_occupation"),
        experience_years=known.get("experience"),
        qualifications=tuple(known.get("qualifications") or ()),
        availability=known.get("availability"),
        start=known.get("start"),
        right_to_work=known.get("right_to_work"),
        dbs=known.get("dbs"),
        consent=ConsentGiven(
            agreed["version"], agreed["wording"], datetime.fromisoformat(agreed["at"])
        ),
        left_at=left_at,
    )
