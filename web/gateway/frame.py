"""The chat as a page for a frame: for websites that may not, or will not, run our script."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from web.gateway.embedding import OwnWebsites, may_frame
from web.gateway.headers import PAGE
from web.gateway.words import as_page, as_reference

HERE = Path(__file__).parent


def frame_routes(facts: Mapping[str, str], own: OwnWebsites) -> APIRouter:
    """Return the route of the page; who may frame it is looked up each time."""
    router = APIRouter(include_in_schema=False)

    @router.get("/chat/frame")
    def frame(page: str = "/chat/frame", vacancy: str = "") -> Response:
        """Show the way in. Only a press begins a chat: programs that follow links do not."""
        told = {"page": as_page(page) or "/chat/frame", "vacancy": as_reference(vacancy) or ""}
        query = "?" + urlencode({name: value for name, value in told.items() if value})
        html = _template().render(facts=facts, query=query, **told)
        return may_frame(HTMLResponse(html), own, PAGE)

    return router


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("frame.html")
