"""The CVs visitors send: looked at from outside, kept privately, erased on request."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agency.cv.identity import CLAIMS, Format, identify
from agency.cv.plain_text import is_text
from agency.cv.reading import refusal
from agency.cv.refusal import CvUnreadable, Reason
from agency.storage.files import CvStore
from agency.storage.models import Conversation, Cv, Lead, Scan

LARGEST_CV = 10 * 1024 * 1024
MOST_CVS = 3
LONGEST_NAME = 120

KINDS = {
    Format.PDF: (".pdf", "application/pdf"),
    Format.DOCX: (
        ".docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    Format.ODT: (".odt", "application/vnd.oasis.opendocument.text"),
    Format.RTF: (".rtf", "application/rtf"),
    Format.TXT: (".txt", "text/plain"),
}
# A program finds no words in these, but a person who opens them may.
KEPT_UNREAD = frozenset({Reason.PICTURE, Reason.PASSWORD})
PICTURES = {
    b"\x89PNG": (".png", "image/png"),
    b"\xff\xd8\xff": (".jpg", "image/jpeg"),
    b"GIF8": (".gif", "image/gif"),
}
OF_NO_KIND = ("", "application/octet-stream")


class CvRefused(Exception):
    """The file was not kept; the reason says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class TooManyCvs(Exception):
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
    Keep one file, whatever its name pretends to be; its words are read later, by the worker.

    The same file again in the same conversation is the one already kept. Once the
    conversation has a lead, the file goes to that candidate.
    """
    if not body.strip():
        raise CvRefused(Reason.EMPTY)
    if len(body) > LARGEST_CV:
        raise CvRefused(Reason.TOO_LARGE)
    digest = sha256(body).hexdigest()
    if cv := find_cv(session, conversation, digest):
        return cv
    if _count(session, conversation) >= MOST_CVS:
        raise TooManyCvs
    (suffix, media_type), unread = look_at(body, filename)

    lead = session.scalar(select(Lead).where(Lead.conversation_id == conversation.id))
    cv = Cv(
        id=cv_id,
        conversation_id=conversation.id,
        candidate_id=lead.candidate_id if lead else None,
        filename=tidy_filename(filename, suffix),
        media_type=media_type,
        size=len(body),
        sha256=digest,
        key=store.keep(body),
        scan=Scan.NOT_SCANNED,
        received_at=now,
    )
    if unread:
        read = refusal(unread)
        cv.read_at, cv.outcome, cv.reason = now, read.outcome.value, unread.value
        cv.fields = read.as_json()
    session.add(cv)
    return cv


def look_at(body: bytes, filename: str) -> tuple[tuple[str, str], Reason | None]:
    """
    Return what kind of file *body* is, and why it will never be read, where that is plain.

    Only its outline is looked at. CvRefused for what is no CV, or no harmless one.
    """
    try:
        kind = identify(body, filename)
    except CvUnreadable as problem:
        pretends = problem.reason is Reason.PICTURE and CLAIMS.search(filename[-80:])
        if pretends or problem.reason not in KEPT_UNREAD:
            raise CvRefused(problem.reason) from problem
        return _kind_of_unread(body, filename, problem.reason), problem.reason
    if kind is Format.TXT and not is_text(body):
        raise CvRefused(Reason.UNKNOWN_KIND)
    return KINDS[kind], None


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


def find_lost_files(session: Session, store: CvStore, *, before: datetime) -> set[str]:
    """Return the files that no row speaks of."""
    files = set(store.keys())
    # In one piece: thousands of rows would take ten times as long to be read one by one.
    named = session.scalar(select(func.aggregate_strings(Cv.key, " "))) or ""
    # Nearly every file has its row, and need not be asked how old it is.
    nameless = files.difference(named.split())
    return {key for key in nameless if store.is_kept_before(key, before)}


def erase_lost_files(session: Session, store: CvStore, *, before: datetime) -> int:
    """Erase the files that no row speaks of, and so nobody could ever find or forget."""
    lost = find_lost_files(session, store, before=before)
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


def _kind_of_unread(body: bytes, filename: str, reason: Reason) -> tuple[str, str]:
    """Return the kind of a picture, or what a document claims that only a password opens."""
    if reason is Reason.PICTURE:
        shown = (kind for head, kind in PICTURES.items() if body.startswith(head))
        return next(shown, OF_NO_KIND)
    claimed = (kind for kind in KINDS.values() if filename.casefold().endswith(kind[0]))
    return next(claimed, OF_NO_KIND)


def _count(session: Session, conversation: Conversation) -> int:
    return (
        session.scalar(
            select(func.count()).select_from(Cv).where(Cv.conversation_id == conversation.id)
        )
        or 0
    )
