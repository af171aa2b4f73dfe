"""Where a lead stands and who has it: its stage, and handing it on."""

from typing import Annotated

from fastapi import Form, Request, Response
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse

from agency.services.agency.ready_words import find_closing_reason, list_closing_reasons
from agency.services.leads.changes import hand_lead
from agency.services.leads.handing import find_taker
from agency.services.leads.leads import LeadChanged, OwnerUnknown, change_lead
from agency.services.people.access import sees
from agency.storage.models import Desk, Stage
from web.desk.access import TheirLeadToWorkOn, TheSignedIn, TheTime, TheUnit
from web.desk.lead.deeds import LONGEST_NOTE, SeenAt, as_typed, back_to, write_down
from web.desk.lead.page import lead_page
from web.desk.routes import desk_pages

router = desk_pages("/desk/leads/{reference}")


class NewStage(BaseModel):
    """The form that moves a lead along."""

    stage: Stage
    version: int
    reason: str = Field("", max_length=60)
    note: str = Field("", max_length=LONGEST_NOTE)
    seen: SeenAt = None


class Handed(BaseModel):
    """The form that hands a lead on."""

    to: str = Field(max_length=30)
    version: int
    note: str = Field("", max_length=LONGEST_NOTE)
    seen: SeenAt = None


@router.post("/stage")
def move(
    request: Request,
    lead: TheirLeadToWorkOn,
    given: Annotated[NewStage, Form()],
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
) -> Response:
    """Move the lead along, if it still stands where this person saw it."""
    me, note = somebody.consultant, as_typed(given.note)
    typed = {"because": note, "stage": given.stage.value, "reason": given.reason}
    reason = find_closing_reason(session, given.reason) if given.reason else None
    moves = given.stage is not lead.stage
    closes = moves and given.stage is Stage.CLOSED
    if closes and not note and not (reason and list_closing_reasons(session)):
        return lead_page(
            request, session, lead, somebody, status=422, problem="why_closed", typed=typed
        )
    try:
        change_lead(
            session,
            lead,
            by=me,
            stage=given.stage,
            note=note or None,
            reason=reason.key if reason else None,
            expected_version=given.version,
            now=now,
        )
    except LeadChanged:
        return lead_page(
            request, session, lead, somebody, status=409, problem="changed", typed=typed,
            since=given.seen,
        )  # fmt: skip
    if moves:
        write_down(session, me, f"moved to {given.stage}", lead, now=now)
    elif note:
        write_down(session, me, "wrote a note", lead, now=now)
    return back_to(lead, "moved" if moves else "noted" if note else "stays")


@router.post("/hand")
def hand(
    request: Request,
    lead: TheirLeadToWorkOn,
    given: Annotated[Handed, Form()],
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
) -> Response:
    """Hand the lead to a colleague or a desk; whoever has it then is told."""
    me, note = somebody.consultant, as_typed(given.note)
    typed = {"handing": note, "to": given.to}
    to = find_taker(session, given.to)
    if to is None:
        return lead_page(
            request, session, lead, somebody, status=422, problem="no_taker", typed=typed
        )
    try:
        hand_lead(session, lead, to, by=me, note=note, expected_version=given.version, now=now)
    except LeadChanged:
        return lead_page(
            request, session, lead, somebody, status=409, problem="changed", typed=typed,
            since=given.seen,
        )  # fmt: skip
    except OwnerUnknown:
        return lead_page(
            request, session, lead, somebody, status=422, problem="no_taker", typed=typed
        )
    where = f"the desk {to.name}" if isinstance(to, Desk) else to.name
    write_down(session, me, f"handed to {where}", lead, now=now)
    # It may be out of their sight now, in another branch.
    return back_to(lead, "handed") if sees(me, lead) else RedirectResponse("/desk/", 303)
