"""What is done with one person's details: put right, withdrawn, restricted, asked for."""

import secrets
from typing import Annotated, Any, Literal

from fastapi import Form, Request, Response
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse

from agency.core.checks import DBS, RIGHT_TO_WORK
from agency.core.phone import say_phone
from agency.core.roles import Role
from agency.services.candidates.search import find_person
from agency.services.privacy.holds import (
    lift_restriction,
    list_consents,
    restrict,
    withdraw_consent,
)
from agency.services.privacy.own_details import correct_details, read_details
from agency.services.privacy.requests import keep_request
from agency.storage.models import Asked, Lead, Way
from web.desk.access import (
    APrivacyOfficer,
    SignedIn,
    TheConsultant,
    TheCvs,
    TheirLead,
    TheirLeadToCorrect,
    TheSignedIn,
    TheTime,
    TheUnit,
)
from web.desk.candidates.file import the_agency
from web.desk.candidates.people import write_down
from web.desk.pages import page
from web.desk.refusals import Refused, not_there
from web.desk.routes import desk_pages

router = desk_pages("/desk/candidates/{reference}")


class Written(BaseModel):
    """The form with everything a candidate told us, and the version of the lead it was read at."""

    version: int
    role: str = Field("", max_length=50)
    name: str = Field("", max_length=200)
    email: str = Field("", max_length=300)
    phone: str = Field("", max_length=100)
    town: str = Field("", max_length=300)
    postcode: str = Field("", max_length=50)
    current_occupation: str = Field("", max_length=1_000)
    experience_years: str = Field("", max_length=20)
    qualifications: str = Field("", max_length=5_000)
    availability: str = Field("", max_length=1_000)
    start: str = Field("", max_length=1_000)
    right_to_work: str = Field("", max_length=20)
    dbs: str = Field("", max_length=20)


@router.get("/correct")
def show_form(
    request: Request,
    lead: TheirLeadToCorrect,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
) -> Response:
    """Show what one lead's candidate told us, each field to be put right."""
    person = find_person(session, lead, by=somebody.consultant)
    write_down(session, somebody.consultant, "saw the person of", person, now=now)
    return form_page(request, lead, somebody, values_of(lead))


@router.post("/correct")
def correct(
    request: Request,
    lead: TheirLeadToCorrect,
    written: Annotated[Written, Form()],
    somebody: TheSignedIn,
    session: TheUnit,
    cvs: TheCvs,
    now: TheTime,
) -> Response:
    """Keep what was put right, as the chat would read it, if nobody changed the lead meanwhile."""
    if written.version != lead.version:
        raise Refused(409, "changed_meanwhile")
    fields = written.model_dump(exclude={"version"})
    read = read_details(fields)
    if read.wrong:
        return form_page(request, lead, somebody, fields, wrong=read.wrong, status=422)
    changed = correct_details(
        session,
        cvs,
        lead,
        read.values,
        agency=the_agency(session)["name"],
        cv_id=secrets.token_hex(16),
        by=somebody.consultant,
        now=now,
    )
    if changed:
        person = find_person(session, lead, by=somebody.consultant)
        write_down(session, somebody.consultant, f"put right {', '.join(changed)}", person, now=now)
    return back_to(lead, "corrected" if changed else "unchanged")


@router.post("/consents/{consent_id}/withdraw")
def withdraw(
    lead: TheirLeadToCorrect,
    consent_id: int,
    way: Annotated[Way, Form()],
    me: TheConsultant,
    session: TheUnit,
    now: TheTime,
) -> Response:
    """Note that somebody does not agree any more, as they told one of us."""
    person = find_person(session, lead, by=me)
    consent = next((e for e in list_consents(session, person.ids) if e.id == consent_id), None)
    theirs = next(
        (e for e in person.leads if consent and e.candidate_id == consent.candidate_id), None
    )
    if consent is None or theirs is None:
        raise not_there()
    if withdraw_consent(session, theirs, consent, way=way, by=me.email, now=now):
        write_down(session, me, "noted that consent is withdrawn", person, now=now)
    return back_to(lead, "withdrawn")


@router.post("/requests")
def ask(
    lead: TheirLeadToCorrect,
    asked: Annotated[Asked, Form()],
    way: Annotated[Way, Form()],
    me: TheConsultant,
    session: TheUnit,
    now: TheTime,
) -> Response:
    """Put into the register what somebody asked one of us."""
    request = keep_request(session, lead.candidate, asked, way=way, received_by=me.email, now=now)
    person = find_person(session, lead, by=me)
    write_down(
        session, me, f"kept the request {request.reference} ({asked.value})", person, now=now
    )
    return back_to(lead, "asked")


@router.post("/restriction")
def change_restriction(
    lead: TheirLead,
    to: Annotated[Literal["on", "off"], Form()],
    me: APrivacyOfficer,
    session: TheUnit,
    now: TheTime,
) -> Response:
    """Stop using somebody's details, or use them again."""
    person = find_person(session, lead, by=me)
    if to == "on":
        restrict(person.leads, now=now)
    else:
        lift_restriction(person.candidates)
    did = "restricted" if to == "on" else "lifted the restriction of"
    write_down(session, me, did, person, now=now)
    return back_to(lead, "restricted" if to == "on" else "lifted")


def form_page(
    request: Request,
    lead: Lead,
    somebody: SignedIn,
    values: dict[str, str],
    *,
    wrong: list[str] | None = None,
    status: int = 200,
) -> Response:
    return page(
        request,
        "candidate_correct.html",
        status=status,
        somebody=somebody,
        lead=lead,
        values=values,
        wrong=wrong or [],
        roles=list(Role),
        rights=RIGHT_TO_WORK,
        dbs=DBS,
    )


def values_of(lead: Lead) -> dict[str, Any]:
    """Return what is kept, as it stands in the fields of the form."""
    candidate = lead.candidate
    years = candidate.experience_years
    named = Written.model_fields.keys() - {"version"}
    kept = {name: getattr(candidate, name, None) or "" for name in named}
    return kept | {
        "role": lead.role.value if lead.role else "",
        "phone": say_phone(candidate.phone) if candidate.phone else "",
        "experience_years": "" if years is None else f"{years:g}",
        "qualifications": "\n".join(candidate.qualifications),
    }


def back_to(lead: Lead, told: str) -> Response:
    return RedirectResponse(f"/desk/candidates/{lead.reference}?told={told}", 303)
