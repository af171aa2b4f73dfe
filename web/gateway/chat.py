"""A conversation's own routes: start it, say something, read it again, end it."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, model_validator
from starlette.concurrency import run_in_threadpool

from agency.services.agency.desks import day_of
from agency.services.conversations.conversations import erase_conversation, list_turns
from agency.services.conversations.ratings import list_thumbs
from agency.services.keys.choice_tokens import ChoiceRefused, ChoiceTokens
from agency.services.privacy.left_forms import take_back_left_lead
from agency.storage.models import Thumb, Turn
from web.gateway.access import Bearer, TheBearer, their_conversation
from web.gateway.bodies import StrictRoute
from web.gateway.live import live_state
from web.gateway.openings import look_at
from web.gateway.parts import Parts, TheParts
from web.gateway.problems import Problem
from web.gateway.replies import (
    AnswerGiven,
    Card,
    FormKept,
    FormOpen,
    Kept,
    Live,
    OfferedChoice,
    Replies,
    Reply,
    open_form,
)
from web.gateway.sentences import ERASED
from web.gateway.turns import Said, digest_of
from web.gateway.words import (
    LONGEST_MESSAGE,
    as_heard,
    as_page,
    as_reference,
    as_words,
    says_nothing,
)

router = APIRouter(prefix="/api/v1/conversations", tags=["chat"], route_class=StrictRoute)

A_KEY = re.compile(r"[\x21-\x7e]{1,255}")
IdempotencyKey = Annotated[
    str | None,
    Header(
        pattern=f"^{A_KEY.pattern}$",
        description="The same key again gives the same replies and does nothing twice.",
    ),
]


class Start(BaseModel):
    """Where the chat was opened."""

    page: str | None = Field(None, max_length=2_000, examples=["/senco-jobs"])
    vacancy: str | None = Field(None, max_length=200, description="the reference on its page")


class Started(BaseModel):
    """A conversation, and the token that opens it and nothing else."""

    conversation: str
    token: str
    replies: list[Reply]


class Message(BaseModel):
    """What the visitor typed, the token of the choice they took, or a vacancy they ask about."""

    text: str | None = Field(None, description=f"at most {LONGEST_MESSAGE:,} characters")
    choice: str | None = None
    vacancy: str | None = Field(
        None,
        max_length=200,
        description="alone: ask about this job; with text: the job whose page it is said on",
    )

    @model_validator(mode="after")
    def say_one_thing(self) -> "Message":
        if self.text is None and self.choice is None and self.vacancy is None:
            raise ValueError("text, choice or vacancy")
        if self.choice is not None and (self.text is not None or self.vacancy is not None):
            raise ValueError("a choice alone")
        return self


class TurnShown(BaseModel):
    """One thing said, by whom, when; for a reply also what came with it."""

    model_config = ConfigDict(populate_by_name=True)

    id: str
    at: datetime
    speaker: Literal["visitor", "assistant", "consultant"] = Field(alias="from")
    text: str
    name: str | None = None
    choices: list[OfferedChoice] | None = None
    answer: AnswerGiven | None = None
    lang: str | None = None
    form: FormOpen | None = None
    cards: list[Card] | None = None
    live: Live | None = None
    rating: Thumb | None = Field(None, description="what the visitor thinks of it")


class Conversation(BaseModel):
    """Everything said, where the form stands, and whether a person is asked for or speaks."""

    turns: list[TurnShown]
    form: FormKept | None = Field(description="null while a consultant speaks: it waits")
    live: Live | None = None


class Erased(BaseModel):
    """What stays when a conversation is erased, and why."""

    erased: bool
    kept: dict[str, str]
    detail: str


@router.post("", status_code=201, response_model=Started)
async def start(parts: TheParts, request: Request, body: Start | None = None) -> JSONResponse:
    """Start a conversation; its replies are the greeting."""
    wait = parts.arrivals.arrive(request.client.host if request.client else "")
    if wait is not None:
        raise Problem("too_many_conversations", retry_after=wait)
    conversation_id, token, replies = await parts.exchange.start(
        as_page(body.page if body else None), as_reference(body.vacancy if body else None)
    )
    started = {"conversation": conversation_id, "token": token, "replies": replies}
    return JSONResponse(started, 201, {"Cache-Control": "no-store"})


@router.post("/{conversation_id}/messages", response_model=Replies)
async def say(
    bearer: TheBearer, parts: TheParts, message: Message, idempotency_key: IdempotencyKey = None
) -> JSONResponse:
    """Say one thing, and return everything said to it."""
    return shown(await take_message(parts, bearer, message, idempotency_key))


@router.get("/{conversation_id}", response_model=Conversation)
def read(bearer: TheBearer, parts: TheParts) -> JSONResponse:
    """Return the conversation so far, and where its form stands."""
    return JSONResponse(read_whole(parts, bearer), headers={"Cache-Control": "no-store"})


@router.delete(
    "/{conversation_id}",
    status_code=204,
    response_class=Response,
    responses={200: {"model": Erased, "description": "Erased, but for a record of its own"}},
)
async def erase(bearer: TheBearer, parts: TheParts) -> Response:
    """End the conversation and erase it; a record kept with consent stays, and is named."""
    reference = await end_conversation(parts, bearer)
    if reference is None:
        return Response(status_code=204)
    sentence = parts.record.sentences.say(ERASED, reference=reference)
    return JSONResponse({"erased": True, "kept": {"lead": reference}, "detail": sentence.text})


def read_whole(parts: Parts, bearer: Bearer) -> dict[str, Any]:
    """Return everything said, where the form stands, and who speaks, shaped as a Conversation."""
    now = datetime.now(UTC)
    with parts.open_unit() as session:
        conversation = their_conversation(session, bearer, now=now)
        thumbs = list_thumbs(session, conversation.id)
        turns = [
            _show_turn(turn, thumbs.get(turn.id)) for turn in list_turns(session, conversation.id)
        ]
        live = live_state(session, conversation, now=now)
        form = None if conversation.taken_by_id else conversation.form
    form = form and {**open_form(form), "values": form["values"]}
    return {"turns": turns, "form": form, "live": live}


async def end_conversation(parts: Parts, bearer: Bearer) -> str | None:
    """End and erase it; return the reference of what stays, kept with consent."""
    return await parts.exchange.alone(bearer, lambda: _erase(parts, bearer))


async def take_message(
    parts: Parts, bearer: Bearer, message: Message, key: str | None
) -> list[Kept]:
    """Return what is said to a message; from then on the talk is about its vacancy."""
    reference = as_reference(message.vacancy)
    if message.text is None and message.choice is None:
        said = await run_in_threadpool(parts.openings.ask_about, reference, now=datetime.now(UTC))
    else:
        said = read_message(message, bearer.conversation_id, parts.record.tokens)
    also = look_at(reference, on=day_of(datetime.now(UTC))) if reference else None
    return await parts.exchange.take(bearer, said, key, also=also)


def read_message(message: Message, conversation_id: str, tokens: ChoiceTokens) -> Said:
    """Return what was said, or refuse it in words."""
    if message.choice is not None:
        try:
            choice = tokens.read(conversation_id, message.choice)
        except ChoiceRefused:
            raise Problem("choice_refused") from None
        return Said(
            text=choice.title,
            heard=choice.title,
            intent=choice.intent,
            entities=choice.entities,
            digest=digest_of("choice", message.choice),
        )
    assert message.text is not None
    words = as_words(message.text)
    if says_nothing(words):
        raise Problem("message_empty")
    if len(words) > LONGEST_MESSAGE:
        raise Problem("message_too_long")
    return Said(text=words, heard=as_heard(words), digest=digest_of("text", message.text))


def as_key(sent: object) -> str | None:
    """Return an idempotency key that came in a form, or None where it cannot be one."""
    return sent if isinstance(sent, str) and A_KEY.fullmatch(sent) else None


def shown(replies: list[Kept], status: int = 200) -> JSONResponse:
    """Return replies as they are sent; they were shaped when they were kept."""
    return JSONResponse({"replies": replies}, status, {"Cache-Control": "no-store"})


def _show_turn(turn: Turn, thumb: Thumb | None) -> dict[str, Any]:
    told = {name: value for name, value in (turn.reply or {}).items() if name not in {"id", "from"}}
    return {
        "id": turn.public_id,
        "at": turn.at.isoformat(),
        "from": turn.speaker.value,
        "text": turn.text,
        **told,
        **({"rating": thumb.value} if thumb else {}),
    }


def _erase(parts: Parts, bearer: Bearer) -> str | None:
    now = datetime.now(UTC)
    with parts.open_unit() as session:
        conversation = their_conversation(session, bearer, now=now, even_old=True)
        # Nobody has pressed send yet: what was only begun goes with the chat.
        take_back_left_lead(session, parts.store, conversation, now=now)
        lead = erase_conversation(session, parts.store, conversation)
        return lead.reference if lead else None
