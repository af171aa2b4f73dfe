"""Where somebody lives or would work, read from their own words; and what to ask about it."""

import re
from collections.abc import Iterator

from actions.vocabulary import Place, Vocabulary, whole
from agency.core.doubt import Doubt
from agency.core.known_names import words_of
from agency.core.postcode import area_of, find_outward, find_postcode
from agency.core.questions import is_question
from agency.core.spelling import slips_between

SHARED = "place_shared"
MISSPELT = "place_misspelt"
OUTWARD = "place_outward"
MOST_PLACES = 3

_BETWEEN_PLACES = re.compile(
    r"\s*(?:\b(?:and|or|between|maybe|possibly)\b|[/&+])\s*", re.IGNORECASE
)
_STREET = re.compile(
    r"\b\d{1,4}[a-z]?,?\s(?:[\w'’.-]{1,20}\s){1,3}(?:road|rd|street|st|lane|ln|avenue|ave|drive|"
    r"close|crescent|terrace|gardens|court|place|way|grove|mews|square|hill)\b",
    re.IGNORECASE,
)
# The M60 is a road, and Hull is where somebody has moved from.
_NOT_WHERE = re.compile(
    r"\b(?:the|off|junction \d+(?: of)?) [am]\d{1,3}\b|"
    r"\b(?:mov(?:ed|ing)|relocat(?:ed|ing)) (?:away |over |up |down |here )?from .{2,40}?(?= to\b)",
    re.IGNORECASE,
)
_AROUND_WORDS = """
    a about actually ages am an and any are area around as at based be but by can city close come
    commute commuting do drive edge er far from get going happy have here i i'd i'm ideally im in
    is it it's its just like live lives living local located m mainly me mile miles min mins
    minutes moved my near nearby nearest next north not nr of oh on only outskirts outside
    please postcode preferably prefer pretty quite round roughly side so somewhere south sort sorry
    that's thats the there think thing to too town travel um up village want way well west east
    within work working would yes yeah ish
"""
_AROUND = frozenset(_AROUND_WORDS.split())
_NO_PLACE_WORDS = """
    abroad afternoon agency always anyplace anything anytime anywhere asap banana because before
    better both bored borrow break bring care career child children choose daily depends different
    doing don't dunno earlier either email everywhere family flexible friend friends full hello
    help hiya home house hours kids later leave less long loads maybe message middle money month
    more morning mornings moment name never nice none nope nothing number office online other
    phone please question range ready remote retired right same school schools second senco shift
    should skip some something stop student support supply sure talk teach teacher teaching test
    thanks that then there these think this time today tomorrow transport until weekend what
    whatever when where whereever wherever which why will wish with women world would years you
    your start sorry stuff places place
"""
_NO_PLACE = frozenset(_NO_PLACE_WORDS.split())


class PlaceReader:
    """Reads places with the lexicon's towns, and the core's postcodes."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.nations = {
            " ".join(words_of(name)): str(entry["title"])
            for entry in vocabulary.nation_entries
            for name in (entry["title"], *entry.get("names", ()))
        }
        self.names = [name for name in vocabulary.places.things if len(name) > 3]

    def read(self, text: str) -> str | None:
        """
        Return "SK4 4QT", "Stockport", "Stockport, SK4 4QT", "Leeds and Bradford", or None.

        "Newport, Gwent" where the words tell which; "Newport" alone where they do not. A name
        with a slip is put right when no other place is nearly as near.
        """
        if is_question(text):
            return None
        text = _NOT_WHERE.sub(" ", _STREET.sub(" ", text))
        postcode, outward = find_postcode(text), find_outward(text)
        code = postcode or outward
        named = self._named(text)
        if not named and not code:
            near = [] if self._nation(text) else self._nearest(text)
            named = near if len(near) == 1 and self._near_enough(text, near[0]) else []
        if not named:
            return code or self._nation(text)
        if not code:
            told_apart = self.tell_apart(named[0], self._beside(text, named[0]))
            if told_apart:
                return told_apart
            return _join([place.name for place in named])
        place = named[0]
        areas = self.vocabulary.shared_areas.get(place.name, place.areas)
        if area_of(code) not in areas:
            return postcode or place.name
        return code if place.name in self.vocabulary.wide else f"{place.name}, {code}"

    def _nation(self, text: str) -> str | None:
        """Return "Wales", of "anywhere in Wales": wide, but a consultant can ask the rest."""
        said = " ".join(word for word in words_of(text) if word not in _AROUND)
        return self.nations.get(said)

    def in_nation(self, text: str, places: list[str]) -> list[str]:
        """Return those of *places* that lie in the nation *text* names; none without one."""
        nation = self.vocabulary.nation_of(self._nation(text))
        said = [(place, place.rpartition(", ")[2]) for place in places]
        return [p for p, where in said if nation and self.vocabulary.nation_of(where) == nation]

    def doubt(self, text: str) -> Doubt | None:
        """
        Return what to ask about a place: which of one name, a slip, the rest of a postcode.

        Only where there is no postcode to tell. `read` takes every choice as it stands; a
        doubt without choices asks for the second half of the postcode, which may be left out.
        """
        if is_question(text) or find_postcode(text):
            return None
        text = _NOT_WHERE.sub(" ", text)
        if find_outward(text):
            return Doubt(OUTWARD)
        named = self._named(_STREET.sub(" ", text))
        if not named:
            near = [] if self._nation(text) else self._nearest(text)
            if len(near) == 1 and self._near_enough(text, near[0]):
                return None
            return Doubt(MISSPELT, tuple(place.name for place in near)) if near else None
        choices = self.vocabulary.choices.get(named[0].name, ())
        if len(named) > 1 or not choices or self.tell_apart(named[0], self._beside(text, named[0])):
            return None
        return Doubt(SHARED, choices)

    def tell_apart(self, place: Place, beside: list[Place]) -> str | None:
        """Return the one of several towns of a name that lies where *beside* lies."""
        areas = set(self.vocabulary.shared_areas.get(place.name, ()))
        fitting = []
        for choice in self.vocabulary.choices.get(place.name, ()):
            _, _, where = choice.partition(", ")
            there = self.vocabulary.places.find(where) if where else []
            theirs = areas.intersection(there[0].areas) if there else set()
            named = any(other.name == there[0].name for other in beside) if there else False
            if named:
                return choice
            if theirs and any(theirs.intersection(other.areas) for other in beside):
                fitting.append(choice)
        return fitting[0] if len(fitting) == 1 else None

    def _named(self, text: str) -> list[Place]:
        first = self.vocabulary.find_place(text)
        if first is None:
            return []
        together = any(" and " in name for name in self.vocabulary.places.names_in(text))
        parts = [] if together else [p for p in _BETWEEN_PLACES.split(text) if p and p.strip()]
        if len(parts) < 2:
            return [self._longer(text) or self._narrower(first, text)]
        every = list(dict.fromkeys(self._in_parts(parts)))
        return every[:MOST_PLACES] or [first]

    def _in_parts(self, parts: list[str]) -> Iterator[Place]:
        for part in parts:
            alone = whole(self.vocabulary.places, part)
            place = alone or self.vocabulary.find_place(part)
            # "Leeds, and hope to drive" names no village called Hope.
            if place and (alone or place.name.casefold() not in self.vocabulary.ordinary):
                yield self._narrower(place, part)

    def _narrower(self, place: Place, text: str) -> Place:
        """Return Leeds, of "West Yorkshire, Leeds": the town, and not where it lies."""
        if place.name not in self.vocabulary.wide:
            return place
        inside = (
            other
            for other in self.vocabulary.places.find(text)
            if other.name not in self.vocabulary.wide
            and (other.name.casefold() not in self.vocabulary.ordinary or begins(text, other.name))
            and set(other.areas) & set(place.areas)
        )
        return next(inside, place)

    def _longer(self, text: str) -> Place | None:
        """Return Sutton Coldfield, of "Sutton Coldfeild", which is not Sutton."""
        said = [word for word in words_of(text) if word not in _AROUND]
        if len(said) < 2 or " ".join(said) in self.vocabulary.places.things:
            return None
        near = self._nearest(text)
        sure = len(near) == 1 and self._near_enough(text, near[0])
        return near[0] if sure and len(words_of(near[0].name)) >= len(said) else None

    def _beside(self, text: str, place: Place) -> list[Place]:
        return [other for other in self.vocabulary.places.find(text) if other.name != place.name]

    def _nearest(self, text: str) -> list[Place]:
        """Return the places whose names are nearest to a misspelt one; none of them certain."""
        said = " ".join(word for word in words_of(text) if word not in _AROUND)
        if not 3 < len(said) <= 30 or len(said.split()) > 3 or said in _NO_PLACE:
            return []
        if any(word in _NO_PLACE for word in said.split()) or not said[0].isalpha():
            return []
        most = 1 if len(said) < 7 else 2 if len(said) < 11 else 3
        slips = {name: slips_between(said, name) for name in self._alike(said, most)}
        slips = {name: n for name, n in slips.items() if n <= most}
        fewest = min(slips.values(), default=0)
        places = [self.vocabulary.places.things[name] for name in slips if slips[name] == fewest]
        return list({place.name: place for place in places}.values())[:MOST_PLACES]

    def _alike(self, said: str, most: int) -> Iterator[str]:
        """Yield the names that are worth comparing letter by letter."""
        for name in self.names:
            if abs(len(name) - len(said)) > most:
                continue
            if len(said) < 6:
                # "Leds" has lost a letter and "yrok" has two swapped; "hole" is not Hove.
                lost_one = len(said) + 1 == len(name)
                if name[0] == said[0] and (lost_one or sorted(said) == sorted(name)):
                    yield name
            elif name[0] == said[0] or (len(said) > 6 and name[2:] in (said[1:], said[2:])):
                yield name

    def _near_enough(self, text: str, place: Place) -> bool:
        said = " ".join(word for word in words_of(text) if word not in _AROUND)
        slips = min(
            slips_between(said, name)
            for name, each in self.vocabulary.places.things.items()
            if each.name == place.name
        )
        return len(said) >= {1: 7, 2: 9, 3: 11}.get(slips, 99)


def begins(text: str, name: str) -> bool:
    """Say whether *text* begins with *name*: "Hyde, Cheshire" is the town, and nothing to hide."""
    named = words_of(name)
    return words_of(text)[: len(named)] == named


def _join(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
