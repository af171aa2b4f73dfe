"""The privacy officer's day: what waits, what goes tonight, who is held, what was erased."""

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import Form, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse

from agency.core.retention import next_night
from agency.services.audit import keep_audit
from agency.services.candidates.personal_records import record_of
from agency.services.privacy.erasures import find_erasure, list_erasures
from agency.services.privacy.holds import list_holds
from agency.services.privacy.requests import (
    ReasonMissing,
    close_request,
    list_closed,
    list_waiting,
)
from agency.services.privacy.retention import find_expired, find_last_run
from agency.storage.models import Fate, Lead, PrivacyRequest
from agency.storage.personal import personal_models
from web.desk.access import (
    APrivacyOfficer,
    SignedIn,
    TheCvs,
    TheSignedIn,
    TheTime,
    TheUnit,
)
from web.desk.candidates.file import the_agency
from web.desk.pages import LONDON, page
from web.desk.refusals import not_there
from web.desk.routes import desk_pages

MOST_SHOWN = 100

router = desk_pages("/desk/privacy")


@router.get("")
def show_the_day(
    request: Request,
    me: APrivacyOfficer,
    somebody: TheSignedIn,
    session: TheUnit,
    cvs: TheCvs,
    now: TheTime,
    told: Literal["", "closed"] = "",
) -> Response:
    """Show what there is to do, what is overdue first."""
    keep_audit(
        session, who=me.email, did="saw the list", kind="privacy requests", subject="open", now=now
    )
    return day_page(request, session, cvs, somebody, told=told)


@router.post("/requests/{number}")
def close(
    request: Request,
    number: int,
    fate: Annotated[Fate, Form()],
    me: APrivacyOfficer,
    somebody: TheSignedIn,
    session: TheUnit,
    cvs: TheCvs,
    now: TheTime,
    because: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Note how a request ended."""
    found = session.get(PrivacyRequest, number) if number < 10**9 else None
    if found is None:
        raise not_there()
    try:
        close_request(session, found, fate, by=me.email, because=because, now=now)
    except ReasonMissing:
        return day_page(request, session, cvs, somebody, problem=found.id, status=422)
    keep_audit(
        session,
        who=me.email,
        did=f"closed a request: {fate.value}",
        kind="privacy request",
        subject=found.reference,
        now=now,
    )
    return RedirectResponse("/desk/privacy?told=closed", 303)


@router.get("/tonight")
def show_tonight(
    request: Request,
    me: APrivacyOfficer,
    somebody: TheSignedIn,
    session: TheUnit,
    cvs: TheCvs,
    now: TheTime,
) -> Response:
    """Show who goes tonight, by reference, and how many chats and files without a person."""
    night = next_night(now)
    goes = find_expired(session, cvs, now=night)
    keep_audit(
        session, who=me.email, did="saw who goes tonight", kind="retention",
        subject=str(len(goes.candidates)), now=now,
    )  # fmt: skip
    return page(
        request,
        "privacy_tonight.html",
        somebody=somebody,
        night=night,
        goes=goes.as_counts(),
        leads=leads_of(session, goes.candidates[:MOST_SHOWN]),
        most=MOST_SHOWN,
    )


@router.get("/erasures/{reference}")
def show_certificate(
    request: Request,
    reference: str,
    me: APrivacyOfficer,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
) -> Response:
    """Show a certificate of erasure, to print or to save as PDF: it names nobody."""
    erasure = find_erasure(session, reference)
    if erasure is None:
        raise not_there()
    keep_audit(
        session,
        who=me.email,
        did="saw a certificate",
        kind="erasure",
        subject=erasure.reference,
        now=now,
    )
    titles = {model.__tablename__: record_of(model).title for model in personal_models()}
    return page(
        request,
        "privacy_certificate.html",
        somebody=somebody,
        erasure=erasure,
        titles=titles,
        agency=the_agency(session),
    )


def day_page(
    request: Request,
    session: Session,
    cvs: TheCvs,
    somebody: SignedIn,
    *,
    told: str = "",
    problem: int = 0,
    status: int = 200,
) -> Response:
    now = request.app.state.now()
    night = next_night(now)
    return page(
        request,
        "privacy.html",
        status=status,
        somebody=somebody,
        told=told,
        problem=problem,
        waiting=list_waiting(session),
        closed=list_closed(session),
        today=now.astimezone(LONDON).date(),
        night=night,
        goes=find_expired(session, cvs, now=night).as_counts(),
        last=find_last_run(session),
        holds=list_holds(session, now=now),
        erasures=list_erasures(session),
    )


def leads_of(session: Session, candidate_ids: Sequence[int]) -> Sequence[Lead]:
    return session.scalars(
        select(Lead).where(Lead.candidate_id.in_(candidate_ids)).order_by(Lead.id)
    ).all()
