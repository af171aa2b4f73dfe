"""What a visitor says in need is between them and those who can help: it goes on no lead."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

# As the assistant understood it.
IN_NEED = frozenset({"disclose_concern", "express_distress"})


class Said(Protocol):
    """A turn, as far as it matters here: what was understood of it, and which turn it answers."""

    @property
    def id(self) -> int: ...
    @property
    def answers_turn_id(self) -> int | None: ...
    @property
    def understood(self) -> Mapping[str, Any] | None: ...


def shared[Turn: Said](turns: Iterable[Turn]) -> list[Turn]:
    """Return the turns a consultant may read: without what was said in need, and our answer."""
    every = list(turns)
    private = {turn.id for turn in every if (turn.understood or {}).get("intent") in IN_NEED}
    return [
        turn for turn in every if turn.id not in private and turn.answers_turn_id not in private
    ]
