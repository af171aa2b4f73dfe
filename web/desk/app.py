"""The desk, whole: its pages under /desk/ and its API under /api/v1/."""

from fastapi import APIRouter, Response

from web.desk import (
    answers,
    answers_editing,
    api,
    call,
    conversation,
    conversation_events,
    conversations,
    deliveries,
    deliveries_api,
    exports,
    exports_api,
    lead,
    leads,
    link,
    my_news,
    password,
    routing,
    routing_api,
    same_person,
    sign_in,
    static,
)
from web.desk.refusals import not_there
from web.desk.routes import DeskPage

elsewhere = APIRouter(prefix="/desk", route_class=DeskPage, include_in_schema=False)


@elsewhere.get("/{path:path}")
def show_nothing() -> Response:
    """Answer an unknown address under /desk/ with a page, not with an API's problem."""
    raise not_there()


def desk_routes() -> APIRouter:
    """
    Return everything under /desk/, /api/v1/leads, /api/v1/deliveries and /api/v1/routing.

    The application they are put into carries `open_unit`, `looks`, `settings`, `store`, `now`,
    `news` and `notices` in its state.
    """
    routes = APIRouter()
    for room in (
        static.router,
        sign_in.outside,
        link.router,
        sign_in.inside,
        password.router,
        leads.router,
        call.router,
        exports.router,
        lead.router,
        conversations.router,
        conversation.router,
        conversation_events.router,
        deliveries.router,
        same_person.router,
        my_news.router,
        routing.router,
        answers.router,
        answers_editing.router,
        exports_api.router,
        api.router,
        deliveries_api.router,
        routing_api.router,
        elsewhere,
    ):
        routes.include_router(room)
    return routes
