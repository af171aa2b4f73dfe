"""All we hold about one person, in words and as data: for them alone, when they ask."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agency.core.retention import PERIOD_OF_STAGE
from agency.services.agency.periods import find_periods
from agency.services.candidates.personal_records import a_kind, kinds_of_staff, record_of, tell_row
from agency.services.leads.description import rfc3339
from agency.storage.models import (
    Access,
    AgreedCall,
    AuditEntry,
    Candidate,
    CandidateLetter,
    Channel,
    Consultant,
    Cv,
    Delivery,
    DeliveryState,
    Lead,
    Model,
    RetentionHold,
    SamePerson,
    Task,
)
from agency.storage.personal import find_rows, outlives, read_rows

REFERENCE = re.compile(r"\bL-\d+")
DID_WITH_IT = {"saw", "read", "accepted", "changed"}
SYSTEM = "one of our own systems"
PROGRAM = "the program itself"


@dataclass(frozen=True)
class Held:
    """One kind of thing we hold, with all of it."""

    table: str
    title: str
    why: str
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Looked:
    """How often people of one kind did one thing with a person's enquiries, and when last."""

    who: str
    did: str
    times: int
    last: datetime


@dataclass(frozen=True)
class Given:
    """Whom we told of them, how often, and when last."""

    to: Channel
    times: int
    last: datetime


@dataclass(frozen=True)
class Everything:
    """All of it, at one moment. `files` are the rows behind the files that belong to it."""

    at: datetime
    references: Sequence[str]
    held: Sequence[Held]
    seen: Sequence[Looked]
    given: Sequence[Given]
    left_out: int
    since: datetime
    until: date | None
    files: Sequence[Cv]

    def as_json(self) -> dict[str, Any]:
        """Return it as it is written into the file."""
        return {
            "made_at": rfc3339(self.at),
            "references": list(self.references),
            "held_since": rfc3339(self.since),
            "kept_until": self.until.isoformat() if self.until else None,
            "records": {
                each.table: {"title": each.title, "why": each.why, "rows": list(each.rows)}
                for each in self.held
            },
            "seen_by": [
                {"who": e.who, "did": e.did, "times": e.times, "last": rfc3339(e.last)}
                for e in self.seen
            ],
            "given_to": [
                {"to": e.to.value, "times": e.times, "last": rfc3339(e.last)} for e in self.given
            ],
            "left_out_because_it_is_about_somebody_else": self.left_out,
        }


def tell_everything(
    session: Session,
    candidate_ids: Collection[int],
    *,
    leave_out: Collection[str] = (),
    now: datetime,
) -> Everything:
    """
    Return all we hold about these candidates, who are one person.

    *leave_out* are keys of `words_of_consultants` that are about somebody else: the file says how
    many, not what.
    Of our own people it says of which kind they are, never who.
    """
    leads = _leads(session, candidate_ids)
    chats = {lead.conversation_id for lead in leads if lead.conversation_id}
    rows = find_rows(session, candidate_ids, chats)
    staff, names = kinds_of_staff(session), _names_of_staff(session)
    held, left_out = [], 0
    for model, found in read_rows(session, rows).items():
        kept = [row for row in found if _key_of(model, row) not in leave_out or not _free(model)]
        left_out += len(found) - len(kept)
        told = [
            _without_staff(model, tell_row(model, row, staff), names)
            for row in kept
            if _is_theirs(model, row, set(candidate_ids))
        ]
        if told:
            words = record_of(model)
            held.append(Held(model.__tablename__, words.title, words.why, told))
    references = [lead.reference for lead in leads]
    created = select(Candidate.created_at).where(Candidate.id.in_(candidate_ids))
    return Everything(
        at=now,
        references=references,
        held=held,
        seen=_who_looked(session, references),
        given=who_was_told(session, [lead.id for lead in leads]),
        left_out=left_out,
        since=min(session.scalars(created)),
        until=kept_until(session, candidate_ids, leads, now=now),
        files=session.scalars(select(Cv).where(rows.about(Cv)).order_by(Cv.received_at)).all(),
    )


def who_was_told(session: Session, lead_ids: Collection[int]) -> list[Given]:
    """Return to whom news of these leads has gone, by kind."""
    sent = session.scalars(
        select(Delivery).where(Delivery.lead_id.in_(lead_ids), Delivery.state == DeliveryState.SENT)
    ).all()
    given = []
    for to in Channel:
        times = [each.sent_at or each.created_at for each in sent if each.to is to]
        if times:
            given.append(Given(to, len(times), max(times)))
    return given


def kept_until(
    session: Session, candidate_ids: Collection[int], leads: Sequence[Lead], *, now: datetime
) -> date | None:
    """Return until when we keep a person as things stand; None is as long as they are placed."""
    candidates = session.scalars(select(Candidate).where(Candidate.id.in_(candidate_ids))).all()
    if pared := [each.erase_on for each in candidates if each.erase_on]:
        return max(pared)
    periods, days = find_periods(session), []
    for lead in leads:
        kept = periods.days[PERIOD_OF_STAGE[lead.stage]]
        if kept is None:
            return None
        days.append(last_touched(session, lead).date().toordinal() + kept + 1)
    held = session.scalars(
        select(RetentionHold.until).where(
            RetentionHold.candidate_id.in_(candidate_ids),
            RetentionHold.ended_at.is_(None),
            RetentionHold.until >= now.date(),
        )
    )
    return date.fromordinal(max([*days, *(each.toordinal() for each in held), 1]))


def last_touched(session: Session, lead: Lead) -> datetime:
    """Return when anything last happened to a lead, as `retention.touched` asks."""
    times = [lead.opened_at, lead.accepted_at, *(note.at for note in lead.notes)]
    columns = (AgreedCall.at, CandidateLetter.at, Task.due_at, Task.done_at)
    latest = (select(func.max(each)).where(each.class_.lead_id == lead.id) for each in columns)
    times.extend(session.scalar(each) for each in latest)
    return max(at for at in times if at)


def words_of_consultants(
    session: Session, candidate_ids: Collection[int]
) -> list[tuple[str, str, str]]:
    """
    Return what our people wrote of them in their own words: a key to leave it out by, where, what.

    It may be about somebody else, so a person reads it before it leaves.
    """
    chats = [each.conversation_id for each in _leads(session, candidate_ids)]
    rows = find_rows(session, candidate_ids, [chat for chat in chats if chat])
    return [
        (_key_of(model, row), record.title, row[record.may_name_others])
        for model, found in read_rows(session, rows).items()
        if (record := record_of(model)).may_name_others
        for row in found
        if row[record.may_name_others]
    ]


def _leads(session: Session, candidate_ids: Collection[int]) -> Sequence[Lead]:
    return session.scalars(
        select(Lead).where(Lead.candidate_id.in_(candidate_ids)).order_by(Lead.id)
    ).all()


def _is_theirs(model: type[Model], row: Mapping[str, Any], ids: set[int]) -> bool:
    """Say whether a row is to be shown to them: not who else they were taken for, and are not."""
    if model is SamePerson:
        return {row["first_id"], row["second_id"]} <= ids
    return not outlives(model) or row.get("candidate_id") in ids


def _free(model: type[Model]) -> bool:
    return bool(record_of(model).may_name_others)


def _names_of_staff(session: Session) -> re.Pattern[str]:
    """Return a pattern of how notes name our people: in full, or by a mention."""
    names = sorted(session.scalars(select(Consultant.name)), key=len, reverse=True)
    # A first name alone may be the candidate's own.
    full = [rf"@?\b{re.escape(name)}\b" for name in names if " " in name.strip()]
    first = sorted({re.escape(name.split()[0]) for name in names if name.strip()})
    return re.compile("|".join([*full, *(rf"@{name}\b" for name in first)]) or r"(?!)")


def _without_staff(
    model: type[Model], told: dict[str, Any], names: re.Pattern[str]
) -> dict[str, Any]:
    """Return a row in which our people's own words name none of us."""
    column = record_of(model).may_name_others
    if column and isinstance(told.get(column), str):
        told[column] = names.sub("a colleague", told[column])
    return told


def _key_of(model: type[Model], row: Mapping[str, Any]) -> str:
    return f"{model.__tablename__}:{row.get('id')}"


def _who_looked(session: Session, references: Collection[str]) -> list[Looked]:
    entries = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.kind == "lead", AuditEntry.subject.in_(references))
        .order_by(AuditEntry.id)
    ).all()
    kinds = {each.email: each.access for each in session.scalars(select(Consultant))}
    counted: Counter[tuple[str, str]] = Counter()
    last: dict[tuple[str, str], datetime] = {}
    for entry in entries:
        key = (_kind_of(entry.who, kinds), _without_names(entry.did))
        counted[key] += 1
        last[key] = entry.at
    return [Looked(who, did, counted[who, did], last[who, did]) for who, did in sorted(counted)]


def _kind_of(who: str, kinds: Mapping[str, Access]) -> str:
    if who in kinds:
        return a_kind(kinds[who].value)
    if who.startswith("token "):
        return SYSTEM
    return "a colleague who has left" if "@" in who else PROGRAM


def _without_names(did: str) -> str:
    """Return a deed's words as a whole sentence's, without whatever they name of others."""
    if did.startswith("told "):
        return "told a colleague"
    cut = re.split(r" (?:to|from) ", did, maxsplit=1)[0]
    plain = REFERENCE.sub("another enquiry", cut)
    if plain == "saw the person of":
        return "saw all we hold about you"
    if plain in DID_WITH_IT or plain.endswith(" of"):
        return f"{plain} your enquiry"
    return plain
