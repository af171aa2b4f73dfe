"""The whole configuration as a file: taken away, compared, and taken in once it was shown."""

from typing import Any, Literal

from fastapi import Request, Response, UploadFile
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse

from agency.services.agency.configuration import (
    as_yaml,
    find_offer,
    note_file,
    preview_taking_in,
    take_in_agency,
    write_agency,
)
from agency.services.agency.sections import ChangedMeanwhile
from agency.services.agency.setup import SetupInvalid
from agency.services.audit import keep_audit
from agency.services.people.access import LETS_PEOPLE_IN
from agency.storage.rule_file import LONGEST, RuleFileBroken, read_rule_file
from agency.storage.sections import file_now
from web.desk.access import (
    AManager,
    AnAdministrator,
    SignedIn,
    TheSignedIn,
    TheTime,
    TheUnit,
)
from web.desk.pages import page
from web.desk.routes import desk_pages
from web.desk.settings.typed import TheTyped

PREFIX = "/desk/settings/configuration"

router = desk_pages(PREFIX)


@router.get("")
def show_configuration(
    request: Request,
    _: AManager,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    told: Literal["", "taken"] = "",
) -> Response:
    """Show the ways in and out, and what the house's own file offers."""
    offer = find_offer(session, file_now(), now=now)
    return configuration_page(request, session, somebody, told=told, offer=offer, now=now)


@router.get("/agency.yml")
def take_away(me: AManager, session: TheUnit, now: TheTime) -> Response:
    """Return everything that is set, as a file."""
    text = write_agency(session, now=now)
    keep_audit(
        session,
        who=me.email,
        did="exported the configuration",
        kind="setting",
        subject="agency.yml",
        now=now,
    )
    headers = {"Content-Disposition": 'attachment; filename="agency.yml"'}
    return Response(text, media_type="text/yaml; charset=utf-8", headers=headers)


@router.post("/compare")
def compare(
    request: Request,
    _: AManager,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    typed: TheTyped,
    file: UploadFile | None = None,
) -> Response:
    """Show line by line what a file would change. Keep nothing."""
    sent = file.file.read(LONGEST + 1) if file is not None and file.filename else b""
    text = sent.decode("utf-8", "replace") if sent else typed.whole("text", LONGEST)
    return shown_page(request, session, somebody, text, now=now)


@router.post("/take-in")
def take_in(
    request: Request,
    me: AnAdministrator,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    typed: TheTyped,
) -> Response:
    """Take in what was shown; if something changed meanwhile, show it again."""
    text = typed.whole("text", LONGEST)
    try:
        with session.begin_nested():
            take_in_agency(
                session, read_rule_file(text), who=me.email, now=now, seen=typed.text("seen")
            )
            if typed.text("whose") == "house":
                note_file(session, file_now(), who=me.email, now=now)
    except (RuleFileBroken, SetupInvalid, ChangedMeanwhile):
        return shown_page(request, session, somebody, text, changed=True, now=now)
    return RedirectResponse(f"{PREFIX}?told=taken", 303)


@router.post("/decline")
def decline(me: AnAdministrator, session: TheUnit, now: TheTime) -> Response:
    """Leave everything as it is, and offer what the house's file says no more."""
    note_file(session, file_now(), who=me.email, now=now)
    keep_audit(
        session,
        who=me.email,
        did="left the file's changes out",
        kind="setting",
        subject="agency.yml",
        now=now,
    )
    return RedirectResponse(PREFIX, 303)


def shown_page(
    request: Request,
    session: Session,
    somebody: SignedIn,
    text: str,
    *,
    changed: bool = False,
    now: Any,
) -> Response:
    try:
        lines, seen = preview_taking_in(session, read_rule_file(text), now=now)
    except (RuleFileBroken, SetupInvalid) as broken:
        return configuration_page(
            request, session, somebody, text=text, problem=str(broken), now=now, status=422
        )
    return configuration_page(
        request,
        session,
        somebody,
        text=text,
        lines=lines,
        seen=seen,
        changed=changed,
        now=now,
        status=409 if changed else 200,
    )


def configuration_page(
    request: Request,
    session: Session,
    somebody: SignedIn,
    *,
    told: str = "",
    text: str = "",
    problem: str = "",
    lines: Any = None,
    seen: str = "",
    changed: bool = False,
    offer: dict[str, Any] | None = None,
    now: Any,
    status: int = 200,
) -> Response:
    whose = ""
    if offer is not None:
        text, whose = as_yaml(offer), "house"
        try:
            lines, seen = preview_taking_in(session, offer, now=now)
        except SetupInvalid as broken:
            problem = str(broken)
    return page(
        request,
        "settings_configuration.html",
        status=status,
        somebody=somebody,
        told=told,
        text=text,
        whose=whose,
        problem=problem,
        lines=lines,
        seen=seen,
        changed=changed,
        longest=LONGEST,
        takes_in=somebody.consultant.access in LETS_PEOPLE_IN,
    )
