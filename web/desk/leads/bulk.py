"""What is done to several leads of the list at once, and taken back."""

import re
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import Depends, Form, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse

from agency.services.leads.bulk_deeds import (
    MOST_AT_ONCE,
    Done,
    accept_many,
    find_undoable,
    hand_many,
    list_takers,
    move_many,
    undo_deed,
)
from agency.services.people.access import WORKS_ON_LEADS
from agency.storage.models import Consultant, Stage
from web.desk.access import TheTime, TheUnit, whoever_has
from web.desk.leads.filters import NO_NUL
from web.desk.leads.views import filters_of
from web.desk.refusals import Refused, not_there
from web.desk.routes import desk_pages

LONGEST_REASON = 500
MOST_NAMED = 20
# A lead and its version, as the list showed them.
PICKED = re.compile(r"(?P<id>\d{1,9})\.(?P<version>\d{1,9})", re.ASCII)

router = desk_pages("/desk/bulk")

AWorker = Annotated[Consultant, Depends(whoever_has(WORKS_ON_LEADS))]


class Deed(BaseModel):
    """The form around the list."""

    deed: Literal["accept", "hand", "move", "close"]
    pick: list[str] = Field(default_factory=list, max_length=MOST_AT_ONCE)
    owner: str = ""
    stage: str = ""
    because: str = Field("", max_length=LONGEST_REASON, pattern=NO_NUL)
    query: str = Field("", max_length=1000, pattern=NO_NUL)


@router.post("")
def do_to_several(
    given: Annotated[Deed, Form()], me: AWorker, session: TheUnit, now: TheTime
) -> Response:
    """Do one deed to every lead that was picked, and offer to take it back."""
    picked = {
        int(place["id"]): int(place["version"])
        for place in map(PICKED.fullmatch, given.pick)
        if place
    }
    if not picked:
        return back(given.query, told="none_picked")
    if given.deed == "accept":
        done = accept_many(session, picked, by=me, now=now)
    elif given.deed == "hand":
        done = hand_many(session, picked, colleague(session, given.owner), by=me, now=now)
    elif given.deed == "close":
        if not given.because.strip():
            return back(given.query, told="why_closed", picked=" ".join(map(str, picked)))
        because = given.because.strip()
        done = move_many(session, picked, Stage.CLOSED, because=because, by=me, now=now)
    else:
        done = move_many(session, picked, stage_of(given.stage), by=me, now=now)
    return back(given.query, told="done", done=done)


@router.post("/{deed_id}/undo")
def undo(
    deed_id: int,
    me: AWorker,
    session: TheUnit,
    now: TheTime,
    query: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Put the leads of one deed back as they were; what was changed since stays, and is named."""
    deed = find_undoable(session, deed_id, me, now)
    if deed is None:
        return back(query, told="too_late")
    return back(query, told="undone", done=undo_deed(session, deed, by=me, now=now))


def colleague(session: Session, key: str) -> Consultant:
    """Return who leads may be handed to; anybody else is not there."""
    for each in list_takers(session):
        if str(each.id) == key:
            return each
    raise not_there()


def stage_of(value: str) -> Stage:
    """Return a stage that needs no reason."""
    if value not in set(Stage) - {Stage.CLOSED}:
        raise Refused(400, "not_readable")
    return Stage(value)


def back(query: str, *, told: str, done: Done | None = None, picked: str = "") -> Response:
    """Return to the list, which says what was done, or lets *picked* be tried again."""
    says: dict[str, str] = {"told": told, "picked": picked}
    if done:
        says["count"] = str(done.count)
        says["left"] = " ".join(done.left_alone[:MOST_NAMED])
        says["deed"] = str(done.deed.id) if done.deed else ""
    address = filters_of(query).but()
    more = urlencode({name: value for name, value in says.items() if value})
    return RedirectResponse(f"{address}{'&' if '?' in address else '?'}{more}", 303)
