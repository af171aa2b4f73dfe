"""Everything that happened to a lead, newest first."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.services.leads.files import list_cvs
from agency.services.leads.letters import list_letters
from agency.services.leads.tasks import list_tasks
from agency.services.people.access import sees
from agency.services.people.people import names_of
from agency.storage.models import (
    AuditEntry,
    Consultant,
    DeliveryState,
    Lead,
    NoteKind,
)

MOST_DEEDS = 200
# Who only looked, at whichever part, is in the audit log.
LOOKED = "saw%"
# So is what has a line of its own here.
NOT_HERE = (
    "read", "wrote a note", "noted a call", "wrote a letter", "set a task", "did a task",
)  # fmt: skip
# Who did it where it was nobody of ours, as a consultant would say it.
NOBODY = {
    "visitor": "The candidate",
    "routing": "Routing",
    "assistant": "The assistant",
    "promises": "The desk",
}
REFERENCE = re.compile(r"\bL-(\d{4,9})\b")


class Group(StrEnum):
    """What a line of the timeline is about."""

    CONTACT = "contact"
    NOTES = "notes"
    WORK = "work"
    NEWS = "news"


@dataclass(frozen=True)
class Happening:
    """One line: what happened, who did it, and the words that go with it."""

    at: datetime
    group: Group
    what: str
    who: str = ""
    text: str = ""
    anchor: str = ""


def list_happenings(session: Session, lead: Lead, *, seen_by: Consultant) -> list[Happening]:
    """
    Return what happened to a lead since it was opened, newest first.

    What names another lead that *seen_by* may not see is not there for them.
    """
    every = [
        *_beginning(lead),
        *_files(session, lead),
        *_notes(lead),
        *_letters(session, lead),
        *_tasks(session, lead),
        *_promise(lead),
        *_news(lead),
        *_deeds(session, lead, seen_by),
    ]
    # Of what happened at the same moment, the lead's opening came first.
    return sorted(every, key=lambda each: (each.at, each.what != "opened"), reverse=True)


def list_since(
    session: Session, lead: Lead, since: datetime, *, seen_by: Consultant
) -> list[Happening]:
    """Return what people did to a lead after a moment, for whoever typed meanwhile."""
    theirs = {Group.NOTES, Group.WORK, Group.CONTACT}
    return [
        each
        for each in list_happenings(session, lead, seen_by=seen_by)
        if each.at > since and each.group in theirs
    ]


def _beginning(lead: Lead) -> Iterator[Happening]:
    yield Happening(lead.opened_at, Group.WORK, "opened", text=lead.routed_because)
    if lead.left_at:
        yield Happening(lead.left_at, Group.WORK, "left")
    if lead.consent.withdrawn_at:
        yield Happening(lead.consent.withdrawn_at, Group.WORK, "withdrawn")


def _files(session: Session, lead: Lead) -> Iterator[Happening]:
    for cv in list_cvs(session, lead):
        what = "profile" if cv.is_ours else "cv"
        yield Happening(cv.received_at, Group.CONTACT, what, text=cv.filename, anchor="cv")


def _notes(lead: Lead) -> Iterator[Happening]:
    for note in lead.notes:
        call = note.kind is NoteKind.CALL
        group = Group.CONTACT if call else Group.NOTES
        what = "call" if call else "note"
        yield Happening(note.at, group, what, note.author, note.text, f"note-{note.id}")


def _letters(session: Session, lead: Lead) -> Iterator[Happening]:
    for letter in list_letters(session, lead):
        anchor = f"letter-{letter.id}"
        yield Happening(letter.at, Group.CONTACT, "letter", letter.author, letter.subject, anchor)


def _tasks(session: Session, lead: Lead) -> Iterator[Happening]:
    for task in list_tasks(session, lead):
        said = f"{task.title} ({task.consultant.name})"
        yield Happening(task.set_at, Group.WORK, "task", task.set_by, said, "tasks")
        if task.done_at:
            yield Happening(
                task.done_at, Group.WORK, "task_done", task.done_by or "", task.title, "tasks"
            )


def _promise(lead: Lead) -> Iterator[Happening]:
    if promise := lead.promise:
        # Kept after it fell due is late, and broken all the same.
        late = promise.kept_at is not None and promise.kept_at > promise.due_at
        if promise.kept_at:
            what = "promise_late" if late else "promise_kept"
            yield Happening(promise.kept_at, Group.CONTACT, what)
        if promise.escalated_at:
            yield Happening(promise.escalated_at, Group.CONTACT, "promise_broken")


def _news(lead: Lead) -> Iterator[Happening]:
    """Yield a line for each delivery; what went to several addresses in one minute is one line."""
    alike: dict[tuple[str, datetime], list[datetime]] = defaultdict(list)
    for news in lead.deliveries:
        sent = news.sent_at if news.state is DeliveryState.SENT else None
        at, what = sent or news.created_at, f"{news.state}:{news.to}:{news.type}"
        alike[what, at.replace(second=0, microsecond=0)].append(at)
    for (what, _minute), moments in alike.items():
        addresses = str(len(moments)) if len(moments) > 1 else ""
        yield Happening(max(moments), Group.NEWS, what, text=addresses, anchor="news")


def _deeds(session: Session, lead: Lead, seen_by: Consultant) -> Iterator[Happening]:
    deeds = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.kind == "lead", AuditEntry.subject == lead.reference)
        .where(AuditEntry.did.not_in(NOT_HERE), AuditEntry.did.not_like(LOOKED))
        .order_by(AuditEntry.id.desc())
        .limit(MOST_DEEDS)
    ).all()
    names = NOBODY | names_of(session, {deed.who for deed in deeds})
    for deed in deeds:
        if not _may_know(session, deed.did, seen_by):
            continue
        yield Happening(deed.at, Group.WORK, "deed", names.get(deed.who, deed.who), deed.did)


def _may_know(session: Session, did: str, seen_by: Consultant) -> bool:
    named = [session.get(Lead, int(number)) for number in REFERENCE.findall(did)]
    return all(lead is None or sees(seen_by, lead) for lead in named)
