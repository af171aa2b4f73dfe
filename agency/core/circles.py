"""Which desks would do for a lead, in circles from the best fit to anybody at all."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from agency.core.enquiry import Kind
from agency.core.nearest_branches import Local, find_local
from agency.core.places import NOWHERE, Whereabouts
from agency.core.roles import Role
from agency.core.seats import CLIENTS, LOCAL_AUTHORITY, BranchPatch, DeskSeat


@dataclass(frozen=True)
class Wish:
    """What a lead asks of a desk. Nothing in it is about the person but the place they gave."""

    role: Role | None = None
    kind: Kind = Kind.REGISTRATION
    where: Whereabouts = NOWHERE
    language: str | None = None
    for_local_authority: bool = False


@dataclass(frozen=True)
class Circle:
    """
    Desks that would do equally well.

    `because` says so of the one that is chosen, `fits` of one that is not, or stands in.
    """

    desks: tuple[DeskSeat, ...]
    because: str
    fits: str
    is_duty: bool = False
    is_last_resort: bool = False


def circles_for(every: Sequence[DeskSeat], wish: Wish, *, near_km: float) -> tuple[Circle, ...]:
    """Return who would do, best first; the last circle is everybody, and none is empty."""
    return tuple(circle for circle in _circles(every, wish, near_km) if circle.desks)


def _circles(every: Sequence[DeskSeat], wish: Wish, near_km: float) -> Iterator[Circle]:
    for_clients = [desk for desk in every if CLIENTS in desk.roles]
    others = [desk for desk in every if desk not in for_clients] or list(every)
    local = find_local((desk.branch for desk in others), wish.where)
    if wish.kind is Kind.CLIENT and for_clients:
        yield from _for_a_client(for_clients, wish)
    if wish.for_local_authority:
        councils = [desk for desk in others if LOCAL_AUTHORITY in desk.roles]
        at = _at(councils, local.branches)
        yield Circle(
            tuple(at or councils),
            "asks about a council's own team, which this desk knows",
            "it knows councils' own teams",
        )
    plain = list(_by_place_and_role(others, wish, local, near_km))
    if wish.language:
        yield from _speaking(plain, others, wish)
    yield from plain
    yield Circle(
        tuple(others), "any desk may help out", "any desk may help out", is_last_resort=True
    )
    yield Circle(
        tuple(every), "no other desk is left", "no other desk is left", is_last_resort=True
    )


def _for_a_client(desks: Sequence[DeskSeat], wish: Wish) -> Iterator[Circle]:
    local = find_local((desk.branch for desk in desks), wish.where)
    what = "a school or council that wants staff"
    if local.is_covered:
        near = _at(desks, local.branches)
        yield Circle(
            tuple(near),
            f"{what}, in the patch of {near[0].branch.name}",
            "it serves schools and councils here",
        )
    yield Circle(
        tuple(desks), f"{what}, and this desk serves them", "it serves schools and councils"
    )


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

    yield Circle(
        _both(here, takes), f"{place}, and this desk takes the role", "it takes the role here"
    )
    why = _why_not_here(here, place, role)
    if anywhere:
        yield Circle(
            tuple(anywhere),
            f"{why}, and {anywhere[0].branch.name} takes the role anywhere",
            "it takes the role anywhere in the country",
        )
    yield Circle(
        _both(far, takes),
        f"{place}, and this desk takes the role",
        "it takes the role in the nearest branch",
    )
    on_duty = [desk for desk in desks if desk.on_duty]
    no_taker = "no desk there takes the role" if role else "the role is not known"
    yield Circle(
        _both(here, on_duty),
        f"{place}; {no_taker}, so it is on duty",
        "it is on duty here, for what no other desk can take",
        is_duty=True,
    )
    yield Circle(
        _both(far, on_duty),
        f"{place}; so it is on duty",
        "it is on duty in the nearest branch",
        is_duty=True,
    )
    head = _at_head_office(desks)
    if here and not _both(here, on_duty):
        why = f"{place}; nobody is on duty for {where.name}"
    yield Circle(
        head,
        f"{why}, so it came to the duty desk of {head[0].branch.name}",
        "it is on duty for the whole agency",
        is_duty=True,
    )
    yield Circle(
        tuple(on_duty),
        f"{why}, and this desk is on duty elsewhere",
        "it is on duty elsewhere",
        is_duty=True,
    )
    if not wish.where.is_known and takes:
        yield Circle(
            tuple(takes),
            "the place is not known, and this desk takes the role",
            "it takes the role",
        )


def said_of_language(language: str) -> str:
    """Return a language's id as it is written in a sentence."""
    return language.upper() if len(language) < 4 else language.capitalize()


def _speaking(plain: Sequence[Circle], desks: Sequence[DeskSeat], wish: Wish) -> Iterator[Circle]:
    language = str(wish.language)
    speakers = [desk for desk in desks if language in desk.consultant.languages]
    called = said_of_language(language)
    asks = f"asked for {called}, which its consultant speaks"
    speaks = f"its consultant speaks {called}"
    for circle in plain:
        yield replace(
            circle,
            desks=_both(circle.desks, speakers),
            because=f"{asks}; {circle.because}",
            fits=f"{speaks}, and {circle.fits}",
        )
    takes = tuple(desk for desk in speakers if wish.role and wish.role in desk.roles)
    yield Circle(takes, f"{asks}; this desk takes the role", f"{speaks}, and it takes the role")
    yield Circle(tuple(speakers), asks, speaks)


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


def _at(desks: Iterable[DeskSeat], branches: Iterable[BranchPatch]) -> list[DeskSeat]:
    there = set(branches)
    return [desk for desk in desks if desk.branch in there]


def _both(some: Iterable[DeskSeat], others: Iterable[DeskSeat]) -> tuple[DeskSeat, ...]:
    ids = {desk.id for desk in others}
    return tuple(desk for desk in some if desk.id in ids)
