"""A consultant in the assistant's place: who waits for one, who is there, who has gone quiet."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

# As the assistant understood it.
WANTS_A_PERSON = frozenset({"request_person", "request_call", "leave_message"})

# A visitor who has said nothing for longer has most likely left.
STILL_THERE = timedelta(minutes=30)
# Longer than the pages of the desk take between two signs of life.
STILL_HERE = timedelta(seconds=90)
# As long as a visitor's key is good: nobody could hear what is said later.
LONGEST_WAIT = timedelta(hours=24)
# Where nobody waits for an answer, a consultant may be slower by this.
UNHURRIED = 6


def wants_a_person(understood: Mapping[str, Any] | None) -> bool:
    """Tell whether a turn asks for somebody of the agency."""
    return (understood or {}).get("intent") in WANTS_A_PERSON


def has_gone_quiet(
    *, waiting_since: datetime | None, spoke_at: datetime, patience: timedelta, now: datetime
) -> bool:
    """
    Tell whether a consultant has left a talk, without a word.

    *waiting_since* is the visitor's first word since the consultant's last one, which was at
    *spoke_at*. While the visitor thinks, nobody waits, and a consultant need not fill the time.
    """
    if waiting_since is not None:
        return now - waiting_since >= patience
    return now - spoke_at >= UNHURRIED * patience


def first_name(name: str) -> str:
    """Return what a visitor calls a consultant."""
    return name.split()[0] if name.split() else name
