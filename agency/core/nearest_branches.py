"""Which branches look after a place, and which are near where none does."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agency.core.places import Whereabouts
from agency.core.seats import BranchPatch

NEAR_KM = 80.0


@dataclass(frozen=True)
class Local:
    """The branches for a place. `near` says that none names it, and these are the nearest."""

    branches: tuple[BranchPatch, ...] = ()
    near: bool = False
    km: float | None = None

    @property
    def is_covered(self) -> bool:
        return bool(self.branches) and not self.near


def find_local(branches: Iterable[BranchPatch], where: Whereabouts) -> Local:
    """
    Return the branches that look after *where*, or else the nearest one.

    A postcode says where that is before a town does: there are two Newports. Of the branches
    with that postcode area, one that names the town goes first. A town or county without a
    postcode is looked after by whoever names it, and else by whoever has most of its areas.
    """
    every = list(dict.fromkeys(branch for branch in branches if not branch.is_nationwide))
    if where.area:
        found = [branch for branch in every if branch.looks_after_area(where.area)]
        found = [branch for branch in found if branch.names_a_town_of(where)] or found
    else:
        found = _by_places(every, where)
    if not found and where.said:
        found = [branch for branch in every if branch.names_a_town_of(where)]
    if found:
        return Local(tuple(found))
    return _nearest(every, where)


def _by_places(branches: Sequence[BranchPatch], where: Whereabouts) -> list[BranchPatch]:
    found: list[BranchPatch] = []
    for place in where.places:
        naming = [branch for branch in branches if branch.looks_after_town(place.name)]
        found += naming or _with_most_of(branches, place.areas)
    return list(dict.fromkeys(found))


def _with_most_of(branches: Sequence[BranchPatch], areas: tuple[str, ...]) -> list[BranchPatch]:
    """Return the branch with most of *areas*; of two with as many, that of the first area."""
    shares = {branch: [area for area in areas if area in branch.postcode_areas]
              for branch in branches}  # fmt: skip
    with_some = [branch for branch in branches if shares[branch]]
    if not with_some:
        return []
    most = max(len(shares[branch]) for branch in with_some)
    best = [branch for branch in with_some if len(shares[branch]) == most]
    first = min(areas.index(shares[branch][0]) for branch in best)
    return [branch for branch in best if areas.index(shares[branch][0]) == first]


def _nearest(branches: Sequence[BranchPatch], where: Whereabouts) -> Local:
    away = [(km, branch) for branch in branches if (km := branch.km_to(where)) is not None]
    if not away:
        return Local()
    km, branch = min(away, key=lambda each: (each[0], each[1].name))
    return Local((branch,), near=True, km=km)
