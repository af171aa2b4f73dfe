"""In a form: what says outright what was asked for, whatever else it sounds like."""

from __future__ import annotations

import re

COURTESIES = frozenset({"greet", "thank", "say_goodbye", "out_of_scope"})
# Whoever is asked for their question, or for what they need, may well answer with one.
OPEN = frozenset({"question", "need"})
# Whoever is asked when to ring and names a time has answered, however much of ringing is said.
A_CALL = frozenset({"request_person", "request_call"})
A_TIME = re.compile(
    r"\bin (?:about )?(?:an?|half|\w+)(?: \w+)? (?:hours?|min(?:ute)?s?|days?)\b|\bafter \w|"
    r"\b(?:now|today|tonight|tomorrow|mornings?|afternoons?|evenings?|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|any ?time|when ?ever|asap|soonest)\b|"
    r"\b\d{1,2}(?:[:.]\d\d)?\s?(?:am|pm)\b|\b(?:at|about|around) \d",
    re.IGNORECASE,
)
# "What time do you close on Monday?" is of our time, "can you do Monday at 10?" of theirs.
OUR_TIME = re.compile(
    r"^\W*(?:\w+\W+)?(?:(?:what|how)(?! about)|who|which|why|where|"
    r"when (?:are|do|does|is|will|can))\b|"
    r"\b(?:are|do|does|will|is) (?:you|there|your|they)\b|\b(?:tell me|jobs?|pay|salary|work as)\b",
    re.IGNORECASE,
)
CONTACTS = frozenset({"email", "phone"})
# A whole address or number answers these, whatever is said around it: "can you use jo@...?".
ADDRESSES = {"email": {"email"}, "phone": {"phone"}, "contact": CONTACTS}
OF_OURS = re.compile(r"\byours?\b", re.IGNORECASE)
# People and schools are called Will Price and Can Yilmaz: each word has its capital, and none of
# them is one that only a sentence has.
CALLED = {"name": 4, "school": 6}
SENTENCE_WORDS = """
    a afternoon am an any back bye call cancel could did does evening forget free go good goodbye
    have hello help hey hi hiya how human i i'd i'll i'm is it it's me morning much my never no
    nope not ok okay please quit should skip somebody someone speak stop talk thank thanks that
    that's the there they this to us we what what's when where which who why would yes you your
"""
IN_SENTENCES = frozenset(SENTENCE_WORDS.split())
GREETINGS = frozenset({"greet", "thank"})
# A name stands alone after these, even where the whole sounds like a greeting.
CALLS_THEMSELVES = re.compile(
    r"\W*(?:(?:hi|hiya|hello|hey|yes|ok|okay|sure|thanks)\W+)*(?:there\W+)?"
    r"(?:i'?m|i am|my name'?s|my name is|names?'? is|it'?s|this is|call me)\s+[^\W\d_]+"
    r"(?:[ '-][^\W\d_]+)?\W*",
    re.IGNORECASE,
)
# Whoever is asked what they would talk about may say so: "to speak to somebody about my pay".
ABOUT = re.compile(r"\b(?:about|regarding|because|re)\b \w", re.IGNORECASE)
OK_WITH_YOU = re.compile(
    r"\W*(?:is|are|would|will|can|could)\b.{2,40}\b(?:ok|okay|fine|alright|all right|possible|good|"
    r"too (?:late|soon|early))\W*",
    re.IGNORECASE,
)
THEIR_TIME = frozenset({"when", "start", "availability"})


def is_plain_answer(asks: str, text: str, name: str | None, entities: dict[str, str]) -> bool:
    """Tell whether *text* says outright what is asked for, whatever else it sounds like."""
    if asks == "when" and name in A_CALL and len(text.split()) == 1:
        return True  # "whenever", of a call
    if asks == "when" and A_TIME.search(text) and not OUR_TIME.search(text):
        return True
    if asks in THEIR_TIME and OK_WITH_YOU.fullmatch(text) and not OUR_TIME.search(text):
        return True
    if ADDRESSES.get(asks, set()) & entities.keys() and not OF_OURS.search(text):
        return True
    if asks in OPEN and name in A_CALL and ABOUT.search(text):
        return True
    return asks in CALLED and is_called(asks, text, name)


def is_called(asks: str, text: str, name: str | None) -> bool:
    """Tell whether *text* is what somebody, or a school, is called: "Will Price", "Hi I'm May"."""
    said = text.strip(" .,!").replace("\u2019", "'").split()
    if asks == "name" and name in GREETINGS and CALLS_THEMSELVES.fullmatch(text):
        return True
    capitals = all(word[0].isupper() and (len(word) == 1 or not word.isupper()) for word in said)
    plain = {word.casefold() for word in said}
    return 1 < len(said) <= CALLED[asks] and capitals and not plain & IN_SENTENCES
