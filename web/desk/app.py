"""The desk, whole: its pages under /desk/ and its API under /api/v1/."""

from fastapi import APIRouter, Response

from web.desk import deliveries, me, my_day, my_news, static
from web.desk.answers.routers import ROUTERS as ANSWERS
from web.desk.api.routers import ROUTERS as API
from web.desk.candidates.routers import ROUTERS as CANDIDATES
from web.desk.conversations.routers import ROUTERS as CONVERSATIONS
from web.desk.exports import downloads
from web.desk.lead.routers import ROUTERS as LEAD
from web.desk.leads.routers import ROUTERS as LEADS
from web.desk.privacy.routers import ROUTERS as PRIVACY
from web.desk.questions.routers import ROUTERS as QUESTIONS
from web.desk.refusals import not_there
from web.desk.reports import reading
from web.desk.routes import DeskPage
from web.desk.settings.routers import ROUTERS as SETTINGS
from web.desk.signing_in.routers import ROUTERS as SIGNING_IN

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
    # A lead's address would take the list's words for its reference: the list comes first.
    for router in (
        static.router,
        *SIGNING_IN,
        me.router,
        my_day.router,
        my_news.router,
        *LEADS,
        downloads.router,
        *LEAD,
        *CONVERSATIONS,
        *CANDIDATES,
        deliveries.router,
        *PRIVACY,
        reading.router,
        *SETTINGS,
        *ANSWERS,
        *QUESTIONS,
        *API,
        elsewhere,
    ):
        routes.include_router(router)
    return routes
