"""A CV's lines under what they are about."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from agency.cv.certificates import type_of
from agency.cv.document import Line
from agency.cv.headings import plain, section_of
from agency.cv.pieces import OTHER, judge

TOP = "top"
_LOOK_AHEAD = 6
_INLINE = re.compile(r"^([A-Z][^:\t]{3,30}):\s(?=\S)")
# A line of one of these words is as often a label, a cell or a sentence as a heading.
_DOUBTFUL_WORDS = """
    details language reference address summary statement certification exams driving checks care
    awards school
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
    heads = [line.size for line in lines if heading_of(line, usual)]
    for number, line in enumerate(lines):
        if line.edge:
            sections[0].lines.append(line)
            continue
        if line.begins and sections[-1].kind != TOP and _heading_follows(lines, number, usual):
            sections.append(Section(TOP))
        if inline := _INLINE.match(line.text):
            beside = section_of(inline[1])
            if beside in ("languages", "training", "skills"):
                before = sections[-1].kind
                sections += [Section(beside, inline[1], [line]), Section(before)]
                continue
        kind = heading_of(line, usual)
        if kind is None and line.size > 1.5 * usual > 0 and sections[-1].kind == "references":
            # Who begins with the largest letters begins to speak of themselves.
            sections.append(Section(TOP))
        below = sections[-1].kind != TOP and bool(sections[-1].lines)
        if kind is None and below and _looks_like_heading(line, heads, usual):
            kind = "other"
        if kind:
            sections.append(Section(kind, line.words))
        else:
            sections[-1].lines.append(line)
    return [section for section in sections if section.lines or section.heading]


def heading_of(line: Line, usual: float) -> str | None:
    """Return what *line* is the heading of; None when it is none."""
    filled = [cell for cell in line.cells if cell]
    if len(filled) != 1 or line.bullet:
        return None
    kind = section_of(filled[0])
    if kind is None:
        return None
    stands_out = line.bold or line.heading or filled[0].isupper() or line.size > usual * 1.1
    if plain(filled[0]) in _DOUBTFUL and not (stands_out or filled[0].endswith(":")):
        return None
    return kind


def _looks_like_heading(line: Line, heads: list[float], usual: float) -> bool:
    """Say whether *line*, of words nobody foresaw, looks like the headings of this CV."""
    alike = sum(abs(size - line.size) < 0.2 for size in heads)
    return (
        alike >= 3
        and line.size > 1.12 * usual > 0
        and not line.bullet
        and len(line.cells) == 1
        and len(line.words.split()) <= 4
        and not any(c.isdigit() or c in "@,|" for c in line.text)
        and judge(line.text).kind == OTHER
        and type_of(line.text) is None
    )


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
        if beside.strip() and section_of(first) and not section_of(beside) and len(first) > 5:
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
