"""A candidate's own page: everything they told us, to see, to put right, to have erased."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from agency.core.phone import say_phone
from agency.services.keys.private_links import DETAILS, PrivateLinks
from agency.services.privacy.erasures import Held
from agency.services.privacy.own_details import (
    ask_for_erasure,
    ask_for_everything,
    correct_details,
    erase_own_details,
    find_own_lead,
    find_profile,
    read_details,
)
from agency.services.privacy.requests import find_open_requests
from agency.storage.files import CvStore
from agency.storage.models import Asked, Lead
from agency.storage.unit import OpenUnit
from web.page_templates import read_templates

HERE = Path(__file__).parent
NOT_FOUND, NOT_READ, SEE_OTHER = 404, 422, 303
# Whoever holds the address holds the details: no other site may learn it, no store may keep it.
PRIVATE = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
}


class Written(BaseModel):
    """The fields of the page as they came; what a browser leaves out is empty."""

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


class MyDetails:
    """What the page needs: who may see it, where the details are, how the agency is reached."""

    def __init__(
        self, links: PrivateLinks, open_unit: OpenUnit, store: CvStore, facts: Mapping[str, str]
    ) -> None:
        self.links = links
        self.open_unit = open_unit
        self.store = store
        self.facts = facts

    def lead(self, session: Session, token: str) -> Lead | None:
        """Return the lead whose link this is; one that is erased, old or forged opens nothing."""
        lead_id = self.links.read(DETAILS, token)
        lead = find_own_lead(session, lead_id) if lead_id else None
        # What only the law still keeps is nobody's page any more.
        return None if lead is None or lead.candidate.erase_on else lead

    def page(self, name: str, status: int = 200, **known: Any) -> HTMLResponse:
        html = templates().get_template(f"{name}.html").render(facts=self.facts, **known)
        return HTMLResponse(html, status, headers=PRIVATE)

    def nothing(self) -> HTMLResponse:
        return self.page("my_details_gone", NOT_FOUND, outcome="nothing", until="")

    def shown(
        self, session: Session, lead: Lead, token: str, status: int = 200, **known: Any
    ) -> HTMLResponse:
        """Return the page with everything in it."""
        profile = find_profile(session, lead)
        asked = find_open_requests(session, [lead.candidate_id])
        return self.page(
            "my_details",
            status,
            token=token,
            lead=told_of(lead),
            has_profile=profile is not None,
            asked=[each for each in asked if each.asked is Asked.ACCESS],
            **{"values": values_of(lead), "wrong": [], "saved": False} | known,
        )

    def see(self, token: str, saved: str | None = None) -> Response:
        with self.open_unit() as session:
            lead = self.lead(session, token)
            return self.shown(session, lead, token, saved=bool(saved)) if lead else self.nothing()

    def correct(
        self, token: str, written: Annotated[Written, Form()], request: Request
    ) -> Response:
        now: datetime = request.app.state.now()
        with self.open_unit() as session:
            lead = self.lead(session, token)
            if lead is None:
                return self.nothing()
            read = read_details(written.model_dump())
            if read.wrong:
                known = {"values": written.model_dump(), "wrong": read.wrong}
                return self.shown(session, lead, token, NOT_READ, **known)
            correct_details(
                session,
                self.store,
                lead,
                read.values,
                agency=self.facts["agency"],
                cv_id=secrets.token_hex(16),
                now=now,
            )
        return RedirectResponse(f"/my-details/{token}?saved=1", SEE_OTHER, headers=PRIVATE)

    def delete(self, token: str, request: Request, sure: Annotated[str, Form()] = "") -> Response:
        now: datetime = request.app.state.now()
        with self.open_unit() as session:
            lead = self.lead(session, token)
            if lead is None:
                return self.nothing()
            if sure != "yes":
                return RedirectResponse(f"/my-details/{token}", SEE_OTHER, headers=PRIVATE)
            try:
                erased = erase_own_details(session, self.store, lead, now=now)
            except Held:
                asked = ask_for_erasure(session, lead, now=now)
                return self.page("my_details_gone", outcome="held", until=say_day(asked.due_on))
            until = say_day(erased.held_until) if erased.held_until else ""
        return self.page("my_details_gone", outcome="erased", until=until)

    def ask(self, token: str, request: Request) -> Response:
        """Note that they ask for all we hold about them; a person sends it, and by when."""
        now: datetime = request.app.state.now()
        with self.open_unit() as session:
            lead = self.lead(session, token)
            if lead is None:
                return self.nothing()
            ask_for_everything(session, lead, now=now)
        return RedirectResponse(f"/my-details/{token}#everything", SEE_OTHER, headers=PRIVATE)

    def profile(self, token: str) -> Response:
        with self.open_unit() as session:
            lead = self.lead(session, token)
            made = find_profile(session, lead) if lead else None
            if made is None:
                return self.nothing()
            body = self.store.open(made.key)
        attachment = {"Content-Disposition": 'attachment; filename="profile.pdf"'}
        return Response(body, media_type="application/pdf", headers=PRIVATE | attachment)


def details_routes(mine: MyDetails) -> APIRouter:
    """Return the routes of the page; each begins with the link."""
    router = APIRouter(prefix="/my-details/{token}", include_in_schema=False)
    router.add_api_route("", mine.see, methods=["GET"])
    router.add_api_route("", mine.correct, methods=["POST"], response_class=HTMLResponse)
    router.add_api_route("/delete", mine.delete, methods=["POST"], response_class=HTMLResponse)
    router.add_api_route("/ask", mine.ask, methods=["POST"], response_class=HTMLResponse)
    router.add_api_route("/profile.pdf", mine.profile, methods=["GET"])
    return router


def told_of(lead: Lead) -> dict[str, Any]:
    """Return what the page says about the lead itself."""
    return {
        "reference": lead.reference,
        "owner": lead.owner.name,
        "branch": lead.branch.name,
        "branch_phone": lead.branch.phone,
        "role": lead.role.value if lead.role else None,
        "opened_on": f"{lead.opened_at.day} {lead.opened_at:%B %Y}",
        "consent": lead.consent.wording,
    }


def values_of(lead: Lead) -> dict[str, str]:
    """Return what is kept, as it stands in the fields of the page."""
    candidate = lead.candidate
    years = candidate.experience_years
    kept = {name: getattr(candidate, name, None) or "" for name in Written.model_fields}
    return kept | {
        "role": lead.role.value if lead.role else "",
        "phone": say_phone(candidate.phone) if candidate.phone else "",
        "experience_years": "" if years is None else f"{years:g}",
        "qualifications": "\n".join(candidate.qualifications),
    }


def say_day(day: date) -> str:
    """Return a day as it is written in a letter: "9 March 2026"."""
    return f"{day.day} {day:%B %Y}"


@cache
def templates() -> Environment:
    environment = read_templates(HERE)
    environment.filters["say_day"] = say_day
    return environment
