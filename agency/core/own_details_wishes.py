"""Who asks to see, correct or delete what is kept about them."""

import re

LONGEST_TEXT = 500

_MINE = (
    r"(?:my|all my|everything (?:about|on|you (?:have|hold|keep|know) (?:about|on|of)) me|"
    r"(?:the )?(?:data|details|information|info) (?:you (?:have|hold|keep|store)|about|on) ?"
    r"(?:on|of|about)? ?me|me)"
)
_KEPT = (
    r"(?:\s(?:own|personal|contact|old|registered|registration|candidate|full))?"
    r"\s(?:data|details?|information|info|records?|registration|profile|file|account|entry|"
    r"application|c\.?v\.?|name|address|e-?mail(?: address)?|(?:tele)?phone(?: number)?|mobile"
    r"(?: number)?|number|postcode)\b"
)
_DOES = (
    r"(?:see|view|show|access|copy of|get (?:hold of|to)|read|look at|download|"
    r"change|correct|update|edit|amend|fix|put right|"
    r"delete|erase|remove|forget|wipe|get rid of|withdraw|take down|unregister)"
)
_WISH = re.compile(
    rf"\b{_DOES}\s(?:me\s)?(?:(?:a copy of|all|all of|any of)\s)?(?:my{_KEPT}|{_MINE}{_KEPT}|"
    r"everything (?:you (?:have|hold|keep|know) (?:about|on|of)|about|on) me|"
    r"what(?:ever)? you (?:have|hold|keep|know|store) (?:about|on|of) me|"
    r"(?:the )?(?:data|details|information|info) you (?:have|hold|keep|store) (?:about|on|of) me)|"
    r"\b(?:delete|erase|remove|forget|unregister|deregister) me\b|"
    r"\btake me off\b|"
    rf"\bmy{_KEPT} (?:is|are|was) (?:wrong|incorrect|not right|out of date)\b|"
    r"\bregistered (?:under|with|using) (?:the|a|an|my) (?:wrong|old|different)\b"
)
# Who asks how it goes, or whether we would, asks a question.
_ONLY_ASKS = re.compile(
    r"\b(?:how long|who (?:can|will|gets|sees)|do you|will you|would you|does|if i|what happens)\b"
)


def wants_own_details(text: str | None) -> bool:
    """Say whether *text* asks to see, correct or delete one's own details: "delete my data"."""
    said = (text or "")[:LONGEST_TEXT].replace("\u2019", "'").casefold()
    return bool(_WISH.search(said)) and not _ONLY_ASKS.search(said)
