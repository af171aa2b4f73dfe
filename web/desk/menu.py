"""The desk's menu: what there is, in the order of a day, and for whom."""

from dataclasses import dataclass

from agency.services.answers.answers import READS_ANSWERS
from agency.services.people.access import (
    ANSWERS_FOR_PRIVACY,
    READS_LEADS,
    RUNS_THE_DESK,
    TEACHES_THE_ASSISTANT,
    WORKS_ON_LEADS,
)
from agency.services.reports.access import READS_REPORTS
from agency.storage.models import Access

EVERYBODY = frozenset(Access)
LEADS = "/desk/"
# Whose work is not the leads.
HOMES = {Access.EDITOR: "/desk/answers", Access.PRIVACY_OFFICER: "/desk/privacy"}


@dataclass(frozen=True)
class Entry:
    """A room of the desk: its door, and who may open it."""

    title: str
    href: str
    open_to: frozenset[Access]
    also: tuple[str, ...] = ()

    def is_here(self, path: str) -> bool:
        """Say whether *path* is a page of this room."""
        if self.href == LEADS:
            return path == LEADS
        return any(path == at or path.startswith(f"{at}/") for at in (self.href, *self.also))


MENU = (
    Entry("My day", "/desk/my-day", WORKS_ON_LEADS),
    Entry("Leads", LEADS, READS_LEADS),
    Entry("Conversations", "/desk/conversations", READS_LEADS),
    Entry("Candidates", "/desk/candidates", READS_LEADS),
    Entry("Answers", "/desk/answers", READS_ANSWERS),
    Entry("Questions", "/desk/questions", TEACHES_THE_ASSISTANT),
    Entry("Deliveries", "/desk/deliveries", READS_LEADS),
    Entry("Reports", "/desk/reports", READS_REPORTS),
    Entry("Privacy", "/desk/privacy", ANSWERS_FOR_PRIVACY),
    Entry("Audit log", "/desk/audit", ANSWERS_FOR_PRIVACY),
    Entry("Settings", "/desk/settings", RUNS_THE_DESK, also=("/desk/routing",)),
)
OWN = (
    Entry("My news", "/desk/my-news", WORKS_ON_LEADS),
    Entry("Me", "/desk/me", EVERYBODY),
)


def menu_of(access: Access, entries: tuple[Entry, ...] = MENU) -> list[Entry]:
    """Return the entries that somebody with this access may open."""
    return [entry for entry in entries if access in entry.open_to]


def home_of(access: Access) -> str:
    """Return where somebody's work is: what they see first."""
    return HOMES.get(access, LEADS)
