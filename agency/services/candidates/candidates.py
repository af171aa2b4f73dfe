"""One person, found by what they are reached on, and forgotten everywhere."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, cast, delete, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from agency.core.email import find_address
from agency.core.phone import find_phone, say_phone
from agency.services.audit import keep_audit
from agency.services.deliveries.listing import take_apart_letters
from agency.services.leads.description import rfc3339
from agency.services.leads.same_people import with_same_people
from agency.services.reports.journeys import let_go, sum_up_lost
from agency.storage.files import CvStore
from agency.storage.models import (
    Candidate,
    Consent,
    Conversation,
    Cv,
    Delivery,
    Example,
    Lead,
    Model,
    PrivacyRequest,
    ResumeLink,
    Turn,
)
from agency.storage.personal import RowsOfOne, erase_rows, find_rows

THE_AGENCY = "the agency"
# What the record that the law wants stands in.
KEPT_BY_LAW: tuple[type[Model], ...] = (Candidate, Lead, Consent, PrivacyRequest)


class ContactUnclear(ValueError):
    """Neither an e-mail address nor a telephone number was given."""


@dataclass(frozen=True)
class Certificate:
    """
    What was erased, in numbers: it names nobody, so that it can be kept.

    `deliveries` are the ids of news that may still lie about as letters outside.
    """

    at: datetime
    erased: Mapping[str, int] = field(default_factory=dict)
    deliveries: tuple[str, ...] = ()

    @property
    def found_nothing(self) -> bool:
        return not self.erased

    def of(self, model: type[Model]) -> int:
        """Return how many rows of this table went."""
        return self.erased.get(model.__tablename__, 0)

    def as_json(self) -> dict[str, Any]:
        """Return the certificate as it is printed and sent."""
        return {
            "at": rfc3339(self.at),
            "erased": dict(self.erased),
            "deliveries": len(self.deliveries),
        }


def find_candidates(session: Session, contact: str) -> Sequence[Candidate]:
    """Return every record under this e-mail address or telephone number, oldest first."""
    email, phone = _read_contact(contact)
    theirs = Candidate.email == email if email else Candidate.reached_on(str(phone))
    return session.scalars(select(Candidate).where(theirs).order_by(Candidate.id)).all()


def forget_candidate(
    session: Session, files: CvStore, contact: str, *, now: datetime
) -> Certificate:
    """
    Erase a person everywhere: records, leads, notes, consents, chats, files and news.

    What a consultant said is the same person goes with them, whatever its contact.
    Chats in which the contact was only typed go too; where such a chat belongs to somebody
    else, the contact alone is blotted out. Who asked has been checked before this is called.
    """
    email, phone = _read_contact(contact)
    written = _as_written(email, phone)
    candidates = find_candidates(session, contact)
    certificate = _forget(session, files, candidates, _mentioned(session, written), now=now)
    _erase_strays(session, [email] if email else [], written)
    return certificate


def forget_candidates(
    session: Session,
    files: CvStore,
    candidates: Sequence[Candidate],
    *,
    who: str = THE_AGENCY,
    now: datetime,
) -> Certificate:
    """Erase these candidates, who are one person with them, and all that hangs on them."""
    return _forget(session, files, candidates, [], who=who, now=now)


def forget_wherever_written(
    session: Session,
    files: CvStore,
    candidates: Sequence[Candidate],
    *,
    who: str = THE_AGENCY,
    now: datetime,
) -> Certificate:
    """Erase a person as `forget_candidate` does, under all of their contacts at once."""
    every = _all_of(session, candidates)
    emails, written = _contacts(every)
    mentioned = _mentioned(session, written) if written else []
    certificate = _forget(session, files, every, mentioned, who=who, now=now)
    _erase_strays(session, emails, written)
    return certificate


def pare_down(
    session: Session,
    files: CvStore,
    candidates: Sequence[Candidate],
    *,
    who: str,
    now: datetime,
) -> Certificate:
    """
    Erase all of a person but the record that the law wants, and stop using that.

    There stay: name and place, qualifications and experience, which role, and which day. No
    way to reach them is left, nothing they said, no file, no note.
    """
    every = _all_of(session, candidates)
    emails, written = _contacts(every)
    mentioned = _mentioned(session, written) if written else []
    rows, news = _rows_and_news(session, files, [each.id for each in every], mentioned)
    for lead in session.scalars(select(Lead).where(rows.about(Lead))):
        lead.conversation_id = lead.question = lead.call_when = lead.closed_because = None
        lead.language = lead.way = lead.way_words = lead.vacancy = None
        lead.reasons, lead.missing = [], []
        lead.consent.conversation_id = None
    for each in every:
        each.email = each.phone = each.email_verified = each.phone_verified = None
        each.availability = each.start = each.current_occupation = None
    session.flush()  # what stays must have let go before its conversation is gone
    erased = erase_rows(session, rows, but=KEPT_BY_LAW)
    session.expire_all()
    _erase_strays(session, emails, written)
    _write_down(session, who, "pared down", len(every), now)
    return Certificate(at=now, erased=erased, deliveries=news)


def _forget(
    session: Session,
    files: CvStore,
    candidates: Sequence[Candidate],
    mentioned: Sequence[str],
    *,
    who: str = THE_AGENCY,
    now: datetime,
) -> Certificate:
    ids = with_same_people(session, [candidate.id for candidate in candidates])
    rows, news = _rows_and_news(session, files, ids, mentioned)
    session.flush()  # what was changed before must not come back after the rows are gone
    erased = erase_rows(session, rows)
    sum_up_lost(session)
    _write_down(session, who, "forgot", len(ids), now)
    return Certificate(at=now, erased=erased, deliveries=news)


def _rows_and_news(
    session: Session, files: CvStore, ids: Collection[int], mentioned: Sequence[str]
) -> tuple[RowsOfOne, tuple[str, ...]]:
    """Return all rows of these people, and which letters go; their files are erased already."""
    leads = session.execute(
        select(Lead.id, Lead.conversation_id).where(Lead.candidate_id.in_(ids))
    ).all()
    chats = {*mentioned, *(chat for _, chat in leads if chat)}
    for chat in session.scalars(select(Conversation).where(Conversation.id.in_(chats))):
        let_go(session, chat)
    lead_ids = [lead_id for lead_id, _ in leads]
    news = session.scalars(select(Delivery.id).where(Delivery.lead_id.in_(lead_ids))).all()
    letters = take_apart_letters(session, lead_ids)
    rows = find_rows(session, ids, chats)
    # A file before its row: a row can be found again, a nameless file cannot.
    for key in session.scalars(select(Cv.key).where(rows.about(Cv))):
        files.erase(key)
    return rows, (*news, *letters)


def _all_of(session: Session, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    ids = with_same_people(session, [each.id for each in candidates])
    return session.scalars(select(Candidate).where(Candidate.id.in_(ids))).all()


def _contacts(candidates: Sequence[Candidate]) -> tuple[list[str], list[str]]:
    """Return the addresses of these people, and every way their contacts are written."""
    emails = sorted({each.email for each in candidates if each.email})
    phones = sorted({each.phone.partition(";")[0] for each in candidates if each.phone})
    written = [each for email in emails for each in _as_written(email, None)]
    return emails, written + [each for phone in phones for each in _as_written(None, phone)]


def _as_written(email: str | None, phone: str | None) -> list[str]:
    return [email] if email else [phone or "", say_phone(phone or "")]


def _write_down(session: Session, who: str, did: str, count: int, now: datetime) -> None:
    keep_audit(session, who=who, did=did, kind="candidates", subject=str(count), now=now)


def _erase_strays(session: Session, emails: Sequence[str], written: Sequence[str]) -> None:
    """Erase the contact where it lies with others: in links mistyped, and in their chats."""
    session.execute(delete(ResumeLink).where(ResumeLink.email.in_(emails)))
    if written:
        _blot_out(session, written)


def _mentioned(session: Session, written: Sequence[str]) -> Sequence[str]:
    """Return the chats without a lead in which the contact was typed, or understood."""
    return session.scalars(
        select(Conversation.id)
        .outerjoin(Lead, Lead.conversation_id == Conversation.id)
        .where(Lead.id.is_(None))
        .where(
            or_(
                Conversation.turns.any(_says(Turn.text, written)),
                _says(cast(Conversation.form, String), written),
                _says(cast(Conversation.memory, String), written),
            )
        )
    ).all()


def _blot_out(session: Session, written: Sequence[str]) -> None:
    """Take the contact out of other people's chats, and out of what is remembered of them."""
    for turn in session.scalars(select(Turn).where(_says(Turn.text, written))):
        turn.text = _without(turn.text, written)
        turn.understood = None
        if turn.reply:
            turn.reply = {**turn.reply, "text": turn.text}
        turn.conversation.memory = None
    # A person looked them over before; one slip may have been missed.
    for example in session.scalars(select(Example).where(_says(Example.text, written))):
        example.text = _without(example.text, written)
    session.flush()  # the door may look at once whether anything is left


def _says(column: ColumnElement[str] | InstrumentedAttribute[str], written: Sequence[str]) -> Any:
    return or_(*(column.icontains(each, autoescape=True) for each in written if each))


def _without(text: str, written: Sequence[str]) -> str:
    every = "|".join(re.escape(each) for each in written if each)
    return re.sub(every, "…", text, flags=re.IGNORECASE)


def _read_contact(contact: str) -> tuple[str | None, str | None]:
    email, phone = find_address(contact), find_phone(contact)
    if not (email or phone):
        raise ContactUnclear
    return email, phone
