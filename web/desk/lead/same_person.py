"""The same person again, on a lead's page: said to be so, said not to be, and taken back."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Depends, Form, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.core.care import shared
from agency.core.same_person import Contact
from agency.services.leads.files import list_cvs
from agency.services.leads.leads import find_lead_by_id
from agency.services.leads.same_people import (
    Alike,
    NotProposed,
    SamePeople,
    say_whether_same,
    take_back,
    verify_contact,
)
from agency.services.leads.timeline import LOOKED
from agency.services.people.access import sees, works_on
from agency.storage.models import AuditEntry, Consultant, Lead
from web.desk.access import (
    TheConsultant,
    TheirLead,
    TheirLeadToWorkOn,
    TheTime,
    TheUnit,
)
from web.desk.lead.deeds import back_to, write_down
from web.desk.refusals import Refused, not_there
from web.desk.routes import desk_pages

MOST_DEEDS = 40

router = desk_pages("/desk/leads/{reference}/same")


def the_other_lead(
    lead: TheirLead,
    consultant: TheConsultant,
    session: TheUnit,
    other: Annotated[str, Form(max_length=20)],
) -> Lead:
    """Return the lead beside, if they may work on both."""
    beside = find_lead_by_id(session, other)
    if beside is None or beside.id == lead.id or not sees(consultant, beside):
        raise not_there()
    if not (works_on(consultant, lead) and works_on(consultant, beside)):
        raise Refused(403, "reads_only")
    return beside


TheOtherLead = Annotated[Lead, Depends(the_other_lead)]


@router.post("")
def say(
    lead: TheirLead,
    other: TheOtherLead,
    consultant: TheConsultant,
    session: TheUnit,
    now: TheTime,
    said: Annotated[Literal["same", "different"], Form()],
) -> Response:
    """Keep a consultant's word on two leads that look alike."""
    is_same = said == "same"
    try:
        say_whether_same(session, lead, other, is_same=is_same, by=consultant, now=now)
    except NotProposed:
        raise Refused(409, "changed_meanwhile") from None
    did = "merged with" if is_same else "kept apart from"
    write_down_both(session, consultant, did, lead, other, now=now)
    return back_to(lead, "merged" if is_same else "apart")


@router.post("/undo")
def undo(
    lead: TheirLead,
    other: TheOtherLead,
    consultant: TheConsultant,
    session: TheUnit,
    now: TheTime,
) -> Response:
    """Take back what was said of two leads; both are then as they were before."""
    if not take_back(session, lead, other):
        raise Refused(409, "changed_meanwhile")
    write_down_both(session, consultant, "took back what was said of", lead, other, now=now)
    return back_to(lead, "undone")


@router.post("/verified")
def verify(
    lead: TheirLeadToWorkOn,
    consultant: TheConsultant,
    session: TheUnit,
    now: TheTime,
    contact: Annotated[Contact, Form()],
) -> Response:
    """Note that this address or number is known to be the candidate's own."""
    verify_contact(lead, contact)
    did = "said the e-mail is theirs" if contact is Contact.EMAIL else "said the number is theirs"
    write_down(session, consultant, did, lead, now=now)
    return back_to(lead, "verified")


def shown_together(session: Session, same: SamePeople) -> list[dict[str, Any]]:
    """Return what the page shows of each lead of the same person: all that its own page does."""
    return [_shown(session, alike) for alike in same.merged]


def list_deeds(session: Session, lead: Lead, same: SamePeople) -> list[AuditEntry]:
    """Return what was done to a person's leads, newest first, leaving out who looked."""
    references = [lead.reference, *(alike.lead.reference for alike in same.merged)]
    return list(
        session.scalars(
            select(AuditEntry)
            .where(AuditEntry.kind == "lead", AuditEntry.subject.in_(references))
            .where(AuditEntry.did != "read", AuditEntry.did.not_like(LOOKED))
            .order_by(AuditEntry.id.desc())
            .limit(MOST_DEEDS)
        )
    )


def _shown(session: Session, alike: Alike) -> dict[str, Any]:
    lead = alike.lead
    turns = shared(lead.conversation.turns) if lead.conversation else []
    return {"lead": lead, "said": alike.said, "turns": turns, "cvs": list_cvs(session, lead)}


def write_down_both(
    session: Session, who: Consultant, did: str, lead: Lead, other: Lead, *, now: datetime
) -> None:
    for one, another in ((lead, other), (other, lead)):
        write_down(session, who, f"{did} {another.reference}", one, now=now)
