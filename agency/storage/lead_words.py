"""The words by which a lead is found: its person's, what was said, the CV's and the notes'."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select, text, update
from sqlalchemy.orm import Session

from agency.core.care import shared
from agency.core.phone import say_phone
from agency.core.search_words import dialled, near_words, search_words
from agency.storage.models import Candidate, Cv, Lead, LeadText, Note, Scan, Speaker, Turn

LONGEST_CV = 20_000
LONGEST_SAID = 20_000


def index_leads(session: Session, lead_ids: Iterable[int]) -> None:
    """Write anew what may be found of these leads; what has not changed is left alone."""
    connection = session.connection()
    ids = sorted(lead_ids)
    if not ids:
        return
    before = {
        row.lead_id: row._asdict()
        for row in connection.execute(select(LeadText.__table__).where(LeadText.lead_id.in_(ids)))
    }
    for words in _read_words(connection, ids):
        known = before.get(words["lead_id"])
        if known is None:
            _insert(connection, words)
        elif any(known[name] != value for name, value in words.items()):
            _change(connection, words)


def _read_words(connection: Connection, ids: Sequence[int]) -> list[dict[str, Any]]:
    leads = connection.execute(
        select(
            Lead.id,
            Lead.candidate_id,
            Lead.conversation_id,
            Lead.question,
            Candidate.name,
            Candidate.email,
            Candidate.phone,
            Candidate.postcode,
            Candidate.town,
            Candidate.current_occupation,
        )
        .join(Candidate, Candidate.id == Lead.candidate_id)
        .where(Lead.id.in_(ids))
    ).all()
    said = _said_in(connection, [lead.conversation_id for lead in leads if lead.conversation_id])
    cvs = connection.execute(
        select(Cv.candidate_id, Cv.conversation_id, Cv.filename, Cv.findable)
        .where(
            Cv.candidate_id.in_([lead.candidate_id for lead in leads])
            | Cv.conversation_id.in_([lead.conversation_id for lead in leads])
        )
        .where(Cv.scan != Scan.UNSAFE)
        .order_by(Cv.received_at.desc(), Cv.id)
    ).all()
    notes = connection.execute(
        select(Note.lead_id, Note.text).where(Note.lead_id.in_(ids)).order_by(Note.id)
    ).all()
    return [
        {
            "lead_id": lead.id,
            "person": _lines(_person(lead)),
            "said": _lines([lead.question, *said.get(lead.conversation_id, ())])[:LONGEST_SAID],
            "cv": _lines(
                line
                for cv in cvs
                if cv.candidate_id == lead.candidate_id
                or (cv.conversation_id and cv.conversation_id == lead.conversation_id)
                for line in (cv.filename, cv.findable)
            )[:LONGEST_CV],
            "notes": _lines(note.text for note in notes if note.lead_id == lead.id)[:LONGEST_SAID],
            "near": _near(lead),
        }
        for lead in leads
    ]


def _said_in(connection: Connection, chats: Sequence[str]) -> dict[str, list[str]]:
    """
    Return what visitors and consultants said, as far as a consultant may read it.

    What was said to the assistant alone counts once it is answered: before, nobody knows whether
    it was said in need.
    """
    turns = connection.execute(
        select(
            Turn.id,
            Turn.conversation_id,
            Turn.speaker,
            Turn.text,
            Turn.understood,
            Turn.answers_turn_id,
            Turn.answered_at,
            Turn.consultant_id,
        )
        .where(Turn.conversation_id.in_(chats))
        .order_by(Turn.id)
    ).all()
    said: dict[str, list[str]] = {}
    for turn in shared(turns):
        settled = turn.answered_at is not None or turn.consultant_id is not None
        if turn.speaker == Speaker.CONSULTANT or (turn.speaker == Speaker.VISITOR and settled):
            said.setdefault(turn.conversation_id, []).append(turn.text)
    return said


def _person(lead: Any) -> list[str | None]:
    number = (lead.phone or "").partition(";ext=")[0]
    spellings = f"{say_phone(number)} {dialled(number)} 0{dialled(number)}" if number else None
    squeezed = (lead.postcode or "").replace(" ", "") or None
    return [
        lead.name,
        lead.email,
        " ".join(filter(None, (lead.town, lead.postcode, squeezed))),
        lead.current_occupation,
        spellings,
    ]


def _near(lead: Any) -> str:
    words = [*search_words(f"{lead.name or ''} {lead.town or ''}")]
    words += ["".join(search_words(each)) for each in (lead.name or "").split()]
    return " ".join(sorted({near for word in words for near in near_words(word)}))


def _lines(parts: Iterable[str | None]) -> str:
    return "\n".join(part for part in parts if part)


def _insert(connection: Connection, words: dict[str, Any]) -> None:
    connection.execute(insert(LeadText), words)
    _tell_words(connection, words)


def _change(connection: Connection, words: dict[str, Any]) -> None:
    connection.execute(update(LeadText).where(LeadText.lead_id == words["lead_id"]).values(**words))
    _tell_words(connection, words)


def _tell_words(connection: Connection, words: dict[str, Any]) -> None:
    """PostgreSQL is told the words as they are compared; SQLite folds them itself, in a trigger."""
    if connection.dialect.name != "postgresql":
        return
    folded = {name: " ".join(search_words(str(value))) for name, value in words.items()}
    connection.execute(
        text(
            "UPDATE lead_text SET person_vector = to_tsvector('simple', :person),"
            " near_vector = to_tsvector('simple', :near),"
            " vector = to_tsvector('simple',"
            " :person || ' ' || :said || ' ' || :notes || ' ' || :cv) WHERE lead_id = :id"
        ),
        {**folded, "id": words["lead_id"]},
    )
