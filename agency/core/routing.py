"""Who gets a lead. There is no lead without a desk, and no desk without an owner."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agency.core.enquiry import Kind
from agency.core.postcode import area_of
from agency.core.roles import Role

# What a desk for schools and councils takes instead of roles.
CLIENTS = "clients"


class NoDesk(Exception):
    """The agency has no desk at all, so nobody could answer."""


@dataclass(frozen=True)
class BranchPatch:
    """The part of the country a branch looks after."""

    name: str
    postcode_areas: frozenset[str]
    towns: frozenset[str]
    is_head: bool = False

    @property
    def is_nationwide(self) -> bool:
        """A branch without a patch of its own is there for everybody."""
        return not self.postcode_areas and not self.towns

    def looks_after_area(self, area: str) -> bool:
        return area in self.postcode_areas

    def looks_after_town(self, town: str) -> bool:
        return town.casefold() in {name.casefold() for name in self.towns}


@dataclass(frozen=True)
class DeskSeat:
    """A desk as far as routing cares: where it is, what it takes, how busy it is."""

    id: int
    name: str
    branch: BranchPatch
    roles: frozenset[str]
    on_duty: bool = False
    waiting: int = 0
    attended: bool = True


@dataclass(frozen=True)
class Choice:
    """The desk a lead goes to, and why, for the consultant who finds it there."""

    desk: DeskSeat
    because: str


def choose_desk(
    desks: Iterable[DeskSeat],
    role: Role | None,
    *,
    kind: Kind = Kind.REGISTRATION,
    postcode: str | None = None,
    town: str | None = None,
) -> Choice:
    """
    Return the least busy desk near the sender that takes *role*.

    A postcode says where that is before a town does: there are two Newports. Nobody there
    takes the role: that branch's duty desk. Nobody looks after the place: a nationwide desk
    that takes the role, or else the head branch's duty desk. A desk whose owner has left gets
    nothing while another is attended. Schools that want staff go to a desk for clients,
    wherever it is; candidates never do while there is another.
    """
    every = list(desks)
    if not every:
        raise NoDesk
    every = [desk for desk in every if desk.attended] or every
    for_clients = [desk for desk in every if CLIENTS in desk.roles]
    if kind is Kind.CLIENT and for_clients:
        desk = _least_busy(for_clients)
        return Choice(desk, f"a school or council that wants staff: {desk.name} serves them")
    every = [desk for desk in every if desk not in for_clients] or every
    area, town = area_of(postcode or ""), (town or "").strip()
    place = area or town

    local = [desk for desk in every if desk.branch.looks_after_area(area)] or [
        desk for desk in every if desk.branch.looks_after_town(town)
    ]
    if takers := [desk for desk in local if role and role in desk.roles]:
        desk = _least_busy(takers)
        return Choice(desk, f"{desk.branch.name} looks after {place}, and this desk takes the role")
    if on_duty := [desk for desk in local if desk.on_duty]:
        desk = _least_busy(on_duty)
        why = "no desk there takes the role" if role else "the role is not known"
        return Choice(desk, f"{desk.branch.name} looks after {place}; {why}, so it is on duty")

    if local:
        why = f"nobody is on duty for {place}"
    else:
        why = f"no branch looks after {place}" if place else "the place is not known"
    if takers := [desk for desk in every if desk.branch.is_nationwide and role in desk.roles]:
        desk = _least_busy(takers)
        return Choice(desk, f"{why}, and {desk.branch.name} takes the role anywhere")
    desk = _least_busy(_at_head_office(every))
    return Choice(desk, f"{why}, so it came to the duty desk of {desk.branch.name}")


def _at_head_office(desks: Sequence[DeskSeat]) -> Sequence[DeskSeat]:
    at_head = [desk for desk in desks if desk.branch.is_head]
    return (
        [desk for desk in at_head if desk.on_duty]
        or at_head
        or [desk for desk in desks if desk.on_duty]
        or desks
    )


def _least_busy(desks: Sequence[DeskSeat]) -> DeskSeat:
    return min(desks, key=lambda desk: (desk.waiting, desk.id))
