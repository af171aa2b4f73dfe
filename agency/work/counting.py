"""What happened, told and summed up for the reports."""

from datetime import UTC, datetime, timedelta

from agency.services.reports.journeys import (
    is_any_alone,
    is_any_untold,
    sum_up_lost,
    tell_journeys,
    tell_lone_leads,
)
from agency.storage.unit import OpenUnit


def tell_what_happened(look: OpenUnit, open_unit: OpenUnit, lately: timedelta | None) -> bool:
    """Count how far some chats have come since they were last told; say whether there are more."""
    with look() as session:
        untold = is_any_untold(session, lately=lately, now=datetime.now(UTC))
    if not untold:
        return False
    with open_unit() as session:
        return tell_journeys(session, lately=lately, now=datetime.now(UTC)) > 0


def sum_up(look: OpenUnit, open_unit: OpenUnit) -> bool:
    """Leave only sums of what is erased, and begin what was never told; say if there is more."""
    with look() as session:
        if not is_any_alone(session):
            return False
    with open_unit() as session:
        return sum_up_lost(session) + tell_lone_leads(session) > 0
