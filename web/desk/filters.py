"""Which leads a list shows, as it stands in the address: every filter is a link to keep or send."""

from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import urlencode

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from agency.storage.models import Role, Stage

NO_NUL = r"^[^\x00]*$"  # PostgreSQL keeps no such letter, and would fail


class Whose(StrEnum):
    """Whose leads."""

    MINE = "mine"
    TEAM = "team"
    EVERYONE = "everyone"


def none_if_empty(value: Any) -> Any:
    """A form sends its empty fields too: they filter nothing."""
    return None if value == "" else value


type Given[T] = Annotated[T | None, BeforeValidator(none_if_empty)]


class Filters(BaseModel):
    """The part of the list's address after the question mark."""

    model_config = ConfigDict(frozen=True)

    whose: Whose = Whose.MINE
    stage: Given[Stage] = None
    role: Given[Role] = None
    branch: Given[Annotated[str, Field(max_length=80, pattern=NO_NUL)]] = None
    q: Given[Annotated[str, Field(max_length=200, pattern=NO_NUL)]] = None
    cursor: Given[Annotated[str, Field(max_length=200)]] = None

    def but(self, **other: Any) -> str:
        """Return the address of this list with some of it changed, from its first page on."""
        return self._at("/desk/", other)

    def file(self, suffix: str) -> str:
        """Return the address of this list, all its pages, as a file."""
        return self._at(f"/desk/leads.{suffix}", {})

    def _at(self, path: str, other: dict[str, Any]) -> str:
        chosen = self.model_dump(mode="json") | {"cursor": None} | other
        if chosen["whose"] == Whose.MINE:
            chosen["whose"] = None
        query = urlencode({name: value for name, value in chosen.items() if value})
        return f"{path}?{query}" if query else path

    @property
    def any(self) -> bool:
        """Say whether something is filtered out besides other people's leads."""
        return any((self.stage, self.role, self.branch, self.q))
