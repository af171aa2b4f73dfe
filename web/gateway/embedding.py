"""How the chat looks on the agency's own websites, and which of them may carry it."""

import json
from collections.abc import Sequence

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from agency.core.section_entries import WIDGET, choose_greeting, is_origin
from agency.storage.sections import SectionBook

LONGEST_PAGE = 500
LONGEST_NAME = 60
# What the launcher itself takes from the desk; what is said first, the server says.
LOOKS = ("name", "colour", "position")

router = APIRouter(prefix="/api/v1/widget", tags=["chat"])


class OwnWebsites:
    """
    The websites that the settings name, and those that were listed at the desk.

    Each is named in full: a `*` would lend the chat to whoever gets hold of a forgotten name.
    """

    def __init__(self, sections: SectionBook, fixed: Sequence[str]) -> None:
        self.sections = sections
        self.fixed = frozenset(fixed)

    @property
    def origins(self) -> frozenset[str]:
        """Return every website that may carry the chat; nobody waits for a database."""
        return self.fixed | frozenset(self.sections.glance(WIDGET)["origins"])

    @property
    def ancestors(self) -> str:
        """Return who may show the chat in a frame, as a policy names them."""
        # What is no origin would be read as a further word of the policy.
        return " ".join(["'self'", *sorted(filter(is_origin, self.origins))])

    def looks(self, agency: str) -> str:
        """Return how the launcher looks, as JSON in ASCII; unnamed, it is called *agency*."""
        widget = self.sections.read(WIDGET)
        wanted = {name: widget[name] for name in LOOKS if widget[name]}
        return json.dumps({"name": agency[:LONGEST_NAME]} | wanted)

    def greeting(self, page: str) -> str | None:
        """Return what the desk wants to be said first on *page*, if it has set it."""
        return choose_greeting(self.sections.read(WIDGET)["greetings"], page[:LONGEST_PAGE])


class ListedWebsites(CORSMiddleware):
    """Lets the pages of listed websites read our answers; the list may change at any time."""

    def __init__(self, app: ASGIApp, own: OwnWebsites) -> None:
        super().__init__(
            app,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID"],
            expose_headers=["Retry-After"],
            max_age=600,
        )
        self.own = own

    def is_allowed_origin(self, origin: str) -> bool:
        """Say whether a page of *origin* may read our answers."""
        return origin in self.own.origins


class WidgetShown(BaseModel):
    """What the agency set for the chat window; empty is as it comes with the house."""

    listed: bool = Field(description="whether the website that asks may carry the chat")
    name: str
    colour: str
    position: str
    greeting: str | None


@router.get("")
def read_widget(request: Request, response: Response, page: str = "") -> WidgetShown:
    """Return how the chat window looks, and what it says first on *page*; anybody may ask."""
    own: OwnWebsites = request.app.state.own_websites
    widget = own.sections.read(WIDGET)
    origin = request.headers.get("origin")
    response.headers["Cache-Control"] = "public, max-age=60"
    response.headers["Vary"] = "Origin"
    # Whoever is not listed must be able to read that.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return WidgetShown(
        listed=origin is None or origin in own.origins,
        name=widget["name"],
        colour=widget["colour"],
        position=widget["position"],
        greeting=own.greeting(page),
    )


def may_frame(response: Response, own: OwnWebsites, policy: str) -> Response:
    """Let listed websites, and only them, show this page in a frame."""
    response.headers["Content-Security-Policy"] = policy.replace(
        "frame-ancestors 'none'", f"frame-ancestors {own.ancestors}"
    )
    return response
