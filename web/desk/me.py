"""My own page: who I am here, and how I come in."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import Form, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse

from agency.core.phone import find_phone
from agency.services.audit import keep_audit
from agency.services.people.access import WORKS_ON_LEADS
from agency.services.people.second_factors import count_recovery_codes, has_second_factor
from agency.services.people.sign_ins import list_sign_ins
from agency.settings import Settings
from agency.storage.models import Branch
from web.desk.access import SignedIn, TheSettings, TheSignedIn, TheTime, TheUnit
from web.desk.leads.filters import NO_NUL
from web.desk.pages import page
from web.desk.routes import desk_pages

router = desk_pages("/desk/me")


class Myself(BaseModel):
    """What somebody may say of themselves."""

    name: str = Field("", max_length=120, pattern=NO_NUL)
    phone: str = Field("", max_length=40, pattern=NO_NUL)


@router.get("")
def show_me(
    request: Request,
    somebody: TheSignedIn,
    session: TheUnit,
    settings: TheSettings,
    now: TheTime,
    told: Literal["", "kept", "factor_off", "factor_on"] = "",
) -> Response:
    """Show what is known of whoever asks."""
    me = somebody.consultant
    given = Myself(name=me.name, phone=me.phone or "")
    return me_page(request, session, settings, somebody, given, told=told, now=now)


@router.post("")
def keep_me(
    request: Request,
    given: Annotated[Myself, Form()],
    somebody: TheSignedIn,
    session: TheUnit,
    settings: TheSettings,
    now: TheTime,
) -> Response:
    """Keep name and telephone number."""
    me = somebody.consultant
    name, phone = " ".join(given.name.split()), given.phone.strip()
    problem = "no_name" if not name else "no_phone" if phone and not find_phone(phone) else ""
    if problem:
        return me_page(
            request, session, settings, somebody, given, problem=problem, status=422, now=now
        )
    me.name, me.phone = name, phone or None
    keep_audit(
        session,
        who=me.email,
        did="changed their own name or number",
        kind="consultant",
        subject=str(me.id),
        now=now,
    )
    return RedirectResponse("/desk/me?told=kept", 303)


def me_page(
    request: Request,
    session: Session,
    settings: Settings,
    somebody: SignedIn,
    given: Myself,
    *,
    told: str = "",
    problem: str = "",
    status: int = 200,
    now: datetime,
) -> Response:
    me = somebody.consultant
    branch = session.get(Branch, me.branch_id) if me.branch_id else None
    return page(
        request,
        "me.html",
        status=status,
        somebody=somebody,
        given=given,
        told=told,
        problem=problem,
        branches=[*([branch] if branch else []), *me.further_branches],
        teams=me.teams,
        offers_second_factor=settings.second_factor != "off",
        has_second_factor=has_second_factor(session, me),
        codes_left=count_recovery_codes(session, me),
        sign_ins=len(list_sign_ins(session, me, now=now)),
        has_news=me.access in WORKS_ON_LEADS,
    )
