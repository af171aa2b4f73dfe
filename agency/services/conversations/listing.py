"""The conversations in which a person is wanted, speaks, or could be of use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, exists, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from agency.core.care import shared
from agency.core.takeover import LONGEST_WAIT, STILL_THERE
from agency.services.conversations.access import name_known, reads_conversation
from agency.services.conversations.conversations import list_turns
from agency.services.leads.leads import find_lead
from agency.storage.models import Consultant, Conversation, Lead, Speaker, Turn

SNIPPET = 140


class Standing(StrEnum):
    """Who speaks with the visitor, and whether somebody else is asked for."""

    WAITING = "waiting"
    TALKING = "talking"
    THERE = "there"


@dataclass(frozen=True)
class Listed:
    """One conversation, as far as a consultant must know it to choose."""

    id: str
    standing: Standing
    name: str | None
    reference: str | None
    page: str | None
    since: datetime
    last_turn_at: datetime
    with_whom: str | None
    mine: bool
    needs_care: bool
    said: str


def list_open(session: Session, consultant: Consultant, *, now: datetime) -> list[Listed]:
    """
    Return what *consultant* may see: who waits (the longest first), who is talked to, who is there.

    Somebody who only talks to the assistant, and has left no details, is not in it.
    """
    every = session.scalars(select(Conversation).where(_is_open(now)))
    listed = [
        _describe(session, conversation, consultant)
        for conversation in every
        if reads_conversation(session, consultant, conversation, now=now)
    ]
    order = list(Standing)
    return sorted(listed, key=lambda each: (order.index(each.standing), each.since))


def fingerprint(session: Session, *, now: datetime) -> tuple[tuple[str, int], ...]:
    """Return what changes when the list of anybody changes."""
    rows = session.execute(
        select(Conversation.id, Conversation.version).where(_is_open(now)).order_by(Conversation.id)
    )
    return tuple((conversation_id, version) for conversation_id, version in rows)


def visible_turns(turns: Sequence[Turn]) -> list[Turn]:
    """
    Return the turns a consultant may read on the page of a conversation.

    What was said in need to the assistant stays between them, and until it is answered nobody
    knows which it is. What was said to a consultant who was there was said to a person.
    """
    private = [turn for turn in turns if turn.consultant_id is None]
    alone = {turn.id for turn in shared(private) if _is_settled(turn)}
    return [turn for turn in turns if turn.consultant_id is not None or turn.id in alone]


def _is_settled(turn: Turn) -> bool:
    return turn.speaker is not Speaker.VISITOR or turn.answered_at is not None


def _is_open(now: datetime) -> ColumnElement[bool]:
    chat = aliased(Conversation)
    taken = select(chat.id).where(chat.taken_by_id.is_not(None))
    lately = select(chat.id).where(
        chat.last_turn_at > now - STILL_THERE,
        or_(chat.wanted_at > now - LONGEST_WAIT, exists().where(Lead.conversation_id == chat.id)),
    )
    # Each from its own index: as one condition they would be read from every chat there was.
    return Conversation.id.in_(union_all(taken, lately))


def _describe(session: Session, conversation: Conversation, consultant: Consultant) -> Listed:
    lead = find_lead(session, conversation.id)
    standing, since = Standing.THERE, conversation.last_turn_at
    if conversation.taken_by_id is not None and conversation.taken_at:
        standing, since = Standing.TALKING, conversation.taken_at
    elif conversation.wanted_at is not None:
        standing, since = Standing.WAITING, conversation.wanted_at
    said = [
        turn.text
        for turn in visible_turns(list_turns(session, conversation.id))
        if turn.speaker is Speaker.VISITOR
    ]
    return Listed(
        id=conversation.id,
        standing=standing,
        name=name_known(lead),
        reference=lead.reference if lead else None,
        page=conversation.page,
        since=since,
        last_turn_at=conversation.last_turn_at,
        with_whom=conversation.taken_by.name if conversation.taken_by else None,
        mine=conversation.taken_by_id == consultant.id,
        needs_care=conversation.care_at is not None,
        said=said[-1][:SNIPPET] if said else "",
    )
