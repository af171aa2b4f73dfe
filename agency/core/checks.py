"""The two checks every school asks about: the right to work here, and the DBS certificate."""

import re

from agency.core.questions import is_question
from agency.core.yes_or_no import NO, NOT_SURE, YES, find_yes_or_no

UPDATE_SERVICE = "update_service"

RIGHT_TO_WORK = (YES, NO, NOT_SURE)
DBS = (YES, NO, UPDATE_SERVICE, NOT_SURE)

_CITIZEN = re.compile(
    r"\b(?:british(?! nationals? \(?overseas)|brit|english|welsh|scottish|irish|"
    r"(?:uk|united kingdom|gb) (?:citizen\w{0,4}|nationals?|passport|born)|"
    r"born (?:here|and (?:bred|raised)|in (?:the )?(?:uk|u\.k\.|united kingdom|britain|england|"
    r"wales|scotland|northern ireland|ireland|london))|"
    r"(?:pre[ -]?)?settled(?: status)?|indefinite leave|ilr|right of abode|"
    r"no (?:restrictions?|limits?)|unrestricted)\b"
)
_HAS_THE_RIGHT = re.compile(
    r"\b(?:have|got|with) (?:the |a |full |every |permanent )*rights? to work\b"
)
_FROM_ELSEWHERE = re.compile(r"\bnot (?:originally )?(?:from|born in) (?:the |here|this)")
_NOT_BRITISH = re.compile(
    r"\b(?:not|n't|isn'?t|aren'?t) (?:a )?(?:british|uk|irish|english|welsh|scottish)|"
    r"\b(?:not|n't|no|without) (?:yet )?(?:got )?(?:pre[ -]?)?settled|"
    r"\b(?:apply|applied|applying|waiting)\b.{0,30}(?:settled|ilr|indefinite)"
)
_DEPENDS_ON_PAPERS = re.compile(
    r"\b(?:visas?|tier \d|(?:ukrain\w+|hong kong|family) scheme|skilled worker|graduate route|"
    r"sponsor(?:ship|ed)?|brp|work permit|leave to remain|renew\w{0,4}|waiting|pending|"
    r"applied|applying|expired?|later|share ?code|biometric|residence (?:permit|card)|bno|"
    r"refugee|asylum|citizen\w{0,4}|permanent residen\w{0,3}|european|students?|overseas|"
    r"euss|(?:eu|european|eea|foreign|overseas) (?:citizen|national|passport)|"
    r"home office|dependa?nt|limited leave)\b"
)
# Where somebody comes from, and a passport that may be any country's, tell too little.
_SAYS_WHERE_FROM = re.compile(
    r"\W*(?:(?:well|i'?m|i am|i|we|originally|have|got|an?|my|with)\W+)*"
    r"(?:from|come from|came (?:here|from)|moved (?:here|from)|live here|lived here|"
    r"eu|eea|passport|papers|documents?)\b"
)
_UPDATE_SERVICE = re.compile(
    r"\bup ?dates?[ _-]?services?\b|\bupdated? service\b|"
    r"\b(?:on|to|with|for) the update\b|^\W*(?:the )?update\W*$|\bsubscribed\b"
)
_NOT_ON_IT = re.compile(r"\bnot (?:on|in|with|signed|subscribed|part)\b|\bwhat'?s\b|\bwhat is\b")
_HAS_BUT_NOT_ON_IT = re.compile(
    r"(?!\W*(?:no|nope|not|don'?t|i don'?t|haven'?t|i haven'?t|what\w*)\b)"
    r".{0,60}\b(?:have|got|yes|enhanced|dbs)\b(?! (?:no|not?)\b[^,]*$).{0,60}"
    r"\b(?:not\b.{0,30}\bupdate|update\w* (?:service )?no\b)"
)
_HAS_ONE = re.compile(
    r"\b(?:enhanced|dbs|crb|pvg|access ?ni|certificate|clear(?:ed|ance)?|i have|(?:got|have) one|"
    r"(?:had it|was|been) (?:done|checked|renewed)|checked|up to date|in date|valid|current|"
    r"(?:with|through|at|from|by) my (?:current |present )?"
    r"(?:school|employer|work|agency|college|job))\b"
)
_COULD_GET_ONE = re.compile(
    r"\b(?:can|could|will|would|'?ll|'?d|to|gonna) (?:happily |have to |need to |also )?"
    r"(?:get|need|want|apply for|require|do)\b(?! (?:no|never))|\bneed (?:a|an|one|to)\b|"
    r"\b(?:willing|happy|prepared|able) to\b"
)
_BOTH_LISTS = re.compile(r"\b(?:child(?:ren)?|adults?)\W+(?:and|&)\W+(?:child(?:ren)?|adults?)\b")
# Somebody has it; whether it may be used here is for a consultant to say.
_ELSEWHERE = re.compile(
    r"\b(?:with|from|at|by|through) (?:another|an(?:other)?|the|a different|my old|my last) "
    r"(?:agency|school|employer|company|nursery|council)\b|"
    r"\b(?:school|agency|employer|work|nursery|council) (?:has|have|had|holds|keeps|did|got) "
    r"(?:one|it|mine|that)\b"
)
_ONLY_BASIC = re.compile(r"\b(?:basic|standard)\b(?!.{0,20}\benhanced)")
_HAD_ONE = re.compile(
    r"\b(?:had|did have|used to have|was on) (?:one|a|an|it|my)\b|"
    r"\b(?:my|the|an?) (?:old|last|previous|former|ex) "
    r"(?:job|school|work|employer|place|agency|role)\b"
)
_OUT_OF_DATE = re.compile(
    r"\b(?:in the post|on (?:its|the) way|expired?|ran out|run(?:s|ning)? out|out of date|old|"
    r"years? ago|applied|applying|waiting|in progress|process(?:ed|ing)|pending|used to|"
    r"renew\w{0,4}|lapsed|later|soon|lost|on me|to hand|with me)\b"
)

_APPLIED = re.compile(
    r"\b(?:i'?ve|have|already|just|but) (?:already |just |i'?ve )?(?:applied|sent off)\b"
)
_NOT_AT_HAND = re.compile(r"\b(?:on me|to hand|with me|can'?t find|lost)\b")


def find_right_to_work(text: str) -> str | None:
    """
    Return "yes", "no" or "not_sure" for the right to work in the UK.

    A visa alone is "not_sure": a consultant looks at what it allows.
    """
    said = find_yes_or_no(text)
    text = text[:300].replace("\u2019", "'").casefold()
    if is_question(text):
        return None
    citizen = _CITIZEN.search(text)
    if _FROM_ELSEWHERE.search(text) and not text.startswith(("no ", "no,")):
        return NOT_SURE
    if said in (NO, NOT_SURE) and not citizen:
        return said
    if citizen and not _NOT_BRITISH.search(text):
        return YES
    if _HAS_THE_RIGHT.search(text):
        return YES
    if _DEPENDS_ON_PAPERS.search(text) and not text.startswith(("yes", "yeah", "yep")):
        return NOT_SURE
    if said is None and _SAYS_WHERE_FROM.match(text):
        return NOT_SURE
    return said


def find_dbs(text: str) -> str | None:
    """Return "yes", "no", "update_service" or "not_sure" for an enhanced DBS certificate."""
    said = find_yes_or_no(text)
    text = text[:300].replace("\u2019", "'").casefold()
    if is_question(text):
        return None
    if _UPDATE_SERVICE.search(text) and not _NOT_ON_IT.search(text) and said not in (NO, NOT_SURE):
        return UPDATE_SERVICE
    if _HAS_BUT_NOT_ON_IT.match(text):
        return YES
    if _UPDATE_SERVICE.search(text) and text.startswith(("yes", "yeah", "yep")):
        return YES
    if said == NO and (_NOT_AT_HAND.search(text) or _APPLIED.search(text)):
        return NOT_SURE
    if said in (NO, NOT_SURE):
        return said
    if _doubtful(text):
        return NOT_SURE
    if _COULD_GET_ONE.search(text) and not text.startswith(("yes", "yeah", "yep")):
        return NO
    return _held(text) if said is None else said


def _held(text: str) -> str | None:
    """Return what somebody says who tells of a certificate without a yes."""
    if _ELSEWHERE.search(text):
        return NOT_SURE
    return YES if _HAS_ONE.search(text) or _BOTH_LISTS.search(text) else None


def _doubtful(text: str) -> bool:
    """Say whether there is, or was, a certificate that may not count here."""
    if _OUT_OF_DATE.search(text):
        return True
    had = _HAD_ONE.search(text) and not re.search(r"\b(?:done|still|and it'?s)\b", text)
    return bool(had or (_ONLY_BASIC.search(text) and not text.startswith(("yes", "yeah", "yep"))))
