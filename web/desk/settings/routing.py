"""Who would get a lead and why, what other rules would have done, and who is away."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Literal

import yaml
from fastapi import Depends, Form, Query, Request, Response, UploadFile
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse

from agency.core.differences import fingerprint
from agency.core.enquiry import Kind
from agency.core.roles import Role
from agency.core.routing import Choice, NoDesk
from agency.core.rule_book import Case
from agency.services.agency.absences import (
    AbsenceUnclear,
    end_absences,
    keep_absence,
    list_absences,
)
from agency.services.agency.desks import LONDON, day_of, find_load
from agency.services.agency.rules import (
    RulesInvalid,
    find_rules,
    keep_rules,
    list_rule_versions,
    rules_in_words,
    take_back_rules,
)
from agency.services.agency.sections import ChangedMeanwhile
from agency.services.agency.setup import SetupInvalid
from agency.services.audit import keep_audit
from agency.services.leads.handing_on import hand_on_waiting
from agency.services.people.access import list_people
from agency.services.routing.previews import Asked, preview_route
from agency.services.routing.trials import Comparison, compare_rules
from agency.storage.field_words import languages
from agency.storage.models import Access, Consultant
from agency.storage.rule_file import LONGEST, RuleFileBroken, read_rule_file
from web.desk.access import SignedIn, TheConsultant, TheSignedIn, TheTime, TheUnit
from web.desk.leads.filters import Given
from web.desk.pages import page
from web.desk.refusals import not_there
from web.desk.routes import desk_pages

RULES_ROUTING = frozenset({Access.MANAGER, Access.ADMINISTRATOR})
MOST_SHOWN = 200  # of the leads that other rules would treat otherwise
LONGEST_PLACE, LONGEST_QUESTION = 120, 500

router = desk_pages("/desk/routing")


class Thought(BaseModel):
    """A lead that is only thought of; all of it stands in the address."""

    ask: Literal["", "1"] = ""
    place: str = Field("", max_length=LONGEST_PLACE)
    role: Given[Role] = None
    kind: Kind = Kind.REGISTRATION
    language: Given[Annotated[str, Field(max_length=40)]] = None
    question: str = Field("", max_length=LONGEST_QUESTION)
    on: Given[date] = None
    told: Literal["", "away", "back", "rules"] = ""


@dataclass(frozen=True)
class Tried:
    """What came of trying other rules: a comparison, or what is wrong with them."""

    rules: str = ""
    days: int = 30
    problem: str = ""
    comparison: Comparison | None = None
    changed: bool = False
    away_problem: str = ""
    values: dict[str, Any] = field(default_factory=dict)


def who_rules(consultant: TheConsultant) -> Consultant:
    if consultant.access not in RULES_ROUTING:
        raise not_there()
    return consultant


WhoRules = Annotated[Consultant, Depends(who_rules)]


@router.get("")
def show_routing(
    request: Request,
    thought: Annotated[Thought, Query()],
    _: WhoRules,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
) -> Response:
    """Show who would get the lead that is thought of, the rules in force, and who is away."""
    return routing_page(request, session, somebody, thought, Tried(), now=now)


@router.post("/compare")
def compare(
    request: Request,
    manager: WhoRules,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    rules: Annotated[str, Form(max_length=LONGEST + 5_000)] = "",
    days: Annotated[int, Form(ge=1, le=366)] = 30,
    file: UploadFile | None = None,
) -> Response:
    """Show what the rules that were pasted or sent as a file would have done. Keep nothing."""
    sent = file.file.read(LONGEST + 1) if file is not None and file.filename else b""
    pasted = rules.replace("\r\n", "\n")
    try:
        found = compare_rules(
            session,
            read_rule_file(sent or pasted),
            since=now - timedelta(days=days),
            who=manager.email,
            now=now,
        )
    except (RuleFileBroken, SetupInvalid) as broken:
        tried = Tried(pasted, days, problem=str(broken))
        return routing_page(request, session, somebody, Thought(), tried, now=now, status=422)
    shown = sent.decode("utf-8", "replace") or pasted
    tried = Tried(shown, days, comparison=found)
    return routing_page(request, session, somebody, Thought(), tried, now=now)


@router.post("/rules")
def put_in_force(
    request: Request,
    manager: WhoRules,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    rules: Annotated[str, Form(max_length=LONGEST + 5_000)] = "",
    seen: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Put rules in force that were compared first; branches and people of the text stay out."""
    pasted = rules.replace("\r\n", "\n")
    try:
        keep_rules(session, read_rule_file(pasted), seen=seen, who=manager.email, now=now)
    except (RuleFileBroken, RulesInvalid) as broken:
        tried = Tried(pasted, problem=str(broken))
        return routing_page(request, session, somebody, Thought(), tried, now=now, status=422)
    except ChangedMeanwhile:
        tried = Tried(pasted, changed=True)
        return routing_page(request, session, somebody, Thought(), tried, now=now, status=409)
    return RedirectResponse("/desk/routing?told=rules#force", 303)


@router.post("/rules/back")
def go_back(
    manager: WhoRules,
    session: TheUnit,
    now: TheTime,
    version: Annotated[int, Form(ge=0, le=2**31 - 1)],
) -> Response:
    """Put an earlier version of the rules in force again."""
    if not take_back_rules(session, version, who=manager.email, now=now) and version:
        raise not_there()
    return RedirectResponse("/desk/routing?told=rules#force", 303)


@router.post("/absences")
def note_absence(
    request: Request,
    manager: WhoRules,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    consultant: Annotated[int, Form()],
    first: Annotated[date, Form()],
    last: Annotated[date, Form()],
) -> Response:
    """Note that somebody is away; what waits for them goes to whoever is there."""
    person = session.get(Consultant, consultant)
    if person is None:
        raise not_there()
    try:
        keep_absence(session, person, first, last, now=now)
    except AbsenceUnclear as unclear:
        values = {"consultant": consultant, "first": first, "last": last}
        tried = Tried(away_problem=str(unclear), values=values)
        return routing_page(request, session, somebody, Thought(), tried, now=now, status=422)
    write_down(session, manager, "noted an absence of", person, now=now)
    hand_on_waiting(session, now=now)
    return RedirectResponse("/desk/routing?told=away", 303)


@router.post("/absences/{consultant_id}/end")
def note_return(consultant_id: int, manager: WhoRules, session: TheUnit, now: TheTime) -> Response:
    """Note that somebody is back; what waited for them goes to them, the oldest first."""
    person = session.get(Consultant, consultant_id)
    if person is None:
        raise not_there()
    end_absences(session, person, on=day_of(now))
    write_down(session, manager, "noted the return of", person, now=now)
    hand_on_waiting(session, now=now)
    return RedirectResponse("/desk/routing?told=back", 303)


def routing_page(
    request: Request,
    session: Session,
    somebody: SignedIn,
    thought: Thought,
    tried: Tried,
    *,
    now: datetime,
    status: int = 200,
) -> Response:
    """Return the page with what came of the last form on it."""
    day = day_of(now)
    choice, no_desk = chosen(session, thought, now=now) if thought.ask else (None, False)
    people = list_people(session)
    return page(
        request,
        "routing.html",
        status=status,
        somebody=somebody,
        thought=thought,
        choice=choice,
        no_desk=no_desk,
        tried=tried,
        changes=tried.comparison.changes[:MOST_SHOWN] if tried.comparison else [],
        rules=find_rules(session).scoring,
        seen=fingerprint(rules_in_words(session)),
        versions=list_rule_versions(session),
        written=tried.rules
        or yaml.safe_dump(rules_in_words(session), sort_keys=False, allow_unicode=True, width=96),
        people=people,
        held=find_load(session).consultants,
        absences=list_absences(session, on=day),
        names={person.id: person.name for person in people},
        today=day,
        languages=sorted(languages().titles.items(), key=lambda each: each[1]),
        in_words=in_words,
        limits={"place": LONGEST_PLACE, "question": LONGEST_QUESTION, "rules": LONGEST},
    )


def chosen(session: Session, thought: Thought, *, now: datetime) -> tuple[Choice | None, bool]:
    """Return the choice for a lead that is thought of, and whether there is no desk at all."""
    asked = Asked(
        thought.place.strip(),
        thought.role,
        thought.kind,
        languages().find_one(thought.language),
        thought.question,
    )
    at = datetime.combine(thought.on, time(9), LONDON).astimezone(UTC) if thought.on else now
    try:
        return preview_route(session, asked, now=at), False
    except NoDesk:
        return None, True


def in_words(case: Case) -> str:
    """Return when a case holds, as short as it is written in the rules."""
    return ", ".join(
        f"{each.fact} {each.how.replace('_', ' ')} {' or '.join(map(str, each.wanted))}".strip()
        for each in case.when.comparisons
    )


def write_down(
    session: Session, manager: Consultant, did: str, person: Consultant, *, now: datetime
) -> None:
    keep_audit(
        session, who=manager.email, did=did, kind="consultant", subject=str(person.id), now=now
    )
