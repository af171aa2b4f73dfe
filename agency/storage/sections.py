"""Sections of the configuration as they stand now, for doors that ask at every turn."""

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from agency.core.section_entries import AGENCY, SUPPLIED
from agency.storage.lexicon import read_yaml
from agency.storage.models import Branch, SectionVersion
from agency.storage.unit import OpenUnit

FILE = Path(__file__).parents[2] / "data" / "agency.yml"
LOOK_EVERY = 2.0


def newest_version(session: Session, section: str) -> SectionVersion | None:
    """Return the version of a section that is in force, where the agency has set one."""
    return session.scalar(
        select(SectionVersion)
        .where(SectionVersion.section == section)
        .order_by(SectionVersion.number.desc())
        .limit(1)
    )


def section_in_force(session: Session, section: str) -> dict[str, Any]:
    """Return a section as the agency set it, or as it came with the house."""
    newest = newest_version(session, section)
    if newest is None or newest.content is None:
        return supplied_section(section)
    return newest.content


def supplied_section(section: str) -> dict[str, Any]:
    """Return a section as it came with the house."""
    if section == AGENCY:
        return dict(_file()["agency"])
    return dict(SUPPLIED[section])


@cache
def _file() -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(FILE)
    return content


def file_now() -> dict[str, Any]:
    """Return data/agency.yml as it is on the disk now; read again only when it has changed."""
    stamp = FILE.stat()
    return _file_at(stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=1)
def _file_at(_changed_at: int, _size: int) -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(FILE)
    return content


def agency_in_force(session: Session) -> dict[str, Any]:
    """Return what data/agency.yml says of the agency itself and its branches, as it stands now."""
    names = session.scalars(select(Branch.name).order_by(Branch.id)).all()
    branches = [{"name": name} for name in names]
    return {"agency": section_in_force(session, AGENCY), "branches": branches or _branches()}


def supplied_agency() -> dict[str, Any]:
    """Return what data/agency.yml itself says of the agency and its branches."""
    return {"agency": supplied_section(AGENCY), "branches": _branches()}


def _branches() -> list[dict[str, Any]]:
    return [{"name": branch["name"]} for branch in _file().get("branches") or ()]


class LookedAt[Seen]:
    """
    What one small question to the database gave, asked again every two seconds.

    A database that does not answer leaves it as it was. Do not ask inside a unit of your own:
    SQLite would let you wait for yourself.
    """

    def __init__(
        self,
        look: OpenUnit,
        ask: Callable[[Session], Seen],
        first: Seen,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.look = look
        self.ask = ask
        self.clock = clock
        self._seen = first
        self._until: float | None = None
        self._looking = threading.Lock()

    def read(self) -> Seen:
        """Return it as it was at most two seconds ago."""
        now = self.clock()
        if self._until is None or now >= self._until:
            with suppress(SQLAlchemyError), self.look() as session:
                self._seen = self.ask(session)
            self._until = now + LOOK_EVERY
        return self._seen

    def glance(self) -> Seen:
        """
        Return it as it was last read, without waiting; a look follows in another thread.

        For whoever must not wait for a database, such as a loop that serves everybody.
        """
        due = self._until is None or self.clock() >= self._until
        if due and self._looking.acquire(blocking=False):
            threading.Thread(target=self._look, daemon=True).start()
        return self._seen

    def _look(self) -> None:
        try:
            self.read()
        finally:
            self._looking.release()


class SectionBook:
    """Sections as they stand, each looked at again every two seconds."""

    def __init__(self, look: OpenUnit, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.look = look
        self.clock = clock
        self._known: dict[str, LookedAt[Mapping[str, Any]]] = {}

    def read(self, section: str) -> Mapping[str, Any]:
        """Return a section that may be two seconds old."""
        return self._of(section).read()

    def glance(self, section: str) -> Mapping[str, Any]:
        """Return a section as it was last read, without waiting."""
        return self._of(section).glance()

    def _of(self, section: str) -> LookedAt[Mapping[str, Any]]:
        if section not in self._known:
            self._known[section] = LookedAt(
                self.look,
                lambda session: section_in_force(session, section),
                supplied_section(section),
                clock=self.clock,
            )
        return self._known[section]


def look_at_agency(look: OpenUnit) -> LookedAt[dict[str, Any]]:
    """Return the agency's own facts and branches, for doors that ask at every turn."""
    return LookedAt(look, agency_in_force, supplied_agency())
