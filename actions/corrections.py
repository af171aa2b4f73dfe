"""An answer to another question than the one asked: "sorry, my e-mail is jo@example.org"."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from actions.hearing import ABOUT
from actions.readings import Readings
from actions.retelling import Correction, Retelling
from actions.vocabulary import whole
from agency.core.experience import find_years
from agency.core.known_names import words_of
from agency.core.postcode import find_postcode
from agency.core.yes_or_no import NOT_SURE, find_yes_or_no

OPENING = re.compile(
    r"\W*(?:(?:oh|no|oops|ah|hang on|hold on)\b\W*)*"
    r"(?:actually|(?:no )?wait|sorry|i meant?|i said|make that|correction|scrap that|"
    r"change)\b"
    r"[\s,.:;!-]*",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(r"\b(?:wait|meant?|sorry|make that|correction|scrap)\b", re.IGNORECASE)
_NAMED = {
    "email": re.compile(r"\b(?:my|the|that) (?:e-?mail|mail|gmail)(?: address)?\b", re.IGNORECASE),
    "phone": re.compile(
        r"\b(?:my|the|that) (?:(?:tele)?phone|mobile|mob|tel|cell|contact)?\s?(?:number|no|phone|"
        r"mobile|telephone)?\b(?=[^@]{0,40}\d{3})",
        re.IGNORECASE,
    ),
    "name": re.compile(
        r"\b(?:my (?:full |real |whole )?name(?:'s|’s| is| should be| to)|"
        r"name (?:is|to|should be))\b",
        re.IGNORECASE,
    ),
    "place": re.compile(
        r"\bi(?:'m| am)? (?:live|living|based|located) (?:in|at|near|around|by)\b|"
        r"\bi(?:'ve| have)? (?:just )?(?:moved|relocated) (?:back )?(?:to|near)\b|"
        r"\bi'?m moving (?:back )?to\b|"
        r"\bmy (?:post ?code|town|address) (?:is|should be)\b",
        re.IGNORECASE,
    ),
}
_WRONG = re.compile(
    r"\b(?:wrong|incorrect|mistake|typo|not right|mistyped|misspel[lt]\w*|"
    r"(?:change|correct|edit|update|fix) (?:my|the)|"
    r"my old (?:number|phone|mobile|e-?mail|address|postcode))\b|"
    r"^\W*(?:please |can (?:you|i|we) )?(?:change|correct|edit|update|fix)(?: [\w-]+){1,2}\W*"
    r"(?:$|\bto\b)",
    re.IGNORECASE,
)
# Said of nothing by name, it is the answer before that is wrong.
_THE_LAST_ONE = re.compile(
    r"\W*(?:(?:oh|oops|no|wait|sorry|hang on|actually)\W+)*"
    r"(?:that|this|it)(?:'?s| is| was) (?:all )?(?:wrong|not right|incorrect|a (?:typo|mistake)|"
    r"mistyped|my old one)\W*",
    re.IGNORECASE,
)
_NO = re.compile(r"\W*(?:no|nope|oh)\b[\s,.:;!-]*", re.IGNORECASE)
THEIR_WORK = re.compile(
    r"(?:i(?:'m| am)|im) (?:an? |now |currently |working )|i work |"
    r"(?:[\w-]+ ){0,3}(?:assistant|worker|teacher|carer|nurse|mentor|nanny|officer|"
    r"manager|student|supervisor|childminder)\W*$",
    re.IGNORECASE,
)
MORE_OF_THEM = re.compile(
    r"(?:i )?(?:(?:also|and) (?:have|got|did|do|hold)|(?:have|got|did) also|"
    r"i'?ve also (?:got|done))\b(?: an?| my| the)?\s+",
    re.IGNORECASE,
)
OUT_OF_DATE = re.compile(
    r"\b(?:lapsed|expired?|ran out|run out|out of date|not on (?:it|the))\b", re.IGNORECASE
)
# What is said in one's own words, where another fact may be part of the answer.
FREE = frozenset({"current_occupation", "qualifications", "availability", "start", "when"})
YES_OR_NO = frozenset({"right_to_work", "dbs", "cv", "consent"})
MOST_WORDS_BESIDE = 7


class Corrections:
    """Finds what a message says about other questions of the form than the one asked."""

    def __init__(self, readings: Readings, name_field: Callable[[str], str]) -> None:
        self.readings = readings
        self.name_field = name_field
        self.retelling = Retelling(readings)

    def find(
        self, asked: str, text: str, slots: list[str], values: Mapping[str, Any]
    ) -> list[Correction]:
        """Return the slots of *slots* that *text* changes, best answer first."""
        if asked in ("summary", "consent") or not text.strip():
            return []
        found = self._contacts(asked, text, slots, values)
        if found or asked == "question":
            return found
        for slot in ("name", "place"):
            named = _NAMED[slot].search(text)
            if slot != asked and slot in slots and named:
                said = after(named, text, slot)
                value = self.readings.read(slot, said)
                if value not in (None, values.get(slot)) and self._is_short(asked, text):
                    return [Correction(slot, said)]
        if _THE_LAST_ONE.fullmatch(text) and asked in slots:
            before = [slot for slot in slots[: slots.index(asked)] if values.get(slot) is not None]
            return [Correction(slot, None) for slot in before[-1:] if slot != "consent"]
        return self._changed_mind(asked, text, slots, values) or [
            each
            for each in self.retelling.instead(text, {slot: values.get(slot) for slot in slots})
            if each.slot != asked
        ]

    def told(self, text: str, slots: list[str], values: Mapping[str, Any]) -> list[Correction]:
        """Return what *text* says of the slots of a form that has everything."""
        found = []
        for slot in ("email", "phone"):
            value = self.readings.read(slot, text)
            if value is not None and value != values.get(slot) and slot in slots:
                found.append(Correction(slot, text))
        for slot in ("name", "place"):
            if slot not in slots or not (named := _NAMED[slot].search(text)):
                continue
            said = after(named, text, slot)
            if self.readings.read(slot, said) not in (None, values.get(slot)):
                found.append(Correction(slot, said))
        more = self.retelling.said_of(text, slots, values)
        return [*found, *(each for each in more if each.slot not in {one.slot for one in found})]

    def _contacts(
        self, asked: str, text: str, slots: list[str], values: Mapping[str, Any]
    ) -> list[Correction]:
        found = []
        for slot in ("email", "phone"):
            value = self.readings.read(slot, text) if slot != asked else None
            named = _NAMED[slot].search(text) or OPENING.match(text)
            # Said again, it is still no answer to what was asked.
            if value is None or (value == values.get(slot) and not named):
                continue
            if asked == "question" and not (named and self._is_short(asked, text)):
                continue
            if slot in slots and (named or self._is_short(asked, text)):
                found.append(Correction(slot, text))
        return found

    def _changed_mind(
        self, asked: str, text: str, slots: list[str], values: Mapping[str, Any]
    ) -> list[Correction]:
        filled = [slot for slot in slots if values.get(slot) is not None and slot != asked]
        previous = slots[: slots.index(asked)][-1:] if asked in slots else []
        opening = OPENING.match(text) or (_NO.match(text) if ABOUT.keys() & set(previous) else None)
        if len(words_of(text)) <= MOST_WORDS_BESIDE and _WRONG.search(text):
            field = self.name_field(text)
            if field in slots and field != asked:
                return [Correction(field, self._new_value(field, text, filled))]
        if not opening:
            return []
        rest = text[opening.end() :].strip()
        if not rest:
            return []
        if asked in ("email", "phone") and self.readings.read(asked, text):
            return []
        if previous == ["current_occupation"] and THEIR_WORK.match(rest):
            return [Correction(previous[0], rest)]
        names_role = whole(self.readings.vocabulary.roles, rest) is not None
        may_be_theirs = asked in ("current_occupation", "qualifications")
        if names_role and "role" in filled and (_POINTS_BACK.search(text) or not may_be_theirs):
            return [Correction("role", rest)]
        if "place" in filled and (
            find_postcode(rest) or whole(self.readings.vocabulary.places, rest)
        ):
            return [Correction("place", rest)]
        return [
            found
            for slot in previous
            if slot in filled and (found := self._of_the_previous(slot, asked, text, rest, values))
        ]

    def _of_the_previous(
        self, slot: str, asked: str, text: str, rest: str, values: Mapping[str, Any]
    ) -> Correction | None:
        """Return the answer before anew, where *rest* can be said of nothing else."""
        if slot == "qualifications" and (more := MORE_OF_THEM.match(rest)):
            named = self.readings.read(slot, rest[more.end() :]) or []
            before = values.get(slot)
            kept = before if isinstance(before, list) else []
            return Correction(slot, rest, [*kept, *named]) if named else None
        return Correction(slot, rest) if self._fits_previous(slot, asked, text, rest) else None

    def _new_value(self, field: str, text: str, filled: list[str]) -> str | None:
        """Return the words for *field* in "change my number to 07700 900123", if there are any."""
        after = re.split(r"\b(?:to|is|it's|its|should be)\b", text, maxsplit=1)[1:]
        return after[0] if field in filled and after and self._fits(field, after[0]) else None

    def _fits_previous(self, slot: str, asked: str, text: str, rest: str) -> bool:
        points_back = bool(_POINTS_BACK.search(text))
        if slot == "experience":
            counted = bool(re.search(r"\d|\b(?:years?|months?)\b", rest))
            return find_years(rest) is not None and (
                counted or (find_years(rest) != 0 and points_back)
            )
        if slot == "dbs" and OUT_OF_DATE.search(rest):
            return True
        if slot in YES_OR_NO:
            if asked in YES_OR_NO and not points_back:
                return False
            clear = find_yes_or_no(rest) not in (None, NOT_SURE) or rest.casefold() == "not sure"
            return clear and len(words_of(rest)) <= 3
        if slot in ABOUT and len(words_of(rest)) <= MOST_WORDS_BESIDE:
            beside = (
                ABOUT[asked].search(rest) if asked in ABOUT else self.readings.read(asked, rest)
            )
            sure = points_back or not beside or text.casefold().startswith("no")
            return bool(ABOUT[slot].search(rest)) and sure
        if slot == "name":
            return points_back and self.readings.read("name", rest) is not None
        return False

    def _fits(self, slot: str, text: str) -> bool:
        return bool(words_of(text)) and self.readings.read(slot, text) is not None

    def _is_short(self, asked: str, text: str) -> bool:
        """Say whether there is nothing in *text* beside the correction worth keeping."""
        most = MOST_WORDS_BESIDE if asked in FREE | {"question"} else 30
        return len(text.split()) <= most + 1


def after(named: re.Match[str], text: str, slot: str) -> str:
    """Return what follows the words that name a slot, so that it reads as its answer."""
    said = text[named.end() :]
    return f"name: {said}" if slot == "name" else said
