"""Which leads a list shows, as it stands in the address: every filter is a link to keep or send."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from agency.services.leads.filters import Narrow
from agency.services.leads.listing import Order
from agency.services.people.access import around, seen_by
from agency.storage.models import Consultant, Grade, Kind, Role, Stage

NO_NUL = r"^[^\x00]*$"  # PostgreSQL keeps no such letter, and would fail


class Whose(StrEnum):
    """Whose leads."""

    MINE = "mine"
    TEAM = "team"
    UNASSIGNED = "unassigned"
    EVERYONE = "everyone"


class Age(StrEnum):
    """When a lead came in."""

    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    OLDER = "older"


class Waiting(StrEnum):
    """How long a new lead has waited for the first contact, at the least."""

    HOUR = "hour"
    DAY = "day"
    DAYS = "days"


AGES = {Age.TODAY: timedelta(days=1), Age.WEEK: timedelta(days=7), Age.MONTH: timedelta(days=30)}
WAITS = {
    Waiting.HOUR: timedelta(hours=1),
    Waiting.DAY: timedelta(days=1),
    Waiting.DAYS: timedelta(days=3),
}


def none_if_empty(value: Any) -> Any:
    """A form sends its empty fields too: they filter nothing."""
    return None if isinstance(value, str) and not value.strip() else value


type Given[T] = Annotated[T | None, BeforeValidator(none_if_empty)]
type Words = Annotated[str, Field(max_length=200, pattern=NO_NUL)]


class Filters(BaseModel):
    """The part of the list's address after the question mark."""

    model_config = ConfigDict(frozen=True)

    whose: Whose = Whose.MINE
    stage: Given[Stage] = None
    role: Given[Role] = None
    branch: Given[Annotated[str, Field(max_length=80, pattern=NO_NUL)]] = None
    place: Given[Annotated[str, Field(max_length=80, pattern=NO_NUL)]] = None
    grade: Given[Grade] = None
    kind: Given[Kind] = None
    age: Given[Age] = None
    waiting: Given[Waiting] = None
    cv: Given[Literal["yes", "no"]] = None
    page: Given[Words] = None
    overdue: Given[Literal["yes"]] = None
    sort: Given[Order] = None
    q: Given[Words] = None
    cursor: Given[Words] = None

    def but(self, **other: Any) -> str:
        """Return the address of this list with some of it changed, from its first page on."""
        return self._at("/desk/", {"cursor": None} | other)

    def file(self, suffix: str) -> str:
        """Return the address of this list, all its pages, as a file."""
        return self._at(f"/desk/leads.{suffix}", {"cursor": None})

    def at(self, path: str) -> str:
        """Return *path* with this very list behind it."""
        return self._at(path, {})

    @property
    def here(self) -> str:
        """Return the address of this very page of the list."""
        return self._at("/desk/", {})

    @property
    def query(self) -> str:
        """Return what brings somebody back to this list: everything but the page they were at."""
        return self.but().partition("?")[2]

    @property
    def kept(self) -> str:
        """Return what a saved view keeps: no words, for they are names and would outlive people."""
        return self._at("", {"cursor": None, "q": None}).partition("?")[2]

    @property
    def none(self) -> str:
        """Return the address of the same people's leads without any filter."""
        return self._at("/desk/", dict.fromkeys(self.chosen) | {"cursor": None})

    @property
    def chosen(self) -> dict[str, Any]:
        """Return the filters that leave something out, besides other people's leads."""
        plain = {"whose", "sort", "cursor"}
        return {
            name: value
            for name, value in self.model_dump(mode="json").items()
            if value and name not in plain
        }

    @property
    def any(self) -> bool:
        """Say whether something is filtered out besides other people's leads."""
        return bool(self.chosen)

    @property
    def order(self) -> Order:
        """Return the order of the list: by the clock unless another was asked for."""
        return self.sort or Order.CLOCK

    def narrow(self, consultant: Consultant, now: datetime) -> Narrow:
        """Return what is asked of the service: filters narrow what a person sees."""
        narrow: Narrow = {
            "within": around(consultant) if self.whose is Whose.TEAM else seen_by(consultant),
            "owner_id": consultant.id if self.whose is Whose.MINE else None,
            "unaccepted": True if self.whose is Whose.UNASSIGNED else None,
            "stage": self.stage,
            "role": self.role,
            "branch": self.branch,
            "place": self.place,
            "grade": self.grade,
            "kind": self.kind,
            "page": self.page,
            "has_cv": self.cv == "yes" if self.cv else None,
            "waiting_since": now - WAITS[self.waiting] if self.waiting else None,
            "overdue_at": now if self.overdue else None,
        }
        if self.age is Age.OLDER:
            narrow["before"] = now - AGES[Age.MONTH]
        elif self.age:
            narrow["since"] = now - AGES[self.age]
        return narrow

    def _at(self, path: str, other: dict[str, Any]) -> str:
        chosen = self.model_dump(mode="json") | other
        for name, usual in (("whose", Whose.MINE), ("sort", Order.CLOCK)):
            if chosen[name] == usual:
                chosen[name] = None
        query = urlencode({name: value for name, value in chosen.items() if value})
        return f"{path}?{query}" if query else path
