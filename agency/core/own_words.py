"""Answers kept as they were said, only tidied: days and hours, a start, a job."""

import re

from agency.core.questions import is_question
from agency.core.yes_or_no import is_refusal

LONGEST_ANSWER = 200

_OPENING = re.compile(
    r"(?:\W*\b(?:um+|erm*|uh+|hmm+|oh|ah|well|so|ok|okay|hi|hello|hey|like)\b(?!\s+far)[\s,.…-]*)+",
    re.IGNORECASE,
)
# "TA" is a job as often as a thank you: only ", ta" takes its leave.
_POLITE_END = re.compile(
    r"(?:[\s,.]+(?:please|pls|plz|thanks|thank you|thx|cheers|x+|lol|haha|tbh|"
    r"if poss(?:ible)?)|[,.]\s?(?-i:ta))\W*$",
    re.IGNORECASE,
)
_AROUND = " \t\n.,;:!?-–…*"
_LONE_I = re.compile(r"(?<![\w.])i(?=\s|'|$)(?!\.)")
_DAYS = (
    "mon(?:days?)?|tue(?:s(?:days?)?)?|wed(?:s|nesdays?)?|thu(?:r(?:s(?:days?)?)?)?|"
    "fri(?:days?)?|sat(?:urdays?)?|sun(?:days?)?"
)
_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?|easter|christmas|xmas"
)
_CAPITALS = re.compile(rf"(?<![^\W_])(?:{_DAYS}|{_MONTHS})(?![^\W_])", re.IGNORECASE)
# "I may" and "a march" are no months: these two need something that points to one.
_MAY_OR_MARCH = re.compile(
    r"(^|\b(?:in|by|of|mid|from|till?|next|late|early|until|after|before|start) |"
    r"\d(?:st|nd|rd|th)? )(may|march)"
    r"(?=$|[,.!?]|[\s,.!?/-]+(?:\d|half|time|bank|or|to|if)\b)",
    re.IGNORECASE,
)
_ABBREVIATIONS = re.compile(
    r"\b(?:asap|ta|tas|hlta|lsa|senco|sendco|sen|send|semh|pe|nhs|hr|it|am|pm|ppa|ks[1-5]|eyfs)\b"
)
# No other words are written like these, however they are typed.
_ALWAYS_ABBREVIATIONS = re.compile(
    r"(?<![\w'@.-])(?:dbs|hlta|lsa|senco|sendco|semh|nhs|pru|qts|eyfs)(?![\w@]|\.\w)"
)
_IM = re.compile(r"(?<![\w'])i(m|ve)(?![\w'])", re.IGNORECASE)
_SHOUTED = re.compile(r"[^a-z]*[A-Z]{4,}[^a-z]*")
_ONLY_YES = re.compile(r"\W*(?:y+e+s+|yea+h*|yep|yup|ok(?:ay)?|sure|y|k)\W*", re.IGNORECASE)
_ASAP = re.compile(r"\basap\b", re.IGNORECASE)

_WORK_OPENING = re.compile(
    r"^(?:(?:i am|i'm|im|i work|i'm working|i am working|working|employed|at the moment i'm)\s+"
    r"(?:(?:currently|now|just|still|actually|presently)\s+)?(?:(?:working|employed)\s+)?(?:as\s+)?|"
    r"(?:currently|now|presently)\s+(?:(?:working|employed)\s+)?(?:as\s+)?|as\s+)(?:an?)\s+(?=\w)",
    re.IGNORECASE,
)
_WORK_ENDING = re.compile(
    r"[\s,]+(?:at the moment|right now|just now|currently|atm|for now|at present)\W*$",
    re.IGNORECASE,
)

# "Yes, I have one from 2024" answers another question than what somebody's work is.
_OF_SOMETHING_ELSE = re.compile(
    r"\W*(?:(?:yes|yeah|yep|yup|no|nope|nah)\b\W*)?(?:but )?"
    r"(?:i(?:'ve| have| do have| do)?(?: (?:got|have))?|got|have|had)"
    r"(?: (?:already|just|also|not))? (?:one|it|them|both|that)\b(?! (?:of|support|job|work)\b)",
    re.IGNORECASE,
)


def tidy_words(text: str) -> str | None:
    """
    Return *text* as it was said, without fillers; days and months have their capitals.

    Questions, refusals and what holds no word at all are no answer: None.
    """
    kept = " ".join(text[: LONGEST_ANSWER * 2].replace("\u2019", "'").split())
    if not any(c.isalnum() for c in kept) or len(kept) > LONGEST_ANSWER:
        return None
    if is_question(kept) or is_refusal(kept) or _ONLY_YES.fullmatch(kept):
        return None
    opening = _OPENING.match(kept)
    if opening and kept[opening.end() :].strip(_AROUND):
        kept = kept[opening.end() :]
    while (shorter := _POLITE_END.sub("", kept)) != kept and shorter.strip(_AROUND):
        kept = shorter
    kept = kept.strip(_AROUND)
    if _SHOUTED.fullmatch(kept) and len(re.findall(r"[A-Z]", kept)) > 5:
        kept = _ABBREVIATIONS.sub(lambda word: word[0].upper(), kept.lower())
    kept = _ALWAYS_ABBREVIATIONS.sub(lambda word: word[0].upper(), kept)
    kept = _IM.sub(lambda word: f"I'{word[1].lower()}", kept)
    kept = _CAPITALS.sub(lambda word: word[0].capitalize(), kept)
    kept = _MAY_OR_MARCH.sub(lambda found: found[1] + found[2].capitalize(), kept)
    return _LONE_I.sub("I", _ASAP.sub("ASAP", kept)) or None


def tidy_occupation(text: str) -> str | None:
    """Return what somebody does: "nursery nurse" from "I'm a nursery nurse at the moment"."""
    kept = tidy_words(text)
    if kept is None:
        return None
    return _WORK_OPENING.sub("", _WORK_ENDING.sub("", kept), count=1) or kept


def answers_something_else(text: str) -> bool:
    """Say whether *text* says "yes, I have one", and so answers another question."""
    return bool(_OF_SOMETHING_ELSE.match(text[:LONGEST_ANSWER].replace("\u2019", "'")))
