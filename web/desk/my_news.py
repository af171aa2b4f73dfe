"""When a consultant is told of leads, and when not: theirs to say."""

from datetime import time
from typing import Annotated, Literal

from fastapi import Depends, Form, Request, Response
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse

from agency.core.news_time import Wishes
from agency.services.audit import keep_audit
from agency.services.news.wishes import keep_wishes, wishes_of
from agency.services.people.access import WORKS_ON_LEADS
from agency.storage.models import Consultant
from web.desk.access import TheConsultant, TheSignedIn, TheTime, TheUnit
from web.desk.leads.filters import Given
from web.desk.pages import page
from web.desk.refusals import not_there
from web.desk.routes import desk_pages

TIMES = 3  # digests a day

router = desk_pages("/desk/my-news")

type Day = Annotated[int, Field(ge=0, le=6)]


class Wanted(BaseModel):
    """The form. Times are those of the United Kingdom."""

    how: Literal["at_once", "together"] = "at_once"
    digest: list[Given[time]] = Field(default_factory=list, max_length=TIMES)
    quiet_from: Given[time] = None
    quiet_until: Given[time] = None
    day: list[Day] = Field(default_factory=list, max_length=7)
    urgent_in_quiet: bool = False

    def as_wishes(self) -> Wishes:
        """Return the form as wishes, whether or not they make sense."""
        times = {each for each in self.digest if each} if self.how == "together" else set()
        return Wishes(
            digests=tuple(sorted(times)),
            quiet_from=self.quiet_from,
            quiet_until=self.quiet_until,
            days=frozenset(self.day),
            urgent_in_quiet=self.urgent_in_quiet,
        )

    def problem(self) -> str | None:
        """Name what cannot be kept as it was filled in."""
        wishes = self.as_wishes()
        if self.how == "together" and not wishes.digests:
            return "no_time"
        if (self.quiet_from is None) != (self.quiet_until is None):
            return "half_quiet"
        if self.quiet_from is not None and self.quiet_from == self.quiet_until:
            return "always_quiet"
        if not wishes.days:
            return "no_day"
        if any(map(wishes.is_quiet_time, wishes.digests)):
            return "digest_in_quiet"
        return None


def whoever_has_leads(consultant: TheConsultant) -> Consultant:
    if consultant.access not in WORKS_ON_LEADS:
        raise not_there()
    return consultant


WhoeverHasLeads = Annotated[Consultant, Depends(whoever_has_leads)]


@router.get("")
def show_wishes(
    request: Request,
    me: WhoeverHasLeads,
    somebody: TheSignedIn,
    session: TheUnit,
    told: Literal["", "kept"] = "",
) -> Response:
    """Show how this person wants to be told."""
    wishes = wishes_of(session, me.id)
    return page(
        request, "my_news.html", somebody=somebody, wishes=wishes, times=TIMES, told=told,
        problem=None, together=bool(wishes.digests),
    )  # fmt: skip


@router.post("")
def keep(
    request: Request,
    me: WhoeverHasLeads,
    wanted: Annotated[Wanted, Form()],
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
) -> Response:
    """Keep how this person wants to be told, or say what does not fit."""
    if problem := wanted.problem():
        return page(
            request, "my_news.html", status=422, somebody=somebody, wishes=wanted.as_wishes(),
            times=TIMES, told="", problem=problem, together=wanted.how == "together",
        )  # fmt: skip
    keep_wishes(session, me, wanted.as_wishes(), now=now)
    keep_audit(
        session,
        who=me.email,
        did="chose when to be told",
        kind="consultant",
        subject=str(me.id),
        now=now,
    )
    return RedirectResponse("/desk/my-news?told=kept", 303)
