"""The two checks every school asks about: the right to work here, and the DBS certificate."""

import re

from agency.core.yes_or_no import NO, NOT_SURE, YES, find_yes_or_no

UPDATE_SERVICE = "update_service"

RIGHT_TO_WORK = (YES, NO, NOT_SURE)
DBS = (YES, NO, UPDATE_SERVICE, NOT_SURE)

_CITIZEN = re.compile(
    r"\b(?:british|irish|(?:uk|united kingdom) (?:citizen|national|passport)|born (?:here|in)|"
    r"(?:pre-?)?settled(?: status)?|indefinite leave|ilr)\b"
)
_DEPENDS_ON_PAPERS = re.compile(
    r"\b(?:visas?|sponsor(?:ship|ed)?|brp|work permit|leave to remain|renew\w{0,4}|waiting|pending|"
    r"applied|applying|expired?|later)\b"
)
_UPDATE_SERVICE = re.compile(r"\bup ?dates?[ _-]?services?\b|\bupdated? service\b")
_NOT_ON_IT = re.compile(r"\bnot (?:on|in|with|signed|subscribed|part)\b|\bwhat'?s\b|\bwhat is\b")
_HAS_ONE = re.compile(r"\b(?:enhanced|dbs|crb|pvg|access ?ni|certificate|cleared|i have|got one)\b")
_OUT_OF_DATE = re.compile(
    r"\b(?:expired?|ran out|run out|out of date|old|years? ago|applied|applying|waiting|"
    r"in progress|pending|used to|renew\w{0,4}|lapsed|later|soon|lost|on me|to hand|with me)\b"
)

_NOT_AT_HAND = re.compile(r"\b(?:on me|to hand|with me|can'?t find|lost)\b")


def find_right_to_work(text: str) -> str | None:
    """
    Return "yes", "no" or "not_sure" for the right to work in the UK.

    A visa alone is "not_sure": a consultant looks at what it allows.
    """
    said = find_yes_or_no(text)
    text = text[:300].casefold()
    if said in (NO, NOT_SURE) and not _CITIZEN.search(text):
        return said
    if _CITIZEN.search(text) and not re.search(r"\b(?:not|n't|isn'?t) (?:a )?british", text):
        return YES
    if _DEPENDS_ON_PAPERS.search(text) and not text.startswith(("yes", "yeah", "yep")):
        return NOT_SURE
    return said


def find_dbs(text: str) -> str | None:
    """Return "yes", "no", "update_service" or "not_sure" for an enhanced DBS certificate."""
    said = find_yes_or_no(text)
    text = text[:300].casefold()
    if _UPDATE_SERVICE.search(text) and not _NOT_ON_IT.search(text) and said not in (NO, NOT_SURE):
        return UPDATE_SERVICE
    if _UPDATE_SERVICE.search(text) and text.startswith(("yes", "yeah", "yep")):
        return YES
    if said == NO and _NOT_AT_HAND.search(text):
        return NOT_SURE
    if said in (NO, NOT_SURE):
        return said
    if _OUT_OF_DATE.search(text):
        return NOT_SURE
    if said is None and _HAS_ONE.search(text):
        return YES
    return said
