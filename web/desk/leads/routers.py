"""The list's addresses, in the order in which one is looked for."""

from web.desk.leads import bulk, events, listing, views

ROUTERS = (listing.router, bulk.router, events.router, views.router)
