"""A topic of the agency's own: begun from a group of questions, and taken back."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Annotated

from fastapi import Form, Request, Response
from pydantic import Field
from starlette.responses import RedirectResponse

from agency.core.asked import HELP_FIRST
from agency.services.answers.review import LONGEST, MOST_WORDS
from agency.services.audit import keep_audit
from agency.services.questions.examples import Chosen
from agency.services.questions.listing import Asked, Wanted, describe_group, since_of
from agency.services.questions.own_topics import (
    ENOUGH,
    FEWEST,
    LONGEST_QUESTION,
    LONGEST_TITLE,
    Begun,
    TopicRefused,
    begin_topic,
    rename_topic,
    withdraw_topic,
)
from agency.storage.answers_content import NO_ROLE, UK, Answer, Key
from agency.storage.models import QuestionGroup
from agency.storage.own_topics import OWN
from web.desk.access import SignedIn, TheSignedIn, TheTime, TheUnit
from web.desk.answers.access import NATIONS, AnEditor, AnotherApproves, TheShipped, Today
from web.desk.answers.form import Written, one_line
from web.desk.pages import page
from web.desk.questions.group import (
    A_YEAR,
    MOST_SENTENCES,
    Line,
    Sent,
    Sentences,
    TheGroup,
    lines_of,
)
from web.desk.questions.listing import TheExamples, titles_of
from web.desk.refusals import not_there
from web.desk.routes import desk_pages

MOST_LEADS_ON = 3
MOST_TYPED = 12_000

router = desk_pages("/desk/questions")


class Topical(Sentences):
    """A topic as an editor wrote it: its name, its first answer, and sentences to learn."""

    title: str = Field("", max_length=500)
    question: str = Field("", max_length=500)
    answer: str = Field("", max_length=MOST_TYPED)
    more: str = Field("", max_length=MOST_TYPED)
    source: str = Field("", max_length=2_000)
    address: str = Field("", max_length=2_000)
    checked: str = Field("", max_length=40)
    review_by: str = Field("", max_length=40)
    nation: str = Field(UK, max_length=40)
    others: str = Field("", max_length=MOST_TYPED)

    @classmethod
    def empty(cls, today: date) -> "Topical":
        """Return the form as it stands before anybody wrote in it."""
        return cls(
            checked=today.isoformat(), review_by=(today + timedelta(days=A_YEAR)).isoformat()
        )

    def as_begun(self) -> Begun:
        typed = [
            Chosen(line[:2_000]) for each in self.others.splitlines() if (line := each.strip())
        ]
        return Begun(one_line(self.title), one_line(self.question), [*self.chosen(), *typed])

    def as_answer(self, following: tuple[str, ...]) -> Answer:
        written = Written(
            do="publish",
            seen=0,
            text=self.answer,
            more=self.more,
            source=self.source,
            address=self.address,
            checked=self.checked,
            review_by=self.review_by,
        )
        return written.as_answer(Key(OWN, NO_ROLE, self.nation), following)


@router.get("/{number:int}/topic")
def show_form(
    request: Request,
    editor: AnEditor,
    group: TheGroup,
    somebody: TheSignedIn,
    book: TheShipped,
    file: TheExamples,
    session: TheUnit,
    today: Today,
    now: TheTime,
) -> Response:
    """Show the form in which a topic is begun, with what was asked in the group."""
    keep_audit(
        session, who=editor.email, did="read", kind="questions", subject=str(group.id), now=now
    )
    asked = describe_group(session, group, Wanted(since_of(A_YEAR, now=now), now))
    lines = lines_of(session, file, asked, Sent(), ticked=MOST_SENTENCES)
    form = Topical.empty(today)
    titles = titles_of(book)
    return topic_page(request, somebody, group, asked, form, lines, None, titles=titles)


@router.post("/{number:int}/topic")
def begin(
    request: Request,
    editor: AnEditor,
    group: TheGroup,
    sent: Annotated[Topical, Form()],
    somebody: TheSignedIn,
    book: TheShipped,
    file: TheExamples,
    session: TheUnit,
    approval: AnotherApproves,
    today: Today,
    now: TheTime,
) -> Response:
    """Begin the topic, or say everything that stands against it."""
    if len(sent.text) != len(sent.use) or sent.nation not in NATIONS:
        raise not_there()
    asked = describe_group(session, group, Wanted(since_of(A_YEAR, now=now), now))
    topics = book.whole()
    try:
        begin_topic(
            session,
            file,
            topics,
            sent.as_begun(),
            sent.as_answer(leads_on(asked, topics)),
            group=group,
            by=editor,
            approval=approval,
            today=today,
            now=now,
        )
    except TopicRefused as refused:
        shown = Sent(sent, "refused", list(refused.objections))
        lines = lines_of(session, file, asked, shown)
        return topic_page(
            request, somebody, group, asked, sent, lines, refused, titles=titles_of(book)
        )
    return RedirectResponse("/desk/questions/teaching?told=begun", 303)


@router.post("/topics/{name}/rename")
def rename(
    name: str,
    editor: AnEditor,
    book: TheShipped,
    session: TheUnit,
    approval: AnotherApproves,
    now: TheTime,
    title: Annotated[str, Form(max_length=500)] = "",
    question: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Give a topic other words, or say what stands against them."""
    words = one_line(title), one_line(question)
    try:
        topic = rename_topic(
            session, book.whole(), name, *words, by=editor, approval=approval, now=now
        )
    except TopicRefused as refused:
        return RedirectResponse(f"/desk/questions/teaching?problem={refused.codes[0]}", 303)
    if topic is None:
        raise not_there()
    return RedirectResponse("/desk/questions/teaching?told=renamed", 303)


@router.post("/topics/{name}/withdraw")
def take_back(name: str, editor: AnEditor, session: TheUnit, now: TheTime) -> Response:
    """Take a topic back: its sentences are taught no more, and its groups stand open again."""
    if withdraw_topic(session, name, by=editor, now=now) is None:
        raise not_there()
    return RedirectResponse("/desk/questions/teaching?told=taken_back", 303)


def leads_on(asked: Asked, topics: Collection[str]) -> tuple[str, ...]:
    """Return what people may ask next: the topics these questions are near to."""
    near = [topic for topic, _ in asked.guesses if topic in topics and topic not in HELP_FIRST]
    return tuple(topic for topic in near if topic != "oos")[:MOST_LEADS_ON]


def topic_page(
    request: Request,
    somebody: SignedIn,
    group: QuestionGroup,
    asked: Asked,
    form: Topical,
    lines: list[Line],
    refused: TopicRefused | None,
    *,
    titles: dict[str, str],
) -> Response:
    return page(
        request,
        "questions_topic.html",
        status=422 if refused else 200,
        somebody=somebody,
        group=group,
        asked=asked,
        form=form,
        lines=lines,
        refused=refused,
        titles=titles,
        nations=NATIONS,
        fewest=FEWEST,
        enough=ENOUGH,
        limits=LONGEST
        | {"words": MOST_WORDS, "title": LONGEST_TITLE, "question": LONGEST_QUESTION},
    )
