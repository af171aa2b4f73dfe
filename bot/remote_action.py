"""Rasa's calls to the action server: checked cheaply, timed, and honest about failure."""

from __future__ import annotations

import asyncio
from typing import Any

from jsonschema import Draft7Validator
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event
from rasa.shared.exceptions import RasaException

from bot.turn import note_error

# Rasa would wait 300 s. The gateway gives a whole turn 8 s.
SECONDS = 5.0


def tune_remote_actions() -> None:
    """
    Make every call to the action server cheap and its failure visible.

    As it ships, Rasa re-validates the constant schema itself on each call (35 ms of CPU), and
    answers 200 with no message when the call fails.
    """
    validator = Draft7Validator(RemoteAction.action_response_format_spec())
    run_as_shipped = RemoteAction.run

    def validate(self: RemoteAction, result: dict[str, Any]) -> bool:
        # The error itself would quote the answer, and with it the visitor, in the log.
        if not validator.is_valid(result):
            raise RasaException(f"The answer to {self.name()} does not fit the schema.")
        return True

    async def run(self: RemoteAction, *args: Any, **kwargs: Any) -> list[Event]:
        try:
            return await asyncio.wait_for(run_as_shipped(self, *args, **kwargs), SECONDS)
        except Exception:
            note_error("action_failed")
            raise

    RemoteAction._validate_action_result = validate
    RemoteAction.run = run
