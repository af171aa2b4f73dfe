"""The example agency's pages: one frame, and what each says in it."""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from web.page_templates import read_templates

HERE = Path(__file__).parent
# A browser may keep a page or a file, but asks whether it is still the newest.
ASK_AGAIN = {"Cache-Control": "no-cache"}
NOT_MODIFIED = 304

MENU = (
    ("/", "Home"),
    ("/send-support", "SEND support"),
    ("/senco-jobs", "SENCO jobs"),
    ("/vacancies", "Vacancies"),
)
# Pages that say the same to everybody, and which template says it.
PAGES = {
    "/": "home",
    "/send-support": "send-support",
    "/senco-jobs": "senco-jobs",
    "/privacy": "privacy",
}


def show_at(address: str) -> Callable[[Request], Response]:
    """Return what answers at *address*: its page, or that the browser has it already."""

    def show(request: Request) -> Response:
        text = render(PAGES[address], address)
        headers = {**ASK_AGAIN, "ETag": f'"{sha256(text.encode()).hexdigest()[:24]}"'}
        if headers["ETag"] in request.headers.get("If-None-Match", ""):
            return Response(status_code=NOT_MODIFIED, headers=headers)
        return HTMLResponse(text, headers=headers)

    return show


ROUTES = [Route(address, show_at(address)) for address in PAGES]


def render(name: str, address: str, **known: Any) -> str:
    """Return the page *name*, as it stands at *address*."""
    return _templates().get_template(f"{name}.html").render(page=address, menu=MENU, **known)


@cache
def _templates() -> Environment:
    environment = read_templates(HERE)
    environment.filters["day"] = lambda day: f"{day.day} {day:%B %Y}"
    return environment
