"""Yes, no and not sure, as people type them."""

import re

from agency.core.questions import is_question

YES = "yes"
NO = "no"
NOT_SURE = "not_sure"

_UNSURE = re.compile(
    r"\b(?:not(?: (?:too|really|entirely|quite|100%?))? (?:sure|certain)|unsure|uncertain|"
    r"(?:don'?t|do not) (?:really )?know|dunno|idk|no (?:idea|clue)|maybe|perhaps|possibly|"
    r"(?:think|suppose|believe|hope) so|i guess|it depends|can'?t remember|not_sure)\b"
)
_YES_DESPITE_NO = re.compile(
    r"\b(?:no (?:problem|worries|bother|prob(?:lemo)?|issue|objection|drama|harm)(?:s|es)?|why not|"
    r"(?:don'?t|do not|wouldn'?t) mind|not a (?:problem|bother)|nothing against)\b"
)
_YES_WORD = (
    r"y+e+s+|ye+a*h*|yep+|yup+|yip|ya|yh|yas+|aye|y|ok+|okay|oki|okey|okie|k|kk|sure|certainly|"
    r"definitely|defo|deffo|ofc|absolutely|totally|obviously|100%?|course|alright|all right|"
    r"all good|correct|agree|agreed|accept|accepted|consent|fine|affirmative|true|indeed|gladly|"
    r"of course|go ahead|go on|go for it|crack on|fire away|be my guest|by all means|my permission|"
    r"perfect|do it|cool|you (?:can|may)|"
    r"i (?:do|am|have|will|can)(?=\W*$|[,.!]|\W+(?:agree|consent|accept|indeed|thanks|thank you|"
    r"please|yes|so|it|one|that|this|too|got (?:it|one))\b)|i've(?: got| had)?(?: it| one| that)?"
    r"(?=\W*$)|please do|carry on|"
    r"sounds (?:good|fine|great)|(?:that |it )?works(?: for me)?|"
    r"that'?s (?:right|fine|ok|okay)|happy (?:to|with|for)|if i (?:must|have to)"
)
_NO_WORD = (
    r"no|nope|nah|naw|nay|n|not|never|none|negative|false|refuse|decline|disagree|rather not|"
    r"don'?t|do not|haven'?t|hasn'?t|didn'?t|isn'?t|can'?t|cannot|won'?t|wouldn'?t|without|no-?one"
)
_YES_SIGNS = ("👍", "👌", "✅", "✔", "🆗")
_NO_SIGNS = ("👎", "❌", "🚫")
_STARTS = re.compile(rf"\W{{0,5}}(?:(?P<yes>{_YES_WORD})|(?P<no>{_NO_WORD}))\b")
_NO_INSIDE = re.compile(rf"\b(?:{_NO_WORD})\b")
_YES_INSIDE = re.compile(rf"\b(?:{_YES_WORD})\b")

# What people put around a no, and what is left of a refusal without it.
_AROUND_A_NO_WORDS = """
    no nope nah naw nay sorry thanks thank you thx ta cheers please oh um erm er well i i'm im
    afraid just really actually yet atm at the moment now right for today currently me it's ok okay
    that's all mate
"""
_AROUND_A_NO = frozenset(_AROUND_A_NO_WORDS.split())
_NO_TO_ALL = frozenset({"no", "nope", "nah", "naw", "nay"})
_REFUSAL = re.compile(
    r"|none|nothing|nil|na|n a|n|not|pass|skip(?: it| this)?|leave it|later|not applicable|"
    r"(?:i'd |id |would )?(?:rather|prefer) not(?: to)?(?: say| tell)?|not say|"
    r"(?:don't|dont|do not|haven't|havent|have not|not)(?: got| have| own| use)?"
    r"(?: one| any| it| a| an| my)?"
    r"(?: e ?mail(?: address)?| phone(?: number)?| mobile(?: number)?| number| cv)?|"
    r"(?:have|got|have got|i've got|ive got) none|(?:don't|dont) want to(?: say)?|"
    r"none of (?:your|ur|yer) business|mind your own(?: business)?"
)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


def is_refusal(text: str) -> bool:
    """Say whether *text* is nothing but a no: "no thanks", "none", "I haven't got one"."""
    words = _WORD.findall(text[:200].replace("\u2019", "'").casefold())
    left = " ".join(word for word in words if word not in _AROUND_A_NO)
    return bool(_REFUSAL.fullmatch(left)) and (bool(left) or not _NO_TO_ALL.isdisjoint(words))


def find_yes_or_no(text: str) -> str | None:
    """Return "yes", "no" or "not_sure", or None where *text* says none of them."""
    text = text[:300].replace("\u2019", "'").casefold().strip()
    if is_question(text):
        return None
    if _UNSURE.search(text):
        return NOT_SURE
    if any(sign in text for sign in _YES_SIGNS) or _YES_DESPITE_NO.search(text):
        return YES
    if any(sign in text for sign in _NO_SIGNS):
        return NO
    # "Yes, but not on Fridays" is a yes; "I have not" is a no.
    if (start := _STARTS.match(text)) and not _negated_at_once(text, start):
        return YES if start["yes"] else NO
    if _NO_INSIDE.search(text):
        return NO
    return YES if _YES_INSIDE.search(text) else None


def _negated_at_once(text: str, start: re.Match[str]) -> bool:
    return bool(start["yes"]) and bool(re.match(r"\s{1,3}(?:not|never|no)\b", text[start.end() :]))
