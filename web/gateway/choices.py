"""
The choices a reply offers: what they mean to the assistant, and the token a browser holds.

Only a choice this gateway has offered in this conversation can name an intent.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer

A_DAY = 24 * 60 * 60
LONGEST_TOKEN = 2_000
LONGEST_VALUE = 200

PAYLOAD = re.compile(r"/(?P<intent>[a-z_]{1,60})(?P<entities>\{.{0,1000}\})?", re.DOTALL)

# What a choice may carry into the assistant. A payload is written by an action, and an
# action may have put a visitor's word in it: what is not named here is not sent.
ENTITIES_OF = {
    "ask": {"topic", "role", "term", "occupation", "place", "more"},
    "inform": {"value"},
    "register": {"role"},
    "switch_role": {"role"},
    "request_person": set(),
    "request_staff": set(),
    "leave_message": set(),
    "check_suitability": {"role"},
    "resume": set(),
    "keep_answers": set(),
    "request_call": set(),
    "affirm": set(),
    "deny": set(),
    "stop": set(),
}


class ChoiceRefused(Exception):
    """The token was not made here for this conversation, or it is more than a day old."""


@dataclass(frozen=True)
class Choice:
    """What one button says to the assistant, and to the visitor."""

    intent: str
    entities: Mapping[str, str]
    title: str


def read_payload(payload: str, title: str) -> Choice | None:
    """Return the choice a button's payload stands for, or None where it may not be offered."""
    found = PAYLOAD.fullmatch(payload.strip())
    if found is None or found["intent"] not in ENTITIES_OF:
        return None
    entities = _read_entities(found["entities"] or "{}", ENTITIES_OF[found["intent"]])
    if entities is None:
        return None
    return Choice(found["intent"], entities, title)


def _read_entities(text: str, allowed: set[str]) -> dict[str, str] | None:
    try:
        entities: Any = json.loads(text)
    except ValueError:
        return None
    known = {name: value for name, value in entities.items() if value is not None}
    if known.keys() <= allowed and all(
        isinstance(value, str) and len(value) <= LONGEST_VALUE for value in known.values()
    ):
        return known
    return None


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
