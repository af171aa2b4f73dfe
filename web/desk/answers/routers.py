"""The addresses of answers, in the order in which one is looked for."""

from web.desk.answers import editing, listing

ROUTERS = (listing.router, editing.router)
