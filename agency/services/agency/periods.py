"""The agency's own periods of keeping: what is in force, and what a manager changes."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agency.core.retention import Periods, read_periods
from agency.storage.models import SectionVersion

SECTION = "retention"


def find_periods(session: Session) -> Periods:
    """Return the periods in force; where none were set, those that come with the house."""
    kept = session.scalar(
        select(SectionVersion)
        .where(SectionVersion.section == SECTION)
        .order_by(SectionVersion.number.desc())
        .limit(1)
    )
    return read_periods((kept.content if kept else None) or {})


def keep_periods(
    session: Session, days: Mapping[str, int | None], *, who: str, now: datetime
) -> Periods:
    """Keep new periods, which count from tonight on; PeriodUnclear says which makes no sense."""
    periods = read_periods(days)
    newest = select(func.max(SectionVersion.number)).where(SectionVersion.section == SECTION)
    session.add(
        SectionVersion(
            section=SECTION,
            number=(session.scalar(newest) or 0) + 1,
            content=dict(periods.days),
            at=now,
            who=who,
        )
    )
    session.flush()  # of two who save at once, the second is told here
    return periods
