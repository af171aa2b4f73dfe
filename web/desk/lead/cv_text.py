"""What a CV says, to read beside the conversation; what nobody may choose by is covered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from agency.cv.private import private_spans, without_private
from agency.services.cvs.reading import unconfirmed_fields
from agency.storage.models import Cv

# As wide whatever stands behind it: the length of a word would tell.
COVER = "█" * 8
BETWEEN = " / "


@dataclass(frozen=True)
class Part:
    """A stretch of a line; `private` is what kind of thing it says, or nothing."""

    text: str
    private: str = ""


@dataclass(frozen=True)
class CvText:
    """A CV as it is shown: its lines, and for each thing that was read the line it is from."""

    lines: list[list[Part]]
    line_of: Mapping[str, int]
    unconfirmed: frozenset[str]
    covered: bool


def cv_text(cv: Cv, *, uncovered: bool) -> CvText | None:
    """Return what *cv* says, private details covered unless they were asked for; None if unread."""
    if not cv.text:
        return None
    lines = [list(parts) for parts in _lines(cv.text, uncovered=uncovered)]
    private = any(part.private for line in lines for part in line)
    return CvText(
        lines,
        _places(cv.text, (cv.fields or {}).get("evidence") or {}),
        frozenset(unconfirmed_fields(cv)),
        covered=private and not uncovered,
    )


def _lines(text: str, *, uncovered: bool) -> Iterator[Iterator[Part]]:
    kinds = [""] * len(text)
    for span in private_spans(text):
        kinds[span.start : span.end] = [span.kind] * (span.end - span.start)
    start = 0
    for line in text.split("\n"):
        yield _parts(line, kinds[start : start + len(line)], uncovered=uncovered)
        start += len(line) + 1


def _parts(line: str, kinds: list[str], *, uncovered: bool) -> Iterator[Part]:
    start = 0
    for end in range(1, len(line) + 1):
        if end == len(line) or kinds[end] != kinds[start]:
            kind = kinds[start]
            yield Part(COVER if kind and not uncovered else line[start:end], kind)
            start = end


def _places(text: str, evidence: Mapping[str, Any]) -> dict[str, int]:
    """Return the number of the line that each thing was read from, where it can be found."""
    lines = [" ".join(line.split()) for line in without_private(text).split("\n")]
    numbers: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        numbers.setdefault(line, number)
    places = {}
    for name, each in evidence.items():
        for said in (each["line"], *each["line"].split(BETWEEN)):
            number = numbers.get(" ".join(said.split()), 0)
            if number:
                places[name] = number
                break
    return places
