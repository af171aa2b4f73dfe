"""How a visitor can be reached: an address, a number, or neither of one of them."""

import re
from typing import Any

from rasa_sdk.interfaces import Tracker

from actions.known_answers import Slots, doubted
from agency.core.email_slips import suggest_domain

CONTACTS = ("email", "phone")
# Who would rather be rung has no address to give, and the other way about.
RATHER = {
    "email": re.compile(
        r"\b(?:rather|prefer|just|only|please|instead)\b.{0,25}\b(?:r[iau]ng|call(?:ed)?|"
        r"phoned?|text(?:ed)?|whatsapp)\b|\b(?:ring|call|phone|text) me\b|\bspam\b",
        re.IGNORECASE,
    ),
    "phone": re.compile(
        r"\b(?:rather|prefer|just|only|please|instead)\b.{0,25}\be-?mail|\be-?mail me\b|"
        r"\bno (?:phone ?|cold )?calls\b|\b(?:don'?t|not) (?:like |want |take )?(?:to be )?"
        r"(?:ring|rung|called|phoned|phone calls|calls)\b",
        re.IGNORECASE,
    ),
}
HAS_NONE = {
    slot: re.compile(
        rf"\b(?:no|don'?t (?:have|use|do|check)|haven'?t(?: got)?|without|never use)\b"
        rf"(?: an?| any| my)? (?:{names})",
        re.IGNORECASE,
    )
    for slot, names in {
        "email": "e-?mail",
        "phone": "(?:tele)?phone|mobile|number|landline",
        "name": "name",
        "place": "address",
    }.items()
}


def check_address(address: Any, tracker: Tracker) -> Slots:
    """Return the slots for an e-mail address; one that looks mistyped is asked about first."""
    better = suggest_domain(str(address))
    if better is None:
        return {"email": address}
    return doubted("email", address, [better], tracker)
