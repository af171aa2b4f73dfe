"""The launcher's word that a page with the chat on it was seen."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response

from web.gateway.parts import TheParts
from web.gateway.words import as_page

router = APIRouter(prefix="/api/v1/seen", tags=["chat"])


@router.post("", status_code=204, response_class=Response)
async def see(parts: TheParts, request: Request) -> Response:
    """
    Count that a page was seen: its path is the body, as plain text.

    Nothing is kept of who saw it, and nothing is asked of their browser.
    """
    path = as_page((await request.body()).decode("utf-8", "replace"))
    if path and path.startswith("/"):
        address = request.client.host if request.client else ""
        parts.seen.see(path, address, now=datetime.now(UTC))
    return Response(status_code=204)
