"""Branches, desks and the people at them, as far as the choice of a desk cares."""

from dataclasses import dataclass, field

from agency.core.places import Point, Whereabouts

# What a desk takes instead of roles: requests for staff, and candidates for a council's own team.
CLIENTS = "clients"
LOCAL_AUTHORITY = "local_authority"


@dataclass(frozen=True)
class BranchPatch:
    """The part of the country a branch looks after, and about where it is itself."""

    name: str
    postcode_areas: frozenset[str]
    towns: frozenset[str]
    is_head: bool = False
    point: Point | None = None

    @property
    def is_nationwide(self) -> bool:
        """A branch without a patch of its own is there for everybody."""
        return not self.postcode_areas and not self.towns

    def looks_after_area(self, area: str) -> bool:
        return area in self.postcode_areas

    def looks_after_town(self, town: str) -> bool:
        return town.casefold() in {name.casefold() for name in self.towns}

    def names_a_town_of(self, where: Whereabouts) -> bool:
        """Say whether it names one of these places as its own."""
        return any(self.looks_after_town(name) for name in (*_names(where), where.said) if name)

    def km_to(self, where: Whereabouts) -> float | None:
        """Return how far it is to the nearest of these places; None where that is not known."""
        if self.point is None:
            return None
        return min((self.point.km_to(point) for point in where.points), default=None)


@dataclass(frozen=True)
class ConsultantSeat:
    """The person at a desk: what they speak, what they hold, and whether they are there."""

    id: int = 0
    name: str = ""
    languages: frozenset[str] = frozenset()
    capacity: int | None = None
    held: int = 0
    away: str = ""  # why not there today, or nothing


@dataclass(frozen=True)
class DeskSeat:
    """A desk: where it is, what it takes, how busy it is, and who sits there."""

    id: int
    name: str
    branch: BranchPatch
    roles: frozenset[str]
    on_duty: bool = False
    waiting: int = 0
    attended: bool = True
    capacity: int | None = None
    consultant: ConsultantSeat = field(default_factory=ConsultantSeat)

    @property
    def hindrance(self) -> str:
        """Return why it can take nothing just now, or nothing."""
        who = self.consultant.name or "its consultant"
        if not self.attended:
            return f"{who} has left"
        if self.consultant.away:
            return f"{who} {self.consultant.away}"
        held, most = self.consultant.held, self.consultant.capacity
        if most is not None and held >= most:
            return f"{who} holds {held} leads, and takes {most} at most"
        if self.capacity is not None and self.waiting >= self.capacity:
            return f"it holds {self.waiting} leads, and takes {self.capacity} at most"
        return ""

    @property
    def is_away(self) -> bool:
        return not self.attended or bool(self.consultant.away)

    @property
    def load(self) -> tuple[int, int]:
        """Return what its consultant holds in all, then what waits at this desk."""
        return self.consultant.held, self.waiting


def _names(where: Whereabouts) -> tuple[str, ...]:
    return tuple(place.name for place in where.places)
