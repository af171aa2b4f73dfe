"""A consultant speaks in the assistant's place, until they hand the talk back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agency.core.answer_time import answer_by
from agency.core.email import find_address
from agency.core.phone import find_phone
from agency.core.takeover import STILL_HERE, first_name, has_gone_quiet
from agency.services.audit import keep_audit
from agency.services.calls.answer_times import promise_answer
from agency.services.calls.promises import keep_promise_in
from agency.services.conversations.conversations import find_turn, keep_replies
from agency.services.keys.choice_tokens import ChoiceTokens, offer_value
from agency.services.people.access import WORKS_ON_LEADS
from agency.storage.models import Branch, Consultant, Conversation, Speaker, Turn
from agency.storage.takeover_words import TakeoverWords

LONGEST_WORD = 2_000

# What a visitor may have told a consultant, that a form asks for.
READS: dict[str, Callable[[str], str | None]] = {"email": find_address, "phone": find_phone}
ASKED_AS = {"email": ("email",), "phone": ("phone",), "contact": ("email", "phone")}

type OfferValue = Callable[[str, str], dict[str, Any]]


class TakenAlready(Exception):
    """Another consultant speaks in this conversation."""


class NotTaken(Exception):
    """This consultant does not speak in this conversation, or not any more."""


@dataclass(frozen=True)
class Notices:
    """What the assistant says when somebody comes in its place, and when they go."""

    words_now: Callable[[], TakeoverWords]
    offer_value: OfferValue

    @classmethod
    def signed(cls, words_now: Callable[[], TakeoverWords], key: str) -> "Notices":
        """Return notices whose choices are signed with *key*, as those of every reply are."""
        tokens = ChoiceTokens(key)
        return cls(words_now, lambda *told: offer_value(tokens, *told))

    @property
    def words(self) -> TakeoverWords:
        return self.words_now()

    def taken_over(self, notice_id: str, by: Consultant) -> dict[str, Any]:
        name = first_name(by.name)
        return {
            "id": notice_id,
            "text": self.words.say(self.words.taken_over, name),
            "from": "assistant",
            "choices": [],
            "live": {"state": "talking", "name": name},
        }

    def handed_back(
        self, session: Session, notice_id: str, conversation: Conversation, *, quiet: bool
    ) -> dict[str, Any]:
        """Say that the assistant goes on, with the question it had asked."""
        name = first_name(conversation.taken_by.name) if conversation.taken_by else ""
        news = self.words.say(self.words.quiet if quiet else self.words.handed_back, name)
        question = last_question(session, conversation) if conversation.form else None
        if question is None:
            news = f"{news} {self.words.carry_on}"
        choices = list((question or {}).get("choices") or [])
        if value := told_to_a_consultant(session, conversation):
            choices.insert(0, self.offer_value(conversation.id, value))
        return {
            "id": notice_id,
            "text": f"{news}\n\n{question['text']}" if question else news,
            "from": "assistant",
            "choices": choices,
            "live": {"state": "over"},
            **({"form": question["form"]} if question else {}),
        }


def take_over(
    session: Session,
    conversation: Conversation,
    consultant: Consultant,
    notice: dict[str, Any],
    *,
    now: datetime,
) -> bool:
    """
    Let *consultant* speak in the assistant's place, and tell the visitor; say whether it is new.

    Of two who take over at once, the second is told TakenAlready.
    """
    _lock(session, conversation)
    if conversation.taken_by_id == consultant.id:
        return False
    if conversation.taken_by_id is not None:
        raise TakenAlready
    conversation.taken_by_id, conversation.taken_at = consultant.id, now
    keep_replies(session, conversation, [notice], now=now)
    return True


def say_as_consultant(
    session: Session,
    conversation: Conversation,
    consultant: Consultant,
    text: str,
    *,
    public_id: str,
    key: str,
    now: datetime,
) -> Turn:
    """
    Keep what *consultant* says to the visitor; the same key again is the same word.

    NotTaken says that the talk is not theirs any more: then nothing is kept.
    """
    _lock(session, conversation)
    # A visitor's keys are their own to choose; these must never meet them.
    key = f"desk {consultant.id} {key}"
    if earlier := find_turn(session, conversation.id, key):
        return earlier
    if conversation.taken_by_id != consultant.id:
        raise NotTaken
    turn = Turn(
        public_id=public_id,
        conversation_id=conversation.id,
        speaker=Speaker.CONSULTANT,
        text=text,
        reply={
            "id": public_id,
            "text": text,
            "from": "consultant",
            "name": first_name(consultant.name),
            "choices": [],
        },
        idempotency_key=key,
        consultant_id=consultant.id,
        at=now,
    )
    session.add(turn)
    conversation.last_turn_at = now
    keep_promise_in(session, conversation.id, now=now)
    session.flush()  # gives the turn its place in the order
    return turn


def hand_back(
    session: Session,
    conversation: Conversation,
    notices: Notices,
    *,
    notice_id: str,
    by: Consultant | None = None,
    now: datetime,
) -> bool:
    """
    Let the assistant go on, and tell the visitor; say whether there was anything to hand back.

    Without *by* it is the assistant that takes the talk back, from a consultant who went quiet.
    """
    _lock(session, conversation)
    if conversation.taken_by_id is None or (by and conversation.taken_by_id != by.id):
        return False
    notice = notices.handed_back(session, notice_id, conversation, quiet=by is None)
    if _last_word(session, conversation)[0]:
        # Whoever was taken over and heard nothing still waits for a person.
        conversation.wanted_at = None
    conversation.taken_by_id = conversation.taken_at = None
    keep_replies(session, conversation, [notice], now=now)
    return True


def find_quiet(session: Session, *, patience: timedelta, now: datetime) -> Sequence[Conversation]:
    """Return the conversations whose consultant has left without a word."""
    taken = session.scalars(select(Conversation).where(Conversation.taken_by_id.is_not(None)))
    return [each for each in taken if _is_quiet(session, each, patience, now)]


def somebody_is_here(session: Session, *, now: datetime) -> bool:
    """Tell whether a consultant has the conversations open, and could come in."""
    here = select(Consultant.id).where(
        Consultant.here_at > now - STILL_HERE,
        Consultant.active,
        Consultant.access.in_(WORKS_ON_LEADS),
    )
    return session.scalar(here.limit(1)) is not None


def hand_back_quiet(
    session: Session,
    notices: Notices,
    *,
    patience: timedelta,
    new_id: Callable[[], str],
    now: datetime,
) -> list[str]:
    """Take back every talk whose consultant has left without a word; return which they were."""
    places = [
        conversation.id
        for conversation in find_quiet(session, patience=patience, now=now)
        if hand_back(session, conversation, notices, notice_id=new_id(), now=now)
    ]
    for place in places:
        keep_audit(
            session,
            who="assistant",
            did="took back from a quiet consultant",
            kind="conversation",
            subject=place,
            now=now,
        )
    return places


def call_by(session: Session, *, now: datetime) -> datetime:
    """Return by when somebody rings, wherever the lead will go: the latest of all branches."""
    branches = session.scalars(select(Branch)).all()
    promises = [promise_answer(branch, now=now) for branch in branches]
    return max(promises, default=answer_by(None, now))


def last_question(session: Session, conversation: Conversation) -> dict[str, Any] | None:
    """Return what the assistant asked last in the form that is open."""
    replies = session.scalars(
        select(Turn.reply)
        .where(Turn.conversation_id == conversation.id, Turn.speaker == Speaker.ASSISTANT)
        .order_by(Turn.id.desc())
    )
    return next((reply for reply in replies if reply and reply.get("form")), None)


def told_to_a_consultant(session: Session, conversation: Conversation) -> str | None:
    """Return the newest answer to the open form's question among what was said to a consultant."""
    asks = (conversation.form or {}).get("asks") or ""
    said = session.scalars(
        select(Turn.text)
        .where(Turn.conversation_id == conversation.id, Turn.speaker == Speaker.VISITOR)
        .where(Turn.consultant_id.is_not(None))
        .order_by(Turn.id.desc())
    ).all()
    found = (READS[kind](text) for kind in ASKED_AS.get(asks, ()) for text in said)
    return next((value for value in found if value), None)


def _is_quiet(
    session: Session, conversation: Conversation, patience: timedelta, now: datetime
) -> bool:
    assert conversation.taken_at
    theirs = Turn.conversation_id == conversation.id
    last_word, spoke_at = _last_word(session, conversation)
    waiting_since = session.scalar(
        select(func.min(Turn.at)).where(
            theirs, Turn.speaker == Speaker.VISITOR, Turn.id > (last_word or 0)
        )
    )
    if not last_word:
        # Whoever has just come in is waited for from the moment the visitor was told.
        waiting_since = conversation.taken_at
    return has_gone_quiet(
        waiting_since=waiting_since,
        spoke_at=spoke_at or conversation.taken_at,
        patience=patience,
        now=now,
    )


def _last_word(session: Session, conversation: Conversation) -> tuple[int | None, datetime | None]:
    """Return what the consultant who is there said last, and when."""
    last_word, spoke_at = session.execute(
        select(func.max(Turn.id), func.max(Turn.at)).where(
            Turn.conversation_id == conversation.id,
            Turn.speaker == Speaker.CONSULTANT,
            Turn.at >= conversation.taken_at,
        )
    ).one()
    return last_word, spoke_at


def _lock(session: Session, conversation: Conversation) -> None:
    # Of two at once, the second waits here and then sees what the first did; and turns of one
    # conversation get their numbers in the order in which they are committed.
    session.flush()  # a refresh forgets what was not written yet
    session.refresh(conversation, with_for_update=True)
