"""One answer's page: edit, preview as the visitor sees it, publish, look back, and go back."""

from typing import Annotated, Literal

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse

from agency.services.answers.answers import (
    EDITS_ANSWERS,
    AnswerBroken,
    AnswerChanged,
    NeedsAnother,
    Standing,
    find_answer,
    publish_answer,
    return_to,
    save_answer,
    send_back,
)
from agency.services.answers.review import review
from agency.services.answers.thumbs import Thumbs, count_thumbs
from agency.storage.answers import Answers
from web.desk.access import SignedIn, TheSignedIn, TheTime, TheUnit
from web.desk.answers.access import (
    AnApprover,
    AnEditor,
    AnotherApproves,
    AReader,
    TheAnswer,
    TheShipped,
)
from web.desk.answers.difference import differences
from web.desk.answers.form import LONGEST_WHY, Written
from web.desk.answers.preview import Shown, answer_page, leads_on
from web.desk.pages import page
from web.desk.refusals import not_there
from web.desk.routes import desk_pages

router = desk_pages("/desk/answers/{topic}/{role}/{nation}")


@router.get("")
def show_answer(
    request: Request,
    standing: TheAnswer,
    somebody: TheSignedIn,
    book: TheShipped,
    session: TheUnit,
    told: Literal["", "drafted", "asked", "published", "returned", "sent_back"] = "",
) -> Response:
    """Show an answer as visitors read it, the form to change it, and its versions."""
    thumbs = count_thumbs(session).get((standing.key.topic, standing.key.role), Thumbs())
    return answer_page(request, standing, somebody, book, Shown(thumbs=thumbs), told=told)


@router.post("")
def write_answer(
    request: Request,
    standing: TheAnswer,
    written: Annotated[Written, Form()],
    somebody: TheSignedIn,
    editor: AnEditor,
    book: TheShipped,
    session: TheUnit,
    approval: AnotherApproves,
    now: TheTime,
) -> Response:
    """Show what was written as the visitor would see it, keep it as a draft, or publish it."""
    topics = book.whole()
    answer = written.as_answer(standing.key, leads_on(standing, book))
    remarks = review(answer, topics=topics, today=standing.today, shipped=standing.shipped)
    if written.do == "preview":
        shown = Shown(written, remarks=remarks, previewed=True)
        return answer_page(request, standing, somebody, book, shown)
    if not written.reason:
        shown = Shown(written, problem="no_why", remarks=remarks)
        return answer_page(request, standing, somebody, book, shown, status=422)
    try:
        save_answer(
            session,
            standing,
            answer,
            seen=written.seen,
            topics=topics,
            by=editor,
            why=written.reason,
            publish=written.do == "publish",
            approval=approval,
            now=now,
        )
    except AnswerBroken:
        shown = Shown(written, problem="broken", remarks=remarks)
        return answer_page(request, standing, somebody, book, shown, status=422)
    except AnswerChanged:
        return changed_meanwhile(request, session, standing, somebody, book, written)
    if written.do != "publish":
        return back_to(standing, "drafted")
    return back_to(standing, "asked" if approval else "published")


@router.get("/versions/{number}")
def show_version(
    request: Request, standing: TheAnswer, somebody: TheSignedIn, reader: AReader, number: int
) -> Response:
    """Show what one version changed."""
    version = next((each for each in standing.versions if each.number == number), None)
    if version is None:
        raise not_there()
    earlier = next((each for each in standing.versions if each.number == number - 1), None)
    before = earlier.content if earlier and earlier.content else version.shipped
    after = version.content if version.content is not None else version.shipped
    return page(
        request,
        "answers_version.html",
        somebody=somebody,
        standing=standing,
        edits=reader.access in EDITS_ANSWERS,
        version=version,
        changes=differences(before, after),
        longest_why=LONGEST_WHY,
    )


@router.post("/versions/{number}/publish")
def publish_draft(
    request: Request,
    standing: TheAnswer,
    number: int,
    somebody: TheSignedIn,
    approver: AnApprover,
    book: TheShipped,
    session: TheUnit,
    approval: AnotherApproves,
    now: TheTime,
) -> Response:
    """Say the draft that waits to visitors."""
    try:
        publish_answer(
            session,
            standing,
            number=number,
            topics=book.whole(),
            by=approver,
            approval=approval,
            now=now,
        )
    except NeedsAnother:
        shown = Shown(problem="needs_another")
        return answer_page(request, standing, somebody, book, shown, status=403)
    except AnswerBroken as broken:
        shown = Shown(problem="broken", remarks=list(broken.remarks))
        return answer_page(request, standing, somebody, book, shown, status=422)
    except AnswerChanged:
        return changed_meanwhile(request, session, standing, somebody, book, None)
    return back_to(standing, "published")


@router.post("/versions/{number}/send-back")
def send_draft_back(
    request: Request,
    standing: TheAnswer,
    number: int,
    somebody: TheSignedIn,
    approver: AnApprover,
    book: TheShipped,
    session: TheUnit,
    now: TheTime,
    why: Annotated[str, Form(max_length=2_000)] = "",
) -> Response:
    """Give a draft that waits for approval back to its author, with the reason."""
    reason = Written(do="publish", seen=0, why=why).reason
    if not reason:
        shown = Shown(problem="no_why")
        return answer_page(request, standing, somebody, book, shown, status=422)
    try:
        send_back(session, standing, number=number, why=reason, by=approver, now=now)
    except AnswerChanged:
        return changed_meanwhile(request, session, standing, somebody, book, None)
    return back_to(standing, "sent_back")


@router.post("/versions/{number}/back")
def go_back(
    request: Request,
    standing: TheAnswer,
    number: int,
    somebody: TheSignedIn,
    editor: AnEditor,
    book: TheShipped,
    session: TheUnit,
    now: TheTime,
    approval: AnotherApproves,
    seen: Annotated[int, Form(ge=0)],
    why: Annotated[str, Form(max_length=2_000)] = "",
) -> Response:
    """Say an earlier version again; number 0 is the text that came with the house."""
    reason = Written(do="publish", seen=seen, why=why).reason
    if not reason:
        shown = Shown(problem="no_why")
        return answer_page(request, standing, somebody, book, shown, status=422)
    try:
        return_to(
            session,
            standing,
            number=number,
            seen=seen,
            topics=book.whole(),
            by=editor,
            why=reason,
            approval=approval,
            now=now,
        )
    except AnswerBroken as broken:
        shown = Shown(problem="broken", remarks=list(broken.remarks))
        return answer_page(request, standing, somebody, book, shown, status=422)
    except AnswerChanged:
        return changed_meanwhile(request, session, standing, somebody, book, None)
    return back_to(standing, "returned")


def changed_meanwhile(
    request: Request,
    session: Session,
    standing: Standing,
    somebody: SignedIn,
    book: Answers,
    written: Written | None,
) -> Response:
    """Say who was quicker. What this person wrote stays in the form, so nothing is lost."""
    found = find_answer(session, book.whole(), standing.key, today=standing.today) or standing
    form = written.model_copy(update={"seen": found.newest}) if written else None
    shown = Shown(form, problem="changed")
    return answer_page(request, found, somebody, book, shown, status=409)


def back_to(standing: Standing, told: str) -> Response:
    return RedirectResponse(f"/desk/answers/{standing.key}?told={told}", 303)
