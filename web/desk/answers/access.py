"""Who may read and who may edit answers: a handler that has one may have it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated

from fastapi import Depends, Request

from agency.core.roles import Role
from agency.services.answers.answers import (
    APPROVES_ANSWERS,
    EDITS_ANSWERS,
    READS_ANSWERS,
    Standing,
    find_answer,
    stand,
)
from agency.storage.answers import NO_ROLE, AnswerBook, Answers
from agency.storage.answers_content import Key
from agency.storage.models import Consultant
from agency.storage.own_topics import read_desk_topics
from web.desk.access import TheConsultant, TheSettings, TheTime, TheUnit
from web.desk.pages import LONDON
from web.desk.refusals import Refused, not_there

ROLES = (NO_ROLE, *(role.value for role in Role))
NATIONS = ("england", "wales", "scotland", "northern_ireland", "uk")


def the_shipped(request: Request, session: TheUnit) -> Answers:
    """
    Return the answers that came with the house, and the agency's own topics, without any edits.

    The edits are read in the request's own unit: the book would wait for that unit to end.
    """
    book: AnswerBook = request.app.state.answers
    return book.beside(read_desk_topics(session))


def an_answers_reader(consultant: TheConsultant) -> Consultant:
    if consultant.access not in READS_ANSWERS:
        raise not_there()
    return consultant


def an_editor(reader: "AReader") -> Consultant:
    if reader.access not in EDITS_ANSWERS:
        raise Refused(403, "reads_answers")
    return reader


def whether_another_approves(settings: TheSettings) -> bool:
    return settings.answers_approval == "on"


def how_long_fresh(settings: TheSettings) -> timedelta:
    return timedelta(days=settings.answers_fresh_days)


def an_approver(reader: "AReader", approval: "AnotherApproves") -> Consultant:
    """Return somebody who may publish a draft: an editor, or any reader where another approves."""
    if reader.access not in (APPROVES_ANSWERS if approval else EDITS_ANSWERS):
        raise Refused(403, "reads_answers")
    return reader


def the_day(now: TheTime) -> date:
    return now.astimezone(LONDON).date()


TheShipped = Annotated[Answers, Depends(the_shipped)]
Today = Annotated[date, Depends(the_day)]
AReader = Annotated[Consultant, Depends(an_answers_reader)]
AnEditor = Annotated[Consultant, Depends(an_editor)]
AnotherApproves = Annotated[bool, Depends(whether_another_approves)]
AnApprover = Annotated[Consultant, Depends(an_approver)]
FreshFor = Annotated[timedelta, Depends(how_long_fresh)]


def the_answer(
    topic: str, role: str, nation: str, reader: AReader, book: TheShipped, session: TheUnit,
    today: Today, fresh_for: FreshFor,
) -> Standing:  # fmt: skip
    """Return how the answer at this address stands; an editor may begin one that is missing."""
    key, shipped = Key(topic, role, nation), book.whole()
    if topic not in shipped or role not in ROLES or nation not in NATIONS:
        raise not_there()
    if found := find_answer(session, shipped, key, today=today):
        return replace(found, fresh_for=fresh_for)
    if reader.access not in EDITS_ANSWERS:
        raise not_there()
    return stand(shipped, key, [], today=today)


TheAnswer = Annotated[Standing, Depends(the_answer)]
