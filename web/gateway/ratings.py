"""What a visitor thinks of one reply."""

from datetime import UTC, datetime

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from agency.services.conversations.ratings import ReplyUnknown, rate_reply
from agency.storage.models import Reason, Thumb
from web.gateway.access import Bearer, TheBearer, their_conversation
from web.gateway.bodies import StrictRoute
from web.gateway.parts import Parts, TheParts
from web.gateway.problems import Problem
from web.gateway.words import as_words

LONGEST_WORDS = 300

router = APIRouter(prefix="/api/v1/conversations", tags=["chat"], route_class=StrictRoute)


class RatingGiven(BaseModel):
    """Whether a reply helped, and if not, why; null takes a rating back."""

    rating: Thumb | None
    reason: Reason | None = None
    words: str | None = Field(
        None, max_length=LONGEST_WORDS, description="in their own words, if they like"
    )


@router.post("/{conversation_id}/replies/{reply_id}/rating", status_code=204)
async def rate(bearer: TheBearer, parts: TheParts, reply_id: str, given: RatingGiven) -> Response:
    """Keep a rating in place of the one before; the same again does nothing twice."""
    await keep_rating(parts, bearer, reply_id, given)
    return Response(status_code=204)


async def keep_rating(parts: Parts, bearer: Bearer, reply_id: str, given: RatingGiven) -> None:
    """Keep a rating while no turn of the chat is in hand."""
    await parts.exchange.alone(bearer, lambda: _keep(parts, bearer, reply_id, given))


def _keep(parts: Parts, bearer: Bearer, reply_id: str, given: RatingGiven) -> None:
    now = datetime.now(UTC)
    with parts.open_unit() as session:
        conversation = their_conversation(session, bearer, now=now)
        words = as_words(given.words) if given.words else None
        try:
            rate_reply(
                session,
                conversation,
                reply_id,
                given.rating,
                reason=given.reason,
                words=words,
                now=now,
            )
        except ReplyUnknown:
            raise Problem("no_such_reply") from None
