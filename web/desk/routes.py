"""What every answer of the desk has in common: its headers, and how a refusal looks."""

import logging
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from web.desk.access import their_own_form
from web.desk.api.problems import Problem, problem_answer
from web.desk.pages import refused_page
from web.desk.refusals import Refused, SecondFactorNeeded, SignInNeeded

logger = logging.getLogger(__name__)

type Handler = Callable[[Request], Coroutine[Any, Any, Response]]

SAFE = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # A one-time link must not travel on in a Referer.
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex, nofollow",
    # These pages hold people's details: the browser of a shared computer forgets them.
    "Cache-Control": "no-store",
}


class DeskPage(APIRoute):
    """A page for a person: safe headers, and every refusal as a page."""

    def get_route_handler(self) -> Handler:
        """Return FastAPI's handler, inside ours."""
        answer = super().get_route_handler()

        async def answer_safely(request: Request) -> Response:
            try:
                response = await answer(request)
            except Exception as error:  # a person reads what is said, and no program
                response = instead_of_the_page(request, error, self.path)
            for name, value in SAFE.items():
                response.headers.setdefault(name, value)
            return response

        return answer_safely


def desk_pages(prefix: str = "") -> APIRouter:
    """Return a router for pages below *prefix*; the forms it takes are ours, in this sign-in."""
    return APIRouter(
        prefix=prefix,
        route_class=DeskPage,
        include_in_schema=False,
        dependencies=[Depends(their_own_form)],
    )


def instead_of_the_page(request: Request, error: Exception, path: str) -> Response:
    """Return the page that says why the one asked for is not there."""
    match error:
        case SignInNeeded():
            return to_sign_in(request)
        case SecondFactorNeeded():
            return RedirectResponse("/desk/me/second-factor", 303)
        case Refused():
            return refused_page(request, error)
        case HTTPException():
            return refused_page(request, Refused(error.status_code, "not_readable"))
        case RequestValidationError():
            return refused_page(request, Refused(400, "not_readable"))
        case StaleDataError():
            return refused_page(request, Refused(409, "changed_meanwhile"))
        case SQLAlchemyError():
            log_database_failure(error, path)
            return refused_page(request, Refused(503, "cannot_keep"))
    logger.error("page failed: %s", path, exc_info=error)
    return refused_page(request, Refused(500, "went_wrong"))


class DeskApi(APIRoute):
    """An address for a program: every refusal as a problem."""

    def get_route_handler(self) -> Handler:
        """Return FastAPI's handler, inside ours."""
        answer = super().get_route_handler()

        async def answer_safely(request: Request) -> Response:
            try:
                response = await answer(request)
            except Problem as problem:
                response = problem_answer(problem)
            except RequestValidationError as error:
                response = problem_answer(unreadable(error))
            except StaleDataError:
                response = problem_answer(Problem("changed_meanwhile"))
            except SQLAlchemyError as error:
                log_database_failure(error, self.path)
                response = problem_answer(Problem("cannot_keep"))
            response.headers.setdefault("Cache-Control", "no-store")
            response.headers.setdefault("X-Content-Type-Options", "nosniff")
            return response

        return answer_safely


def to_sign_in(request: Request) -> Response:
    """Lead to the sign-in page, and from there back to the page that was asked for."""
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    plainly = request.method != "GET" or asked in {"/desk", "/desk/"}
    return RedirectResponse(
        "/desk/sign-in" if plainly else f"/desk/sign-in?{urlencode({'then': asked})}", 303
    )


def unreadable(error: RequestValidationError) -> Problem:
    if any(found["type"] == "json_invalid" for found in error.errors()):
        return Problem("not_understood")
    # Where and how, but not what was sent: an error page is easily logged.
    fields = [
        {"at": [str(part) for part in found["loc"]], "problem": found["type"]}
        for found in error.errors()
    ]
    return Problem("not_acceptable", fields=fields)


def log_database_failure(error: SQLAlchemyError, path: str) -> None:
    # The name alone: a database error carries the values it was given.
    logger.error("database failed: %s at %s", type(error).__name__, path)
