"""What is said to a turn: the assistant's words, or an honest apology in their place."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from agency.core.answer_time import say_moment
from agency.core.enquiry import ConsentGiven
from agency.services.conversations.takeovers import call_by, somebody_is_here
from agency.services.keys.choice_tokens import ChoiceTokens
from agency.services.leads.leads import find_lead
from agency.storage.models import Conversation
from web.gateway.assistant import ActionFailed, AssistantSilent, AssistantSpeechless
from web.gateway.heard import Heard
from web.gateway.replies import (
    Kept,
    form_of,
    names_a_reference,
    open_form,
    plain_reply,
    replies_of,
)
from web.gateway.sentences import (
    CONTACT_NOT_UNDERSTOOD,
    CONTACT_NOTICE,
    CV_KEPT,
    NOBODY_HERE,
    PERSON_CALLED,
    UNAVAILABLE,
    WENT_WRONG,
    Sentences,
    together,
)
from web.gateway.turns import Said
from web.gateway.unfinished import unfinished_form

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Speech:
    """Chooses the replies to one turn."""

    sentences: Sentences
    tokens: ChoiceTokens

    def replies_to(
        self,
        session: Session,
        conversation: Conversation,
        heard: Heard | AssistantSilent,
        agreed: Callable[[], ConsentGiven],
    ) -> list[Kept]:
        """
        Return what to show, and set down in *conversation* what it changes.

        Raises AssistantSilent where there is nothing to show; of a failed turn nothing stays. A
        reference is shown only if its lead is committed. A yes to the notice is *agreed*.
        """
        if isinstance(heard, AssistantSilent):
            raise heard
        form = form_of(heard.state)
        replies = replies_of(heard.messages, conversation.id, self.tokens, form)
        if not replies:
            raise AssistantSpeechless("nothing to show")
        if shown := names_a_reference(replies):
            lead = find_lead(session, conversation.id)
            if shown != {lead.reference if lead else None}:
                logger.error(
                    "a reference without a lead: conversation=%s", conversation.assistant_id
                )
                raise ActionFailed("reference")
            replies[-1]["live"] = {"state": "open"}
        conversation.memory = heard.memory
        conversation.form = form
        conversation.unfinished = unfinished_form(
            heard.state, form, conversation.unfinished, agreed
        )
        conversation.contingency = None
        return replies

    def about_unread(self, reasons: Sequence[str], conversation: Conversation) -> list[Kept]:
        """Say why CVs could not be read; they are kept all the same."""
        return [
            plain_reply(
                self.sentences.say(f"utter_cv_unread_{reason}"), conversation.id, self.tokens
            )
            for reason in reasons
        ]

    def signposts(self, conversation: Conversation, heard: Heard) -> list[Kept]:
        """Return what is always said to somebody in need, without the choices that follow it."""
        return [
            {**reply, "choices": []}
            for reply in replies_of(heard.messages, conversation.id, self.tokens, None)
            if reply["text"]
        ]

    def thank_for_file(self, conversation: Conversation) -> Kept:
        """Say that a file is kept, while a consultant and not the assistant is there."""
        return plain_reply(self.sentences.say(CV_KEPT), conversation.id, self.tokens)

    def call_a_person(
        self,
        session: Session,
        conversation: Conversation,
        replies: list[Kept],
        *,
        now: datetime,
    ) -> None:
        """Note in *conversation* that a person is wanted, and say honestly whether one is here."""
        first = conversation.wanted_at is None
        conversation.wanted_at = now
        if first:
            if somebody_is_here(session, now=now):
                sentence = self.sentences.say(PERSON_CALLED)
            else:
                by = say_moment(call_by(session, now=now))
                sentence = self.sentences.say(NOBODY_HERE, by=by)
            # The question a form asks stays the last thing that is read.
            place = -1 if replies[-1].get("form") else len(replies)
            replies.insert(place, plain_reply(sentence, conversation.id, self.tokens))
        replies[-1]["live"] = {"state": "waiting"}

    def apologise(
        self, conversation: Conversation, said: Said, problem: AssistantSilent
    ) -> list[Kept]:
        """Say that it is our fault, and take the next message with an address as a callback."""
        before = conversation.contingency
        sentence = self.sentences.say(UNAVAILABLE)
        if isinstance(problem, ActionFailed):
            sentence = self.sentences.say(WENT_WRONG)
        elif before and not said.intent:
            sentence = self.sentences.say(CONTACT_NOT_UNDERSTOOD)
        if not before:
            sentence = together(sentence, self.sentences.say(CONTACT_NOTICE))
        # An answer to a form's question is not what the visitor wants to ask us.
        asked = None if said.is_file or conversation.form else said.text
        questions = [(before or {}).get("question"), asked]
        conversation.contingency = {
            "because": str(problem),
            "question": "\n".join(question for question in questions if question)[:2_000] or None,
        }
        said_first = [self.sentences.say(CV_KEPT)] if said.is_file else []
        replies = [
            plain_reply(each, conversation.id, self.tokens) for each in (*said_first, sentence)
        ]
        if conversation.form:
            replies[-1]["form"] = open_form(conversation.form)
        return replies
