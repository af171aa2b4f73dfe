"""An answer told anew: "it's Joe, not Jo", "my surname is Rowe", "I also have Makaton"."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from actions.hearing import ABOUT
from actions.readings import Readings
from actions.vocabulary import whole
from agency.core.known_names import words_of
from agency.core.phone import say_phone
from agency.core.postcode import find_postcode
from agency.core.registration import SKIPPED
from agency.core.spelling import slips_between
from agency.core.yes_or_no import NO, NOT_SURE, find_yes_or_no


@dataclass(frozen=True)
class Correction:
    """
    A slot that is not asked for just now, and the words that answer it; None to ask anew.

    A `value` is kept as it is, where the words alone would not tell.
    """

    slot: str
    said: str | None
    value: Any = None


_LEADS_UP = re.compile(
    r"(?:\W*\b(?:oh|no|oops|ah|sorry|actually|wait|hang on|hold on|i meant?|i said|make that|"
    r"it'?s|it is|its|that'?s|that is|my (?:first |full |last )?name(?:'s| is)?|should be|"
    r"(?:please )?(?:change|make) (?:it|that)(?: to)?|to|is|was|spelt|spelled|with)\b[\s,.:;-]*)+",
    re.IGNORECASE,
)
_THIS_NOT_THAT = re.compile(
    r"(?P<new>.+?)[\s,;.-]+(?:and |is |was )?(?:not|instead of|rather than)\s+(?P<old>.{1,60})",
    re.IGNORECASE,
)
_NOT_THAT_BUT_THIS = re.compile(
    r"\W*(?:no\W+)?(?:it'?s |its |i'?m |that'?s )?not (?P<old>.{1,60}?)"
    r"(?:,? (?:but|it'?s|its|i'?m|that'?s)|[,;.-])\s(?P<new>.+)",
    re.IGNORECASE,
)
_SURNAME = re.compile(
    r"\b(?:surname|last name|second name|family name)(?:'s|:| is| should be)?\s+(?P<name>.+)",
    re.IGNORECASE,
)
_FIRST_NAME = re.compile(
    r"\b(?:first name|forename|christian name)(?:'s|:| is| should be)?\s+(?P<name>.+)",
    re.IGNORECASE,
)
_ADDS = re.compile(
    r"\b(?:add|also|as well|too|forgot|plus|i(?:'ve| have) (?:got |done )?|i did|i do have|"
    r"i hold)\b",
    re.IGNORECASE,
)
_TAKES_OUT = re.compile(
    r"\b(?:delete|remove|take out|take off|leave out|drop|get rid of)\b", re.IGNORECASE
)
_TIME = (
    r"(?:mornings?|afternoons?|evenings?|(?:mon|tues?|wed(?:nes)?|thur?s?|fri|satur|sun)(?:day)?s?|"
    r"full[ -]time|part[ -]time|term[ -]time|days? a week|school hours|hours|weekdays|supply|"
    r"any day)"
)
_CAN_WORK = re.compile(
    rf"\b(?:can|could|only|want to|prefer to|rather|free|available)\b.{{0,25}}\b{_TIME}\b|"
    rf"\b(?:not|no) {_TIME}\b",
    re.IGNORECASE,
)
_WORKS_AS = re.compile(
    r"\W*(?:actually |well )?i(?:'m| am)? (?:now |currently )?(?:work(?:ing)?|employed) "
    r"(?:as|in|for|at) ",
    re.IGNORECASE,
)
_START = re.compile(r"\bstart(?:ing)?\b", re.IGNORECASE)
MOST_ALONE = 5
SLIPS = 2
_COUNTED = re.compile(r"\b(?:years?|yrs?|months?)\b", re.IGNORECASE)
_HAS_BEEN = re.compile(
    r"\b(?:make (?:it|that)|it'?s|its|should be|i have|i'?ve|got|more like|actually|experience)\b",
    re.IGNORECASE,
)
_CHECKS = {
    "dbs": re.compile(r"\b(?:dbs|crb|update service|certificate number)\b", re.IGNORECASE),
    "right_to_work": re.compile(
        r"\b(?:right to work|visa|settled|british|passport|citizen)\b", re.IGNORECASE
    ),
}
_STATES = re.compile(
    r"\b(?:i|i'?m|i'?ve|my|it'?s|its|no|yes|not|have|got|got one|actually)\b", re.IGNORECASE
)
_REACHES = ("email", "phone")


class Retelling:
    """Finds which answers that are there already a message tells anew."""

    def __init__(self, readings: Readings) -> None:
        self.readings = readings

    def instead(self, text: str, values: Mapping[str, Any]) -> list[Correction]:
        """Return the answer that *text* names and replaces, one at most."""
        if found := next(self._of_the_name(text, values), None):
            return [found]
        match = _NOT_THAT_BUT_THIS.fullmatch(text) or _THIS_NOT_THAT.fullmatch(text)
        if match is None:
            return []
        old = match["old"].strip(" .!?'\"")
        led_up = _LEADS_UP.match(match["new"])
        new = match["new"][led_up.end() if led_up else 0 :].strip(" .,!'\"")
        for slot, value in values.items():
            if value in (None, SKIPPED) or not new or not self._names(slot, old, value):
                continue
            changed = self._in_place(slot, old, new, value)
            if changed not in (None, value):
                return [Correction(slot, new, changed)]
        return []

    def said_of(self, text: str, slots: list[str], values: Mapping[str, Any]) -> list[Correction]:
        """Return what *text* adds to, or says anew of, answers that are all there."""
        found = self.instead(text, values)
        for slot in _REACHES:
            if _TAKES_OUT.search(text) and re.search(_OWN_NAMES[slot], text, re.IGNORECASE):
                found.append(Correction(slot, text, SKIPPED))
        more = self._more_qualifications(text, values) or self._fewer_qualifications(text, values)
        if more is not None and "qualifications" in slots:
            found.append(Correction("qualifications", text, more))
        found += self._alone(text, values)
        if _START.search(text) and ABOUT["start"].search(text):
            found += self._read("start", text)
        elif _COUNTED.search(text) and _HAS_BEEN.search(text):
            found += self._read("experience", text)
        elif _CAN_WORK.search(text):
            found += self._read("availability", text)
        elif _WORKS_AS.match(text):
            found += self._read("current_occupation", text)
        for slot, names in _CHECKS.items():
            verdict = find_yes_or_no(text)
            if names.search(text) and (_STATES.search(text) or verdict in (NO, NOT_SURE)):
                found += self._read(slot, text)
        return [each for each in found if each.slot in slots]

    def _alone(self, text: str, values: Mapping[str, Any]) -> list[Correction]:
        """Return the place, or the name spelt anew, that is all that *text* says."""
        vocabulary = self.readings.vocabulary
        said = words_of(text)
        if len(said) > MOST_ALONE:
            return []
        if find_postcode(text) or whole(vocabulary.places, text) is not None:
            return self._read("place", text)
        name, before = self.readings.read("name", text), values.get("name")
        if not name or not isinstance(before, str) or words_of(name) != said:
            return []
        kept = words_of(before)
        alike = set(kept) & set(said) or slips_between(" ".join(said), " ".join(kept)) <= SLIPS
        return [Correction("name", text, name)] if alike and name != before else []

    def _read(self, slot: str, text: str) -> list[Correction]:
        value = self.readings.read(slot, text)
        return [] if value is None else [Correction(slot, text, value)]

    def _fewer_qualifications(self, text: str, values: Mapping[str, Any]) -> list[str] | None:
        """Return the qualifications without those that *text* takes out; None where it does not."""
        before = values.get("qualifications")
        find = self.readings.vocabulary.qualifications.find
        named = set(find(text)) if _TAKES_OUT.search(text) else set()
        if not named or not isinstance(before, list):
            return None
        left = [each for each in before if not named & set(find(each))]
        return left if len(left) < len(before) else None

    def _more_qualifications(self, text: str, values: Mapping[str, Any]) -> list[str] | None:
        """Return the qualifications with those that *text* adds; None where it adds none."""
        vocabulary = self.readings.vocabulary
        named = vocabulary.qualifications.find(text)
        adds = _ADDS.search(text) and not _TAKES_OUT.search(text)
        if not named or not adds or find_yes_or_no(text) == NO:
            return None
        before = values.get("qualifications")
        kept = list(before) if isinstance(before, list) else []
        more = [vocabulary.title("qualifications", each) for each in named]
        more = [each for each in more if each not in kept and each.casefold() != "enhanced dbs"]
        return [*kept, *more] if more else None

    def _of_the_name(self, text: str, values: Mapping[str, Any]) -> Iterator[Correction]:
        """Yield the name with its other half: "my surname is Rowe"."""
        name = values.get("name")
        if not isinstance(name, str) or name == SKIPPED:
            return
        last, first = _SURNAME.search(text), _FIRST_NAME.search(text)
        if last and not first and (said := self.readings.read("name", last["name"])):
            given = name.split()[:-1] or name.split()
            yield Correction("name", text, " ".join([*given, said]))
        if first and not last and (said := self.readings.read("name", first["name"])):
            yield Correction("name", text, " ".join([said, *name.split()[1:]]))

    def _names(self, slot: str, old: str, value: Any) -> bool:
        """Say whether *old* is what stands there now, or a part of it."""
        if isinstance(value, list):
            return False
        said = words_of(say_phone(value) if slot == "phone" else str(value).replace("_", " "))
        named = words_of(old)
        if named and all(word in said for word in named) and slot != "experience":
            return True
        return slot not in ("availability", "start") and self.readings.read(slot, old) == value

    def _in_place(self, slot: str, old: str, new: str, value: Any) -> Any:
        read = self.readings.read(slot, new)
        kept = str(value).split()
        at = [n for n, word in enumerate(kept) if words_of(word) == words_of(old)]
        # Of "Jo Brown", "Joe, not Jo" changes one word.
        if slot == "name" and read and len(kept) > 1 and len(at) == 1 and len(read.split()) == 1:
            return " ".join([*kept[: at[0]], read, *kept[at[0] + 1 :]])
        return read


_OWN_NAMES = {
    "email": r"\b(?:my|the) (?:e-?mail)",
    "phone": r"\b(?:my|the) (?:(?:tele)?phone|mobile|number|landline)",
}
