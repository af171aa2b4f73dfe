"""What is taught: the change to read, the trainings, and what somebody decides about them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated, Literal

from fastapi import Depends, Form, Request, Response
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse

from agency.assistant_files import AssistantFiles
from agency.core.exam import is_worse, loses_help
from agency.services.answers.answers import EDITS_ANSWERS
from agency.services.audit import keep_view
from agency.services.questions.examples import (
    list_changes,
    list_examples,
    withdraw_example,
)
from agency.services.questions.own_topics import (
    FEWEST,
    LONGEST_QUESTION,
    LONGEST_TITLE,
    list_own_topics,
)
from agency.services.questions.trainings import (
    UNDER_WAY,
    TrainingRefused,
    ask_training,
    cancel_training,
    find_training,
    last_took,
    list_trainings,
    may_answer_for,
    promote_training,
    refuse_training,
    roll_back_training,
)
from agency.storage.models import Training, TrainingState, Use
from agency.storage.own_topics import live_examples
from agency.trainer import files_of
from web.desk.access import (
    ATeacher,
    SignedIn,
    TheSettings,
    TheSignedIn,
    TheTime,
    TheUnit,
)
from web.desk.answers.access import TheShipped
from web.desk.pages import page
from web.desk.questions.listing import TheExamples, titles_of
from web.desk.refusals import not_there
from web.desk.routes import desk_pages

LONGEST_WHY = 300
MOVED = (TrainingState.LIVE, TrainingState.ROLLED_BACK)
TAKES_OVER_WITHIN = timedelta(minutes=1)
DECISIONS: dict[str, Callable[..., None]] = {
    "cancel": cancel_training,
    "promote": promote_training,
    "refuse": refuse_training,
    "roll-back": roll_back_training,
}

router = desk_pages("/desk/questions")

type Problem = Literal[
    "", "under_way", "nothing_new", "not_ready", "not_live", "help_lost", "no_why", "over",
    "topic_too_few", "topic_unanswered", "title", "question", "title_taken", "personal",
    "approved_words",
]  # fmt: skip


def the_files(settings: TheSettings) -> AssistantFiles:
    return files_of(settings.home)


def the_training(number: int, session: TheUnit, _: ATeacher) -> Training:
    training = find_training(session, number, lock=True)
    if training is None:
        raise not_there()
    return training


TheFiles = Annotated[AssistantFiles, Depends(the_files)]
TheTraining = Annotated[Training, Depends(the_training)]


def is_taken_over(training: Training, *, now: datetime) -> bool:
    """Say whether the running assistant has had the time to take over what was put in its place."""
    if training.beat_at is None or training.state not in MOVED:
        return True
    return now - training.beat_at > TAKES_OVER_WITHIN


@router.get("/teaching")
def show_teaching(
    request: Request,
    somebody: TheSignedIn,
    _: ATeacher,
    book: TheShipped,
    file: TheExamples,
    session: TheUnit,
    now: TheTime,
    problem: Problem = "",
    told: Literal["", "begun", "renamed", "taken_back"] = "",
) -> Response:
    """Show what the next training would change, and the trainings there were."""
    write_down(session, somebody, "saw what is taught", "all", now=now)
    examples, live = list_examples(session), live_examples(session)
    trainings = list_trainings(session)
    taught = {each.id for each in examples if each.use is Use.TEACH}
    return page(
        request,
        "teaching.html",
        somebody=somebody,
        changes=list_changes(session, file),
        proposed=[each for each in examples if each.use is Use.TEACH and each.id not in live],
        live=[each for each in examples if each.id in live],
        tests=[each for each in examples if each.use is Use.TEST],
        trainings=trainings,
        under_way=next((each for each in trainings if each.state in UNDER_WAY), None),
        anything=taught != live,
        took=last_took(session),
        problem=problem,
        told=told,
        own_topics=list_own_topics(session),
        fewest=FEWEST,
        longest={"title": LONGEST_TITLE, "question": LONGEST_QUESTION},
        edits=somebody.consultant.access in EDITS_ANSWERS,
        titles=titles_of(book),
    )


@router.post("/teaching/train")
def train(teacher: ATeacher, session: TheUnit, now: TheTime) -> Response:
    """Ask for a training with everything that is proposed."""
    try:
        training = ask_training(session, by=teacher, now=now)
    except TrainingRefused as refused:
        return RedirectResponse(f"/desk/questions/teaching?problem={refused.code}", 303)
    return RedirectResponse(f"/desk/questions/trainings/{training.id}", 303)


@router.post("/examples/{number:int}/withdraw")
def withdraw(number: int, teacher: ATeacher, session: TheUnit, now: TheTime) -> Response:
    """Take one sentence out of what is taught."""
    if withdraw_example(session, number, by=teacher, now=now) is None:
        raise not_there()
    return RedirectResponse("/desk/questions/teaching", 303)


@router.get("/trainings/{number:int}")
def show_training(
    request: Request,
    training: TheTraining,
    somebody: TheSignedIn,
    files: TheFiles,
    book: TheShipped,
    session: TheUnit,
    now: TheTime,
    problem: Problem = "",
) -> Response:
    """Show how far a training is, or what came of it, question by question."""
    write_down(session, somebody, "saw the training", str(training.id), now=now)
    comparison = training.comparison
    return page(
        request,
        "training.html",
        somebody=somebody,
        training=training,
        under_way=training.state in UNDER_WAY,
        took=last_took(session),
        taken_over=is_taken_over(training, now=now),
        log=files.log_lines(training.id),
        found=comparison,
        worse=bool(comparison and is_worse(comparison)),
        lost=bool(comparison and loses_help(comparison)),
        may=may_answer_for(somebody.consultant),
        problem=problem,
        titles=titles_of(book),
        longest_why=LONGEST_WHY,
    )


@router.post("/trainings/{number:int}/{decision}")
def decide(
    training: TheTraining,
    decision: Literal["cancel", "promote", "refuse", "roll-back"],
    teacher: ATeacher,
    session: TheUnit,
    now: TheTime,
    why: Annotated[str, Form(max_length=2_000)] = "",
) -> Response:
    """Promote, refuse, roll back or cancel; who did it, when and why is kept."""
    reason = " ".join(why.split())[:LONGEST_WHY]
    here = f"/desk/questions/trainings/{training.id}"
    try:
        DECISIONS[decision](session, training, why=reason, by=teacher, now=now)
    except TrainingRefused as refused:
        return RedirectResponse(f"{here}?problem={refused.code}", 303)
    return RedirectResponse(here, 303)


def write_down(
    session: Session, somebody: SignedIn, did: str, subject: str, *, now: datetime
) -> None:
    # The page of a training renews itself, and shows the words of visitors.
    who = somebody.consultant.email
    keep_view(session, who=who, did=did, kind="training", subject=subject, now=now)
