"""The list of answers: those past their review first."""

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import Query, Request, Response
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse

from agency.services.answers.answers import EDITS_ANSWERS, Standing, list_answers
from agency.services.answers.facts import fill_in
from agency.services.answers.review import REVIEW_SOON, is_stale
from agency.services.answers.thumbs import Thumbs, count_thumbs
from agency.storage.answers_content import Topic, content_of
from web.desk.access import TheSignedIn, TheUnit
from web.desk.answers.access import NATIONS, ROLES, AnEditor, AReader, FreshFor, TheShipped, Today
from web.desk.lead.letter import facts_of_agency
from web.desk.pages import page
from web.desk.refusals import not_there
from web.desk.routes import desk_pages

type Which = Literal[
    "all", "stale", "waiting", "drafts", "edited", "changed", "remarks", "unhelpful"
]

type AllThumbs = Mapping[tuple[str, str], Thumbs]

WHICH = ("all", "stale", "waiting", "drafts", "edited", "changed", "remarks", "unhelpful")

router = desk_pages("/desk/answers")


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
    fresh_for: FreshFor,
) -> Response:
    """Show every answer with what is to be said about it."""
    topics = book.whole()
    standings = list_answers(session, topics, today=today, fresh_for=fresh_for)
    thumbs = count_thumbs(session)
    return page(
        request,
        "answers.html",
        somebody=somebody,
        edits=reader.access in EDITS_ANSWERS,
        wanted=wanted,
        answers=[
            each
            for each in standings
            if fits(each, wanted, topics[each.key.topic], thumbs, facts_of_agency(request))
        ],
        thumbs=thumbs,
        counts={
            which: sum(fits_which(each, which, thumbs) for each in standings) for which in WHICH
        },
        titles={name: topic.title for name, topic in topics.items()},
        not_live={name for name, topic in topics.items() if not topic.live},
        roles=ROLES,
        nations=NATIONS,
    )


@router.get("/new")
def begin_answer(begun: Annotated[Begun, Query()], _: AnEditor, book: TheShipped) -> Response:
    """Lead to the page of an answer for a role or nation that has none of its own."""
    if begun.topic not in book.whole() or begun.role not in ROLES or begun.nation not in NATIONS:
        raise not_there()
    return RedirectResponse(f"/desk/answers/{begun.topic}/{begun.role}/{begun.nation}", 303)


def fits(
    standing: Standing, wanted: Wanted, topic: Topic, thumbs: AllThumbs, facts: Mapping[str, str]
) -> bool:
    """Say whether an answer is among those asked for; it is searched as visitors read it."""
    if not fits_which(standing, wanted.which, thumbs):
        return False
    words = [topic.title, topic.name, topic.question, standing.key.role]
    for content in (
        content_of(standing.said) if standing.said else None,
        standing.draft.content if standing.draft else None,
    ):
        if content:
            words += [content["text"], content["more"] or "", content["source"]["title"] or ""]
    written = fill_in(" ".join(words), facts).lower()
    return all(word in written for word in wanted.q.lower().split())


def fits_which(standing: Standing, which: str, thumbs: AllThumbs) -> bool:
    said = standing.said
    soon = said is not None and is_stale(said, today=standing.today, within=REVIEW_SOON)
    return {
        "all": True,
        "stale": standing.is_stale or soon,
        "waiting": standing.waits is not None,
        "drafts": standing.draft is not None,
        "edited": standing.in_force is not None,
        "changed": standing.shipped_since,
        "remarks": standing.is_broken or any("hard" in r.code for r in standing.remarks),
        "unhelpful": thumbs.get((standing.key.topic, standing.key.role), Thumbs()).down > 0,
    }[which]
