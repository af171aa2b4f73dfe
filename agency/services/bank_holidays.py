"""Bank holidays, as each nation keeps them."""

from collections.abc import Mapping
from datetime import date
from functools import cache

SUBDIVISIONS = {"england": "ENG", "wales": "WLS", "scotland": "SCT", "northern_ireland": "NIR"}


def list_bank_holidays(nation: str, *, around: date) -> Mapping[date, str]:
    """Return the bank holidays of *nation* by day, from the year before to the year after."""
    return _of(SUBDIVISIONS.get(nation, "ENG"), around.year)


@cache
def _of(subdivision: str, year: int) -> Mapping[date, str]:
    from holidays import country_holidays  # half a second, and only whoever routes needs it

    return dict(
        country_holidays(
            "GB", subdiv=subdivision, years=range(year - 1, year + 2), language="en_GB"
        )
    )
