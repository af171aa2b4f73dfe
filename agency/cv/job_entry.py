"""One job as it is put together from what stands about its dates."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from agency.cv.dates import Period
from agency.cv.document import Line
from agency.cv.job_lines import is_capital
from agency.cv.lexicon import word_set
from agency.cv.pieces import ASIDE, EMPLOYER, OTHER, TITLE, Piece, is_name, judge

_ALONE = re.compile(r"self[- ]employed|freelance", re.IGNORECASE)
_CURRENT = re.compile(r"\b(?:current(?:ly)?|present)\b", re.IGNORECASE)
LONGEST_NAME = 8  # words of a title or an employer that no word of ours gives away


@dataclass
class Entry:
    """One job as it is being put together."""

    period: Period | None = None
    title: str | None = None
    employer: str | None = None
    current: bool = False
    sure: float = 0.9
    lines: list[Line] = field(default_factory=list)
    part: str | None = None  # the title with what may be a part of where, and no employer
    other: str | None = None  # what names it where no word of ours says whether as what or where
    words: list[str] = field(default_factory=list)  # what else is said of it

    @property
    def whole(self) -> bool:
        return bool(self.title and self.employer)


@dataclass(frozen=True)
class Chosen:
    """The pieces a job's title and employer were read from, and how plainly they say it."""

    title: Piece | None
    employer: Piece | None
    worth: tuple[int, int]


def fill(entry: Entry, pieces: Iterable[Piece]) -> Chosen:
    """Choose title and employer of *entry* among *pieces*, the nearest to its dates first."""
    pieces = [piece for piece in pieces if piece.text]
    titles = [piece for piece in pieces if piece.kind == TITLE]
    employers = [piece for piece in pieces if piece.kind == EMPLOYER]
    others = [
        p
        for p in pieces
        if p.kind == OTHER
        and 0 < len(p.text.split()) <= LONGEST_NAME
        and is_capital(p.text)
        and is_name(p.text)
    ]
    title = max(titles, key=lambda piece: piece.strength, default=None)
    employer = max(employers, key=lambda piece: piece.strength, default=None)
    if title and title.whole and others and employer and employer.text in title.whole:
        part = employer.text.split()[-1].lower() in word_set("part_words")
        employer = others.pop(0) if part else employer
    if title and title.whole and employer and employer.text not in title.whole:
        title = replace(title, text=title.whole, whole="")
    entry.sure = 0.95 if title and employer else 0.8
    if title is None and employer and others:
        title = others.pop(0)
    if employer is None and title and others:
        employer = others.pop(0)
    if title is None and employer is None and len(others) >= 2:
        title, employer = others[0], others[1]
        entry.sure = 0.5
    if title is None and employer is None and others:
        entry.sure = 0.4
    entry.other = others[0].text if not (title or employer) and others else None
    if employer and _ALONE.fullmatch(employer.text):
        before = pieces[: pieces.index(employer)]
        if before and before[-1].kind == OTHER and before[-1] in others:
            employer = before[-1]  # "Example Motors · Self-employed"
    source = next((p for p in titles if title and p.text in title.text), title)
    chosen = Chosen(source, employer, (_strength(title), _strength(employer)))
    if title is None and employer and (parted := _title_before(employer.text)):
        chosen = Chosen(employer, employer, (1, parted[1].strength))
        title, employer = parted
    entry.part = title.whole if title and title.whole and employer else None
    entry.title = title.text if title else None
    entry.employer = employer.text if employer else None
    entry.current = entry.current or (
        entry.period is None and any(p.kind == ASIDE and _CURRENT.search(p.text) for p in pieces)
    )
    return chosen


def _strength(piece: Piece | None) -> int:
    return piece.strength if piece else 0


def _title_before(text: str) -> tuple[Piece, Piece] | None:
    """Part "Volunteer Reader, Example Library" where nothing else says what the title is."""
    first, _, rest = text.partition(", ")
    who, where = judge(first), judge(rest)
    unknown = who.kind == OTHER or first.lower().endswith(" junior")
    if unknown and where.kind == EMPLOYER and 1 < len(first.split()) < 5:
        return Piece(first, TITLE, 1), where
    return None
