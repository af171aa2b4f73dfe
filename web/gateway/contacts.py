"""The plain contact form, which needs no assistant."""

import secrets
from datetime import UTC, datetime
from typing import Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import AliasChoices, BaseModel, Field
from sqlalchemy.orm import Session

from agency.core.roles import Role
from agency.core.ways import Way
from agency.services.conversations.conversations import find_turn, keep_turn, list_replies
from agency.services.conversations.notices_shown import find_notice_version
from web.gateway.access import Bearer, TheBearer, their_conversation
from web.gateway.bodies import StrictRoute
from web.gateway.chat import IdempotencyKey, shown
from web.gateway.contact import Notice, callback_from_form
from web.gateway.parts import Parts, TheParts
from web.gateway.problems import Problem
from web.gateway.replies import Kept, Replies
from web.gateway.room import ROOM_FOR_A_TURN
from web.gateway.turns import digest_of
from web.gateway.words import LONGEST_MESSAGE, LONGEST_WORD, as_words

FROM_A_FULL_CHAT = 5
LONGEST_WAY = 300

router = APIRouter(prefix="/api/v1/conversations", tags=["chat"], route_class=StrictRoute)


class Contact(BaseModel):
    """How to reach someone, and their yes to our keeping it."""

    name: str | None = Field(None, max_length=LONGEST_WORD)
    email: str | None = Field(None, max_length=320)
    phone: str | None = Field(None, max_length=50)
    place: str | None = Field(None, max_length=LONGEST_WORD, description="postcode or town")
    role: Role | None = None
    question: str | None = Field(
        None, max_length=LONGEST_MESSAGE, validation_alias=AliasChoices("question", "message")
    )
    way: Way | None = Field(None, description="how they want to be reached; never why")
    way_words: str | None = Field(
        None, max_length=LONGEST_WAY, description="a line of their own to it; a postal address, say"
    )
    consent: Literal[True] = Field(description="the privacy notice was shown and agreed to")
    notice: str | None = Field(
        None, max_length=40, description="the version that was shown; without it, today's"
    )


@router.post("/{conversation_id}/contact", response_model=Replies)
async def leave_contact(
    bearer: TheBearer, parts: TheParts, contact: Contact, idempotency_key: IdempotencyKey = None
) -> JSONResponse:
    """Keep how to reach someone, and confirm it with the reference it is kept under."""
    return shown(await keep_contact(parts, bearer, contact, idempotency_key))


async def keep_contact(
    parts: Parts, bearer: Bearer, contact: Contact, key: str | None
) -> list[Kept]:
    """Keep how to reach someone while no turn of the chat is in hand; return the replies."""
    return await parts.exchange.alone(bearer, lambda: _keep(parts, bearer, contact, key))


def _keep(parts: Parts, bearer: Bearer, contact: Contact, key: str | None) -> list[Kept]:
    now = datetime.now(UTC)
    digest = digest_of("contact", contact.model_dump_json())
    with parts.open_unit() as session:
        conversation = their_conversation(session, bearer, now=now)
        if key and (earlier := find_turn(session, conversation.id, key)):
            if earlier.body_hash != digest:
                raise Problem("key_reused")
            return list_replies(session, earlier)
        parts.record.room.require(ROOM_FOR_A_TURN)
        # Every new question is a letter to a consultant. A full chat may still leave an address.
        parts.record.pace.check(session, conversation, beyond=FROM_A_FULL_CHAT, now=now)
        enquiry = callback_from_form(
            conversation.id,
            name=_words(contact.name),
            email=contact.email,
            phone=contact.phone,
            place=_words(contact.place),
            role=contact.role,
            question=_words(contact.question),
            way=contact.way,
            way_words=_words(contact.way_words),
            notice=_notice_shown(session, parts, contact.notice),
            now=now,
        )
        if enquiry is None:
            raise Problem("contact_not_understood")
        turn = keep_turn(
            session,
            conversation,
            enquiry.question
            or " · ".join(filter(None, (enquiry.name, enquiry.email, enquiry.phone))),
            public_id=secrets.token_hex(16),
            idempotency_key=key,
            body_hash=digest,
            now=now,
        )
        return parts.record.callbacks.open(session, conversation, enquiry, turn.id, now=now)


def _notice_shown(session: Session, parts: Parts, version: str | None) -> Notice:
    wording = find_notice_version(session, version) if version else None
    return Notice(version, wording) if version and wording else parts.record.notice


def _words(text: str | None) -> str | None:
    return as_words(text) or None if text else None
