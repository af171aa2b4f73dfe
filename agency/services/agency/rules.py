"""The rules in force: kept with the agency's configuration, and read again for each lead."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.core.rule_book import RuleBook
from agency.core.rule_reading import RulesInvalid, read_rule_book
from agency.services.agency.sections import check_seen
from agency.services.audit import keep_audit
from agency.storage.field_words import field_words, supplied_rules
from agency.storage.models import RuleVersion

__all__ = ["RulesInvalid", "find_rules", "keep_rules", "read_rules", "rules_in_words"]

SECTIONS = ("scoring", "routing")
MOST_VERSIONS = 20


def find_rules(session: Session) -> RuleBook:
    """Return the rules in force: the agency's own, or those that came with the house."""
    written = rules_in_words(session)
    return _supplied() if written is supplied_rules() else read_rules(written)


def rules_in_words(session: Session) -> dict[str, Any]:
    """Return the rules in force as they were written."""
    newest = session.scalar(select(RuleVersion).order_by(RuleVersion.id.desc()).limit(1))
    if newest is None:
        return supplied_rules()
    return {"scoring": newest.scoring, "routing": newest.routing}


def read_rules(data: Mapping[str, Any]) -> RuleBook:
    """Return the rules that *data* describes; RulesInvalid says what is wrong with them."""
    words = field_words()
    return read_rule_book(
        data, occupations=words.occupation_ids, qualifications=words.qualification_ids
    )


def keep_rules(
    session: Session,
    data: Mapping[str, Any],
    *,
    who: str,
    now: datetime,
    seen: str | None = None,
) -> bool:
    """
    Put the rules of *data* in force for the next lead; say whether they are new.

    A section that is missing stays as it is. Rules that are not right change nothing, nor do
    any once those that were *seen* are in force no more.
    """
    before = rules_in_words(session)
    check_seen(before, seen)
    after = {section: data.get(section) or before[section] for section in SECTIONS}
    read_rules(after)
    if after == before and session.scalar(select(RuleVersion.id).limit(1)):
        return False
    version = RuleVersion(at=now, who=who, **after)
    session.add(version)
    session.flush()  # gives the version the number that the log names
    keep_audit(
        session, who=who, did="changed the rules", kind="rules", subject=str(version.id), now=now
    )
    return True


def list_rule_versions(session: Session) -> Sequence[RuleVersion]:
    """Return the newest versions of the rules, the one in force first."""
    return session.scalars(
        select(RuleVersion).order_by(RuleVersion.id.desc()).limit(MOST_VERSIONS)
    ).all()


def take_back_rules(session: Session, version_id: int, *, who: str, now: datetime) -> bool:
    """Put an earlier version in force again, as a new one; 0 is what came with the house."""
    earlier = session.get(RuleVersion, version_id) if version_id else None
    if version_id and earlier is None:
        return False
    data = supplied_rules()
    if earlier is not None:
        data = {"scoring": earlier.scoring, "routing": earlier.routing}
    return keep_rules(session, data, who=who, now=now)


@lru_cache(maxsize=1)
def _supplied() -> RuleBook:
    return read_rules(supplied_rules())
