"""What a report is about, as it stands in the address: a link to keep or send."""

from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field

from agency.core.report_periods import Period, Span, choose_period, period_before
from agency.storage.models import Role
from web.desk.leads.filters import NO_NUL, Given

SPANS = {
    Span.WEEK: "Last week",
    Span.FOUR_WEEKS: "Last 4 weeks",
    Span.NINETY_DAYS: "Last 13 weeks",
    Span.MONTH: "Weeks that ended this month",
    Span.QUARTER: "Weeks that ended this quarter",
    Span.DAYS: "Chosen weeks",
}


class Asked(BaseModel):
    """The part of a report's address after the question mark."""

    model_config = ConfigDict(frozen=True)

    span: Span = Span.FOUR_WEEKS
    first: Given[date] = None
    last: Given[date] = None
    role: Given[Role] = None
    branch: Given[Annotated[str, Field(max_length=80, pattern=NO_NUL)]] = None

    def period(self, today: date) -> Period:
        return choose_period(self.span, today, self.first, self.last)

    def before(self, today: date) -> Period:
        return period_before(self.period(today))

    def at(self, report: str, **other: Any) -> str:
        """Return the address of *report* with some of this changed."""
        chosen = self.model_dump(mode="json") | other
        if chosen["span"] != Span.DAYS:
            chosen["first"] = chosen["last"] = None
        if chosen["span"] == Span.FOUR_WEEKS:
            chosen["span"] = None
        query = urlencode({name: value for name, value in chosen.items() if value})
        return f"/desk/reports/{report}?{query}" if query else f"/desk/reports/{report}"
