"""The two units of one turn: what is kept before it is heard, and what before it is shown."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from agency.core.care import IN_NEED
from agency.core.said_where import slots_told
from agency.core.takeover import wants_a_person
from agency.services.conversations.conversations import (
    find_conversation,
    find_turn,
    keep_replies,
    keep_turn,
    list_replies,
)
from agency.services.cvs.reading import tell_unread
from agency.services.keys.choice_tokens import ChoiceTokens
from agency.storage.models import Conversation, Turn
from agency.storage.unit import OpenUnit
from web.gateway.access import Bearer, their_conversation
from web.gateway.assistant import AssistantSilent
from web.gateway.callbacks import Callbacks
from web.gateway.contact import Notice
from web.gateway.heard import Heard
from web.gateway.pace import Pace
from web.gateway.problems import Problem
from web.gateway.replies import Kept, known_slots
from web.gateway.room import ROOM_FOR_A_TURN, Room
from web.gateway.sentences import Sentences
from web.gateway.speech import Speech
from web.gateway.turns import Received, Said

WAYS_TO_REACH = ("email", "phone")

# Longer than any turn takes: whoever was answering this one is gone by then.
GIVEN_UP_AFTER = timedelta(seconds=10)


type AlsoKeep = Callable[[Session, Conversation], None]


class Overtaken(Exception):
    """Another process answered a turn of this conversation meanwhile."""


class BeingAnswered(Exception):
    """Another process is at this very turn."""


@dataclass(frozen=True)
class Record:
    """Keeps turns and replies, and makes the one from the other where the assistant cannot."""

    open_unit: OpenUnit
    sentences: Sentences
    tokens: ChoiceTokens
    callbacks: Callbacks
    pace: Pace
    room: Room

    @property
    def notice(self) -> Notice:
        """The privacy notice as it is now."""
        return self.callbacks.notice

    def receive(
        self,
        bearer: Bearer,
        said: Said,
        key: str | None,
        *,
        also: AlsoKeep | None = None,
        now: datetime,
    ) -> Received:
        """
        Keep what was said, and *also* what came with it, before anything is made of it.

        The same key again is the same turn: what it was answered is returned, and where it
        was never answered it is answered now.
        """
        with self.open_unit() as session:
            conversation = their_conversation(session, bearer, now=now)
            if key and (earlier := find_turn(session, conversation.id, key)):
                return self._receive_again(session, conversation, earlier, said, now=now)
            if conversation.ended_at:
                raise Problem("conversation_ended")
            self.room.require(ROOM_FOR_A_TURN)
            self.pace.check(session, conversation, now=now)
            if also:
                also(session, conversation)
            turn = keep_turn(
                session,
                conversation,
                said.text,
                public_id=secrets.token_hex(16),
                idempotency_key=key,
                body_hash=said.digest,
                consultant_id=conversation.taken_by_id,
                now=now,
            )
            received = Received.of(conversation, turn)
            if received.said_to is not None:
                return received
            enquiry = self.callbacks.find_in(conversation, said, now=now)
            # What a form is waiting for is its answer, as long as there is someone to hear it.
            if enquiry is None or received.asks in WAYS_TO_REACH:
                return received
            replies = self.callbacks.open(session, conversation, enquiry, turn.id, now=now)
            return replace(received, replies=replies)

    def remind(self, received: Received) -> Received:
        """Return the turn with what the assistant remembers by now."""
        with self.open_unit() as session:
            conversation = find_conversation(session, received.conversation_id)
            if conversation is None:
                raise Problem("no_such_conversation")
            return Received.of(conversation, session.get_one(Turn, received.turn_id))

    def stand_by(
        self, received: Received, said: Said, heard: Heard | None, *, now: datetime
    ) -> list[Kept] | None:
        """
        Leave the turn to the consultant it was said to; None says that they have gone meanwhile.

        What is said in need still meets the fixed signposts, and is marked for the consultant.
        """
        with self.open_unit() as session:
            conversation = find_conversation(session, received.conversation_id, lock=True)
            if conversation is None:
                raise Problem("no_such_conversation")
            if conversation.taken_by_id is None:
                session.get_one(Turn, received.turn_id).consultant_id = None
                return None
            speech = Speech(self.sentences, self.tokens)
            understood = heard.understood if heard else None
            in_need = (understood or {}).get("intent") in IN_NEED
            replies = speech.signposts(conversation, heard) if heard and in_need else []
            if said.is_file:
                replies = [speech.thank_for_file(conversation)]
            if in_need:
                conversation.care_at = now
            keep_replies(
                session,
                conversation,
                replies,
                answers=received.turn_id,
                understood=understood if in_need else None,
                now=now,
            )
        return replies

    def answer(
        self, received: Received, said: Said, heard: Heard | AssistantSilent, *, now: datetime
    ) -> list[Kept]:
        """
        Keep the replies, what the assistant remembers and where its form stands, all or none.

        Raises Overtaken if the assistant answered from a memory that is no longer the newest.
        """
        with self.open_unit() as session:
            conversation = find_conversation(session, received.conversation_id)
            if conversation is None:
                raise Problem("no_such_conversation")
            if conversation.memory != received.memory:
                raise Overtaken
            speech = Speech(self.sentences, self.tokens)
            before = known_slots(conversation.form)
            try:
                agreed = partial(self.callbacks.agreed, session, conversation, now)
                replies = speech.replies_to(session, conversation, heard, agreed)
            except AssistantSilent as problem:
                if enquiry := self.callbacks.find_in(conversation, said, now=now):
                    return self.callbacks.open(
                        session, conversation, enquiry, received.turn_id, now=now
                    )
                replies = speech.apologise(conversation, said, problem)
                conversation.wanted_at = conversation.wanted_at or now
                replies[-1]["live"] = {"state": "waiting"}
            unread = speech.about_unread(tell_unread(session, conversation, now=now), conversation)
            # Behind the thanks for the file, and before what is asked next.
            place = 1 if said.is_file and len(replies) > 1 else 0
            replies[place:place] = unread
            if isinstance(heard, Heard) and wants_a_person(heard.understood):
                speech.call_a_person(session, conversation, replies, now=now)
            keep_replies(
                session,
                conversation,
                replies,
                answers=received.turn_id,
                understood=heard.understood if isinstance(heard, Heard) else None,
                told=slots_told(before, slots_in(heard)),
                now=now,
            )
        return replies

    def _receive_again(
        self,
        session: Session,
        conversation: Conversation,
        earlier: Turn,
        said: Said,
        *,
        now: datetime,
    ) -> Received:
        if earlier.body_hash != said.digest:
            raise Problem("key_reused")
        received = Received.of(conversation, earlier)
        if earlier.answered_at:
            return replace(received, replies=list_replies(session, earlier))
        if timedelta(0) <= now - earlier.at < GIVEN_UP_AFTER:
            raise BeingAnswered
        return received


def slots_in(heard: Heard | AssistantSilent) -> dict[str, Any]:
    """Return what the assistant knows after a turn, whether or not a form is open still."""
    return (heard.state.slots or {}) if isinstance(heard, Heard) else {}
