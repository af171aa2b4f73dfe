"""Bank holidays, as each nation keeps them."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from sqlalchemy.orm import Session

from agency.core.section_entries import CLOSING
from agency.storage.sections import section_in_force

SUBDIVISIONS = {"england": "ENG", "wales": "WLS", "scotland": "SCT", "northern_ireland": "NIR"}


def list_bank_holidays(nation: str, *, around: date) -> Mapping[date, str]:
    """Return the bank holidays of *nation* by day, from the year before to the year after."""
    return _of(SUBDIVISIONS.get(nation, "ENG"), around.year)


def list_closing_days(session: Session) -> Mapping[date, str]:
    """Return the days on which the whole agency is closed beside the bank holidays."""
    days = section_in_force(session, CLOSING)["days"]
    return {date.fromisoformat(each["day"]): each["name"] for each in days}


def list_days_off(session: Session | None, nation: str, *, around: date) -> Mapping[date, str]:
    """Return the bank holidays of *nation* and the agency's own closing days."""
    closing = list_closing_days(session) if session else {}
    return {**list_bank_holidays(nation, around=around), **closing}


@cache
def _of(subdivision: str, year: int) -> Mapping[date, str]:
    from holidays import country_holidays  # half a second, and only whoever routes needs it

    return dict(
        country_holidays(
            "GB", subdiv=subdivision, years=range(year - 1, year + 2), language="en_GB"
        )
    )
