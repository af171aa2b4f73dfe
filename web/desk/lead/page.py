"""The page of a lead as it stands, whatever was just done there or could not be done."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from fastapi import Request, Response
from sqlalchemy.orm import Session

from agency.core.care import shared
from agency.core.mentions import handle_of
from agency.core.said_where import SLOT_OF, find_where_said
from agency.services.agency.ready_words import (
    find_closing_reason,
    list_canned_replies,
    list_closing_reasons,
)
from agency.services.calls.agreed_calls import coming_call
from agency.services.leads.files import list_cvs
from agency.services.leads.handing import list_takers
from agency.services.leads.letters import find_obstacle, list_letters
from agency.services.leads.mentions import list_colleagues
from agency.services.leads.same_people import SamePeople, find_same_people
from agency.services.leads.splits import find_splits, is_worked_on
from agency.services.leads.tasks import list_tasks
from agency.services.leads.timeline import Group, list_happenings, list_since
from agency.services.leads.visits import list_visitors
from agency.services.people.access import works_on
from agency.services.people.people import names_of
from agency.services.vacancies.vacancies import looked_at_by
from agency.storage.models import Lead, Turn
from web.desk.access import SignedIn
from web.desk.lead.cv_text import CvText, cv_text
from web.desk.lead.same_person import list_deeds, shown_together
from web.desk.pages import LONDON, page

type Told = Literal[
    "", "accepted", "moved", "stays", "noted", "called", "no_answer", "merged", "apart", "undone",
    "verified", "handed", "task_set", "task_done", "task_open", "sent", "split", "whole",
]  # fmt: skip

# Where the CV may say what the chat says: under the name its reading has for it.
READ_AS = {
    "name": "name",
    "email": "email",
    "phone": "phone",
    "town": "town",
    "postcode": "postcode",
    "current_occupation": "jobs.0",
    "experience_years": "years_with_children",
    "qualifications": "qualifications.0",
    "dbs": "dbs",
}


def lead_page(
    request: Request,
    session: Session,
    lead: Lead,
    somebody: SignedIn,
    *,
    status: int = 200,
    told: str = "",
    problem: str = "",
    typed: Mapping[str, str] | None = None,
    since: datetime | None = None,
    happened: Group | Literal[""] = "",
    uncovered: bool = False,
    same: SamePeople | None = None,
) -> Response:
    """
    Return the lead as it stands, with what went well or wrong above it.

    What was *typed* stays in its boxes; what others did *since* is told beside it. Who is the
    *same* is looked for unless it is known.
    """
    me, now = somebody.consultant, request.app.state.now()
    cvs = list_cvs(session, lead)
    says = cv_text(cvs[0], uncovered=uncovered) if cvs else None
    turns = shared(lead.conversation.turns) if lead.conversation else []
    works = works_on(me, lead)
    return page(
        request,
        "lead.html",
        status=status,
        somebody=somebody,
        lead=lead,
        turns=turns,
        cvs=cvs,
        cv_says=says,
        said_at=where_said(lead, turns),
        line_of=lines_of(says),
        call=coming_call(session, lead, now=now),
        job=looked_at_by(session, lead),
        works=works,
        others=list_visitors(session, lead, but=me, now=now),
        happenings=[
            each
            for each in list_happenings(session, lead, seen_by=me)
            if not happened or each.group == happened
        ],
        happened=happened,
        meanwhile=list_since(session, lead, since, seen_by=me) if since else [],
        typed=defaultdict(str, typed or {}),
        today=now.astimezone(LONDON).date(),
        told=told,
        problem=problem,
        **_of_the_person(session, lead, somebody, same),
        **(_to_work_with(session, lead, somebody, now) if works else {}),
        reason=_reason(session, lead),
        tasks=list_tasks(session, lead),
        letters=list_letters(session, lead),
    )


def where_said(lead: Lead, turns: list[Turn]) -> dict[str, str]:
    """Return the turn on the page in which each fact was said."""
    asked = {"role", "question", "call_when"}
    facts = {name: getattr(lead if name in asked else lead.candidate, name) for name in SLOT_OF}
    return find_where_said(facts, turns)


def lines_of(says: CvText | None) -> dict[str, int]:
    """Return the line of the CV from which each fact could be read, too."""
    lines = says.line_of if says else {}
    return {name: lines[read] for name, read in READ_AS.items() if read in lines}


def _of_the_person(
    session: Session, lead: Lead, somebody: SignedIn, same: SamePeople | None
) -> dict[str, Any]:
    same = same or find_same_people(session, lead, seen_by=somebody.consultant)
    splits = find_splits(session, lead, seen_by=somebody.consultant)
    deeds = list_deeds(session, lead, same) if same.any else []
    return {
        "same": same,
        "together": shown_together(session, same),
        "deeds": deeds,
        "called": names_of(session, {deed.who for deed in deeds}),
        "splits": splits,
        "can_be_whole": bool(splits.came_from) and not is_worked_on(session, lead),
        "obstacle": find_obstacle(session, lead),
    }


def _to_work_with(
    session: Session, lead: Lead, somebody: SignedIn, now: datetime
) -> dict[str, Any]:
    colleagues = list_colleagues(session, lead, but=somebody.consultant)
    names = [each.name for each in colleagues]
    return {
        "colleagues": colleagues,
        "handles": [(handle_of(name, names), name) for name in names],
        "replies": list_canned_replies(session),
        "reasons": list_closing_reasons(session),
        "takers": list_takers(session, lead, now=now),
    }


def _reason(session: Session, lead: Lead) -> str:
    if not lead.closed_reason:
        return ""
    reason = find_closing_reason(session, lead.closed_reason)
    return reason.title if reason else lead.closed_reason
