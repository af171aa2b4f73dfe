"""What a conversation keeps of a form that is not sent yet, for when nobody comes back to it."""

from collections.abc import Callable

from agency.core.enquiry import ConsentGiven
from agency.core.registration import CALLBACK, REGISTRATION, slots_of
from web.gateway.heard import State
from web.gateway.replies import Kept

# The assistant's word for the form that waits.
PAUSED = "paused_form"


def unfinished_form(
    state: State, form: Kept | None, before: Kept | None, agreed: Callable[[], ConsentGiven]
) -> Kept | None:
    """
    Return the form that is open or put aside, and when its notice was agreed to, if it was.

    *before* is what the turn before left. A call has a notice of its own: a registration that
    waits for its end is still the one that was agreed to.
    """
    slots = state.slots or {}
    paused = str(slots.get(PAUSED) or "").removesuffix("_form")
    for_a_call = form is not None and form["name"] == CALLBACK
    if before and before["name"] == paused == REGISTRATION and before["agreed"] and for_a_call:
        return before
    if form:
        name, values = form["name"], form["values"]
    elif paused:
        name = paused
        values = {slot: slots[slot] for slot in slots_of(name, slots) if slot in slots}
    else:
        return None
    since = None
    if values.get("consent") is True:
        since = (before or {}).get("agreed") or _kept(agreed())
    return {"name": name, "values": values, "agreed": since, "put_aside": form is None}


def _kept(agreed: ConsentGiven) -> Kept:
    return {
        "version": agreed.version,
        "wording": agreed.wording,
        "at": agreed.at.isoformat(),
    }
