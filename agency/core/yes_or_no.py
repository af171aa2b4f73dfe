"""Yes, no and not sure, as people type them."""

import re

YES = "yes"
NO = "no"
NOT_SURE = "not_sure"

_UNSURE = re.compile(
    r"\b(?:not(?: (?:too|really|entirely|quite|100%?))? (?:sure|certain)|unsure|uncertain|"
    r"(?:don'?t|do not) (?:really )?know|dunno|idk|no (?:idea|clue)|maybe|perhaps|possibly|"
    r"i think so|i guess|it depends|can'?t remember|not_sure)\b"
)
_YES_DESPITE_NO = re.compile(
    r"\b(?:no (?:problem|worries|bother|probs|issue)s?|why not|don'?t mind|not a problem)\b"
)
_YES_WORD = (
    r"yes|yeah|yea|yep|yup|ya|yh|yess+|aye|y|ok|okay|okey|k|sure|certainly|definitely|absolutely|"
    r"correct|agree|agreed|accept|accepted|consent|fine|affirmative|true|indeed|gladly|"
    r"of course|go ahead|go on|i do|i am|i have|i will|i can|i've|please do|carry on|"
    r"sounds good|that'?s (?:right|fine|ok|okay)|happy (?:to|with)"
)
_NO_WORD = (
    r"no|nope|nah|naw|nay|n|not|never|none|negative|false|refuse|decline|disagree|rather not|"
    r"don'?t|do not|haven'?t|hasn'?t|didn'?t|isn'?t|can'?t|cannot|won'?t|wouldn'?t|without"
)
_STARTS = re.compile(rf"\W{{0,5}}(?:(?P<yes>{_YES_WORD})|(?P<no>{_NO_WORD}))\b")
_NO_INSIDE = re.compile(rf"\b(?:{_NO_WORD})\b")
_YES_INSIDE = re.compile(rf"\b(?:{_YES_WORD})\b")


def find_yes_or_no(text: str) -> str | None:
    """Return "yes", "no" or "not_sure", or None where *text* says none of them."""
    text = text[:300].replace("\u2019", "'").casefold().strip()
    if _UNSURE.search(text):
        return NOT_SURE
    if "👍" in text or _YES_DESPITE_NO.search(text):
        return YES
    if "👎" in text:
        return NO
    # "Yes, but not on Fridays" is a yes; "I have not" is a no.
    if (start := _STARTS.match(text)) and not _negated_at_once(text, start):
        return YES if start["yes"] else NO
    if _NO_INSIDE.search(text):
        return NO
    return YES if _YES_INSIDE.search(text) else None


def _negated_at_once(text: str, start: re.Match[str]) -> bool:
    return bool(start["yes"]) and bool(re.match(r"\s{1,3}(?:not|never|no)\b", text[start.end() :]))
