"""A CV's lines under what they are about."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from agency.cv.certificates import is_formal, type_of
from agency.cv.dates import find_periods, without_dates
from agency.cv.document import Line
from agency.cv.headings import MOST_WORDS, hinted_section, plain, section_of
from agency.cv.lexicon import find_words, word_set
from agency.cv.pieces import EMPLOYER, OTHER, TITLE, judge, pieces_of

TOP = "top"
AT_THE_TOP = 2  # lines of which one is the name
LOOK_BELOW = 12
SEVERAL = 3  # as many lines alike, each of which may be a heading, are headings
A_FEW_WORDS = 8
SAME_SIZE = 0.3
_BREAKS_OFF = re.compile(r"(?:\s(?:and|of|in|for|the|with|to|or|a)|[&/,])\s*$")
_FEW = 0.25
_ENOUGH = 0.2
type Look = tuple[float, bool, bool, bool]  # size, bold, capitals, colon
_LOOK_AHEAD = 6
_INLINE = re.compile(r"^([A-Z][^:\t]{3,30}):\s(?=\S)")
# A line of one of these words is as often a label, a cell or a sentence as a heading.
_DOUBTFUL_WORDS = """
    details language reference address summary statement certification exams driving checks care
    awards school college university me speak papers notes badges
"""
_DOUBTFUL = frozenset(_DOUBTFUL_WORDS.split())


@dataclass
class Section:
    """Lines under one heading; `top` has none."""

    kind: str
    heading: str = ""
    lines: list[Line] = field(default_factory=list)


def divide(lines: list[Line]) -> list[Section]:
    """Return *lines* as sections, in their order."""
    sections = [Section(TOP)]
    lines = list(_split_inline(lines))
    usual = _usual_size(lines)
    looks = _looks_of_headings(lines, usual)
    common = _common_looks(lines, usual)
    for number, line in enumerate(lines):
        if line.edge:
            sections[0].lines.append(line)
            continue
        if line.begins and sections[-1].kind != TOP:
            begun = _begun_without(lines, number, usual)
            sections += [Section(begun)] if begun not in (None, sections[-1].kind) else []
        if beside := _section_in_a_line(line):
            sections += [beside, Section(sections[-1].kind)]
            continue
        cut = number and (
            goes_on(lines[number - 1], line) or _is_cut_off(lines[number - 1], line, usual, common)
        )
        kind = None if cut else heading_of(line, usual)
        if kind is None and line.size > 1.5 * usual > 0 and sections[-1].kind == "references":
            # Who begins with the largest letters begins to speak of themselves.
            sections.append(Section(TOP))
        unknown = kind is None and number >= AT_THE_TOP and _look(line) in looks
        if unknown and _may_be_heading(line):
            kind = _foreseen_by_nobody(lines, number, looks, usual, sections[-1])
        if kind:
            sections.append(Section(kind, line.words))
        else:
            sections[-1].lines.append(line)
    return [section for section in sections if section.lines or section.heading]


def _begun_without(lines: list[Line], number: int, usual: float) -> str | None:
    """Return what a column is about that goes on without a heading."""
    if _heading_follows(lines, number, usual):
        return TOP
    below: list[Line] = []
    for line in lines[number : number + LOOK_BELOW]:
        if heading_of(line, usual):
            break
        below.append(line)
    kind = kind_by_content(below) if len(below) > 1 else None
    return kind if kind in ("experience", "education") else None


def _section_in_a_line(line: Line) -> Section | None:
    """Return the section that "Languages: English, French" is by itself."""
    inline = _INLINE.match(line.text)
    kind = section_of(inline[1]) if inline else None
    if inline is None or kind not in ("languages", "training", "skills"):
        return None
    return Section(kind, inline[1], [line])


def _foreseen_by_nobody(
    lines: list[Line], number: int, looks: set[Look], usual: float, before: Section
) -> str | None:
    """Return what a line that looks like the headings of this CV is the heading of."""
    below: list[Line] = []
    for line in lines[number + 1 : number + 1 + LOOK_BELOW]:
        if heading_of(line, usual) or (_look(line) in looks and _may_be_heading(line)):
            break
        below.append(line)
    if not below:
        return None
    kind = kind_by_content(below) or hinted_section(lines[number].text)
    if kind == before.kind:
        return None  # an employer's name as likely as a heading
    return kind or ("other" if before.kind != TOP else None)


def heading_of(line: Line, usual: float) -> str | None:
    """Return what *line* is the heading of; None when it is none."""
    filled = [cell for cell in line.cells if cell]
    if len(filled) != 1 or line.bullet:
        return None
    kind = section_of(filled[0])
    if kind is None:
        return None
    stands_out = line.bold or line.heading or filled[0].isupper() or line.size > usual * 1.1
    if "(" in filled[0] and not stands_out:
        return None  # the end of a broken line: "Education (agency)"
    if plain(filled[0]) in _DOUBTFUL and not (stands_out or filled[0].endswith(":")):
        return None
    return kind


def goes_on(before: Line, line: Line) -> bool:
    """Say whether *line* is the rest of a sentence that *before* breaks off in."""
    if abs(before.size - line.size) >= SAME_SIZE or before.bold != line.bold or line.gap:
        return False
    if line.words.lower() in word_set("employer_tails"):
        return before.text.isupper() == line.text.isupper()
    return not line.text.isupper() and any(_BREAKS_OFF.search(cell) for cell in before.cells)


def _common_looks(lines: list[Line], usual: float) -> set[Look]:
    """Return how headings look that nothing like them stands right above."""
    alike = Counter(
        _look(line)
        for before, line in pairwise(lines)
        if heading_of(line, usual) and (line.gap or _look(before) != _look(line))
    )
    return {look for look, count in alike.items() if count > 1}


def _is_cut_off(before: Line, line: Line, usual: float, common: set[Look]) -> bool:
    """Say whether *line* goes on *before* with a heading's word: "BA Early Childhood / Studies"."""
    return (
        _look(before) == _look(line)
        and not line.gap
        and bool(common)
        and _look(line) not in common
        and heading_of(before, usual) is None
    )


def _look(line: Line) -> Look:
    return (
        round(line.size, 1),
        line.bold or line.heading,
        line.text.isupper(),
        line.text.rstrip().endswith(":"),
    )


def _looks_of_headings(lines: list[Line], usual: float) -> set[Look]:
    """Return how the headings of this CV look where nothing else in it looks like that."""
    known: Counter[Look] = Counter()
    others: dict[Look, list[bool]] = {}
    for number, line in enumerate(lines):
        look = _look(line)
        if line.bullet or len(line.cells) > 1 or (number < AT_THE_TOP and not look[2]):
            continue
        if heading_of(line, usual):
            known[look] += 1
        elif number >= AT_THE_TOP:
            others.setdefault(look, []).append(_may_be_heading(line))
    several = {look: may for look, may in others.items() if look not in known}
    known.update({look: 1 for look, may in several.items() if len(may) >= SEVERAL and all(may)})
    plain_look = (round(usual, 1), False, False, False)
    return {
        look
        for look in known
        if look != plain_look
        and look in others
        and others[look].count(False) <= _FEW * (len(others[look]) + known[look])
    }


def _may_be_heading(line: Line) -> bool:
    """Say whether *line*, of words nobody foresaw, may be a heading by what it says."""
    if line.bullet or len(line.cells) > 1 or "@" in line.text:
        return False
    words = without_dates(line.text).strip(" ,")
    if len(words.split()) <= MOST_WORDS and hinted_section(words) and line.text.isupper():
        return True
    return (
        len(line.words.split()) <= MOST_WORDS
        and not any(c.isdigit() or c in ",|" for c in line.text)
        and judge(line.text).kind == OTHER
        and type_of(line.text) is None
    )


def kind_by_content(lines: list[Line]) -> str | None:
    """Return what lines without a heading we know are about, by what they say."""
    jobs = passed = spoken = trained = 0
    for n, line in enumerate(lines):
        kinds = {piece.kind for piece in pieces_of(line.text)}
        soon = any(find_periods(each.text) for each in lines[n : n + 3])
        formal = type_of(line.text) is not None and is_formal(line.text)
        found = {found.kind for found in find_words(line.text)}
        passed += formal
        dated_or_placed = EMPLOYER in kinds or soon
        jobs += not formal and TITLE in kinds and dated_or_placed
        spoken += "language" in found and len(line.words.split()) <= A_FEW_WORDS
        trained += "skill" in found
    best, kind = max(
        (jobs, "experience"), (passed, "education"), (spoken, "languages"), (trained, "training"),
        key=lambda each: each[0],
    )  # fmt: skip
    return kind if best and best >= _ENOUGH * len(lines) else None


def _usual_size(lines: list[Line]) -> float:
    sizes = sorted(x.size for x in lines if x.size for _ in range(len(x.text) // 10 + 1))
    return sizes[len(sizes) // 2] if sizes else 0.0


def _heading_follows(lines: list[Line], number: int, usual: float) -> bool:
    return any(heading_of(line, usual) for line in lines[number : number + _LOOK_AHEAD])


def _split_inline(lines: list[Line]) -> Iterator[Line]:
    """Part a heading from what stands beside it: in the next cell, or behind a colon."""
    for line in lines:
        first, *others = line.cells
        beside = "\t".join(others)
        doubtful = plain(first) in _DOUBTFUL and not (line.bold or first.isupper())
        named = section_of(first) and not section_of(beside) and not doubtful
        if beside.strip() and named and len(first) > 5:
            yield replace(line, text=first, heading=True, bold=True, places=(), bullet=False)
            yield replace(line, text=beside, places=line.places[1:], begins=False)
            continue
        yield line


def of_kinds(sections: list[Section], *kinds: str) -> Iterator[Line]:
    """Return the lines of the sections of these *kinds*."""
    return (line for section in sections if section.kind in kinds for line in section.lines)


def but_kinds(sections: list[Section], *kinds: str) -> Iterator[Line]:
    """Return the lines of all sections but those of these *kinds*."""
    return (line for section in sections if section.kind not in kinds for line in section.lines)
