"""Whose conversation it is at the desk, and what tells of new ones."""

from typing import Annotated

from fastapi import Depends, Request

from agency.services.conversations.access import reads_conversation, speaks_in_conversation
from agency.services.conversations.conversations import find_conversation
from agency.services.conversations.takeovers import Notices
from agency.storage.models import Conversation
from web.desk.access import TheConsultant, TheTime, TheUnit
from web.desk.refusals import Refused, not_there
from web.news import News


def the_news(request: Request) -> News:
    news: News = request.app.state.news
    return news


def the_notices(request: Request) -> Notices:
    notices: Notices = request.app.state.notices
    return notices


TheNews = Annotated[News, Depends(the_news)]
TheNotices = Annotated[Notices, Depends(the_notices)]


def their_conversation(
    conversation_id: str, session: TheUnit, consultant: TheConsultant, now: TheTime
) -> Conversation:
    conversation = find_conversation(session, conversation_id)
    if conversation is None or not reads_conversation(session, consultant, conversation, now=now):
        raise not_there()
    return conversation


TheirConversation = Annotated[Conversation, Depends(their_conversation)]


def their_conversation_to_speak_in(
    conversation: TheirConversation, session: TheUnit, consultant: TheConsultant, now: TheTime
) -> Conversation:
    if not speaks_in_conversation(session, consultant, conversation, now=now):
        raise Refused(403, "reads_conversations")
    return conversation


TheirConversationToSpeakIn = Annotated[Conversation, Depends(their_conversation_to_speak_in)]
