"""What is known about the turn in hand, shared by the channel, the memory and the actions it calls."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional

Memory = List[Dict[str, Any]]


@dataclass
class Turn:
    """One turn: the memory it came with, and what it leaves behind."""

    memory: Memory = field(default_factory=list)
    remembered: Optional[Memory] = None
    state: Dict[str, Any] = field(default_factory=dict)
    understood: Dict[str, Any] = field(default_factory=dict)
    errors: List[str] = field(default_factory=list)


CURRENT: ContextVar[Optional[Turn]] = ContextVar("turn", default=None)


def note_error(code: str) -> None:
    """Remember that something failed in this turn, so that the channel does not answer 200."""
    turn = CURRENT.get()
    if turn is not None and code not in turn.errors:
        turn.errors.append(code)
