"""What the tracker says about the turn in hand, in our own words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from rasa_sdk.interfaces import Tracker

REGISTRATION = "registration_form"
CALLBACK = "callback_form"
MESSAGE = "message_form"
CLIENT = "client_form"
SELF_CHECK = "self_check_form"
REQUESTED = "requested_slot"

# The topic behind each intent that is not a question; config.yml says the same to the assistant.
TOPICS = {
    "greet": "greeting",
    "say_goodbye": "goodbye",
    "thank": "thanks",
    "affirm": "affirm",
    "deny": "deny",
    "skip": "deny",
    "register": "register_cv",
    "request_person": "human_handoff",
    "complain": "complaint",
    "disclose_concern": "safeguarding_disclosure",
    "express_distress": "wellbeing_distress",
    "out_of_scope": "oos",
    "under_age": "oos",
    "request_staff": "oos",
    "leave_message": "human_handoff",
    "check_suitability": "transferable_occupations",
}
INTENTS = {"register_cv": "register", "human_handoff": "request_person"}
# What may save a life is said to whoever needs it, and offered to nobody as a guess.
CARE = frozenset({"safeguarding_disclosure", "wellbeing_distress"})
COURTESIES = frozenset({"greeting", "goodbye", "thanks", "affirm", "deny", "oos"})
# In a form, what points back to the form itself asks for no topic.
ABOUT_NOTHING_ELSE = COURTESIES | {"register_cv", "bot_identity"}
MOST_QUESTIONS = 3
# Below this an answer comes with the other one that may have been meant, above this of that.
SURE, NOT_NEGLIGIBLE = 0.6, 0.1
LATER = re.compile(
    r"\b(?:later|tomorrow|tonight|another (?:time|day)|next week|when i|by e-?mail|e-?mail it)\b",
    re.IGNORECASE,
)
_DAYS = (
    r"(?:mon|tues?|wed(?:nes)?|thur?s?|fri|satur|sun)(?:day)?s?|mornings?|afternoons?|evenings?|"
    r"weekdays?|weekends?|full[ -]?time|part[ -]?time|term[ -]?time|school hours|hours|days?|"
    r"supply|flexible|any ?time|whenever"
)
_DATES = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|easter|christmas|xmas|new year|half[ -]?term|term|"
    r"week|month|year|notice|asap|now|tomorrow|soon|straight ?away|immediately|holidays?|summer|"
    r"monday|back to school|go back|when (?:i|my|the|we)|autumn|spring|winter|ready|\d"
)
ABOUT = {
    "availability": re.compile(rf"\b(?:{_DAYS})\b", re.IGNORECASE),
    "start": re.compile(rf"\b(?:{_DATES})\b", re.IGNORECASE),
}
# What stands between two roles that are both asked about.
JOINS = re.compile(
    r"\s*(?:,|/|&|\+|\band\b|\bor\b|\bvs\b\.?|\bversus\b|\bn\b)\s*(?:(?:an?|the|for)\s+){0,2}",
    re.IGNORECASE,
)
DENIED = re.compile(
    r"\b(?:not|rather than|instead of|isn'?t)\s+(?:(?:an?|the|for|about)\s+){0,2}$", re.IGNORECASE
)


@dataclass(frozen=True)
class Question:
    """
    One question of a message: what about, for which role, and whether more of it is wanted.

    A `likely` role is a guess from the words: good for an answer, not to be remembered.
    """

    topic: str | None
    role: str | None = None
    more: bool = False
    likely: bool = False


def intent_of(tracker: Tracker) -> str:
    return str((tracker.latest_message.get("intent") or {}).get("name") or "")


def form_of(tracker: Tracker) -> str | None:
    """Return the form that is open, or None."""
    return (tracker.active_loop or {}).get("name") or None


def asked_by(tracker: Tracker) -> str | None:
    """Return the slot the open form is asking for."""
    return tracker.get_slot(REQUESTED) if form_of(tracker) else None


def tried_before(slot: str, tracker: Tracker) -> bool:
    """Say whether *slot* has been asked for in vain already."""
    return tracker.get_slot("asked_again") in (slot, f"{slot}_twice", f"{slot}_needed")


def last_form(tracker: Tracker) -> str | None:
    """Return the form that was opened last, whether or not it is still open."""
    opened = (e.get("name") for e in reversed(tracker.events) if e.get("event") == "active_loop")
    return next((name for name in opened if name), None)


def when_set(tracker: Tracker, slot: str) -> datetime | None:
    """Return when *slot* got the value it has, as far as the assistant remembers."""
    value, since = None, None
    for event in tracker.events:
        if event.get("event") != "slot" or event.get("name") != slot:
            continue
        if event.get("value") != value or since is None:
            value, since = event.get("value"), event.get("timestamp")
    return datetime.fromtimestamp(since, UTC) if since and value is not None else None


def questions_in(tracker: Tracker) -> list[Question]:
    """Return what was asked; a message that is no question has the topic behind its intent."""
    intent = intent_of(tracker)
    role = entity(tracker, "role")
    heard = tracker.latest_message.get("questions") or [{}]
    questions = [
        Question(
            topic=TOPICS.get(intent) or each.get("topic"),
            role=_known(each.get("role")) or (_known(role) if len(heard) == 1 else None),
            more=bool(each.get("more")),
            likely=bool(each.get("likely")),
        )
        for each in heard[:MOST_QUESTIONS]
    ]
    if len(questions) == 1 and len(roles := roles_joined(tracker)) > 1:
        questions = [replace(questions[0], role=role, likely=False) for role in roles]
    return list(dict.fromkeys(questions))[:MOST_QUESTIONS]


def points_at_the_form(tracker: Tracker) -> bool:
    """
    Say whether a message in a registration only points back to the registration.

    "Who gets this?", "what's that?" and "Will" name nothing: before a form opened they would ask
    for more about the last answer, and the last answer was about registering.
    """
    asked = tracker.latest_message.get("questions") or []
    about = len(asked) == 1 and asked[0].get("topic") == "register_cv"
    # Where a CV is asked for, whatever is said of CVs is said of that.
    vague = about and (asked[0].get("more") or asked_by(tracker) == "cv")
    return bool(vague) and form_of(tracker) == REGISTRATION and intent_of(tracker) == "register"


def roles_joined(tracker: Tracker) -> list[str]:
    """Return the roles that are named side by side: "pay for a TA and a SENCO"."""
    text = str(tracker.latest_message.get("text") or "")
    named = [each for each in tracker.latest_message.get("entities") or [] if is_a_role(each)]
    roles: list[str] = []
    for before, after in pairwise(sorted(named, key=lambda each: each["start"])):
        between = text[before["end"] : after["start"]]
        if JOINS.fullmatch(between) and not DENIED.search(text[: before["start"]]):
            roles += [before["value"], after["value"]]
    return list(dict.fromkeys(roles))


def is_a_role(found: dict[str, Any]) -> bool:
    return found.get("entity") == "role" and isinstance(found.get("start"), int)


def entities(tracker: Tracker, kind: str) -> Iterator[str]:
    """Return the values of one kind of entity, as they were found."""
    for found in tracker.latest_message.get("entities") or []:
        if found.get("entity") == kind and isinstance(found.get("value"), str):
            yield found["value"]


def entity(tracker: Tracker, kind: str) -> str | None:
    """Return the first value of one kind of entity."""
    return next(entities(tracker, kind), None)


def nearest(tracker: Tracker) -> list[dict[str, Any]]:
    """Return the topics an unclear message was nearest to."""
    return [each for each in tracker.latest_message.get("nearest") or [] if each.get("topic")]


def second_thought(tracker: Tracker) -> dict[str, Any] | None:
    """Return what else a message may have asked, where the first guess is not sure."""
    asked = tracker.latest_message.get("questions") or []
    near = nearest(tracker)
    if len(asked) != 1 or len(near) < 2 or near[0]["topic"] != asked[0].get("topic"):
        return None
    first, second = near[0].get("confidence", 1.0), near[1].get("confidence", 0.0)
    unsure = first < SURE and second > NOT_NEGLIGIBLE and near[1]["topic"] not in CARE
    return near[1] if unsure else None


def found(tracker: Tracker) -> list[dict[str, Any]]:
    """Return the topics whose answers an unclear message was nearest to."""
    return [each for each in tracker.latest_message.get("found") or [] if each.get("topic")]


def _known(role: str | None) -> str | None:
    return None if role in (None, "", "none") else role
