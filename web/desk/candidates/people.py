"""People: found by anything they are known by, and everything about one of them on one page."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from agency.core.care import shared
from agency.services.audit import keep_audit
from agency.services.candidates.everything import kept_until, who_was_told
from agency.services.candidates.personal_records import as_json, record_of
from agency.services.candidates.search import Person, find_person, search_people
from agency.services.leads.files import list_cvs_of_each
from agency.services.people.access import ANSWERS_FOR_PRIVACY, corrects
from agency.services.people.people import names_of
from agency.services.privacy.holds import find_holds, list_consents
from agency.services.privacy.own_details import list_corrections
from agency.services.privacy.requests import list_requests_of
from agency.storage.models import (
    AgreedCall,
    Asked,
    Candidate,
    Consent,
    Consultant,
    Conversation,
    Correction,
    Cv,
    Delivery,
    DeliveryAttempt,
    Journey,
    Lead,
    LeadText,
    LeadVisit,
    Mention,
    Model,
    Note,
    PrivacyRequest,
    Promise,
    ResumeLink,
    RetentionHold,
    SamePerson,
    Turn,
    Way,
)
from agency.storage.personal import find_rows, read_rows
from web.desk.access import (
    ALeadsReader,
    SignedIn,
    TheirLead,
    TheSignedIn,
    TheTime,
    TheUnit,
)
from web.desk.pages import page
from web.desk.routes import desk_pages

# These have a place of their own on the page, or say nothing that is not there already.
HAS_ITS_PLACE: frozenset[type[Model]] = frozenset(
    {
        AgreedCall,
        Candidate,
        Consent,
        Conversation,
        Correction,
        Cv,
        Delivery,
        DeliveryAttempt,
        Journey,
        Lead,
        LeadText,
        LeadVisit,
        Mention,
        Note,
        PrivacyRequest,
        Promise,
        ResumeLink,
        RetentionHold,
        SamePerson,
        Turn,
    }
)

type Told = Literal[
    "",
    "corrected",
    "unchanged",
    "withdrawn",
    "asked",
    "restricted",
    "lifted",
    "held",
    "hold_ended",
    "closed",
]

router = desk_pages("/desk/candidates")


@router.get("")
def ask_for_words(request: Request, _me: ALeadsReader, somebody: TheSignedIn) -> Response:
    """Show an empty box: nobody's details stand on a page that was not asked for."""
    return page(request, "candidates.html", somebody=somebody, words_given="", people=None)


@router.post("")
def search(
    request: Request,
    me: ALeadsReader,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    words: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """
    Show whom the words fit.

    They come in a form and never in an address: a name typed here would stay in the browser's
    history, and in every log on the way.
    """
    people = search_people(session, words, by=me)
    if words.strip():
        keep_audit(
            session,
            who=me.email,
            did="searched",
            kind="candidates",
            subject=str(len(people)),
            now=now,
        )
    return page(
        request, "candidates.html", somebody=somebody, words_given=words.strip(), people=people
    )


@router.get("/{reference}")
def show_person(
    request: Request,
    lead: TheirLead,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    told: Told = "",
) -> Response:
    """Show everything about whoever is behind a lead, across all of theirs that may be seen."""
    person = find_person(session, lead, by=somebody.consultant)
    write_down(session, somebody.consultant, "saw the person of", person, now=now)
    return person_page(request, session, lead, somebody, person=person, told=told)


def person_page(
    request: Request,
    session: Session,
    lead: Lead,
    somebody: SignedIn,
    *,
    person: Person | None = None,
    status: int = 200,
    told: str = "",
    problem: str = "",
) -> Response:
    """Return a person's page as it stands, with what went well or wrong above it."""
    now = request.app.state.now()
    me = somebody.consultant
    person = person or find_person(session, lead, by=me)
    leads, ids = person.leads, person.ids
    lead_ids = [each.id for each in leads]
    corrections, consents = list_corrections(session, lead_ids), list_consents(session, ids)
    noted_by = {each.by for each in corrections} | {each.withdrawn_by or "" for each in consents}
    return page(
        request,
        "candidate.html",
        status=status,
        somebody=somebody,
        lead=lead,
        person=person,
        told=told,
        problem=problem,
        is_officer=me.access in ANSWERS_FOR_PRIVACY,
        corrects=corrects(me, lead),
        turns={
            each.id: shared(each.conversation.turns) if each.conversation else [] for each in leads
        },
        cvs=list_cvs_of_each(session, leads),
        consents=consents,
        requests=list_requests_of(session, ids),
        corrections=corrections,
        called=names_of(session, noted_by),
        given=who_was_told(session, lead_ids),
        holds=find_holds(session, ids, now=now),
        until=kept_until(session, ids, leads, now=now),
        calls=calls_of(session, lead_ids),
        more=what_else(session, person),
        asked=list(Asked),
        ways=[way for way in Way if way is not Way.OWN_PAGE],
    )


def calls_of(session: Session, lead_ids: Sequence[int]) -> Sequence[AgreedCall]:
    return session.query(AgreedCall).filter(AgreedCall.lead_id.in_(lead_ids)).all()


def what_else(session: Session, person: Person) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Return what has no place of its own on the page: no table is left out for being new."""
    chats = {each.conversation_id for each in person.leads if each.conversation_id}
    rows = read_rows(session, find_rows(session, person.ids, chats))
    return [
        (record_of(model).title, [said(model, row) for row in found])
        for model, found in rows.items()
        if model not in HAS_ITS_PLACE
    ]


def said(model: type[Model], row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a row that say something to a person."""
    keys = {key.parent.name for key in model.__table__.foreign_keys} | {"id"}
    keys |= set(record_of(model).ours)
    return {
        name.replace("_", " "): value if name.endswith("_at") or name == "at" else as_json(value)
        for name, value in row.items()
        if name not in keys and value not in (None, "", [], {})
    }


def write_down(
    session: Session, consultant: Consultant, did: str, person: Person, *, now: Any
) -> None:
    """Write a deed down on each of a person's leads: that is where somebody would look for it."""
    for each in person.leads:
        keep_audit(
            session, who=consultant.email, did=did, kind="lead", subject=each.reference, now=now
        )
