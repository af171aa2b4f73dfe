"""The link in a letter that opens a chat again where it was left."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from agency.services.conversations.resuming import find_left_conversation, open_again
from agency.services.keys.private_links import RESUME, PrivateLinks
from agency.services.keys.tokens import hash_token
from agency.services.privacy.left_forms import is_with_us
from agency.storage.unit import OpenUnit
from web.gateway.plain.key import Key

HERE = Path(__file__).parent
NOT_FOUND = 404
PRIVATE = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


class Resume:
    """Shows a page with one button: programs that look at letters open links, and press none."""

    def __init__(
        self, links: PrivateLinks, open_unit: OpenUnit, key: Key, facts: Mapping[str, str]
    ) -> None:
        self.links = links
        self.open_unit = open_unit
        self.key = key
        self.facts = facts

    def look(self, token: str, request: Request) -> Response:
        now: datetime = request.app.state.now()
        link = self.links.read(RESUME, token)
        with self.open_unit() as session:
            found = find_left_conversation(session, link, now=now) if link else None
            known_to_us = found is not None and is_with_us(session, found)
        if found is None:
            return self.page(NOT_FOUND, opens=False)
        return self.page(token=token, opens=True, known_to_us=known_to_us)

    def open(self, token: str, request: Request) -> Response:
        """Give this device a key of its own; the chat window finds it where it keeps its own."""
        now: datetime = request.app.state.now()
        link, key = self.links.read(RESUME, token), secrets.token_urlsafe(32)
        with self.open_unit() as session:
            found = find_left_conversation(session, link, now=now) if link else None
            if found is None or link is None:
                return self.page(NOT_FOUND, opens=False)
            open_again(session, found, link, token_hash=hash_token(key), now=now)
            conversation = found.id
        response = self.page(opens=True, conversation=conversation, key=key)
        self.key.keep(response, conversation, key)  # for a browser that runs no script
        return response

    def page(self, status: int = 200, **known: Any) -> HTMLResponse:
        html = templates().get_template("resume.html").render(facts=self.facts, **known)
        return HTMLResponse(html, status, headers=PRIVATE)


def resume_routes(resume: Resume) -> APIRouter:
    """Return the routes of the link."""
    router = APIRouter(prefix="/chat/resume/{token}", include_in_schema=False)
    router.add_api_route("", resume.look, methods=["GET"])
    router.add_api_route("", resume.open, methods=["POST"])
    return router


@cache
def templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
