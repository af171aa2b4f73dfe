"""Leads found by what is remembered of them: a name, a number, something that was said or sent."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import Session

from agency.core.phone import find_phone
from agency.core.search_words import Piece, asked_words, near_words, search_words, snippet
from agency.cv.private import without_private
from agency.storage.lead_index import write_words
from agency.storage.lead_search import Where, find_leads, says
from agency.storage.lead_words import index_leads
from agency.storage.models import Candidate, Cv, Lead, LeadText

# How many finds are looked through for those that may be shown, in steps: most need the first.
STEPS = (200, 1_000, 4_000, 16_000)
NUMBER_IN_REFERENCE = 9


class Place(StrEnum):
    """Where on a lead the words stand, in the order in which it is said."""

    PERSON = "person"
    NOTES = "notes"
    SAID = "said"
    CV = "cv"
    NEARLY = "nearly"


@dataclass(frozen=True)
class Hit:
    """Where the words of a search stand on a lead, and what stands around them."""

    place: Place
    pieces: list[Piece]


def found_in(session: Session, q: str) -> ColumnElement[bool]:
    """Return the condition that a lead is found by *q*."""
    write_words(session)
    words = asked_words(q)
    ways = [*_known_at_once(q)]
    if words:
        ways.append(says(session, words, Where.ANYWHERE))
    return or_(*ways) if ways else false()


def search_leads(
    session: Session, q: str, fit: Select[Lead], *, after: int = 0, limit: int
) -> tuple[list[int], bool]:
    """
    Return the ids of leads found by *q* among those that *fit*, the best first; and if it is over.

    First who is named so, then where it was said, sent or written, each the newest first; what is
    nearly so spelt only where nothing else was found. The first *after* are left out.
    """
    write_words(session)
    wanted, seen = after + limit + 1, dict[int, None]()
    for ways in (_exactly(session, q, fit), _nearly(session, q, fit)):
        for lead_id in ways:
            seen.setdefault(lead_id)
            if len(seen) >= wanted:
                break
        if seen:
            break
    found = [*seen]
    return found[after : after + limit], len(found) < wanted


def search_by_person(session: Session, q: str, fit: Select[Lead], *, limit: int) -> list[int]:
    """Return the ids of leads whose sender *q* names, the newest first; nearly so where none is."""
    write_words(session)
    words = asked_words(q)
    for where in (Where.PERSON, Where.NEARLY):
        if where is Where.NEARLY and not any(near_words(word) for word in words):
            break
        if found := [*islice(_that_fit(session, words, where, fit), limit)]:
            return found
    return []


def tell_hits(session: Session, q: str, lead_ids: Iterable[int]) -> dict[int, Hit]:
    """Say where on each of these leads the words of *q* were found."""
    words = asked_words(q)
    texts = session.scalars(select(LeadText).where(LeadText.lead_id.in_([*lead_ids])))
    told = {each.lead_id: _hit(each, words) for each in texts}
    return {lead_id: hit for lead_id, hit in told.items() if hit}


def is_any_unfound(session: Session) -> bool:
    """Say whether there are leads that no search can find yet."""
    return session.scalar(_unfound().limit(1)) is not None


def index_some(session: Session, *, limit: int = 200) -> bool:
    """Write what may be found of leads older than the search; say if there were any."""
    missing = session.scalars(_unfound().order_by(Lead.id.desc()).limit(limit)).all()
    candidates = [lead.candidate_id for lead in missing]
    for cv in session.scalars(
        select(Cv).where(Cv.candidate_id.in_(candidates), Cv.text.is_not(None))
    ):
        cv.findable = without_private(cv.text or "")
    session.flush()  # the words of a CV are written with those of its lead
    index_leads(session, [lead.id for lead in missing])
    return bool(missing)


def _unfound() -> Select[Lead]:
    return (
        select(Lead)
        .outerjoin(LeadText, LeadText.lead_id == Lead.id)
        .where(LeadText.lead_id.is_(None))
    )


def _exactly(session: Session, q: str, fit: Select[Lead]) -> Iterator[int]:
    if ways := _known_at_once(q):
        yield from session.scalars(
            fit.with_only_columns(Lead.id).where(or_(*ways)).order_by(Lead.id.desc()).limit(200)
        )
    words = asked_words(q)
    for where in (Where.PERSON, Where.ANYWHERE):
        yield from _that_fit(session, words, where, fit)


def _nearly(session: Session, q: str, fit: Select[Lead]) -> Iterator[int]:
    words = asked_words(q)
    if any(near_words(word) for word in words):
        yield from _that_fit(session, words, Where.NEARLY, fit)


def _that_fit(
    session: Session, words: Sequence[str], where: Where, fit: Select[Lead]
) -> Iterator[int]:
    before = None
    for step in STEPS:
        found = find_leads(session, words, where, before=before, limit=step)
        if not found:
            return
        chosen = fit.with_only_columns(Lead.id).where(Lead.id.in_(found))
        yield from sorted(session.scalars(chosen), reverse=True)
        if len(found) < step:
            return
        before = found[-1]


def _known_at_once(q: str) -> list[ColumnElement[bool]]:
    """Return the ways of a reference or a whole telephone number, however it is written."""
    ways: list[ColumnElement[bool]] = []
    reference = q.strip().upper().removeprefix("L").strip(" -")
    if reference.isascii() and reference.isdigit() and len(reference) <= NUMBER_IN_REFERENCE:
        ways.append(Lead.id == int(reference))
    if number := find_phone(q):
        theirs = select(Candidate.id).where(Candidate.reached_on(number))
        ways.append(Lead.candidate_id.in_(theirs))
    return ways


def _hit(text: LeadText, words: Sequence[str]) -> Hit | None:
    by_place: list[tuple[Place, str]] = [
        (Place.PERSON, text.person.replace("\n", " · ")),
        (Place.NOTES, text.notes),
        (Place.SAID, text.said),
        (Place.CV, text.cv),
    ]
    shown = [(place, snippet(said, words)) for place, said in by_place]
    found = [(place, pieces) for place, pieces in shown if pieces]
    if found:
        # Where most of the words stand is what the lead was found for.
        best = max(found, key=lambda each: len({p.text.casefold() for p in each[1] if p.hit}))
        return Hit(*best)
    nearly = set().union(*(near_words(word) for word in words)) if words else set()
    close = [word for word in search_words(text.person) if near_words(word) & nearly]
    pieces = snippet(text.person.replace("\n", " · "), close)
    return Hit(Place.NEARLY, pieces) if pieces else None
