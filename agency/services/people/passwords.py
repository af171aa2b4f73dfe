"""
Passwords: what is refused, how one is kept, how one is checked.

Nothing here takes a session: hashing takes its time on purpose, and a unit of
work that waited for it would keep everyone else waiting.
"""

from collections.abc import Sequence
from enum import StrEnum
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn  # type: ignore[import-untyped]

SHORTEST = 12
LONGEST = 128
READ_BY_ZXCVBN = 72
GUESSES = 10**8  # more than an attacker gets through against argon2id in a year of one machine

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class PasswordRefused(StrEnum):
    """Why a password will not do."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    EASILY_GUESSED = "easily_guessed"


def refuse_password(password: str, *, about: Sequence[str]) -> PasswordRefused | None:
    """Say why *password* will not do; *about* are words that others know of its owner."""
    if len(password) < SHORTEST:
        return PasswordRefused.TOO_SHORT
    if len(password) > LONGEST:
        return PasswordRefused.TOO_LONG
    found = zxcvbn(password[:READ_BY_ZXCVBN], user_inputs=words_in(about))
    return PasswordRefused.EASILY_GUESSED if found["guesses"] < GUESSES else None


def words_in(about: Sequence[str]) -> list[str]:
    words = [word for text in about for word in text.replace("@", " ").replace(".", " ").split()]
    return [*about, *words]


def hash_password(password: str) -> str:
    """Return *password* as it may be kept."""
    return HASHER.hash(password)


def check_password(password_hash: str | None, password: str) -> bool:
    """
    Say whether *password* is the one behind *password_hash*.

    Without a hash the same work is done for nothing: how long the answer takes
    must not tell whether there is such a person.
    """
    try:
        HASHER.verify(password_hash or nobodys_hash(), password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Say whether a hash was made with other costs than today's."""
    return HASHER.check_needs_rehash(password_hash)


@cache
def nobodys_hash() -> str:
    return HASHER.hash("")
