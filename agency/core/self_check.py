"""The check "is it for me?": what it asks for each role, and what fits. Nobody is graded."""

from collections.abc import Mapping
from dataclasses import dataclass

from agency.core.roles import Role
from agency.core.yes_or_no import YES

ROLE = "check_role"
_SENCO = ("check_qts", "check_teaching", "check_npq", "check_leading")
_SUPPORT = ("check_people", "check_calm", "check_study", "check_dbs")
# In this order: without the first, the others cannot be reached.
_COMES_FIRST = (*_SENCO, "check_dbs", "check_study", "check_people", "check_calm")


@dataclass(frozen=True)
class Fit:
    """What somebody brings to a role, what is still missing, and where to begin."""

    fits: tuple[str, ...]
    missing: tuple[str, ...]
    first_step: str | None


def questions_for(role: Role | str | None) -> list[str]:
    """Return what the check asks, in order; the role first, where it is not known."""
    if role is None:
        return [ROLE]
    return [ROLE, *(_SENCO if role == Role.SENCO else _SUPPORT)]


def weigh(role: Role | str | None, said: Mapping[str, str | None]) -> Fit:
    """Return how the answers in *said* (yes, no, not_sure) fit *role*; unanswered is missing."""
    asked = [slot for slot in questions_for(role) if slot != ROLE]
    missing = tuple(slot for slot in asked if said.get(slot) != YES)
    return Fit(
        fits=tuple(slot for slot in asked if slot not in missing),
        missing=missing,
        first_step=next((slot for slot in _COMES_FIRST if slot in missing), None),
    )
