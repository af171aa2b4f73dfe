"""One conversation's page: read it, take it over, speak, hand it back."""

import secrets
import unicodedata
from datetime import datetime
from typing import Annotated, Any

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session
from starlette.background import BackgroundTask
from starlette.responses import JSONResponse, RedirectResponse

from agency.services.agency.ready_words import FilledReply, fill_replies
from agency.services.audit import keep_audit
from agency.services.conversations.access import name_known, speaks_in_conversation
from agency.services.conversations.conversations import list_turns
from agency.services.conversations.listing import visible_turns
from agency.services.conversations.takeovers import (
    LONGEST_WORD,
    NotTaken,
    TakenAlready,
    hand_back,
    say_as_consultant,
    take_over,
)
from agency.services.leads.leads import find_lead
from agency.services.leads.letters import fields_for, fields_of_agency
from agency.storage.models import Consultant, Conversation, Lead, Turn
from web.desk.access import SignedIn, TheSignedIn, TheTime, TheUnit
from web.desk.conversations.access import (
    TheirConversation,
    TheirConversationToSpeakIn,
    TheNews,
    TheNotices,
)
from web.desk.lead.letter import facts_of_agency
from web.desk.pages import in_london, page
from web.desk.routes import desk_pages

router = desk_pages("/desk/conversations/{conversation_id}")


@router.get("")
def show_conversation(
    request: Request,
    conversation: TheirConversation,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    part: str = "",
    reply: str = "",
) -> Response:
    """Show what was said and by whom; or only who speaks now, for a page that is open."""
    if part:
        return conversation_page(request, session, conversation, somebody, part=True)
    write_down(session, somebody.consultant, "read", conversation, now=now)
    return conversation_page(request, session, conversation, somebody, reply=reply)


@router.post("/take")
def take(
    request: Request,
    conversation: TheirConversationToSpeakIn,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    news: TheNews,
    notices: TheNotices,
) -> Response:
    """Take the conversation over. Of two who press at once, the second is told who has it."""
    me = somebody.consultant
    notice = notices.taken_over(secrets.token_hex(16), me)
    try:
        is_new = take_over(session, conversation, me, notice, now=now)
    except TakenAlready:
        return conversation_page(
            request, session, conversation, somebody, status=409, problem="taken"
        )
    if is_new:
        write_down(session, me, "took over", conversation, now=now)
    return back_to(conversation, news)


@router.post("/say")
def say(
    request: Request,
    conversation: TheirConversationToSpeakIn,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    news: TheNews,
    text: Annotated[str, Form()] = "",
    key: Annotated[str, Form(min_length=8, max_length=64)] = "",
) -> Response:
    """Say something to the visitor; the same key again is the same word."""
    words = printable(text)
    problem = "empty" if not words else "too_long" if len(words) > LONGEST_WORD else ""
    turn = None
    if not problem:
        try:
            turn = say_as_consultant(
                session,
                conversation,
                somebody.consultant,
                words,
                public_id=secrets.token_hex(16),
                key=key or secrets.token_hex(16),
                now=now,
            )
        except NotTaken:
            problem = "not_yours"
    status = 409 if problem == "not_yours" else 422
    if asks_for_json(request):
        told = turn_shown(turn, None) if turn else {"problem": problem}
        return hurrying(JSONResponse(told, 200 if turn else status), news)
    if problem:
        return conversation_page(
            request, session, conversation, somebody, status=status, problem=problem, draft=text
        )
    return back_to(conversation, news)


@router.post("/back")
def give_back(
    conversation: TheirConversationToSpeakIn,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    news: TheNews,
    notices: TheNotices,
) -> Response:
    """Hand the conversation back to the assistant."""
    me = somebody.consultant
    if hand_back(session, conversation, notices, notice_id=secrets.token_hex(16), by=me, now=now):
        write_down(session, me, "handed back", conversation, now=now)
    return back_to(conversation, news)


def conversation_page(
    request: Request,
    session: Session,
    conversation: Conversation,
    somebody: SignedIn,
    *,
    status: int = 200,
    part: bool = False,
    problem: str = "",
    draft: str = "",
    reply: str = "",
) -> Response:
    """Return the conversation as it stands, with what went wrong above it."""
    me, now = somebody.consultant, request.app.state.now()
    lead = find_lead(session, conversation.id)
    name = name_known(lead)
    replies = [] if part else ready_replies(request, session, lead, me)
    draft = draft or next((each.text for each in replies if each.key == reply), "")
    turns = [] if part else visible_turns(list_turns(session, conversation.id))
    return page(
        request,
        "conversation_standing.html" if part else "conversation.html",
        status=status,
        somebody=somebody,
        conversation=conversation,
        lead=lead,
        name=name,
        turns=[turn_shown(turn, name) for turn in turns],
        mine=conversation.taken_by_id == me.id,
        speaks=speaks_in_conversation(session, me, conversation, now=now),
        key=secrets.token_hex(16),
        problem=problem,
        draft=draft,
        replies=replies,
        longest=LONGEST_WORD,
    )


def ready_replies(
    request: Request, session: Session, lead: Lead | None, me: Consultant
) -> list[FilledReply]:
    facts = facts_of_agency(request)
    known = fields_for(session, lead, me, facts) if lead else fields_of_agency(me, facts)
    return fill_replies(session, known)


def turn_shown(turn: Turn, visitor: str | None) -> dict[str, Any]:
    """Return a turn as the page shows it: the speaker's name, the time in London, plain words."""
    named = {"visitor": visitor or "Visitor", "assistant": "Assistant"}
    speaker = turn.speaker.value
    return {
        "id": turn.public_id,
        "from": speaker,
        "name": named.get(speaker) or (turn.reply or {}).get("name") or "Consultant",
        "at": turn.at.isoformat(),
        "time": in_london(turn.at),
        "text": turn.text if speaker == "visitor" else turn.text.replace("**", ""),
    }


def printable(text: str) -> str:
    """Return *text* composed, without control characters and outer space."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    return "".join(c for c in composed if c in "\n\t" or unicodedata.category(c) != "Cc").strip()


def asks_for_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def hurrying(response: Response, news: TheNews) -> Response:
    """Let whoever listens look at once, as soon as it is committed."""
    response.background = BackgroundTask(news.hurry)
    return response


def back_to(conversation: Conversation, news: TheNews) -> Response:
    return hurrying(RedirectResponse(f"/desk/conversations/{conversation.id}", 303), news)


def write_down(
    session: Session, consultant: Consultant, did: str, conversation: Conversation, *, now: datetime
) -> None:
    keep_audit(
        session,
        who=consultant.email,
        did=did,
        kind="conversation",
        subject=conversation.id,
        now=now,
    )
