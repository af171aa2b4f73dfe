"""Who gets a lead. There is no lead without a desk, and no desk without an owner."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from agency.core.circles import Circle, Wish, circles_for, said_of_language
from agency.core.nearest_branches import NEAR_KM
from agency.core.seats import CLIENTS, LOCAL_AUTHORITY, BranchPatch, ConsultantSeat, DeskSeat

__all__ = [
    "CLIENTS",
    "LOCAL_AUTHORITY",
    "BranchPatch",
    "Choice",
    "Considered",
    "ConsultantSeat",
    "DeskSeat",
    "NoDesk",
    "Wish",
    "choose_desk",
]


class NoDesk(Exception):
    """The agency has no desk at all, so nobody could answer."""


@dataclass(frozen=True)
class Considered:
    """One desk, and why it was or was not chosen."""

    desk: DeskSeat
    because: str
    chosen: bool = False


@dataclass(frozen=True)
class Choice:
    """
    The desk a lead goes to, and why, for the consultant who finds it there.

    `stands_in` says that another would have had it, but was away or full.
    """

    desk: DeskSeat
    because: str
    stands_in: bool = False
    wish: Wish = field(default_factory=Wish, repr=False)
    circles: tuple[Circle, ...] = field(default=(), repr=False)
    every: tuple[DeskSeat, ...] = field(default=(), repr=False)

    def considered(self) -> list[Considered]:
        """Return every desk with the reason it was or was not chosen, the chosen one first."""
        order: dict[int, int] = {}
        for at, circle in enumerate(self.circles):
            for desk in circle.desks:
                order.setdefault(desk.id, at)
        ours = order[self.desk.id]
        told = [self._consider(desk, order.get(desk.id), ours) for desk in self.every]
        return sorted(
            told, key=lambda each: (not each.chosen, order.get(each.desk.id, 99), each.desk.id)
        )

    def does_as_well(self, desk_id: int) -> bool:
        """Say whether a desk is free and fits as well as the one that was chosen."""
        equals = next(each.desks for each in self.circles if self.desk in each.desks)
        return any(desk.id == desk_id and not desk.hindrance for desk in equals)

    def _consider(self, desk: DeskSeat, own: int | None, ours: int) -> Considered:
        if desk.id == self.desk.id:
            return Considered(desk, self.because, chosen=True)
        if own is None or (self.circles[own].is_last_resort and own > ours):
            return Considered(desk, _never(desk, self.wish))
        circle = self.circles[own]
        if desk.hindrance:
            return Considered(desk, f"{circle.fits}, but {desk.hindrance}")
        if own > ours:
            return Considered(desk, f"{circle.fits}; a desk that fits better has it")
        theirs, held = desk.consultant.held, self.desk.consultant.held
        if theirs > held:
            busy = f"holds {theirs} leads where {self.desk.name} holds {held}"
            return Considered(desk, f"{circle.fits}, but {busy}")
        return Considered(desk, f"{circle.fits}, but {self.desk.name} comes before it")


def choose_desk(desks: Iterable[DeskSeat], wish: Wish, *, near_km: float = NEAR_KM) -> Choice:
    """
    Return the least busy desk near the sender that takes the role and is free.

    Free is a desk whose consultant is there and has room. Nobody there takes the role: a
    nationwide desk that does, or else the duty desk of that branch, or else the agency's. Where
    all are away or full, a duty desk has it all the same. A language of need goes before the
    place. Schools that want staff go to a desk for clients, wherever it is; candidates never do
    while there is another.
    """
    every = sorted(desks, key=lambda desk: desk.id)
    if not every:
        raise NoDesk
    circles = circles_for(every, wish, near_km=near_km)
    passed: list[Circle] = []
    for circle in circles:
        if free := [desk for desk in circle.desks if not desk.hindrance]:
            desk = _least_busy(free)
            return _choice(desk, circle, passed, circles, every, wish)
        passed.append(circle)
    circle, desk = _in_spite_of_everything(circles)
    before = [other for other in circles if other is not circle]
    return _choice(desk, circle, before, circles, every, wish, forced=True)


def _choice(
    desk: DeskSeat,
    circle: Circle,
    passed: Sequence[Circle],
    circles: tuple[Circle, ...],
    every: Sequence[DeskSeat],
    wish: Wish,
    *,
    forced: bool = False,
) -> Choice:
    because = circle.because
    missed = next(((c, d) for c in passed for d in c.desks if d.id != desk.id), None)
    if missed:
        hindrance = missed[1].hindrance
        because = (
            f"{missed[1].name} would have it, but {hindrance}; this desk stands in: {circle.fits}"
        )
    if forced:
        because = f"{because}; nobody is free just now, and a lead always has an owner"
    if wish.language and wish.language not in desk.consultant.languages:
        because = f"{because}; nobody who is free speaks {said_of_language(wish.language)}"
    return Choice(desk, because, bool(passed) or forced, wish, circles, tuple(every))


def _in_spite_of_everything(circles: Sequence[Circle]) -> tuple[Circle, DeskSeat]:
    """Return somebody there with too much to do, or else the duty desk of those away."""
    duty = [circle for circle in circles if circle.is_duty]
    for there in (lambda desk: not desk.is_away, lambda desk: desk.attended):
        for circle in (*duty, *circles):
            if found := [desk for desk in circle.desks if there(desk)]:
                return circle, _least_busy(found)
    circle = (*duty, *circles)[0]
    return circle, _least_busy(circle.desks)


def _never(desk: DeskSeat, wish: Wish) -> str:
    if CLIENTS in desk.roles:
        return "it is there for schools and councils"
    if wish.role and wish.role in desk.roles:
        return f"it takes the role, but {desk.branch.name} looks after other places"
    if desk.roles:
        return "it takes other roles" if wish.role else "it takes some roles, and none is named"
    return "it takes other places"


def _least_busy(desks: Sequence[DeskSeat]) -> DeskSeat:
    return min(desks, key=lambda desk: (*desk.load, desk.id))
