"""The addresses of conversations, in the order in which one is looked for."""

from web.desk.conversations import conversation, events, listing

ROUTERS = (listing.router, conversation.router, events.router)
