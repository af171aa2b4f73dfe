"""What is known about the turn in hand, shared by the channel, the memory and the actions."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

Memory = list[dict[str, Any]]


@dataclass
class Turn:
    """One turn: the memory it came with, and what it leaves behind."""

    memory: Memory = field(default_factory=list)
    remembered: Memory | None = None
    state: dict[str, Any] = field(default_factory=dict)
    understood: dict[str, Any] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


CURRENT: ContextVar[Turn | None] = ContextVar("turn", default=None)


def note_error(code: str) -> None:
    """Remember that something failed in this turn, so that the channel does not answer 200."""
    turn = CURRENT.get()
    if turn is not None and code not in turn.errors:
        turn.errors.append(code)
