"""Forms that were begun and left: a lead where that was agreed to, and otherwise forgotten."""

from datetime import datetime

from sqlalchemy import Select, delete, func, or_, select
from sqlalchemy.orm import Session

from agency.core.care import IN_NEED
from agency.core.left_form import ASKS_CONSENT, SILENCE, Fate, choose_fate, enquiry_from_left
from agency.services.candidates.candidates import forget_candidates
from agency.services.conversations.conversations import list_turns
from agency.services.conversations.resuming import follow_up_link
from agency.services.leads.leads import find_lead, open_lead
from agency.services.news.queue import queue_follow_up
from agency.storage.files import CvStore
from agency.storage.models import (
    Conversation,
    Lead,
    ResumeLink,
    SamePerson,
    Speaker,
    Turn,
)


def is_any_left(session: Session, *, now: datetime) -> bool:
    """Say whether there may be a form to see to; nothing is claimed by looking."""
    return session.scalar(_left(now).limit(1)) is not None


def see_to_left_form(session: Session, *, now: datetime, webhook: bool = False) -> Fate | None:
    """
    See to the form that was left longest ago; None says that there is none.

    What becomes of it and that it was seen to are kept together: killed at any moment, either
    nothing has happened, or all of it has, once.
    """
    conversation = session.scalar(_left(now).limit(1).with_for_update(skip_locked=True))
    if conversation is None:
        return None
    silent_since = _last_word_at(session, conversation)
    if silent_since > now - SILENCE:
        # Something was said that is not answered yet: the hour begins anew.
        conversation.unfinished_at = silent_since
        return Fate.WAITS
    left = conversation.unfinished or {}
    conversation.unfinished_at = None
    fate = choose_fate(left)
    if fate is Fate.ERASED:
        _forget_what_was_typed(session, conversation)
    elif fate is Fate.LEAD:
        fate = _hand_to_a_consultant(session, conversation, now=now, webhook=webhook)
    return fate


def is_with_us(session: Session, conversation: Conversation) -> bool:
    """Tell whether a consultant has what was typed into the form before it was left."""
    lead = find_lead(session, conversation.id)
    return lead is not None and lead.left_at is not None


def take_back_left_lead(
    session: Session, store: CvStore, conversation: Conversation, *, now: datetime
) -> bool:
    """
    Erase the lead of a registration that was left, because its sender has said so.

    Say whether there was one. The chat stays; whoever a consultant took for the same person
    stays too: only what this chat began is taken back.
    """
    lead = find_lead(session, conversation.id)
    if lead is None or lead.left_at is None:
        return False
    mine = lead.candidate_id
    session.execute(
        delete(SamePerson).where(or_(SamePerson.first_id == mine, SamePerson.second_id == mine))
    )
    session.execute(delete(ResumeLink).where(ResumeLink.id == follow_up_link(conversation.id)))
    lead.conversation_id = None
    session.flush()  # or the chat would be erased with its lead
    forget_candidates(session, store, [lead.candidate], now=now)
    return True


def _left(now: datetime) -> Select[Conversation]:
    return (
        select(Conversation)
        .where(Conversation.unfinished_at <= now - SILENCE, Conversation.ended_at.is_(None))
        # While a consultant speaks, nobody has been left alone.
        .where(Conversation.taken_by_id.is_(None))
        .order_by(Conversation.unfinished_at)
    )


def _last_word_at(session: Session, conversation: Conversation) -> datetime:
    newest = select(Turn.at).where(
        Turn.conversation_id == conversation.id, Turn.speaker == Speaker.VISITOR
    )
    spoke = session.scalar(newest.order_by(Turn.id.desc()).limit(1))
    return max(filter(None, (spoke, conversation.unfinished_at)))


def _hand_to_a_consultant(
    session: Session, conversation: Conversation, *, now: datetime, webhook: bool
) -> Fate:
    known = find_lead(session, conversation.id)
    if known is not None and known.left_at is None:
        return Fate.WAITS  # they have a consultant already, who has the whole talk
    enquiry = enquiry_from_left(conversation.id, conversation.unfinished or {}, left_at=now)
    lead = open_lead(session, enquiry, now=now, webhook=webhook)
    if known is None and enquiry.email and not _is_in_need(session, conversation):
        _follow_up(session, conversation, lead, enquiry.email, now=now)
    return Fate.LEAD


def _follow_up(
    session: Session, conversation: Conversation, lead: Lead, address: str, *, now: datetime
) -> None:
    """Queue the one letter; whoever asked for a link by themselves has theirs."""
    theirs = select(func.count()).where(ResumeLink.conversation_id == conversation.id)
    if session.scalar(theirs):
        return
    session.add(
        ResumeLink(
            id=follow_up_link(conversation.id),
            conversation_id=conversation.id,
            email=address,
            created_at=now,
        )
    )
    queue_follow_up(session, lead, now=now)


def _is_in_need(session: Session, conversation: Conversation) -> bool:
    """Say whether something was said in need: then no letter of ours asks for a registration."""
    turns = list_turns(session, conversation.id)
    return any((turn.understood or {}).get("intent") in IN_NEED for turn in turns)


def _forget_what_was_typed(session: Session, conversation: Conversation) -> None:
    """
    Erase the form's answers, and every word that was said to it, with what it was answered.

    What led to a lead before was agreed to, and stays.
    """
    lead = find_lead(session, conversation.id)
    turns = [
        turn
        for turn in list_turns(session, conversation.id)
        if lead is None or turn.at > lead.opened_at
    ]
    asked_in = {turn.answers_turn_id for turn in turns if _asks(turn)}
    typed, asking = [], False
    for turn in turns:
        if turn.speaker is not Speaker.VISITOR:
            asking = _asks(turn)
        elif asking or turn.id in asked_in:
            typed.append(turn.id)
    session.execute(delete(Turn).where(Turn.answers_turn_id.in_(typed)))
    session.execute(delete(Turn).where(Turn.id.in_(typed)))
    conversation.form = conversation.unfinished = None
    # What the assistant remembers holds the answers too.
    conversation.memory = conversation.contingency = None


def _asks(turn: Turn) -> bool:
    form = (turn.reply or {}).get("form") or {}
    return form.get("name") in ASKS_CONSENT
