"""Colleagues who are named in a note: told of it, and reminded until they have seen it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from agency.core.mentions import find_mentions
from agency.services.news.queue import MENTION, queue_to_colleague
from agency.services.people.access import list_people, sees
from agency.storage.models import Consultant, Lead, Mention, Note


def list_colleagues(session: Session, lead: Lead, *, but: Consultant) -> list[Consultant]:
    """Return who else may see *lead*, and so be named on it."""
    return [each for each in list_people(session) if each.id != but.id and sees(each, lead)]


def mention_colleagues(
    session: Session, lead: Lead, note: Note, *, by: Consultant, now: datetime
) -> list[Consultant]:
    """
    Tell everybody whom *note* names, as their wishes have it, and return them.

    Whoever may not see the lead is not told of it, whatever a note says.
    """
    people = {each.id: each for each in list_colleagues(session, lead, but=by)}
    named = find_mentions(note.text, {number: each.name for number, each in people.items()})
    if not named:
        return []
    session.flush()  # gives the note its id, which the mentions hang on
    for number in named:
        session.add(Mention(note_id=note.id, consultant_id=number))
        says = {"by": by.name, "text": note.text}
        about = f"{note.id}"
        queue_to_colleague(
            session, lead, people[number], type=MENTION, says=says, about=about, now=now
        )
    return [people[number] for number in named]


def list_unseen_mentions(session: Session, consultant: Consultant) -> Sequence[Mention]:
    """Return where *consultant* is named and has not looked since, newest first."""
    mentions = session.scalars(
        select(Mention)
        .where(Mention.consultant_id == consultant.id, Mention.seen_at.is_(None))
        .options(joinedload(Mention.note).joinedload(Note.lead).joinedload(Lead.candidate))
        .order_by(Mention.note_id.desc())
    ).all()
    return [each for each in mentions if sees(consultant, each.note.lead)]


def see_mentions(session: Session, lead: Lead, consultant: Consultant, *, now: datetime) -> None:
    """Note that *consultant* has looked at what names them on *lead*."""
    theirs = select(Note.id).where(Note.lead_id == lead.id)
    session.execute(
        update(Mention)
        .where(Mention.consultant_id == consultant.id, Mention.seen_at.is_(None))
        .where(Mention.note_id.in_(theirs))
        .values(seen_at=now)
        .execution_options(synchronize_session=False)
    )
