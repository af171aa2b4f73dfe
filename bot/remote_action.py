"""Rasa's calls to the action server: checked cheaply, timed, and honest about failure."""

from __future__ import annotations

import asyncio
from functools import lru_cache
from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event
from rasa.shared.exceptions import RasaException

from bot.turn import note_error

# Rasa would wait 300 s. The gateway gives a whole turn 8 s.
SECONDS = 5.0


def tune_remote_actions() -> None:
    """
    Make every call to the action server cheap and its failure visible.

    As it ships, Rasa checks each answer against a schema, and the constant schema against its own
    (35 ms of CPU), looks through all classes there are for each event, and answers 200 with no
    message when the call fails.
    """
    run_as_shipped = RemoteAction.run

    def validate(self: RemoteAction, result: Any) -> bool:
        # The error must not quote the answer, and with it the visitor, in the log.
        if not fits(result):
            raise RasaException(f"The answer to {self.name()} is not what an action answers.")
        return True

    async def run(self: RemoteAction, *args: Any, **kwargs: Any) -> list[Event]:
        try:
            return await asyncio.wait_for(run_as_shipped(self, *args, **kwargs), SECONDS)
        except Exception:
            note_error("action_failed")
            raise

    RemoteAction._validate_action_result = validate
    RemoteAction.run = run
    Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))


def fits(result: Any) -> bool:
    """Tell whether *result* is shaped like an action's answer; events check their own fields."""
    return isinstance(result, dict) and all(
        isinstance(result.get(part, []), list)
        and all(isinstance(item, dict) for item in result.get(part, []))
        for part in ("events", "responses")
    )
