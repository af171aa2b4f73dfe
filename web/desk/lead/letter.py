"""A letter to a lead's candidate: begun from a template, changed by a person, and sent."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Form, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from agency.core.letter_fields import FIELDS, fill_fields, fill_subject, open_fields
from agency.services.agency.ready_words import (
    find_canned_reply,
    find_letter_template,
    list_canned_replies,
    list_letter_templates,
)
from agency.services.leads.letters import NotToBeWritten, fields_for, find_obstacle, write_letter
from agency.storage.models import Lead
from web.desk.access import (
    SignedIn,
    TheirLeadToWorkOn,
    TheSignedIn,
    TheTime,
    TheUnit,
)
from web.desk.lead.deeds import as_typed, back_to, write_down
from web.desk.pages import page
from web.desk.routes import desk_pages

LONGEST_SUBJECT, LONGEST_LETTER = 200, 10_000

router = desk_pages("/desk/leads/{reference}/letter")


class Written(BaseModel):
    """The letter as somebody sends it."""

    subject: str = Field("", max_length=LONGEST_SUBJECT)
    text: str = Field("", max_length=LONGEST_LETTER)
    template: str = Field("", max_length=60)


@router.get("")
def begin(
    request: Request,
    lead: TheirLeadToWorkOn,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    template: str = "",
    reply: str = "",
) -> Response:
    """Show a letter to write: empty, or filled in from a template."""
    write_down(session, somebody.consultant, "began a letter", lead, now=now)
    known = fields_for(session, lead, somebody.consultant, facts_of_agency(request))
    found = find_letter_template(session, template) if template else None
    ready = find_canned_reply(session, reply) if reply else None
    text = found.body if found else ready.text if ready else ""
    letter = Written(
        subject=fill_subject(found.subject, known)[:LONGEST_SUBJECT] if found else "",
        text=fill_fields(text, known)[:LONGEST_LETTER],
        template=found.key if found else "",
    )
    return letter_page(request, session, lead, somebody, letter)


@router.post("")
def send(
    request: Request,
    lead: TheirLeadToWorkOn,
    letter: Annotated[Written, Form()],
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
) -> Response:
    """Send the letter as the agency; its answer comes to whoever wrote it."""
    subject, text = " ".join(letter.subject.split()), as_typed(letter.text)
    problem = "empty" if not (subject and text) else ""
    if [name for name in open_fields(f"{subject}\n{text}") if name in FIELDS]:
        problem = problem or "open_fields"
    if not problem:
        try:
            write_letter(
                session,
                lead,
                by=somebody.consultant,
                subject=subject,
                text=text,
                template=letter.template or None,
                now=now,
            )
        except NotToBeWritten:
            problem = "obstacle"
    if problem:
        status = 409 if problem == "obstacle" else 422
        return letter_page(request, session, lead, somebody, letter, status=status, problem=problem)
    write_down(session, somebody.consultant, "wrote a letter", lead, now=now)
    return back_to(lead, "sent", "letters")


def letter_page(
    request: Request,
    session: Session,
    lead: Lead,
    somebody: SignedIn,
    letter: Written,
    *,
    status: int = 200,
    problem: str = "",
) -> Response:
    """Return the letter as it is written so far, and why it cannot be sent if it cannot."""
    return page(
        request,
        "lead_letter.html",
        status=status,
        somebody=somebody,
        lead=lead,
        letter=letter,
        templates=list_letter_templates(session),
        replies=list_canned_replies(session),
        open_still=[
            FIELDS[name]
            for name in open_fields(f"{letter.subject}\n{letter.text}")
            if name in FIELDS
        ],
        obstacle=find_obstacle(session, lead),
        problem=problem,
    )


def facts_of_agency(request: Request) -> Mapping[str, str]:
    """Return the agency's own facts, as answers have them."""
    facts: Mapping[str, str] = getattr(request.app.state, "facts", {})
    return facts
