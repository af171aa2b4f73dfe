"""An answer's page: how it stands, the form, and what the visitor would see."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from fastapi import Request, Response
from markupsafe import Markup

from agency.services.answers.answers import EDITS_ANSWERS, Standing
from agency.services.answers.facts import PLACEHOLDERS, fill_in
from agency.services.answers.review import LONGEST, MOST_WORDS, Remark, is_stale, review
from agency.services.answers.thumbs import Thumbs
from agency.storage.answers import NO_ROLE, Answers
from agency.storage.answers_content import Answer, answer_of, content_of
from web.desk.access import SignedIn
from web.desk.answers.difference import differences
from web.desk.answers.form import LONGEST_WHY, Written, as_written
from web.desk.pages import page
from web.light_markdown import is_safe, to_html


@dataclass(frozen=True)
class Shown:
    """What stands above and in the form beside the answer itself."""

    form: Written | None = None
    problem: str = ""
    remarks: list[Remark] = field(default_factory=list)
    previewed: bool = False
    thumbs: Thumbs = field(default_factory=Thumbs)


def answer_page(
    request: Request,
    standing: Standing,
    somebody: SignedIn,
    book: Answers,
    shown: Shown,
    *,
    status: int = 200,
    told: str = "",
) -> Response:
    """Return the answer as it stands, with what went well or wrong above it."""
    draft = standing.draft.content if standing.draft else None
    said = content_of(standing.said) if standing.said else None
    form = shown.form or as_written(draft or said, seen=standing.newest)
    waiting = answer_of(standing.key, draft) if draft else standing.said
    typed = shown.form and shown.form.as_answer(standing.key, leads_on(standing, book))
    edit, remarks = standing.in_force, standing.remarks
    if draft and waiting:
        topics = book.whole()
        remarks = review(waiting, topics=topics, today=standing.today, shipped=standing.shipped)
    return page(
        request,
        "answers_one.html",
        status=status,
        somebody=somebody,
        edits=somebody.consultant.access in EDITS_ANSWERS,
        approval=request.app.state.settings.answers_approval == "on",
        thumbs=shown.thumbs,
        standing=standing,
        title=book.title(standing.key.topic),
        live=book.whole()[standing.key.topic].live,
        question=book.question(standing.key.topic, standing.key.role),
        form=form,
        shown=shown,
        remarks=shown.remarks if shown.form or shown.remarks else remarks,
        preview=Preview.of(typed or waiting, book, request.app.state.facts, standing.today),
        shipped_changes=differences(
            edit.shipped, content_of(standing.shipped) if standing.shipped else None
        )
        if edit and standing.shipped_since
        else {},
        placeholders=PLACEHOLDERS,
        limits=LONGEST | {"why": LONGEST_WHY, "words": MOST_WORDS},
        told=told,
    )


@dataclass(frozen=True)
class Preview:
    """An answer as the chat shows it."""

    text: Markup
    more: Markup | None
    source: Mapping[str, str | None]
    nation: str | None
    checked: date | None
    stale: bool
    choices: list[str]

    @classmethod
    def of(
        cls, answer: Answer | None, book: Answers, facts: Mapping[str, str], today: date
    ) -> "Preview | None":
        if answer is None:
            return None
        role = None if answer.role == NO_ROLE else answer.role
        return cls(
            text=to_html(fill_in(answer.text, facts)),
            more=to_html(fill_in(answer.more, facts)) if answer.more else None,
            source=linkable(answer.source or {}),
            nation=answer.nation,
            checked=answer.checked,
            stale=is_stale(answer, today=today),
            choices=[
                book.question(name, role if role in book.roles(name) else None)
                for name in answer.next
            ],
        )


def linkable(source: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return *source* with its address only where a link to it may be shown."""
    address = source.get("url")
    return {"title": source.get("title"), "url": address if address and is_safe(address) else None}


def leads_on(standing: Standing, book: Answers) -> tuple[str, ...]:
    """Return the topics that follow; an answer that is new leads where the topic's others do."""
    model = standing.said or standing.shipped or book.find(standing.key.topic)
    return model.next if model else ()
