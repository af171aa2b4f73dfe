"""Refusals of the desk API, as application/problem+json in the words of problems.yml."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from fastapi.responses import JSONResponse

KINDS = Path(__file__).with_name("problems.yml")


class Problem(Exception):
    """A refusal of one of the kinds in problems.yml."""

    def __init__(self, kind: str, *, fields: Any = None) -> None:
        super().__init__(kind)
        self.kind = kind
        self.fields = fields


def problem_answer(problem: Problem) -> JSONResponse:
    """Tell a program, and the person who reads its log, what was refused and why."""
    told = kinds()[problem.kind] | {"type": "about:blank", "code": problem.kind}
    if problem.fields is not None:
        told["fields"] = problem.fields
    headers = {"Cache-Control": "no-store"}
    if told["status"] == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if told["status"] == 503:
        headers["Retry-After"] = "20"
    return JSONResponse(told, told["status"], headers, media_type="application/problem+json")


@cache
def kinds() -> dict[str, dict[str, Any]]:
    told: dict[str, dict[str, Any]] = yaml.safe_load(KINDS.read_bytes())
    return told
