"""What every answer of the desk has in common: its headers, and how a refusal looks."""

import logging
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from web.desk.pages import refused_page
from web.desk.problems import Problem, problem_answer
from web.desk.refusals import Refused, SignInNeeded

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
            except SignInNeeded:
                response = to_sign_in(request)
            except Refused as refused:
                response = refused_page(request, refused)
            except HTTPException as refused:
                response = refused_page(request, Refused(refused.status_code, "not_readable"))
            except RequestValidationError:
                response = refused_page(request, Refused(400, "not_readable"))
            except StaleDataError:
                response = refused_page(request, Refused(409, "changed_meanwhile"))
            except SQLAlchemyError as error:
                log_database_failure(error, self.path)
                response = refused_page(request, Refused(503, "cannot_keep"))
            for name, value in SAFE.items():
                response.headers.setdefault(name, value)
            return response

        return answer_safely


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
    then = "" if request.method != "GET" or asked == "/desk/" else f"?{urlencode({'then': asked})}"
    return RedirectResponse(f"/desk/sign-in{then}", 303)


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
