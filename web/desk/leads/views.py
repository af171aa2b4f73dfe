"""Lists kept under a name."""

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Form, Response
from pydantic import BaseModel, Field, ValidationError
from starlette.responses import RedirectResponse

from agency.services.leads.saved_views import TooManyViews, drop_view, keep_view
from web.desk.access import ALeadsReader, TheTime, TheUnit
from web.desk.leads.filters import NO_NUL, Filters
from web.desk.refusals import Refused, not_there
from web.desk.routes import desk_pages

router = desk_pages("/desk/views")


class NewView(BaseModel):
    """The form that keeps a list."""

    name: str = Field(min_length=1, max_length=60, pattern=NO_NUL)
    query: str = Field("", max_length=1000, pattern=NO_NUL)
    shared: bool = False


@router.post("")
def keep(
    given: Annotated[NewView, Form()], consultant: ALeadsReader, session: TheUnit, now: TheTime
) -> Response:
    """Keep the list under a name; whoever opens it sees only what they may."""
    filters = filters_of(given.query)
    if not given.name.strip():
        raise Refused(400, "not_readable")
    try:
        keep_view(session, consultant, given.name, filters.kept, shared=given.shared, now=now)
    except TooManyViews as many:
        raise Refused(409, "changed_meanwhile") from many
    address = filters.but()
    return RedirectResponse(f"{address}{'&' if '?' in address else '?'}told=kept", 303)


@router.post("/{view_id}/drop")
def drop(
    view_id: int,
    consultant: ALeadsReader,
    session: TheUnit,
    query: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Forget a list of one's own."""
    if not drop_view(session, consultant, view_id):
        raise not_there()
    return RedirectResponse(filters_of(query).but(), 303)


def filters_of(query: str) -> Filters:
    """Return the filters of an address's query; what is none of ours is left out."""
    try:
        return Filters.model_validate(dict(parse_qsl(query)))
    except ValidationError as problem:
        raise Refused(400, "not_readable") from problem
