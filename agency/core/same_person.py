"""Whether two candidates may be one person, and who belongs together once somebody said so."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Contact(StrEnum):
    """A way to reach somebody by which they may be known again."""

    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True)
class Reached:
    """How one candidate is reached, and which of these ways are known to be theirs."""

    email: str | None
    phone: str | None
    verified: frozenset[Contact] = frozenset()


@dataclass(frozen=True)
class Likeness:
    """
    A way to reach two candidates that is the same.

    It is verified where it is known to belong to both: anybody can type anybody's address.
    """

    contact: Contact
    verified: bool


def find_likeness(one: Reached, other: Reached) -> tuple[Likeness, ...]:
    """Return by what *one* and *other* look like the same person; by nothing, most of the time."""
    same = {
        Contact.EMAIL: _is_same_address(one.email, other.email),
        Contact.PHONE: _is_same_number(one.phone, other.phone),
    }
    return tuple(
        Likeness(contact, verified=contact in one.verified & other.verified)
        for contact, is_same in same.items()
        if is_same
    )


def number_of(phone: str) -> str:
    """Return a telephone number without its extension."""
    return phone.partition(";ext=")[0]


def belong_together(start: Iterable[int], pairs: Iterable[tuple[int, int]]) -> set[int]:
    """Return *start* and all who are one person with any of them, over however many pairs."""
    found, waiting, known = set(start), list(pairs), 0
    while known != len(found):
        known = len(found)
        for pair in waiting:
            if not found.isdisjoint(pair):
                found.update(pair)
    return found


def _is_same_address(one: str | None, other: str | None) -> bool:
    return bool(one and other) and str(one).casefold() == str(other).casefold()


def _is_same_number(one: str | None, other: str | None) -> bool:
    """Two extensions of one school are two people."""
    if not one or not other or number_of(one) != number_of(other):
        return False
    extensions = {each.partition(";ext=")[2] for each in (one, other)} - {""}
    return len(extensions) < 2
