"""Sections of the agency's configuration: read, set, and gone back to; each change is a version."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.core.differences import changes_in_words, fingerprint
from agency.core.section_entries import check_section
from agency.services.audit import keep_audit
from agency.storage.models import SectionVersion
from agency.storage.sections import newest_version, section_in_force, supplied_section

__all__ = [
    "ChangedMeanwhile",
    "check_seen",
    "keep_section",
    "list_section_versions",
    "note_changes",
    "section_in_force",
    "supplied_section",
    "take_back_section",
]

MOST_VERSIONS = 50


class ChangedMeanwhile(Exception):
    """Somebody else changed this entry since it was read; nothing was kept."""


def check_seen(current: Any, seen: str | None) -> None:
    """Raise ChangedMeanwhile unless *seen* is the fingerprint of what stands there now."""
    if seen is not None and seen != fingerprint(current):
        raise ChangedMeanwhile


def keep_section(
    session: Session,
    section: str,
    given: Any,
    *,
    who: str,
    now: datetime,
    seen: str | None = None,
) -> bool:
    """Put *given* in force as a section; say whether that changed anything. Unfit keeps nothing."""
    content = check_section(section, given)
    return keep_checked(session, section, content, who=who, now=now, seen=seen)


def keep_checked(
    session: Session,
    section: str,
    content: dict[str, Any] | None,
    *,
    who: str,
    now: datetime,
    seen: str | None = None,
) -> bool:
    """Keep a version of a section that is right; one without content gives the section back."""
    before = section_in_force(session, section)
    check_seen(before, seen)
    newest = newest_version(session, section)
    after = supplied_section(section) if content is None else content
    if after == before and (newest is not None or content is None):
        return False
    session.add(
        SectionVersion(
            section=section,
            number=newest.number + 1 if newest else 1,
            content=content,
            at=now,
            who=who,
        )
    )
    session.flush()  # of two who keep at once, the second is told here
    note_changes(session, before, after, kind="setting", subject=section, who=who, now=now)
    return True


def list_section_versions(session: Session, section: str) -> Sequence[SectionVersion]:
    """Return the versions of a section, the newest first."""
    return session.scalars(
        select(SectionVersion)
        .where(SectionVersion.section == section)
        .order_by(SectionVersion.number.desc())
        .limit(MOST_VERSIONS)
    ).all()


def take_back_section(
    session: Session, section: str, number: int, *, who: str, now: datetime
) -> bool:
    """Put an earlier version in force again, as a new one; 0 is what came with the house."""
    if number == 0:
        return keep_checked(session, section, None, who=who, now=now)
    earlier = session.scalar(
        select(SectionVersion).where(
            SectionVersion.section == section, SectionVersion.number == number
        )
    )
    if earlier is None:
        return False
    return keep_checked(session, section, earlier.content, who=who, now=now)


def note_changes(
    session: Session,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    *,
    kind: str,
    subject: str,
    who: str,
    now: datetime,
    unsaid: Sequence[str] = (),
) -> None:
    """Write down what changed, in words; nothing where nothing did."""
    phrases = changes_in_words(before, after, unsaid=unsaid)
    if not phrases:
        return
    deed = "changed" if before and after else "added" if after else "removed"
    said = "; ".join(phrases) if deed == "changed" else ""
    keep_audit(
        session,
        who=who,
        did=f"{deed} {kind}: {said}" if said else f"{deed} {kind}",
        kind=kind,
        subject=subject,
        now=now,
    )
