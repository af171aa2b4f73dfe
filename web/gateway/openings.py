"""How a conversation begins: a greeting, or a question about the vacancy that is looked at."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from agency.services.agency.desks import day_of
from agency.services.conversations.conversations import keep_replies, start_conversation
from agency.services.keys.choice_tokens import ChoiceTokens
from agency.services.vacancies.vacancies import card_of
from agency.services.vacancies.words import ask_about, find_vacancy, greet_for
from agency.storage.models import Conversation
from agency.storage.unit import OpenUnit
from web.gateway.access import Bearer
from web.gateway.problems import Problem
from web.gateway.replies import Kept, plain_reply
from web.gateway.room import ROOM_FOR_A_TURN, Room
from web.gateway.sentences import GREETING, Sentence, Sentences
from web.gateway.turns import Said, digest_of


@dataclass(frozen=True)
class Openings:
    """Opens conversations, and asks in them about vacancies."""

    open_unit: OpenUnit
    sentences: Sentences
    tokens: ChoiceTokens
    room: Room
    greeting: Callable[[str], str | None]

    def start(
        self, bearer: Bearer, page: str | None, reference: str | None, *, now: datetime
    ) -> list[Kept]:
        """
        Open a conversation; nothing but the greeting is in it.

        A page is greeted as the desk wants it, and a vacancy's page for its vacancy, as long as
        that is open.
        """
        self.room.require(ROOM_FOR_A_TURN)
        said = self.sentences.say(GREETING)
        if words := self.greeting(page or ""):
            said = replace(said, text=words)
        with self.open_unit() as session:
            vacancy = reference and find_vacancy(session, reference, on=day_of(now))
            if vacancy:
                said = Sentence(*greet_for(vacancy, self.sentences.facts["agency"]))
            replies = [plain_reply(said, bearer.conversation_id, self.tokens)]
            if vacancy:
                replies[0]["cards"] = [card_of(vacancy)]
            conversation = start_conversation(
                session,
                conversation_id=bearer.conversation_id,
                token_hash=bearer.token_hash,
                assistant_id=secrets.token_hex(16),
                page=page,
                vacancy=vacancy.reference if vacancy else None,
                now=now,
            )
            keep_replies(session, conversation, replies, now=now)
        return replies

    def ask_about(self, reference: str | None, *, now: datetime) -> Said:
        """Return a question about an open vacancy, as whoever presses for it asks it."""
        with self.open_unit() as session:
            vacancy = reference and find_vacancy(session, reference, on=day_of(now))
            if not vacancy:
                raise Problem("vacancy_closed")
            asked = ask_about(vacancy)
        about = {"topic": "job_search"}
        return Said(asked, asked, "ask", about, digest_of("vacancy", vacancy.reference))


def look_at(reference: str, *, on: date) -> Callable[[Session, Conversation], None]:
    """Return what notes that the talk is about this vacancy; one that is closed is passed over."""

    def note(session: Session, conversation: Conversation) -> None:
        if vacancy := find_vacancy(session, reference, on=on):
            conversation.vacancy = vacancy.reference

    return note
