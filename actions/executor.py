"""Runs one action for one call, with our own domain and within a deadline."""

import asyncio
from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

type Events = list[dict[str, Any]]


class AgencyAction(Action, ABC):
    """An action that may wait for the database: it acts in a thread, and holds nobody up."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Events:
        return await asyncio.to_thread(self.act, dispatcher, tracker)

    @abstractmethod
    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Say what is to be said, and return what is to be remembered."""


class OwnExecutor(ActionExecutor):
    """
    Rasa's executor, with the domain it read itself.

    Rasa then has no need to send the whole domain with each call, which costs more than the action.
    """

    def __init__(self, domain: dict[str, Any], actions: list[Action], *, deadline: float) -> None:
        super().__init__()
        self.domain = domain
        self.deadline = deadline
        for action in actions:
            self.register_action(action)

    def update_and_return_domain(
        self, payload: dict[str, Any], action_name: str
    ) -> dict[str, Any] | None:
        return self.domain

    async def answer(self, call: dict[str, Any]) -> dict[str, Any]:
        """Return the events and messages for *call*; raise TimeoutError past the deadline."""
        async with asyncio.timeout(self.deadline):
            result = await self.run(call)
        if result is None:
            raise LookupError("no action named")
        return {"events": result.events, "responses": result.responses}
