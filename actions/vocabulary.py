"""The lexicon's words, found in what a visitor typed when we know what we asked for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from agency.core.known_names import KnownNames, words_of

_AROUND_WORDS = """
    a actually an and am apply are as at award be been can certificate change completed correction
    course did do done for get got had have hold i i'd i'll i'm i've id im in is it it's its ive job
    jobs just like live located look make mean meant my near no of on once one ones only oh please
    post posts qualification qualified role roles said say should so some sorry thanks that the
    then there they think to training wait want was well went with work would yes
"""
_AROUND = frozenset(_AROUND_WORDS.split())


@dataclass(frozen=True)
class Place:
    """A town, district, borough, county or region, and the postcode areas it lies in."""

    name: str
    areas: tuple[str, ...]


class Vocabulary:
    """What data/lexicon calls roles, qualifications, occupations and places."""

    def __init__(self, lexicon: Mapping[str, Mapping[str, Any]]) -> None:
        self.entries = {
            kind: {entry["id"]: entry for entry in content.get("entries", ())}
            for kind, content in lexicon.items()
        }
        self.roles = KnownNames(self._pairs("roles"))
        self.qualifications = KnownNames(self._pairs("qualifications"))
        self.occupations = KnownNames(self._pairs("occupations"))
        self.places = KnownNames(_places(lexicon.get("places", {})))
        self.ordinary = frozenset(lexicon.get("places", {}).get("ordinary_words", ()))
        self.wide = frozenset(
            place.name
            for kind in ("regions", "counties")
            for _, place in _wide(lexicon.get("places", {}), kind)
        )
        shared = lexicon.get("places", {}).get("shared_names", ())
        self.shared_areas: dict[str, tuple[str, ...]] = {
            each["name"]: tuple(each["areas"]) for each in shared
        }
        self.choices: dict[str, tuple[str, ...]] = {
            each["name"]: tuple(each["choices"]) for each in shared if "choices" in each
        }
        self.nation_entries = list(lexicon.get("places", {}).get("nations", ()))
        self.nations = KnownNames(_nations(lexicon.get("places", {})))

    def title(self, kind: str, entry_id: str) -> str:
        """Return what an entry is called; an unknown id is its own name."""
        entry = self.entries.get(kind, {}).get(entry_id, {})
        return str(entry.get("title", entry_id))

    def entry(self, kind: str, entry_id: str) -> Mapping[str, Any] | None:
        return self.entries.get(kind, {}).get(entry_id)

    def find_place(self, text: str) -> Place | None:
        """Return the place an answer names: Bolton in "12 High Street, Bolton", not Street."""
        places = self.places.find(text)
        certain = [place for place in places if place.name.casefold() not in self.ordinary]
        return next(iter(certain or places), None)

    def nation_of(self, place: str | None) -> str | None:
        """Return the nation that *place* names or lies in; None where two share the name."""
        return next(iter(self.nations.find(place)), None) if place else None

    def _pairs(self, kind: str) -> Iterator[tuple[str, str]]:
        for entry_id, entry in self.entries.get(kind, {}).items():
            names = (*entry.get("names", ()), *entry.get("names_in_context", ()))
            for name in (entry.get("title", entry_id), *names):
                yield str(name), entry_id


def whole[Thing](names: KnownNames[Thing], text: str) -> Thing | None:
    """Return the thing that *text* names, if it says nothing else that matters."""
    said = words_of(text)
    while said:
        if (thing := names.things.get(" ".join(said))) is not None:
            return thing
        if said[0] in _AROUND:
            del said[0]
        elif said[-1] in _AROUND:
            del said[-1]
        else:
            return None
    return None


def _places(content: Mapping[str, Any]) -> Iterator[tuple[str, Place]]:
    # London is a region before it is the post town of its E postcodes, a chief town comes before
    # a namesake, and a name that areas share before either of them.
    yield from _wide(content, "regions")
    areas = content.get("areas", ())
    yield from ((area["name"], Place(area["name"], (area["area"],))) for area in areas)
    towns = {town: area["area"] for area in areas for town in (area["name"], *area["towns"])}
    for town in content.get("also_called", ()):
        place = Place(town["name"], (towns[town["name"]],))
        yield from ((called, place) for called in town["names"])
    for shared in content.get("shared_names", ()):
        yield shared["name"], Place(shared["name"], tuple(shared["areas"]))
    for area in areas:
        yield from ((town, Place(town, (area["area"],))) for town in area.get("towns", ()))
    yield from _wide(content, "boroughs")
    yield from _wide(content, "counties")


def _wide(content: Mapping[str, Any], kind: str) -> Iterator[tuple[str, Place]]:
    for wide in content.get(kind, ()):
        name = wide.get("name") or wide["title"]
        place = Place(name, tuple(wide.get("areas") or (wide["area"],)))
        yield from ((called, place) for called in (name, *wide.get("names", ())))


def _nations(content: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    for nation in content.get("nations", ()):
        for called in (nation["title"], *nation.get("names", ())):
            yield called, nation["id"]
    areas = {area["area"]: area for area in content.get("areas", ())}
    for shared in content.get("shared_names", ()):
        theirs = {areas[area]["nation"] for area in shared["areas"]}
        yield shared["name"], theirs.pop() if len(theirs) == 1 else None
    for area in areas.values():
        across = area.get("elsewhere") or {}
        yield from ((town, across["nation"]) for town in across.get("towns", ()))
        yield from ((town, area["nation"]) for town in (area["name"], *area.get("towns", ())))
    for kind in ("boroughs", "counties"):
        yield from ((wide["name"], wide.get("nation")) for wide in content.get(kind, ()))
