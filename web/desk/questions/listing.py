"""What people asked and did not get: groups of one meaning, the most frequent first."""

from typing import Annotated, Literal

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel, Field, field_validator

from agency.core.asked import NOT_GOT, Got
from agency.core.roles import Role
from agency.services.answers.thumbs import count_thumbs, list_reasons
from agency.services.audit import keep_audit
from agency.services.questions.asked import list_led_here
from agency.services.questions.listing import (
    PAGE_OF_GROUPS,
    Wanted,
    count_got,
    count_standings,
    list_asked,
    list_pages,
    since_of,
)
from agency.settings import ROOT
from agency.storage.answers import NO_ROLE
from agency.storage.example_file import ExampleFile, read_examples
from web.desk.access import ATeacher, TheSignedIn, TheTime, TheUnit
from web.desk.answers.access import TheShipped
from web.desk.pages import page
from web.desk.refusals import not_there
from web.desk.routes import desk_pages

MOST_LED = 100
PERIODS = {7: "7 days", 30: "30 days", 90: "90 days", 365: "a year"}
ROLES = (NO_ROLE, *(role.value for role in Role))

router = desk_pages("/desk/questions")

type Which = Literal["", "unclear", "out_of_scope", "unsure", "unhelpful"]


class Sieve(BaseModel):
    """Which questions; all of it stands in the address, so that it can be kept and shared."""

    days: int = 30
    page: str = Field("", max_length=200)
    got: Which = ""
    standing: Literal["open", "pointed", "aside"] = "open"
    after: int = Field(0, ge=0, le=100_000)
    told: Literal["", "aside", "back"] = ""
    group: int = Field(0, ge=0)

    @field_validator("days")
    @classmethod
    def a_period_we_offer(cls, days: int) -> int:
        if days not in PERIODS:
            raise ValueError("days")
        return days

    def as_wanted(self, now: TheTime) -> Wanted:
        got = (Got(self.got),) if self.got else NOT_GOT
        return Wanted(since_of(self.days, now=now), now, self.page, got, self.standing)


def the_examples() -> ExampleFile:
    return read_examples(ROOT / "data", ROOT / "config.yml")


TheExamples = Annotated[ExampleFile, Depends(the_examples)]


@router.get("")
def show_questions(
    request: Request,
    sieve: Annotated[Sieve, Query()],
    somebody: TheSignedIn,
    teacher: ATeacher,
    book: TheShipped,
    session: TheUnit,
    now: TheTime,
) -> Response:
    """Show the groups, the most frequent first."""
    wanted = sieve.as_wanted(now)
    found = list_asked(session, wanted, after=sieve.after)
    keep_audit(
        session, who=teacher.email, did="read", kind="questions", subject=sieve.standing, now=now
    )
    return page(
        request,
        "questions.html",
        somebody=somebody,
        sieve=sieve,
        groups=found[:PAGE_OF_GROUPS],
        more=sieve.after + PAGE_OF_GROUPS if len(found) > PAGE_OF_GROUPS else 0,
        standings=count_standings(session, wanted),
        counts=count_got(session, wanted),
        pages=list_pages(session, since=wanted.since),
        periods=PERIODS,
        titles=titles_of(book),
    )


@router.get("/answered")
def show_led_here(
    request: Request,
    topic: Annotated[str, Query(max_length=80)],
    somebody: TheSignedIn,
    teacher: ATeacher,
    book: TheShipped,
    session: TheUnit,
    now: TheTime,
    role: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """Show which questions led to an answer, and what visitors thought of it."""
    if topic not in book.whole() or role not in ("", *ROLES):
        raise not_there()
    keep_audit(
        session, who=teacher.email, did="read", kind="questions", subject=f"to {topic}", now=now
    )
    thumbs = count_thumbs(session)
    return page(
        request,
        "questions_answered.html",
        somebody=somebody,
        topic=topic,
        role=role,
        title=book.title(topic),
        questions=list_led_here(session, topic, role or None, most=MOST_LED),
        thumbs={r: thumbs[topic, r] for r in ROLES if (topic, r) in thumbs},
        reasons=list_reasons(session, topic, most=20),
    )


def titles_of(book: TheShipped) -> dict[str, str]:
    """Return what every topic is called."""
    return {name: topic.title for name, topic in book.whole().items()}
