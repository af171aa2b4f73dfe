"""Whose CV it is: the name, by where it stands, how it looks and what the address says."""

import re
from dataclasses import dataclass
from itertools import pairwise

from agency.cv.document import Line
from agency.cv.lexicon import counties, find_words, places, word_set
from agency.cv.reading import Evidence
from agency.cv.sections import Section
from agency.cv.written_names import CV, bare_name, fits, fits_address, tidy_name

FIRST_LINES = 14
LAST_LINE = 80
ENOUGH = 1.2
STRONG = 3.0
SAME_SIZE = 0.5
_GREETINGS = frozenset(["thanks", "regards", "hello", "hi", "dear", "cheers", "yours", "sincerely"])
_ELSEWHERE = frozenset(
    ["skills", "training", "languages", "education", "experience", "interests", "references"]
)

_INTRODUCED = re.compile(
    r"\b(?:my name is|name\s?[:–-]|i am called|"
    r"^\W{0,3}(?:(?:hi|hiya|hello|hey)(?: there)?\W{1,3})?(?:i'?m|i am|this is))\s{1,3}(.{2,60})",
    re.IGNORECASE,
)
_LAST_FIRST = re.compile(
    r"((?:[a-z]{2,3}\s){0,2}[^\W\d_][\w'’-]+(?:\s[A-Z][\w'’-]+)?),\s([A-Z](?:[^\W\d_A-Z]|['’-][A-Z]?)+(?:\s[A-Z][^\W\d_A-Z'’.-]*){0,2})"
)
_LABEL = re.compile(
    r"^\s{0,3}((?:full |candidate |first )?name(?:\(?s\)?)?[^:\t]{0,30})[:\t]\s{0,3}(.+)",
    re.IGNORECASE,
)
_PART_OF_NAME = re.compile(
    r"\b(?:(?P<last>surname|family name|last name)|(?:fore|first |given |christian )names?)"
    r"(?:\s?\(s\))?\s?[:\t]{1,2}\s{0,3}(?P<value>[^\t:|,;\n]{2,40})",
    re.IGNORECASE,
)


_OF_WHOM = re.compile(r"\s{0,3}(?:of|for|by)\s(.{3,60})")


@dataclass(frozen=True)
class _Candidate:
    name: str
    line: Line
    score: float


def find_person(
    sections: list[Section], email: str | None, filename: str, evidence: dict[str, Evidence]
) -> str | None:
    """Return the name the CV is headed with; nothing where no line is likely enough."""
    candidates = [
        each for each in _candidates(sections, email or "", filename) if each.score >= ENOUGH
    ]
    if not candidates:
        return None
    best = max(candidates, key=lambda each: each.score)
    best = _fuller(best, candidates)
    evidence["name"] = Evidence(best.line.words, min(0.99, round(0.6 + best.score / 12, 2)))
    return _parted(best.name, email or "")


def _fuller(best: _Candidate, candidates: list[_Candidate]) -> _Candidate:
    """Return the candidate that says in full what *best*, "P. Example", begins with a letter."""
    first, *others = best.name.split()
    if len(first.strip(".")) > 1 or not others:
        return best
    for each in sorted(candidates, key=lambda one: -one.score):
        words = each.name.split()
        same = len(words) > 1 and words[-1] == others[-1] and words[0][:1] == first[:1]
        if same and len(words[0].strip(".")) > 1:
            return each
    return best


def _parted(name: str, email: str) -> str:
    """Part a name that spread letters have run together, where the address says how."""
    pieces = [bare_name(piece) for piece in re.split(r"[^a-z]+", email.lower()) if len(piece) > 1]
    for first, last in pairwise(pieces):
        if bare_name(name) == first + last and " " not in name:
            return tidy_name(f"{name[: len(first)]} {name[len(first) :].capitalize()}") or name
    return name


def _in_parts(lines: list[Line]) -> tuple[str, Line] | None:
    """Return the name of a form that asks for its two parts: "Surname", "Forename(s)"."""
    parts: dict[str, tuple[str, Line]] = {}
    for line in lines[:LAST_LINE]:
        for match in _PART_OF_NAME.finditer(line.text):
            part = "last" if match["last"] else "first"
            parts.setdefault(part, (match["value"].strip(" .:"), line))
    if len(parts) < 2:
        return None
    return f"{parts['first'][0]} {parts['last'][0]}", parts["first"][1]


def _candidates(sections: list[Section], email: str, filename: str) -> list[_Candidate]:
    placed = [(line, section.kind) for section in sections for line in section.lines]
    lines = [line for line, _ in placed]
    biggest = max((line.size for line in lines), default=0.0)
    sizes = sorted(line.size for line in lines)
    usual = sizes[len(sizes) // 2] if sizes else 0.0
    stands_out = biggest > usual * 1.2
    found: list[_Candidate] = []
    if (asked := _in_parts(lines)) and (name := tidy_name(asked[0])):
        found.append(_Candidate(name, asked[1], 9.0))
    for n, line in enumerate(lines):
        big = stands_out and line.size >= biggest * 0.93
        early = n < FIRST_LINES or big or line.begins or bool(_LABEL.match(line.text))
        if n >= LAST_LINE and not early:
            continue
        for place, (text, labelled) in enumerate(_texts(lines, n, email, big=big, early=early)):
            name = tidy_name(text)
            if name is None or not (early or fits_address(name, email) > STRONG):
                continue
            score = 2.2 - 0.13 * min(n, 12) - 0.2 * place
            score += 2.5 * big + 3.0 * labelled + 0.8 * line.heading + 0.3 * line.bold
            score += fits_address(name, email) + 0.5 * fits(name, filename)
            score -= _reads_as_something_else(name) + 1.5 * (placed[n][1] in _ELSEWHERE)
            score += 0.4 * (1 < len(name.split()) < 5)
            found.append(_Candidate(name, line, score))
    return found


def _texts(
    lines: list[Line], n: int, email: str, *, big: bool, early: bool
) -> list[tuple[str, bool]]:
    """Return what in a line may be the name, and whether it is said to be."""
    line = lines[n]
    if labelled := _LABEL.match(line.text):
        return [(labelled[2].split("\t")[0], True)]
    if introduced := _INTRODUCED.search(line.text.replace("’", "'")):
        name = re.split(r"[,.;\t(]|\s(?:and|but|from|an?)\s", introduced[1])[0]
        return [(name, len(name.split()) > 1)]
    texts: list[tuple[str, bool]] = []
    if n and CV.search(lines[n - 1].text) and (named := _OF_WHOM.match(line.text)):
        return [(named[1], True)]
    if 1 < len(line.cells) < 5 and all(cell.isalpha() and cell.isupper() for cell in line.cells):
        texts.append((line.words, False))  # letters set so far apart that words are cells
    after = lines[n + 1] if n + 1 < len(lines) else None
    if (
        big
        and after
        and abs(after.size - line.size) < 0.5
        and len((line.words + after.words).split()) <= 4
    ):
        texts.append((f"{line.words} {after.words}", False))
    if early and after and _two_halves(line, after, email):
        texts.append((f"{line.cells[0]} {after.cells[0]}".replace("- ", "-"), False))
    said = bool(CV.search(line.text)) and bool(CV.sub("", line.text).strip(" -–:|"))
    texts += [
        (cell.strip(" _"), said)
        for cell in re.split(r"[\t|•·]|\s[-–—]\s", line.text)
        if cell.strip()
    ]
    turned = (_LAST_FIRST.fullmatch(text.strip(" _")) for text in (line.words, *line.cells))
    return texts + [
        (f"{match[2]} {match[1]}", False)
        for match in turned
        if match
        and not any(
            part.lower() in (places() | dict.fromkeys(counties())) for part in match.groups()
        )
    ]


def _two_halves(line: Line, after: Line, email: str) -> bool:
    """Say whether the last name stands below the first one, written like it."""
    first, last = line.cells[0], after.cells[0].replace("- ", "-")
    near = abs(after.size - line.size) < 0.3 * max(line.size, 1.0)
    alike = near and first.isupper() == last.isupper()
    stands_out = last.isupper() and not first.isupper() and after.size >= line.size
    if not (alike or stands_out) or first.lower() in _GREETINGS:
        return False
    if len(first.split()) > 1 + stands_out or not first.replace(" ", "").isalpha():
        return False
    if (
        len(last.split()) > 2
        or line.words in last
        or not re.fullmatch(r"[A-Z][^\W\d_'’-]*(?:['’ -][^\W\d_]+){0,3}", last)
    ):
        return False
    if _reads_as_something_else(f"{first} {last}") or _reads_as_something_else(last) > 1:
        return False
    if stands_out:
        return True
    return (
        fits_address(last, email) > 0 or line.words.isupper() or fits_address(line.words, email) > 0
    )


def _reads_as_something_else(name: str) -> float:
    words = name.lower().split()
    against = 0.0
    if words[-1] in word_set("title_heads") or words[0] in ("senior", "experienced", "qualified"):
        against += 2.2
    if any(word in word_set("employer_words") for word in words):
        against += 1.2
    if any(
        found.kind in ("role", "occupation", "need", "setting", "skill", "language")
        and found.end - found.start > len(name) / 2
        for found in find_words(name)
    ):
        against += 2.5
    if name.lower() in places() or name.lower() in counties():
        against += 2.5
    if len(words) == 1:
        against += 0.9
    return against
