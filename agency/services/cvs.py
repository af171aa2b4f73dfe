"""The CVs visitors send: looked at from outside, kept privately, erased on request."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agency.cv.kind import FileUnsafe, find_kind
from agency.storage.files import CvStore
from agency.storage.models import Conversation, Cv, Lead, Scan

LARGEST_CV = 10 * 1024 * 1024
MOST_CVS = 3
LONGEST_NAME = 120


class CvRefused(Exception):
    """The file was not kept; the class says why."""


class CvEmpty(CvRefused):
    """There is nothing in the file."""


class CvTooLarge(CvRefused):
    """The file is larger than we take."""


class CvOfUnknownKind(CvRefused):
    """The content is neither a PDF nor a Word document nor plain text, or it hides something."""


class TooManyCvs(CvRefused):
    """This conversation has brought enough files."""


def keep_cv(
    session: Session,
    store: CvStore,
    conversation: Conversation,
    filename: str,
    body: bytes,
    *,
    cv_id: str,
    now: datetime,
) -> Cv:
    """
    Keep one file, whatever its name pretends to be.

    The same file again in the same conversation is the one already kept. Once the
    conversation has a lead, the file goes to that candidate.
    """
    if not body.strip():
        raise CvEmpty
    if len(body) > LARGEST_CV:
        raise CvTooLarge
    digest = sha256(body).hexdigest()
    if cv := find_cv(session, conversation, digest):
        return cv
    if _count(session, conversation) >= MOST_CVS:
        raise TooManyCvs
    try:
        kind = find_kind(body)
    except FileUnsafe as problem:
        raise CvOfUnknownKind from problem
    if kind is None:
        raise CvOfUnknownKind

    lead = session.scalar(select(Lead).where(Lead.conversation_id == conversation.id))
    cv = Cv(
        id=cv_id,
        conversation_id=conversation.id,
        candidate_id=lead.candidate_id if lead else None,
        filename=tidy_filename(filename, kind.suffix),
        media_type=kind.media_type,
        size=len(body),
        sha256=digest,
        key=store.keep(body),
        scan=Scan.NOT_SCANNED,
        received_at=now,
    )
    session.add(cv)
    return cv


def find_cv(session: Session, conversation: Conversation, digest: str) -> Cv | None:
    """Return the conversation's CV with this content."""
    return session.scalar(
        select(Cv).where(Cv.conversation_id == conversation.id, Cv.sha256 == digest)
    )


def erase_cvs(session: Session, store: CvStore, conversation: Conversation) -> None:
    """Erase the conversation's CVs, file first; a candidate's CV only leaves the conversation."""
    for cv in session.scalars(select(Cv).where(Cv.conversation_id == conversation.id)):
        if cv.candidate_id is None:
            store.erase(cv.key)
            session.delete(cv)
        else:
            cv.conversation_id = None


def erase_lost_files(session: Session, store: CvStore, *, before: datetime) -> int:
    """Erase the files that no row speaks of, and so nobody could ever find or forget."""
    lost = set(store.kept_before(before)) - set(session.scalars(select(Cv.key)))
    for key in lost:
        store.erase(key)
    store.sweep(before)
    return len(lost)


def tidy_filename(filename: str, suffix: str = "") -> str:
    """
    Return a name to show beside the file: no folders, no tricks of direction, one line.

    With a *suffix* the name ends in that, whatever it pretended to end in.
    """
    last = filename.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(c for c in last if c.isprintable()).strip(" .")
    stem = shown.rsplit(".", 1)[0] if suffix and "." in shown else shown
    return (stem[: LONGEST_NAME - len(suffix)].strip() or "cv") + suffix


def _count(session: Session, conversation: Conversation) -> int:
    return (
        session.scalar(
            select(func.count()).select_from(Cv).where(Cv.conversation_id == conversation.id)
        )
        or 0
    )
