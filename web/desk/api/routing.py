"""Who would get a lead, for the agency's own systems; nothing is changed by asking."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from agency.core.enquiry import Kind
from agency.core.roles import Role
from agency.core.routing import NoDesk
from agency.services.agency.setup import SetupInvalid
from agency.services.keys.tokens import Scope
from agency.services.routing.previews import Asked, preview_route, route_as_json
from agency.services.routing.trials import compare_rules, comparison_as_json
from agency.storage.field_words import languages
from agency.storage.models import ApiToken
from agency.storage.rule_file import LONGEST, RuleFileBroken, read_rule_file
from web.desk.access import TheTime, TheUnit
from web.desk.api.leads import REFUSALS
from web.desk.api.problems import Problem
from web.desk.api.tokens import TheToken, allowed
from web.desk.leads.filters import Given
from web.desk.routes import DeskApi

router = APIRouter(prefix="/api/v1/routing", route_class=DeskApi, tags=["desk"], responses=REFUSALS)


def who_asks(token: TheToken) -> ApiToken:
    return allowed(token, Scope.ROUTING_READ)


WhoAsks = Annotated[ApiToken, Depends(who_asks)]


class ConsideredShape(BaseModel):
    """One desk, and why it was or was not chosen."""

    desk: str
    branch: str
    owner: str
    open_leads: int
    chosen: bool
    because: str


class RouteShape(BaseModel):
    """Who would get a lead. `stands_in` says that another would have, but is away or full."""

    desk: str
    branch: str
    owner: str
    because: str
    stands_in: bool
    considered: list[ConsideredShape]


class OutcomeShape(BaseModel):
    """Where a lead would be, and how ready its sender."""

    desk: str
    branch: str
    grade: str
    points: int
    because: str


class ChangeShape(BaseModel):
    """One lead that other rules would have treated otherwise."""

    lead: str = Field(examples=["L-0042"])
    moves: bool
    regrades: bool
    before: OutcomeShape
    after: OutcomeShape


class ComparisonShape(BaseModel):
    """What other rules would have done to the leads since a day."""

    since: date
    leads: int
    left_out: int
    moved: int
    regraded: int
    grades_before: dict[str, int]
    grades_after: dict[str, int]
    changes: list[ChangeShape]


class Thought(BaseModel):
    """A lead that is only thought of."""

    place: str = Field("", max_length=120)
    role: Given[Role] = None
    kind: Kind = Kind.REGISTRATION
    language: Given[Annotated[str, Field(max_length=40)]] = None


class OtherRules(BaseModel):
    """Rules as they stand in data/agency.yml, and since how many days to try them."""

    model_config = ConfigDict(extra="forbid")

    rules: str = Field(max_length=LONGEST)
    days: int = Field(30, ge=1, le=366)


@router.get("", response_model=RouteShape)
def read_route(
    thought: Annotated[Thought, Query()], _: WhoAsks, session: TheUnit, now: TheTime
) -> dict[str, Any]:
    """Return who would get a lead now, and why every other desk would not."""
    spoken = languages().find_one(thought.language)
    if thought.language and spoken is None:
        raise not_acceptable("query", "language", "unknown")
    try:
        asked = Asked(thought.place.strip(), thought.role, thought.kind, spoken)
        return route_as_json(preview_route(session, asked, now=now))
    except NoDesk as none:
        raise Problem("no_desk") from none


@router.post("/comparison", response_model=ComparisonShape)
def compare(other: OtherRules, asks: WhoAsks, session: TheUnit, now: TheTime) -> dict[str, Any]:
    """Return what other rules would have done to the leads of the last days. Keep nothing."""
    since: datetime = now - timedelta(days=other.days)
    try:
        found = compare_rules(
            session, read_rule_file(other.rules), since=since, who=f"token {asks.name}", now=now
        )
    except (RuleFileBroken, SetupInvalid) as broken:
        raise not_acceptable("body", "rules", str(broken)) from broken
    except NoDesk as none:
        raise Problem("no_desk") from none
    return comparison_as_json(found)


def not_acceptable(where: str, name: str, problem: str) -> Problem:
    return Problem("not_acceptable", fields=[{"at": [where, name], "problem": problem}])
