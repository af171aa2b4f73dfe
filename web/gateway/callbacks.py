"""A lead without the assistant: found in what somebody typed, opened, and confirmed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from agency.core.answer_time import say_moment
from agency.core.enquiry import ConsentGiven, Enquiry
from agency.services.conversations.conversations import keep_replies
from agency.services.conversations.notices_shown import find_notice_shown
from agency.services.keys.choice_tokens import ChoiceTokens
from agency.services.leads.leads import open_lead
from agency.storage.models import Conversation
from web.gateway.contact import Notice, callback_from_words
from web.gateway.replies import Kept, plain_reply
from web.gateway.sentences import CONTACT_RECEIVED, Sentences
from web.gateway.turns import Said


@dataclass(frozen=True)
class Callbacks:
    """Makes the lead of a contact that was left where the assistant could not help."""

    sentences: Sentences
    tokens: ChoiceTokens
    notice_now: Callable[[], Notice]
    webhook: bool

    @property
    def notice(self) -> Notice:
        """The privacy notice as it is now."""
        return self.notice_now()

    def find_in(self, conversation: Conversation, said: Said, *, now: datetime) -> Enquiry | None:
        """Return the enquiry in what was typed after the assistant failed."""
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

    def open(
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
        by = say_moment(lead.promise.due_at) if lead.promise else ""  # it has been made just now
        sentence = self.sentences.say(CONTACT_RECEIVED, reference=lead.reference, by=by)
        replies = [plain_reply(sentence, conversation.id, self.tokens, conversation.form)]
        if conversation.taken_by_id is None:
            conversation.wanted_at = conversation.wanted_at or now
            replies[-1]["live"] = {"state": "waiting"}
        keep_replies(session, conversation, replies, answers=turn_id, now=now)
        return replies

    def agreed(self, session: Session, conversation: Conversation, now: datetime) -> ConsentGiven:
        """Return a yes of now to the notice that was shown."""
        shown = find_notice_shown(session, conversation.id)
        return (Notice(*shown) if shown else self.notice).agreed(now)
