"""The list of answers: those past their review first."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse

from agency.services.answers import EDITS_ANSWERS, Standing, list_answers
from agency.services.answers_review import REVIEW_SOON, is_stale
from web.desk.access import TheSignedIn, TheUnit, their_own_form
from web.desk.answers_access import NATIONS, ROLES, AnEditor, AReader, TheShipped, Today
from web.desk.pages import page
from web.desk.refusals import not_there
from web.desk.routes import DeskPage

type Which = Literal["all", "stale", "drafts", "edited", "changed", "remarks"]

router = APIRouter(
    prefix="/desk/answers",
    route_class=DeskPage,
    include_in_schema=False,
    dependencies=[Depends(their_own_form)],
)


class Wanted(BaseModel):
    """Which answers; all of it stands in the address, so that it can be kept and shared."""

    which: Which = "all"
    q: str = Field("", max_length=200)


class Begun(BaseModel):
    """An answer that is not there yet."""

    topic: str = Field(max_length=80)
    role: str = Field(max_length=40)
    nation: str = Field(max_length=40)


@router.get("")
def show_answers(
    request: Request,
    wanted: Annotated[Wanted, Query()],
    somebody: TheSignedIn,
    reader: AReader,
    book: TheShipped,
    session: TheUnit,
    today: Today,
) -> Response:
    """Show every answer with what is to be said about it."""
    topics = book.whole()
    standings = list_answers(session, topics, today=today)
    return page(
        request,
        "answers.html",
        somebody=somebody,
        edits=reader.access in EDITS_ANSWERS,
        wanted=wanted,
        answers=[each for each in standings if fits(each, wanted, topics[each.key.topic].title)],
        counts={
            which: sum(fits_which(each, which) for each in standings)
            for which in ("all", "stale", "drafts", "edited", "changed", "remarks")
        },
        titles={name: topic.title for name, topic in topics.items()},
        roles=ROLES,
        nations=NATIONS,
    )


@router.get("/new")
def begin_answer(begun: Annotated[Begun, Query()], _: AnEditor, book: TheShipped) -> Response:
    """Lead to the page of an answer for a role or nation that has none of its own."""
    if begun.topic not in book.whole() or begun.role not in ROLES or begun.nation not in NATIONS:
        raise not_there()
    return RedirectResponse(f"/desk/answers/{begun.topic}/{begun.role}/{begun.nation}", 303)


def fits(standing: Standing, wanted: Wanted, title: str) -> bool:
    """Say whether an answer is among those asked for."""
    if not fits_which(standing, wanted.which):
        return False
    said = standing.said
    words = f"{title} {standing.key.topic} {said.text if said else ''} {said.more if said else ''}"
    return all(word in words.lower() for word in wanted.q.lower().split())


def fits_which(standing: Standing, which: str) -> bool:
    said = standing.said
    return {
        "all": True,
        "stale": said is not None and is_stale(said, today=standing.today, within=REVIEW_SOON),
        "drafts": standing.draft is not None,
        "edited": standing.in_force is not None,
        "changed": standing.shipped_since,
        "remarks": standing.is_broken or any("hard" in r.code for r in standing.remarks),
    }[which]
