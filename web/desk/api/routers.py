"""The desk API's addresses, in the order in which one is looked for."""

from web.desk.api import deliveries, exports, leads, routing

ROUTERS = (exports.router, leads.router, deliveries.router, routing.router)
