"""Letters that a consultant writes to a lead's candidate: filled in, sent, and kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.core.answer_time import say_call
from agency.services.calls.agreed_calls import find_call
from agency.services.calls.promises import keep_promise
from agency.services.leads.same_people import with_same_people
from agency.services.news.queue import queue_letter
from agency.storage.models import CandidateLetter, Consent, Consultant, Lead

ROLES = {
    "sen_support_worker": "a SEND support worker",
    "semh_support_worker": "an SEMH support worker",
    "senco": "a SENCO",
}
# How a letter asks for what the scoring rules found missing.
ASKED = {
    "phone": "your telephone number",
    "email": "your e-mail address",
    "right_to_work": "whether you have the right to work in the UK",
    "place": "your postcode",
    "role": "which role you would like",
    "current_occupation": "what work you do now or did last",
    "experience": "how long you have worked with children, young people or in care",
    "qualifications": "your qualifications",
    "dbs": "whether you have an enhanced DBS certificate",
    "availability": "which days you can work",
    "start": "when you can start",
    "cv": "your CV",
}


class NotToBeWritten(Exception):
    """This candidate is not written to; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def find_obstacle(session: Session, lead: Lead) -> str | None:
    """
    Return why the lead's candidate must not be written to, or nothing.

    Whoever took their word back under any of their names hears from nobody.
    """
    ids = with_same_people(session, [lead.candidate_id])
    withdrawn = session.scalar(
        select(Consent.id)
        .where(Consent.candidate_id.in_(ids), Consent.withdrawn_at.is_not(None))
        .limit(1)
    )
    if withdrawn is not None or lead.consent.withdrawn_at:
        return "withdrawn"
    if lead.candidate.restricted_at:
        return "restricted"
    return None if lead.candidate.email else "no_address"


def fields_for(
    session: Session, lead: Lead, by: Consultant, agency: Mapping[str, str]
) -> dict[str, str]:
    """Return what a template's fields stand for in a letter from *by*; unknown ones are empty."""
    who, promise = lead.candidate, lead.promise
    call = find_call(session, lead)
    call_at = call.at if call else promise.call_at if promise else None
    asked = [ASKED[each["asks"]] for each in lead.missing if each["asks"] in ASKED]
    return {
        "first_name": (who.name or "").split(" ")[0],
        "name": who.name or "",
        "role": ROLES.get(lead.role or "", ""),
        "place": who.town or who.postcode or "",
        "start": who.start or "",
        "missing": _listed(list(dict.fromkeys(asked))),
        "call_time": say_call(call_at) if call_at else "",
        "reference": lead.reference,
        "branch": lead.branch.name,
        "branch_phone": lead.branch.phone or agency.get("phone", ""),
        **fields_of_agency(by, agency),
    }


def fields_of_agency(by: Consultant, agency: Mapping[str, str]) -> dict[str, str]:
    """Return the fields that are known where there is no lead yet."""
    facts = {name: agency.get(name, "") for name in ("agency", "phone")}
    return facts | {"consultant": by.name}


def write_letter(
    session: Session,
    lead: Lead,
    *,
    by: Consultant,
    subject: str,
    text: str,
    template: str | None,
    now: datetime,
) -> CandidateLetter:
    """
    Send a letter to the lead's candidate, as the agency; its answer comes back to *by*.

    An answer that was promised is thereby given; a call is not.
    """
    if obstacle := find_obstacle(session, lead):
        raise NotToBeWritten(obstacle)
    letter = CandidateLetter(
        lead_id=lead.id,
        consultant_id=by.id,
        author=by.name,
        template=template,
        address=lead.candidate.email or "",
        subject=subject,
        text=text,
        at=now,
    )
    session.add(letter)
    session.flush()  # the delivery is named after it
    letter.delivery = queue_letter(session, lead, letter, reply_to=by.email, now=now)
    if lead.promise and lead.promise.call_at is None:
        keep_promise(session, lead, now=now)
    return letter


def list_letters(session: Session, lead: Lead) -> Sequence[CandidateLetter]:
    """Return the letters that were written to the lead's candidate, newest first."""
    return session.scalars(
        select(CandidateLetter)
        .where(CandidateLetter.lead_id == lead.id)
        .order_by(CandidateLetter.id.desc())
    ).all()


def _listed(things: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(things[:-1]), *things[-1:]]))
