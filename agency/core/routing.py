"""Who gets a lead. There is no lead without a desk, and no desk without an owner."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from agency.core.enquiry import Kind
from agency.core.nearest_branches import NEAR_KM, Local, find_local
from agency.core.places import NOWHERE, Whereabouts
from agency.core.roles import Role
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
class Wish:
    """What a lead asks of a desk. Nothing in it is about the person but the place they gave."""

    role: Role | None = None
    kind: Kind = Kind.REGISTRATION
    where: Whereabouts = NOWHERE
    language: str | None = None
    for_local_authority: bool = False


@dataclass(frozen=True)
class Considered:
    """One desk, and why it was or was not chosen."""

    desk: DeskSeat
    because: str
    chosen: bool = False


@dataclass(frozen=True)
class Circle:
    """Desks that would do equally well, and why they would."""

    desks: tuple[DeskSeat, ...]
    because: str
    is_duty: bool = False
    is_last_resort: bool = False


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
        told = [self._consider(desk) for desk in self.every]
        order: dict[int, int] = {}
        for at, circle in enumerate(self.circles):
            for desk in circle.desks:
                order.setdefault(desk.id, at)
        return sorted(
            told, key=lambda each: (not each.chosen, order.get(each.desk.id, 99), each.desk.id)
        )

    def _consider(self, desk: DeskSeat) -> Considered:
        if desk.id == self.desk.id:
            return Considered(desk, self.because, chosen=True)
        own = next((at for at, circle in enumerate(self.circles) if desk in circle.desks), None)
        ours = next(at for at, circle in enumerate(self.circles) if self.desk in circle.desks)
        if own is None or (self.circles[own].is_last_resort and own > ours):
            return Considered(desk, _never(desk, self.wish))
        circle = self.circles[own]
        if desk.hindrance:
            return Considered(desk, f"{circle.because}, but {desk.hindrance}")
        if own > ours:
            return Considered(desk, f"{circle.because}, and a desk that fits better has it")
        more = desk.consultant.held, self.desk.consultant.held
        if more[0] > more[1]:
            busy = f"holds {more[0]} leads where {self.desk.name} holds {more[1]}"
            return Considered(desk, f"{circle.because}, but {busy}")
        return Considered(desk, f"{circle.because}, but {self.desk.name} comes before it")


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
    circles = tuple(_without_empty(_circles(every, wish, near_km)))
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
        because = f"{missed[0].because}: {missed[1].name}, but {hindrance}; so {because}"
    if forced:
        because = f"{because}; nobody is free just now, and a lead always has an owner"
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


def _circles(every: Sequence[DeskSeat], wish: Wish, near_km: float) -> Iterator[Circle]:
    """Yield who would do, best first; the last circle is everybody."""
    for_clients = [desk for desk in every if CLIENTS in desk.roles]
    others = [desk for desk in every if desk not in for_clients] or list(every)
    local = find_local((desk.branch for desk in others), wish.where)
    if wish.kind is Kind.CLIENT and for_clients:
        yield from _for_a_client(for_clients, wish)
    if wish.for_local_authority:
        councils = [desk for desk in others if LOCAL_AUTHORITY in desk.roles]
        at = _at(councils, local.branches)
        yield Circle(tuple(at or councils), "asks about a council's own team, and this desk knows")
    plain = list(_by_place_and_role(others, wish, local, near_km))
    if wish.language:
        yield from _speaking(plain, others, wish)
    yield from plain
    yield Circle(tuple(others), "any desk may help out", is_last_resort=True)
    yield Circle(tuple(every), "it is the only desk left", is_last_resort=True)


def _for_a_client(desks: Sequence[DeskSeat], wish: Wish) -> Iterator[Circle]:
    local = find_local((desk.branch for desk in desks), wish.where)
    what = "a school or council that wants staff"
    if local.is_covered:
        near = _at(desks, local.branches)
        yield Circle(tuple(near), f"{what}, in the patch of {near[0].branch.name}")
    yield Circle(tuple(desks), f"{what}, and this desk serves them")


def _by_place_and_role(
    desks: Sequence[DeskSeat], wish: Wish, local: Local, near_km: float
) -> Iterator[Circle]:
    role, where = wish.role, wish.where
    near = local.near and local.km is not None and local.km <= near_km
    here = _at(desks, local.branches) if local.is_covered or near else []
    far = [] if here else _at(desks, local.branches)
    place = _said_of_the_place(local, where)
    takes = [desk for desk in desks if role and role in desk.roles]
    anywhere = [desk for desk in takes if desk.branch.is_nationwide]

    yield Circle(_both(here, takes), f"{place}, and this desk takes the role")
    why = _why_not_here(here, place, role)
    if anywhere:
        yield Circle(
            tuple(anywhere), f"{why}, and {anywhere[0].branch.name} takes the role anywhere"
        )
    yield Circle(_both(far, takes), f"{place}, and this desk takes the role")
    on_duty = [desk for desk in desks if desk.on_duty]
    no_taker = "no desk there takes the role" if role else "the role is not known"
    yield Circle(_both(here, on_duty), f"{place}; {no_taker}, so it is on duty", is_duty=True)
    yield Circle(_both(far, on_duty), f"{place}; so it is on duty", is_duty=True)
    head = _at_head_office(desks)
    if here and not _both(here, on_duty):
        why = f"{place}; nobody is on duty for {where.name}"
    yield Circle(head, f"{why}, so it came to the duty desk of {head[0].branch.name}", is_duty=True)
    yield Circle(tuple(on_duty), f"{why}, and this desk is on duty elsewhere", is_duty=True)
    if not wish.where.is_known and takes:
        yield Circle(tuple(takes), "the place is not known, and this desk takes the role")


def _speaking(plain: Sequence[Circle], desks: Sequence[DeskSeat], wish: Wish) -> Iterator[Circle]:
    speakers = [desk for desk in desks if wish.language in desk.consultant.languages]
    if not speakers:
        return
    says = f"asked for {str(wish.language).replace('_', ' ')}, and its consultant speaks it"
    for circle in plain:
        yield replace(
            circle, desks=_both(circle.desks, speakers), because=f"{says}; {circle.because}"
        )
    takes = [desk for desk in speakers if wish.role and wish.role in desk.roles]
    yield Circle(tuple(takes), f"{says}; this desk takes the role")
    yield Circle(tuple(speakers), says)


def _said_of_the_place(local: Local, where: Whereabouts) -> str:
    if not where.is_known:
        return "the place is not known"
    if local.is_covered:
        return f"{' and '.join(b.name for b in local.branches)} looks after {where.name}"
    if local.near and local.km is not None:
        (nearest,) = local.branches
        return (
            f"no branch looks after {where.name}; {nearest.name} is the nearest, "
            f"about {local.km:.0f} km away"
        )
    return f"no branch looks after {where.name}"


def _why_not_here(here: Sequence[DeskSeat], place: str, role: Role | None) -> str:
    if not here:
        return place
    return f"{place}; no desk there takes the role" if role else f"{place}; the role is not known"


def _at_head_office(desks: Sequence[DeskSeat]) -> tuple[DeskSeat, ...]:
    at_head = [desk for desk in desks if desk.branch.is_head]
    return tuple(
        [desk for desk in at_head if desk.on_duty]
        or at_head
        or [desk for desk in desks if desk.on_duty]
        or desks
    )


def _never(desk: DeskSeat, wish: Wish) -> str:
    if CLIENTS in desk.roles:
        return "it is there for schools and councils"
    if wish.role and wish.role in desk.roles:
        return f"it takes the role, but {desk.branch.name} looks after other places"
    return "it takes other roles" if wish.role and desk.roles else "it takes other places"


def _at(desks: Iterable[DeskSeat], branches: Iterable[BranchPatch]) -> list[DeskSeat]:
    there = set(branches)
    return [desk for desk in desks if desk.branch in there]


def _both(some: Iterable[DeskSeat], others: Iterable[DeskSeat]) -> tuple[DeskSeat, ...]:
    ids = {desk.id for desk in others}
    return tuple(desk for desk in some if desk.id in ids)


def _without_empty(circles: Iterable[Circle]) -> Iterator[Circle]:
    yield from (circle for circle in circles if circle.desks)


def _least_busy(desks: Sequence[DeskSeat]) -> DeskSeat:
    return min(desks, key=lambda desk: (*desk.load, desk.id))
