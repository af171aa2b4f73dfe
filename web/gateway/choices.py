"""What the choices of a reply may mean to the assistant."""

import json
import re
from typing import Any

from agency.services.keys.choice_tokens import Choice

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
