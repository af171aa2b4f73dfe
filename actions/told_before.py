"""Who somebody is and how to reach them, as said before a form asked: nothing of it was kept."""

import re
from collections.abc import Iterable
from typing import Any

from actions.readings import Readings
from actions.several_answers import LONGEST, pieces
from actions.vocabulary import whole
from agency.core.known_names import words_of
from agency.core.postcode import find_postcode

MOST_WORDS_OF_A_NAME = 4
_SAYS_NAME = re.compile(
    r"\b(?:my (?:full )?name(?:'s| is|\s?:)|name\s?:|call me)\s+(?P<name>.{2,60})", re.IGNORECASE
)
# "I'm Jo Brown" is a name, "I'm Happy" and "I'm a TA" are none: two words with capitals at least.
_CAPITALS = r"[A-Z][\w'-]+(?: (?:de |van |von |bin |al )?[A-Z][\w'-]+){1,2}"
_IS_NAMED = re.compile(rf"\b(?:[Ii]'?m|[Ii] am|[Tt]his is|[Ii]t'?s)\s+(?P<name>{_CAPITALS})\b")
_A_CONTACT = re.compile(r"\S+@\S+|\+?\(?\d[\d\s().-]{7,}\d")


class ToldBefore:
    """Reads messages again, once the visitor has agreed that we may."""

    def __init__(self, readings: Readings) -> None:
        self.readings = readings

    def find(self, messages: Iterable[str]) -> dict[str, Any]:
        """
        Return the name, e-mail address, number and home that *messages* tell; the newest counts.

        Of a town alone nobody knows whether it is where somebody lives or wants to work.
        """
        found: dict[str, Any] = {}
        for text in messages:
            read = {"name": self.name(text), "email": self.contact("email", text)}
            read["phone"] = self.contact("phone", text)
            read["place"] = self.home(text)
            found |= {slot: value for slot, value in read.items() if value is not None}
        return found

    def contact(self, slot: str, text: str) -> Any:
        """Return an address or a number about which there is no doubt."""
        if len(text) > LONGEST or self.readings.doubt(slot, text):
            return None
        return self.readings.read(slot, text)

    def home(self, text: str) -> str | None:
        """Return a place that is told by its postcode, with the town that is named beside it."""
        if len(text) > LONGEST or find_postcode(text) is None:
            return None
        name = self.name(text)
        return self.readings.read_place(text.replace(name, " ") if name else text)

    def name(self, text: str) -> str | None:
        """Return a name that is said to be one, or that stands before an address or a number."""
        text = text[:LONGEST].replace("\u2019", "'")
        if said := _SAYS_NAME.search(text) or _IS_NAMED.search(text):
            return self.as_name(f"name: {said['name']}")
        if not _A_CONTACT.search(text):
            return None
        first = next(pieces(_A_CONTACT.sub(",", text)), "")
        return self.as_name(first) if re.fullmatch(_CAPITALS, first) else None

    def as_name(self, text: str) -> str | None:
        name = self.readings.read_name(_A_CONTACT.sub(",", text))
        vocabulary = self.readings.vocabulary
        if name is None or len(words_of(name)) > MOST_WORDS_OF_A_NAME:
            return None
        is_work = whole(vocabulary.roles, name) or whole(vocabulary.occupations, name)
        return None if is_work or whole(vocabulary.places, name) else name
