"""The two units of one turn: what is kept before it is heard, and what before it is shown."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from agency.core.care import IN_NEED
from agency.core.enquiry import Enquiry
from agency.core.takeover import wants_a_person
from agency.services.conversations import (
    find_conversation,
    find_turn,
    keep_replies,
    keep_turn,
    list_replies,
    measure_pace,
    start_conversation,
)
from agency.services.cv_reading import tell_unread
from agency.services.leads import open_lead
from agency.storage.models import Conversation, Turn
from agency.storage.unit import OpenUnit
from web.gateway.access import Bearer, their_conversation
from web.gateway.assistant import AssistantSilent
from web.gateway.choices import ChoiceTokens
from web.gateway.contact import Notice, callback_from_words
from web.gateway.heard import Heard
from web.gateway.problems import Problem
from web.gateway.replies import Kept, plain_reply
from web.gateway.room import ROOM_FOR_A_TURN, Room
from web.gateway.sentences import CONTACT_RECEIVED, Sentences
from web.gateway.speech import Speech
from web.gateway.turns import Received, Said

A_MINUTE = timedelta(minutes=1)
TURNS_A_MINUTE = 20
TURNS_A_CONVERSATION = 150

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
    notice: Notice
    room: Room
    limited: bool
    webhook: bool

    def start(
        self, bearer: Bearer, page: str | None, greeting: str, *, now: datetime
    ) -> list[Kept]:
        """Open a conversation; nothing but the greeting is in it."""
        self.room.require(ROOM_FOR_A_TURN)
        replies = [plain_reply(self.sentences.say(greeting), bearer.conversation_id, self.tokens)]
        with self.open_unit() as session:
            conversation = start_conversation(
                session,
                conversation_id=bearer.conversation_id,
                token_hash=bearer.token_hash,
                assistant_id=secrets.token_hex(16),
                page=page,
                now=now,
            )
            keep_replies(session, conversation, replies, now=now)
        return replies

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
            # Two people talk longer than one does with a machine.
            beyond = TURNS_A_CONVERSATION if conversation.taken_by_id else 0
            self.check_pace(session, conversation, beyond=beyond, now=now)
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
            received = _received(conversation, turn)
            if received.said_to is not None:
                return received
            enquiry = self._callback_in(conversation, said, now=now)
            # What a form is waiting for is its answer, as long as there is someone to hear it.
            if enquiry is None or received.asks in WAYS_TO_REACH:
                return received
            replies = self.open_callback(session, conversation, enquiry, turn.id, now=now)
            return replace(received, replies=replies)

    def remind(self, received: Received) -> Received:
        """Return the turn with what the assistant remembers by now."""
        with self.open_unit() as session:
            conversation = find_conversation(session, received.conversation_id)
            if conversation is None:
                raise Problem("no_such_conversation")
            return _received(conversation, session.get_one(Turn, received.turn_id))

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
            try:
                replies = speech.replies_to(session, conversation, heard, self.notice.agreed(now))
            except AssistantSilent as problem:
                if enquiry := self._callback_in(conversation, said, now=now):
                    return self.open_callback(
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
                now=now,
            )
        return replies

    def open_callback(
        self,
        session: Session,
        conversation: Conversation,
        enquiry: Enquiry,
        turn_id: int,
        *,
        now: datetime,
    ) -> list[Kept]:
        """Open the lead, and confirm it with the reference it is kept under."""
        lead = open_lead(session, enquiry, now=now, webhook=self.webhook)
        conversation.contingency = None
        sentence = self.sentences.say(CONTACT_RECEIVED, reference=lead.reference)
        replies = [plain_reply(sentence, conversation.id, self.tokens, conversation.form)]
        if conversation.taken_by_id is None:
            conversation.wanted_at = conversation.wanted_at or now
            replies[-1]["live"] = {"state": "waiting"}
        keep_replies(session, conversation, replies, answers=turn_id, now=now)
        return replies

    def check_pace(
        self, session: Session, conversation: Conversation, *, beyond: int = 0, now: datetime
    ) -> None:
        """Refuse one thing more, where a visitor has said enough for now, or for one chat."""
        if not self.limited:
            return
        pace = measure_pace(session, conversation.id, since=now - A_MINUTE)
        if pace.turns >= TURNS_A_CONVERSATION + beyond:
            raise Problem("conversation_full", retry_after=3600)
        if pace.turns_since >= TURNS_A_MINUTE and pace.first_since:
            wait = pace.first_since + A_MINUTE - now
            raise Problem("too_fast", retry_after=int(wait.total_seconds()) + 1)

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
        received = _received(conversation, earlier)
        if earlier.answered_at:
            return replace(received, replies=list_replies(session, earlier))
        if timedelta(0) <= now - earlier.at < GIVEN_UP_AFTER:
            raise BeingAnswered
        return received

    def _callback_in(
        self, conversation: Conversation, said: Said, *, now: datetime
    ) -> Enquiry | None:
        if said.intent or not conversation.contingency:
            return None
        return callback_from_words(
            conversation.id,
            said.text,
            contingency=conversation.contingency,
            form=conversation.form,
            notice=self.notice,
            now=now,
        )


def _received(conversation: Conversation, turn: Turn) -> Received:
    form = conversation.form or {}
    return Received(
        conversation_id=conversation.id,
        turn_id=turn.id,
        assistant_id=conversation.assistant_id,
        page=conversation.page,
        asks=form.get("asks"),
        memory=conversation.memory,
        said_to=turn.consultant_id,
    )
