"""The desk's own style sheet and mark."""

from fastapi import APIRouter, Response
from starlette.responses import FileResponse

from web.desk.pages import STATIC
from web.desk.refusals import not_there
from web.desk.routes import DeskPage

FILES = {
    "desk.css": "text/css",
    "answers.css": "text/css",
    "deliveries.css": "text/css",
    "conversations.css": "text/css",
    "routing.css": "text/css",
    "conversations.js": "text/javascript",
    "conversation.js": "text/javascript",
    "stream.js": "text/javascript",
    "desk.svg": "image/svg+xml",
}

router = APIRouter(prefix="/desk/static", route_class=DeskPage, include_in_schema=False)


@router.get("/{name}")
def static_file(name: str) -> Response:
    """Return one of our files; its address changes with its content, so it may be kept."""
    if name not in FILES:
        raise not_there()
    return FileResponse(
        STATIC / name,
        media_type=FILES[name],
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )
