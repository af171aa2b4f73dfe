"""What we know about one person: shown to them on request, and forgotten on request."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, String, cast, delete, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from agency.core.email import find_address
from agency.core.phone import find_phone, say_phone
from agency.services.audit import keep_audit
from agency.services.delivery_list import take_apart_letters
from agency.services.lead_description import describe_lead, rfc3339
from agency.services.same_people import with_same_people
from agency.storage.files import CvStore
from agency.storage.models import (
    Candidate,
    Consent,
    Conversation,
    Cv,
    Delivery,
    Lead,
    Model,
    Note,
    ResumeLink,
    Turn,
)


class ContactUnclear(ValueError):
    """Neither an e-mail address nor a telephone number was given."""


@dataclass(frozen=True)
class Certificate:
    """
    What was erased, in numbers: it names nobody, so that it can be kept.

    `deliveries` are the ids of news that may still lie about as letters outside.
    """

    at: datetime
    candidates: int
    leads: int
    notes: int
    consents: int
    conversations: int
    turns: int
    cvs: int
    deliveries: tuple[str, ...]

    @property
    def found_nothing(self) -> bool:
        return not (self.candidates or self.conversations or self.turns)

    def as_json(self) -> dict[str, Any]:
        """Return the certificate as it is printed and sent."""
        return {**asdict(self), "at": rfc3339(self.at), "deliveries": len(self.deliveries)}


def find_candidates(session: Session, contact: str) -> Sequence[Candidate]:
    """Return every record under this e-mail address or telephone number, oldest first."""
    email, phone = _read_contact(contact)
    theirs = Candidate.email == email if email else Candidate.reached_on(str(phone))
    return session.scalars(select(Candidate).where(theirs).order_by(Candidate.id)).all()


def describe_person(session: Session, contact: str) -> dict[str, Any]:
    """Return all we keep under this contact, for a person who asks to see it."""
    found = find_candidates(session, contact)
    ids = with_same_people(session, [candidate.id for candidate in found])
    leads = session.scalars(select(Lead).where(Lead.candidate_id.in_(ids)).order_by(Lead.id))
    consents = session.scalars(select(Consent).where(Consent.candidate_id.in_(ids)))
    cvs = session.scalars(select(Cv).where(Cv.candidate_id.in_(ids)))
    return {
        "leads": [
            describe_lead(session, lead)
            | {"notes": [{"at": rfc3339(note.at), "text": note.text} for note in lead.notes]}
            for lead in leads
        ],
        "consents": [
            {"version": consent.version, "wording": consent.wording, "at": rfc3339(consent.at)}
            for consent in consents
        ],
        "cvs": [
            {
                "filename": cv.filename,
                "size": cv.size,
                "received_at": rfc3339(cv.received_at),
                "read": cv.fields or {},
            }
            for cv in cvs
        ],
    }


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
    written = [email] if email else [phone or "", say_phone(phone or "")]
    candidates = find_candidates(session, contact)
    certificate = _forget(session, files, candidates, _mentioned(session, written), now=now)
    _erase(session, ResumeLink, ResumeLink.email == email)  # one sent to an address mistyped
    _blot_out(session, written)
    return certificate


def forget_candidates(
    session: Session, files: CvStore, candidates: Sequence[Candidate], *, now: datetime
) -> Certificate:
    """Erase these candidates, who are one person with them, and all that hangs on them."""
    return _forget(session, files, candidates, [], now=now)


def _forget(
    session: Session,
    files: CvStore,
    candidates: Sequence[Candidate],
    mentioned: Sequence[str],
    *,
    now: datetime,
) -> Certificate:
    ids = with_same_people(session, [candidate.id for candidate in candidates])
    leads = session.scalars(select(Lead).where(Lead.candidate_id.in_(ids))).all()
    lead_ids = [lead.id for lead in leads]
    chats = sorted({*mentioned, *(lead.conversation_id for lead in leads if lead.conversation_id)})
    news = session.scalars(select(Delivery.id).where(Delivery.lead_id.in_(lead_ids))).all()
    letters = take_apart_letters(session, lead_ids)
    cvs = session.scalars(
        select(Cv).where(or_(Cv.candidate_id.in_(ids), Cv.conversation_id.in_(chats)))
    ).all()
    for cv in cvs:
        files.erase(cv.key)

    session.flush()  # what was changed before must not come back after the rows are gone
    _erase(session, ResumeLink, ResumeLink.conversation_id.in_(chats))
    certificate = Certificate(
        at=now,
        deliveries=(*news, *letters),
        cvs=_erase(session, Cv, Cv.id.in_([cv.id for cv in cvs])),
        notes=_erase(session, Note, Note.lead_id.in_(lead_ids)),
        leads=_erase(session, Lead, Lead.id.in_(lead_ids)),
        consents=_erase(
            session,
            Consent,
            or_(Consent.candidate_id.in_(ids), Consent.conversation_id.in_(chats)),
        ),
        turns=_erase(session, Turn, Turn.conversation_id.in_(chats)),
        conversations=_erase(session, Conversation, Conversation.id.in_(chats)),
        candidates=_erase(session, Candidate, Candidate.id.in_(ids)),
    )
    keep_audit(
        session, who="the agency", did="forgot", kind="candidates", subject=str(len(ids)), now=now
    )
    return certificate


def _erase(session: Session, model: type[Model], where: ColumnElement[bool]) -> int:
    erased = session.execute(delete(model).where(where))
    assert isinstance(erased, CursorResult)
    return erased.rowcount


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
