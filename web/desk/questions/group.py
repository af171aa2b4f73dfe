"""One group of questions: its wordings, and where they are pointed to."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from fastapi import Depends, Form, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse

from agency.services.answers.answers import EDITS_ANSWERS, list_answers
from agency.services.answers.facts import fill_in
from agency.services.audit import keep_audit
from agency.services.questions.examples import (
    Chosen,
    ExamplesRefused,
    Objection,
    objection_to,
    propose_examples,
    teachable_topics,
)
from agency.services.questions.groups import (
    GroupGone,
    find_group,
    point_group,
    put_aside,
    take_back,
)
from agency.services.questions.listing import Asked, Wanted, describe_group, since_of
from agency.storage.models import QuestionGroup, Use
from web.desk.access import ATeacher, SignedIn, TheSignedIn, TheTime, TheUnit
from web.desk.answers.access import TheShipped, Today
from web.desk.lead.letter import facts_of_agency
from web.desk.pages import page
from web.desk.questions.listing import ROLES, TheExamples, titles_of
from web.desk.refusals import not_there
from web.desk.routes import desk_pages
from web.light_markdown import to_line

A_YEAR = 365
MOST_SENTENCES = 40
# So many are ticked beforehand: enough to learn from, few enough to be read.
TICKED = 8
LEAVE = "leave"

router = desk_pages("/desk/questions/{number:int}")


class Sentences(BaseModel):
    """What is to become of each wording of a group."""

    text: list[str] = Field([], max_length=MOST_SENTENCES + 5)
    use: list[Literal["leave", "teach", "test"]] = Field([], max_length=MOST_SENTENCES + 5)

    def chosen(self) -> list[Chosen]:
        pairs = zip(self.text, self.use, strict=True)
        return [Chosen(text[:2_000], Use(use)) for text, use in pairs if use != LEAVE and text]


class Pointed(Sentences):
    """What somebody says about a group: a topic, a role, and what each wording is for."""

    topic: str = Field("", max_length=80)
    role: str = Field("none", max_length=40)


@dataclass(frozen=True)
class Line:
    """One wording in the form."""

    text: str
    count: int = 0
    use: str = LEAVE
    objection: Objection | None = None


@dataclass(frozen=True)
class Sent:
    """What stands in the form after it was sent and refused."""

    form: Sentences | None = None
    problem: str = ""
    objections: list[Objection] = field(default_factory=list)


def the_group(number: int, session: TheUnit, _: ATeacher) -> QuestionGroup:
    try:
        return find_group(session, number, lock=True)
    except GroupGone:
        raise not_there() from None


TheGroup = Annotated[QuestionGroup, Depends(the_group)]


@router.get("")
def show_group(
    request: Request,
    group: TheGroup,
    somebody: TheSignedIn,
    teacher: ATeacher,
    book: TheShipped,
    file: TheExamples,
    session: TheUnit,
    today: Today,
    now: TheTime,
    told: Literal["", "pointed", "kept", "aside", "back"] = "",
) -> Response:
    """Show what was asked in one group, and the form that points it somewhere."""
    keep_audit(
        session, who=teacher.email, did="read", kind="questions", subject=str(group.id), now=now
    )
    asked = describe_group(session, group, Wanted(since_of(A_YEAR, now=now), now))
    return group_page(request, session, group, asked, somebody, book, file, Sent(), told, today)


@router.post("")
def point_there(
    request: Request,
    group: TheGroup,
    sent: Annotated[Pointed, Form()],
    somebody: TheSignedIn,
    teacher: ATeacher,
    book: TheShipped,
    file: TheExamples,
    session: TheUnit,
    today: Today,
    now: TheTime,
) -> Response:
    """Point the group to a topic, and keep what was chosen as examples of it."""
    if len(sent.text) != len(sent.use) or sent.role not in ROLES:
        raise not_there()
    asked = describe_group(session, group, Wanted(since_of(A_YEAR, now=now), now))

    def again(problem: str, objections: list[Objection]) -> Response:
        shown = Sent(sent, problem, objections)
        return group_page(request, session, group, asked, somebody, book, file, shown, "", today)

    if sent.topic not in teachable_topics(session, file):
        return again("no_topic", [])
    chosen = sent.chosen()
    try:
        if chosen:
            propose_examples(
                session, file, chosen, sent.topic, sent.role, group=group, by=teacher, now=now
            )
    except ExamplesRefused as refused:
        return again("refused", list(refused.objections))
    point_group(session, group, sent.topic, sent.role, by=teacher, now=now)
    told = "kept" if chosen else "pointed"
    return RedirectResponse(f"/desk/questions/{group.id}?told={told}", 303)


@router.post("/aside")
def leave_aside(
    group: TheGroup,
    teacher: ATeacher,
    session: TheUnit,
    now: TheTime,
    back: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Put the group aside: it is not ours to answer."""
    put_aside(session, group, by=teacher, now=now)
    return RedirectResponse(back_to(group, "aside", back), 303)


@router.post("/back")
def take_it_back(
    group: TheGroup,
    teacher: ATeacher,
    session: TheUnit,
    now: TheTime,
    back: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Undo: put the group among the open ones again."""
    take_back(session, group, by=teacher, now=now)
    if group.topic:
        point_group(session, group, None, "none", by=teacher, now=now)
    return RedirectResponse(back_to(group, "back", back), 303)


def back_to(group: QuestionGroup, told: str, back: str) -> str:
    if back == "list":
        return f"/desk/questions?told={told}&group={group.id}"
    return f"/desk/questions/{group.id}?told={told}"


def group_page(
    request: Request,
    session: Session,
    group: QuestionGroup,
    asked: Asked,
    somebody: SignedIn,
    book: TheShipped,
    file: TheExamples,
    sent: Sent,
    told: str,
    today: Today,
) -> Response:
    """Return the group's page with what came of the last form on it."""
    topics, facts = book.whole(), facts_of_agency(request)
    standings = list_answers(session, topics, today=today) if group.topic else []
    teachable = [
        name for name in teachable_topics(session, file) if name in topics or name == "register_cv"
    ]
    titles = titles_of(book) | {"register_cv": "Registering", "oos": "Not for us (out of scope)"}
    return page(
        request,
        "questions_group.html",
        status=422 if sent.problem else 200,
        somebody=somebody,
        group=group,
        asked=asked,
        lines=lines_of(session, file, asked, sent),
        sent=sent,
        told=told,
        topics=sorted(teachable, key=lambda name: titles[name].lower()),
        titles=titles,
        said_in_line=lambda text: to_line(fill_in(text, facts)),
        roles=ROLES,
        answers=[s for s in standings if s.key.topic == group.topic],
        guesses=[topic for topic, _ in asked.guesses if topic in teachable],
        edits=somebody.consultant.access in EDITS_ANSWERS,
    )


def lines_of(
    session: Session, file: TheExamples, asked: Asked, sent: Sent, *, ticked: int = TICKED
) -> list[Line]:
    """Return the wordings as the form shows them, the first that can be taught ticked."""
    if sent.form:
        against = {each.text: each for each in sent.objections}
        pairs = zip(sent.form.text, sent.form.use, strict=True)
        return [Line(t, 0, use, against.get(" ".join(t.split()))) for t, use in pairs]
    lines: list[Line] = []
    for each in asked.sentences[:MOST_SENTENCES]:
        objection = objection_to(session, file, each.text)
        more = sum(line.use != LEAVE for line in lines) < ticked
        use = "teach" if more and not objection and not asked.group.topic else LEAVE
        lines.append(Line(each.text, each.count, use, objection))
    return [*lines, Line("")]
