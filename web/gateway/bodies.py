"""What may come in through the door: how much of it, and JSON that means one thing only."""

import json
import re
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agency.services.cvs.cvs import LARGEST_CV
from web.gateway.problems import Problem, Problems

LARGEST_BODY = 16 * 1024
# A consultant's note of 4,000 characters, each of which a form may spell with twelve; a file of
# rules, which is sent as it is.
AT_THE_DESK = re.compile(r"/desk/.*|/api/v1/(?:leads|routing)/.*")
LARGEST_FORM = 64 * 1024
UPLOAD = re.compile(r"/api/v1/conversations/[^/]+/cv|/chat/cv")
LARGEST_UPLOAD = LARGEST_CV + 64 * 1024  # the file, and the form around it
# Whoever sends a form from a page is answered by that page, which says what was wrong.
PAGES = re.compile(r"/chat(?:/.*)?")


class BodyLimit:
    """Refuses a body as soon as it is known to be too large: announced, or counted as it comes."""

    def __init__(self, app: ASGIApp, problems: Problems) -> None:
        self.app = app
        self.problems = problems

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_upload = bool(UPLOAD.fullmatch(scope["path"]))
        limit = _limit(scope["path"], is_upload=is_upload)
        announced = _announced(scope)
        if announced > limit and not PAGES.fullmatch(scope["path"]):
            kind = "file_too_large" if is_upload else "message_too_long"
            await self.problems.answer(kind)(scope, receive, send)
            return

        taken = 0

        async def receive_within_limit() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if max(announced, taken) > limit:
                raise Problem("file_too_large") if is_upload else HTTPException(413)
            return message

        await self.app(scope, receive_within_limit, send)


def _limit(path: str, *, is_upload: bool) -> int:
    if is_upload:
        return LARGEST_UPLOAD
    return LARGEST_FORM if AT_THE_DESK.fullmatch(path) else LARGEST_BODY


def _announced(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "0")
    return int(length) if length.isdecimal() else 0


class StrictRequest(Request):
    """A request whose JSON is UTF-8, has no key twice, no NaN, and no depth that exhausts us."""

    async def json(self) -> Any:
        body = await self.body()
        try:
            # Given bytes, the reader lets half a character through, and guesses at encodings.
            found = json.loads(body.decode(), object_pairs_hook=_once, parse_constant=_refuse)
        except (ValueError, RecursionError):
            raise HTTPException(400) from None
        if b"\\ud" in body.lower() and not _is_whole(found):
            raise HTTPException(422)
        return found


class StrictRoute(APIRoute):
    """A route that reads its body as a StrictRequest."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_strictly(request: Request) -> Response:
            return await handle(StrictRequest(request.scope, request.receive))

        return handle_strictly


def _is_whole(found: Any) -> bool:
    """Tell whether no character is half a surrogate pair: no database and no peer takes one."""
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")
