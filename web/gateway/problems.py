"""Refusals, as application/problem+json with a sentence a person can read."""

import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.gateway.sentences import Sentences, fill

logger = logging.getLogger(__name__)

KINDS = Path(__file__).with_name("problems.yml")

BY_STATUS = {
    400: "not_understood",
    404: "not_found",
    405: "method_not_allowed",
    413: "message_too_long",
    422: "not_acceptable",
}

CONSENT = ("body", "consent")


class ProblemShown(BaseModel):
    """A refusal, after RFC 9457."""

    type: str
    title: str
    status: int
    detail: str = Field(description="a sentence that may be shown to a person")
    code: str = Field(description="what a program may decide by")


# How every refusal is described in the API's own description.
DESCRIBED: dict[int | str, dict[str, Any]] = {
    status: {
        "description": meaning,
        "content": {
            "application/problem+json": {
                "schema": ProblemShown.model_json_schema(mode="serialization")
            }
        },
    }
    for status, meaning in {
        400: "The body is not JSON, or means two things",
        401: "No token, or one of a chat that has ended",
        404: "No such conversation",
        408: "The file did not arrive in time",
        409: "The key was used for another message, or the conversation is busy or over",
        413: "Too long or too large",
        415: "Another kind of content is expected",
        422: "Something is missing or not as expected",
        429: "Too fast; `Retry-After` says how many seconds to wait",
        503: "Nothing can be kept just now",
    }.items()
}


class Problem(Exception):
    """A refusal of one of the kinds in problems.yml."""

    def __init__(self, kind: str, *, retry_after: int | None = None, fields: Any = None) -> None:
        super().__init__(kind)
        self.kind = kind
        self.retry_after = retry_after
        self.fields = fields


class Problems:
    """Every kind of refusal, in the words it is told in."""

    def __init__(self, sentences: Sentences) -> None:
        kinds: dict[str, dict[str, Any]] = yaml.safe_load(KINDS.read_bytes())
        self.kinds: Mapping[str, Mapping[str, Any]] = ToldNow(kinds, sentences)
        dict(self.kinds)  # a sentence that is missing shows now, and not in front of a visitor

    def answer(
        self, kind: str, *, retry_after: int | None = None, fields: Any = None
    ) -> JSONResponse:
        told = self.kinds[kind]
        headers = {} if retry_after is None else {"Retry-After": str(max(1, retry_after))}
        if told["status"] == 401:
            headers["WWW-Authenticate"] = "Bearer"
        if told["status"] == 408:
            headers["Connection"] = "close"  # the rest of it may still be on its way
        return JSONResponse(
            told if fields is None else {**told, "fields": fields},
            told["status"],
            headers,
            media_type="application/problem+json",
        )


class ToldNow(Mapping[str, Mapping[str, Any]]):
    """Each kind of refusal as it is told now, with the agency's facts of today in it."""

    def __init__(self, kinds: Mapping[str, Mapping[str, Any]], sentences: Sentences) -> None:
        self.kinds = kinds
        self.sentences = sentences

    def __getitem__(self, kind: str) -> Mapping[str, Any]:
        return _told(kind, self.kinds[kind], self.sentences)

    def __iter__(self) -> Iterator[str]:
        return iter(self.kinds)

    def __len__(self) -> int:
        return len(self.kinds)


def _told(kind: str, facts: Mapping[str, Any], sentences: Sentences) -> dict[str, Any]:
    if "says" in facts:
        sentences.require([facts["says"]])
        detail = sentences.say(facts["says"]).text
    else:
        detail = fill(facts["detail"], sentences.facts, kind)
    return {
        "type": "about:blank",
        "title": facts["title"],
        "status": facts["status"],
        "detail": detail,
        "code": kind,
    }


def answer_with_problems(app: FastAPI, problems: Problems) -> None:
    """Let *app* answer every refusal and failure as a problem, and log no one's words."""

    async def refuse(_request: Request, problem: Exception) -> Response:
        assert isinstance(problem, Problem)
        return problems.answer(problem.kind, retry_after=problem.retry_after, fields=problem.fields)

    async def refuse_what_is_not_as_declared(request: Request, problem: Exception) -> Response:
        assert isinstance(problem, RequestValidationError)
        if any(error["type"] == "json_invalid" for error in problem.errors()):
            return problems.answer("not_understood")
        if isinstance(problem.body, bytes) and problem.body and not _is_json(request):
            return problems.answer("json_expected")
        # Where and how, but not what was sent: an error page is easily logged.
        fields = [
            {"at": [str(part) for part in error["loc"]], "problem": error["type"]}
            for error in problem.errors()
        ]
        without_consent = any(error["loc"] == CONSENT for error in problem.errors())
        kind = "consent_needed" if without_consent else "not_acceptable"
        return problems.answer(kind, fields=fields)

    async def refuse_by_status(_request: Request, problem: Exception) -> Response:
        assert isinstance(problem, HTTPException)
        kind = BY_STATUS.get(problem.status_code, "not_understood")
        answer = problems.answer(kind)
        answer.headers.update(problem.headers or {})
        return answer

    async def say_nothing_can_be_kept(request: Request, problem: Exception) -> Response:
        # The name alone: a database error carries the values it was given.
        logger.error("database failed: %s at %s", type(problem).__name__, _route(request))
        return problems.answer("cannot_keep", retry_after=30)

    async def apologise(request: Request, problem: Exception) -> Response:
        logger.error("request failed: %s at %s", type(problem).__name__, _route(request))
        return problems.answer("went_wrong")

    app.add_exception_handler(Problem, refuse)
    app.add_exception_handler(RequestValidationError, refuse_what_is_not_as_declared)
    app.add_exception_handler(HTTPException, refuse_by_status)
    app.add_exception_handler(DBAPIError, say_nothing_can_be_kept)
    app.add_exception_handler(SQLAlchemyError, say_nothing_can_be_kept)
    app.add_exception_handler(Exception, apologise)


def _is_json(request: Request) -> bool:
    kind = request.headers.get("content-type", "").split(";", 1)[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json")


def _route(request: Request) -> str:
    return getattr(request.scope.get("route"), "path", "?")
