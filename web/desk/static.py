"""The desk's own style sheet and mark."""

from fastapi import APIRouter, Response
from starlette.responses import FileResponse

from web.desk.pages import STATIC, asset
from web.desk.refusals import not_there
from web.desk.routes import DeskPage

FILES = {
    "desk.css": "text/css",
    "answers.css": "text/css",
    "answers_preview.css": "text/css",
    "candidates.css": "text/css",
    "deliveries.css": "text/css",
    "conversations.css": "text/css",
    "lead.css": "text/css",
    "own.css": "text/css",
    "settings.css": "text/css",
    "reports.css": "text/css",
    "routing.css": "text/css",
    "questions.css": "text/css",
    "questions.js": "text/javascript",
    "renewal.js": "text/javascript",
    "conversations.js": "text/javascript",
    "lead.js": "text/javascript",
    "ready.js": "text/javascript",
    "conversation.js": "text/javascript",
    "leads.css": "text/css",
    "leads.js": "text/javascript",
    "leads_bar.js": "text/javascript",
    "stream.js": "text/javascript",
    "desk.svg": "image/svg+xml",
}

router = APIRouter(prefix="/desk/static", route_class=DeskPage, include_in_schema=False)


FOR_A_YEAR = "public, max-age=31536000, immutable"


@router.get("/{name}")
def static_file(name: str, v: str = "") -> Response:
    """Return one of our files, to be kept where its address (`pages.asset`) names its content."""
    if name not in FILES:
        raise not_there()
    # A script that another one imports has no version in its address: never an old one with a new.
    kept = FOR_A_YEAR if asset(name).endswith(f"?v={v}") else "no-cache"
    return FileResponse(STATIC / name, media_type=FILES[name], headers={"Cache-Control": kept})
