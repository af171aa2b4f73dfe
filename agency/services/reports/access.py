"""Which report is for whom: all are a manager's, some a consultant's or an editor's."""

from collections.abc import Mapping

from agency.services.people.access import RUNS_THE_DESK
from agency.storage.models import Access

FUNNEL, QUESTIONS, TOPICS, RATINGS = "funnel", "questions", "topics", "ratings"
CONTACT, LOAD, PAGES = "contact", "load", "pages"
REPORTS = (FUNNEL, QUESTIONS, TOPICS, RATINGS, CONTACT, LOAD, PAGES)
OF_THE_BRANCH = (LOAD, CONTACT)
OF_THE_ANSWERS = (TOPICS, RATINGS)

READ_BY: Mapping[Access, tuple[str, ...]] = {
    **dict.fromkeys(RUNS_THE_DESK, REPORTS),
    Access.CONSULTANT: OF_THE_BRANCH,
    Access.EDITOR: OF_THE_ANSWERS,
}
READS_REPORTS = frozenset(READ_BY)


def reports_for(access: Access) -> tuple[str, ...]:
    """Return the reports that somebody with this access may read; nothing else is there."""
    return READ_BY.get(access, ())
