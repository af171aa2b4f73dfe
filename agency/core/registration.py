"""What each form asks, in which order, and what a person may leave out."""

from collections.abc import Mapping
from typing import Any

from agency.core.roles import Role, find_role
from agency.core.self_check import ROLE, questions_for

# What a slot holds when a visitor chose not to answer it.
SKIPPED = "skipped"

REGISTRATION = "registration"
CALLBACK = "callback"
MESSAGE = "message"
CLIENT = "client"
SELF_CHECK = "self_check"

_ABOUT_THE_PERSON = ("consent", "role", "name", "email", "phone", "place")
_ABOUT_THEIR_WORK = ("current_occupation", "experience", "qualifications", "availability", "start")
# Whether a SENCO is a qualified teacher comes before how long they have taught.
_ABOUT_THEIR_TEACHING = (
    "current_occupation",
    "qualifications",
    "experience",
    "availability",
    "start",
)
_CHECKS = ("right_to_work", "dbs")
_AT_THE_END = ("cv", "summary")
_REGISTRATION = (*_ABOUT_THE_PERSON, *_ABOUT_THEIR_WORK, *_CHECKS, *_AT_THE_END)
_AS_A_SENCO = (*_ABOUT_THE_PERSON, *_ABOUT_THEIR_TEACHING, *_CHECKS, *_AT_THE_END)
_SHORT_FORMS = {
    CALLBACK: ("name", "phone", "when", "question", "consent"),
    MESSAGE: ("name", "contact", "question", "consent"),
    CLIENT: ("name", "school", "contact", "need", "consent"),
}

_BY_ROLE: Mapping[Role, tuple[str, ...]] = {
    Role.SEN_SUPPORT_WORKER: _REGISTRATION,
    Role.SEMH_SUPPORT_WORKER: _REGISTRATION,
    Role.SENCO: _AS_A_SENCO,
}

_WAYS_TO_REACH = frozenset({"email", "phone"})
_OPTIONAL = frozenset({*_ABOUT_THEIR_WORK, "cv", "when", "question"})


def slots_to_ask(role: Role | str | None, known: Mapping[str, Any]) -> list[str]:
    """
    Return every slot of the registration for *role*, in order, whether known already or not.

    Once consent is refused, nothing else may be asked for.
    """
    if known.get("consent") is False:
        return ["consent"]
    chosen = find_role(role)
    return list(_BY_ROLE[chosen] if chosen else _REGISTRATION)


def slots_of(form_name: str, values: Mapping[str, Any]) -> list[str]:
    """Return the slots of a form, in order."""
    if form_name in _SHORT_FORMS:
        return list(_SHORT_FORMS[form_name])
    if form_name == SELF_CHECK:
        return questions_for(values.get(ROLE))
    return slots_to_ask(values.get("role"), values)


def slot_before(form_name: str, asks: str, values: Mapping[str, Any]) -> str | None:
    """Return the question answered last before *asks*; consent is not taken back by going back."""
    slots = slots_of(form_name, values)
    before = slots[: slots.index(asks)] if asks in slots else []
    answered = [slot for slot in before if values.get(slot) is not None and slot != "consent"]
    return answered[-1] if answered else None


def may_skip(form_name: str, slot: str, known: Mapping[str, Any]) -> bool:
    """
    Say whether a visitor may leave *slot* out.

    One of e-mail and telephone is enough, but one of them there must be.
    """
    if form_name == REGISTRATION and slot in _WAYS_TO_REACH:
        (other,) = _WAYS_TO_REACH - {slot}
        return known.get(other) != SKIPPED
    if form_name == SELF_CHECK:
        return slot != ROLE
    return slot in _OPTIONAL and not (form_name == MESSAGE and slot == "question")


def given(value: Any) -> bool:
    """Say whether a slot holds something the visitor told us."""
    return value not in (None, "", SKIPPED)


def form_progress(form_name: str, asks: str, values: Mapping[str, Any]) -> tuple[int, int]:
    """
    Return which step of how many *asks* is: (4, 15) for the e-mail of a registration.

    What is put right at the end is as far on as all that is answered: (14, 15) for the e-mail.
    """
    slots = slots_of(form_name, values)
    if asks not in slots:
        return 1, len(slots)
    answered = sum(values.get(slot) is not None for slot in slots if slot != asks)
    at_the_end = len(slots) > 1 and values.get(slots[-2]) is not None
    return max(slots.index(asks), answered if at_the_end else 0) + 1, len(slots)
