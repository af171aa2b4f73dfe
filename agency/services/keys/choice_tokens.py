"""
The choices a reply offers, and the token of each that a browser holds.

Only a choice that was offered in this conversation can name an intent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer

A_DAY = 24 * 60 * 60
LONGEST_TOKEN = 2_000


class ChoiceRefused(Exception):
    """The token was not made here for this conversation, or it is more than a day old."""


@dataclass(frozen=True)
class Choice:
    """What one button says to the assistant, and to the visitor."""

    intent: str
    entities: Mapping[str, str]
    title: str


def offer_value(tokens: "ChoiceTokens", conversation_id: str, value: str) -> dict[str, Any]:
    """Return a choice that answers a form's question with *value*."""
    choice = Choice("inform", {"value": value}, value)
    return {"title": value, "token": tokens.sign(conversation_id, choice)}


class ChoiceTokens:
    """Turns choices into tokens a browser may hold, and back."""

    def __init__(self, key: str) -> None:
        self.key = key

    def sign(self, conversation_id: str, choice: Choice) -> str:
        facts = [choice.intent, dict(choice.entities), choice.title]
        return str(self._serializer(conversation_id).dumps(facts))

    def read(self, conversation_id: str, token: str) -> Choice:
        """Return the choice, or raise ChoiceRefused if it was not offered here within a day."""
        if len(token) > LONGEST_TOKEN:
            raise ChoiceRefused
        try:
            facts = self._serializer(conversation_id).loads(token, max_age=A_DAY)
        except BadData as problem:
            raise ChoiceRefused from problem
        intent, entities, title = facts
        return Choice(intent, entities, title)

    def _serializer(self, conversation_id: str) -> URLSafeTimedSerializer:
        # The conversation is part of the signing key: another's token does not verify here.
        return URLSafeTimedSerializer(
            self.key,
            salt=f"choice.{conversation_id}",
            signer_kwargs={"key_derivation": "hmac", "digest_method": sha256},
        )
