"""Where a place is: its postcode areas, about where it lies, and how far that is from another."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import asin, cos, radians, sin, sqrt
from typing import Any

from agency.core.known_names import KnownNames
from agency.core.postcode import area_of, find_outward

MOST_PLACES = 3
_EARTH_KM = 6371.0


@dataclass(frozen=True)
class Point:
    """A spot on the map, in degrees."""

    north: float
    east: float

    def km_to(self, other: "Point") -> float:
        """Return the distance as the crow flies."""
        a, b = radians(self.north), radians(other.north)
        across = sin((b - a) / 2) ** 2
        across += cos(a) * cos(b) * sin(radians(other.east - self.east) / 2) ** 2
        return 2 * _EARTH_KM * asin(sqrt(across))


@dataclass(frozen=True)
class Place:
    """A town, borough, county or region, and the postcode areas it lies in."""

    name: str
    areas: tuple[str, ...]
    is_wide: bool = False


@dataclass(frozen=True)
class Whereabouts:
    """What somebody said about where they are: a postcode area, places, or nothing."""

    area: str = ""
    places: tuple[Place, ...] = ()
    said: str = ""
    points: tuple[Point, ...] = ()

    @property
    def is_known(self) -> bool:
        return bool(self.area or self.said)

    @property
    def name(self) -> str:
        """Return what to call it: the postcode area, or the places by name."""
        return self.area or " and ".join(place.name for place in self.places) or self.said


NOWHERE = Whereabouts()


class Gazetteer:
    """Knows places by data/lexicon/places.yml, and about where they lie by routing/points.yml."""

    def __init__(self, content: Mapping[str, Any], points: Mapping[str, Any]) -> None:
        self.names = KnownNames(_places(content))
        self.ordinary = frozenset(str(word) for word in content.get("ordinary_words", ()))
        self.area_points = _points(points.get("areas", {}))
        self.town_points = _points(points.get("towns", {}))
        self.nations = {each["area"]: str(each["nation"]) for each in content.get("areas", ())}

    def locate(self, postcode: str | None, town: str | None) -> Whereabouts:
        """Return where *postcode* and *town* point; either may be missing, or a town unknown."""
        said = (town or "").strip()
        area = area_of(postcode or "") or area_of(find_outward(said) or "")
        places = self.read(said)
        if area:
            places = tuple(place for place in places if area in place.areas)
        where = Whereabouts(area, places, said)
        return replace(where, points=tuple(self._points_of(where)))

    def read(self, text: str) -> tuple[Place, ...]:
        """
        Return the places in "Leeds and Bradford", "near Stockport", "Newport, Gwent".

        A county tells which of several towns of a name is meant; beside a town in it, it is
        none of the places itself.
        """
        found = [self.names.things[name] for name in self._named(text)]
        narrow = [self._told_apart(place, found) for place in found if not place.is_wide]
        wide = [
            place
            for place in found
            if place.is_wide and not any(set(place.areas) & set(other.areas) for other in narrow)
        ]
        return tuple(dict.fromkeys([*narrow, *wide]))[:MOST_PLACES]

    def nation_of(self, areas: Iterable[str]) -> str:
        """Return the nation most of *areas* lie in; England where nothing is known."""
        known = [self.nations[area] for area in areas if area in self.nations]
        return max(sorted(set(known)), key=known.count, default="england")

    def point_of(self, town: str) -> Point | None:
        """Return about where a town lies: its own point, or the middle of its postcode area."""
        return next(iter(self.locate(None, town).points), None)

    def _named(self, text: str) -> list[str]:
        names = self.names.names_in(text)
        return [name for name in names if name not in self.ordinary] or names

    @staticmethod
    def _told_apart(place: Place, found: list[Place]) -> Place:
        if len(place.areas) < 2:
            return place
        for other in found:
            shared = tuple(area for area in place.areas if area in other.areas)
            if other.name != place.name and shared:
                return replace(place, areas=shared)
        return place

    def _points_of(self, where: Whereabouts) -> Iterator[Point]:
        for place in where.places:
            if point := self.town_points.get(place.name.casefold()):
                yield point
            elif not where.area:
                yield from (self.area_points[a] for a in place.areas if a in self.area_points)
        if where.area in self.area_points:
            yield self.area_points[where.area]


def _points(given: Mapping[str, Any]) -> dict[str, Point]:
    return {
        name if name.isupper() else name.casefold(): Point(*map(float, at))
        for name, at in given.items()
    }


def _places(content: Mapping[str, Any]) -> Iterator[tuple[str, Place]]:
    # London is a region before it is the post town of its E postcodes, a chief town comes before
    # a namesake, and a name that areas share before either of them.
    yield from _wide(content, "regions")
    areas = content.get("areas", ())
    chief = {area["name"]: Place(area["name"], (area["area"],)) for area in areas}
    yield from chief.items()
    towns = {town: area["area"] for area in areas for town in (*area["towns"], area["name"])}
    for called in content.get("also_called", ()):
        place = Place(called["name"], (towns[called["name"]],))
        yield from ((name, place) for name in called["names"])
    for shared in content.get("shared_names", ()):
        yield shared["name"], Place(shared["name"], tuple(shared["areas"]))
    for area in areas:
        yield from ((town, Place(town, (area["area"],))) for town in area["towns"])
    yield from _wide(content, "boroughs")
    yield from _wide(content, "counties")


def _wide(content: Mapping[str, Any], kind: str) -> Iterator[tuple[str, Place]]:
    for each in content.get(kind, ()):
        name = each.get("name") or each["title"]
        areas = tuple(each.get("areas") or (each["area"],))
        place = Place(name, areas, is_wide=kind != "boroughs")
        yield from ((called, place) for called in (name, *each.get("names", ())))
