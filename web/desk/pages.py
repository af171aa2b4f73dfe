"""Pages: a template, the values it shows, and how times and numbers are written."""

from datetime import date, datetime, time
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request
from jinja2 import Environment
from starlette.responses import HTMLResponse

from agency.core.answer_time import say_call, say_moment
from agency.core.phone import say_phone
from agency.services.candidates.personal_records import as_colleagues_say
from web.desk.access import SignedIn
from web.desk.menu import MENU, OWN, menu_of
from web.desk.refusals import Refused
from web.page_templates import read_templates

HERE = Path(__file__).parent
STATIC = HERE / "static"
LONDON = ZoneInfo("Europe/London")


def at_home(day: date, at: time) -> datetime:
    """Return the moment that was typed as a day and a time: those of the United Kingdom."""
    return datetime.combine(day, at.replace(tzinfo=None), LONDON)


def page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    somebody: SignedIn | None = None,
    **values: Any,
) -> HTMLResponse:
    """Return a page. What is shown is escaped: names and messages come from strangers."""
    html = templates().get_template(template)
    shown = html.render(
        path=request.url.path,
        password_kept=request.query_params.get("password") == "kept",
        unencrypted=not comes_encrypted(request),
        somebody=somebody,
        menu=menu_of(somebody.consultant.access, MENU) if somebody else [],
        own=menu_of(somebody.consultant.access, OWN) if somebody else [],
        now=request.app.state.now(),
        **values,
    )
    return HTMLResponse(shown, status)


def refused_page(request: Request, refused: Refused) -> HTMLResponse:
    """Say what is wrong, and where to go from here."""
    response = page(request, "refused.html", status=refused.status, reason=refused.reason)
    response.headers.update(refused.headers)
    return response


def comes_encrypted(request: Request) -> bool:
    """Say whether nobody between the browser and us can read along."""
    here = request.url.hostname in {"localhost", "127.0.0.1", "::1"}
    public: str = request.app.state.settings.public_url
    return here or public.startswith("https://") or request.url.scheme == "https"


@cache
def templates() -> Environment:
    environment = read_templates(HERE / "templates")
    environment.filters["london"] = in_london
    environment.filters["london_seconds"] = in_london_to_the_second
    environment.filters["size"] = size_in_words
    environment.filters["say_phone"] = say_phone
    environment.filters["as_colleagues_say"] = as_colleagues_say
    environment.filters["say_call"] = say_call
    environment.filters["say_moment"] = say_moment
    environment.globals["asset"] = asset
    return environment


def in_words(name: str, value: str) -> str:
    """Return what words.html says for *value*."""
    said: str = str(getattr(templates().get_template("words.html").module, name)(value))
    return said.strip()


def in_london(at: datetime) -> str:
    local = at.astimezone(LONDON)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"


def in_london_to_the_second(at: datetime) -> str:
    local = at.astimezone(LONDON)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M:%S}"


def size_in_words(size: int) -> str:
    return f"{size / 1024:,.0f} kB" if size < 1024 * 1024 else f"{size / 1024 / 1024:,.1f} MB"


@cache
def asset(name: str) -> str:
    """Return a static file's address, which changes with its content."""
    version = sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/desk/static/{name}?v={version}"
