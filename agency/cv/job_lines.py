"""What a line of a working life is for: it names a job, dates it, or tells about it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from agency.cv.dates import find_date, find_periods, looks_like_dates, without_dates
from agency.cv.document import Line
from agency.cv.headings import labelled
from agency.cv.lexicon import word_set
from agency.cv.pieces import EMPLOYER, OTHER, TITLE, judge, pieces_of, title_strength

LONGEST_HEADER = 16
MOST_BEFORE_SENTENCE = 110
LONGEST_CELL = 9

_PROSE = re.compile(r"\b(?:I|I'm|I've|my|was|were|which|where|has been|have been|we)\b")
_DUTY = re.compile(
    r"(?:[a-z]{3,14}(?:ing|ed)|responsible|duties|led|ran|taught|built|made|kept|wrote|work|lead|"
    r"manage|"
    r"support|plan|deliver|help|run|teach|assist|ensure|provide|maintain|liaise|prepare|create|"
    r"develop|"
    r"organise|supervise|main|key responsibilities|reason for leaving|to|as|the|this|in|"
    r"on)\b(?!.*\b(?:school|academy)\b)",
    re.IGNORECASE,
)
_NAMED_THE = re.compile(
    r"The(?:\s(?:of|and|&|[A-Z][\w'’-]*)){1,5}(?:,\s[A-Z][\w ]{2,30})?"
)  # "The Blue Boar"
_PERIOD_BREAKS = re.compile(r"\d\s*(?:[-–—]|\bto\b)\s*(?:[A-Z][a-z]{2,8}\.?)?\s*$")
_MONTH_LAST = re.compile(
    r"\b(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?\s*$"
)
_YEAR_FIRST = re.compile(r"\s*(?:19|20)\d\d\b")
_BETWEEN_JOBS = re.compile(r";\s|(?<=\d\))[,.]?\s(?:and\s|then\s)?(?=[A-Z])")
_EARLIER = re.compile(r"^[A-Z][a-z]{3,12}(?:\s[a-z]{3,12}){0,3}:\s")
_SENTENCE_ENDS = re.compile(r"(?<=[a-z0-9)]{3})\.\s(?=[A-Z])")
_DANGLES = re.compile(r"(?:[|,–—&/]|\s-|\b(?:at|for|of|and|the|to|with|until))\s*$")


def join_broken(lines: list[Line]) -> list[Line]:
    """Put together the lines that a narrow column has broken behind a mark that wants more."""
    joined: list[Line] = []
    for line in _split_jobs(_whole_dates(list(_parted(lines)))):
        before = joined[-1] if joined else None
        if before and not line.bullet and not before.bullet and _goes_on(before, line):
            joined[-1] = replace(before, text=f"{before.text} {line.text}", places=())
        else:
            joined.append(line)
    return joined


def _without_label(line: Line) -> Line:
    """Return "Dates: 2019 - 2021" as the dates alone."""
    said = labelled(line.text)
    if said and said[0] == "dates" and find_periods(line.text):
        return replace(line, text=said[1], places=(), bullet=False)
    return line


def _parted(lines: list[Line]) -> Iterator[Line]:
    return _without_tales(_without_label(line) for line in lines)


def _without_rail(lines: list[Line]) -> list[Line]:
    """Return *lines* without the marks of a rail that is drawn beside them and the dates."""
    plain = set()
    for n, line in enumerate(lines):
        if line.bullet and looks_like_dates(line.text) and not without_dates(line.text):
            plain |= {n, n + 1, n + 2}
    return [replace(line, bullet=False) if n in plain else line for n, line in enumerate(lines)]


def _without_tales(lines: Iterable[Line]) -> Iterator[Line]:
    """Part a job's name from what is told of it in the cell beside."""
    lines = _without_rail(list(lines))
    for n, line in enumerate(lines):
        first, *others = line.cells
        beside = " ".join(others)
        below = lines[n + 1].text if n + 1 < len(lines) else ""
        if others and first.count("(") > first.count(")") and re.fullmatch(r"[^()\t]+\).*", below):
            first, lines[n + 1] = f"{first} {below}", replace(line, text="")
        if not line.text:
            continue
        named = others and judge(first).kind in (TITLE, EMPLOYER) and not find_periods(line.text)
        if named and (beside.endswith(".") or len(beside.split()) > LONGEST_CELL):
            yield replace(line, text=first, places=())
            yield replace(line, text=beside, bullet=True, places=(), gap=False)
        else:
            yield line


def _whole_dates(lines: list[Line]) -> Iterator[Line]:
    """Put a period together that goes on in the first cell below: "Sep 2016 – Sep", "2020"."""
    held: Line | None = None
    for line in lines:
        if held is None:
            held = line
            continue
        first, *others = held.cells
        below, *beside = line.cells
        whole = f"{first} {below}"
        if (
            others
            and (not find_periods(first) or re.search(r"[-–—]\s*$", first))
            and _PERIOD_BREAKS.search(first)
            and looks_like_dates(whole)
            and find_periods(whole)
        ):
            held = replace(held, text="\t".join([whole, *others]), places=())
            if any(beside):
                yield held
                held = replace(line, text="\t".join(beside), places=())
            continue
        yield held
        held = line
    if held:
        yield held


def _split_jobs(lines: Iterable[Line]) -> Iterator[Line]:
    """Part several jobs in one line, and a dated job from the sentences behind it."""
    for line in lines:
        periods = find_periods(line.text)
        if len(periods) > 1:
            parts = [part for part in _BETWEEN_JOBS.split(line.text) if part.strip()]
            dated = [len(find_periods(part)) == 1 for part in parts]
            if len(parts) > 1 and all(dated):
                parts[0] = _EARLIER.sub("", parts[0])
                yield from (replace(line, text=part.strip(), places=()) for part in parts)
                continue
        end = _SENTENCE_ENDS.search(line.text)
        if periods and end and periods[0].ends <= end.start() <= MOST_BEFORE_SENTENCE:
            yield replace(line, text=line.text[: end.start()], places=())
            yield replace(
                line, text=f"{line.text[end.end() :].rstrip('.')}.", bullet=True, places=()
            )
            continue
        yield line


def is_gap(line: Line) -> bool:
    """Say whether *line* dates a time without a job: travel, studies, a family."""
    return says_no_job(line.text) and not any(
        piece.strength >= 3 for piece in pieces_of(line.text) if piece.kind == TITLE
    )


def says_no_job(text: str) -> bool:
    """Say whether *text* names a time without a job."""
    text = without_dates(text).lower().replace("-", " ")
    return any(re.search(rf"\b{re.escape(words)}\b", text) for words in word_set("not_jobs"))


def _goes_on(before: Line, line: Line) -> bool:
    if len(before.words) + len(line.words) > 160:
        return False
    if re.search(r"\d\s*[-–—]\s*$", before.text) or re.search(
        r"\d\s+(?:to|until)\s*$", before.text
    ):
        return bool(
            re.match(
                r"\s*(?:present|current|now|date|ongoing|\d|[A-Z][a-z]{2,8}\.? '?\d)",
                line.text,
                re.IGNORECASE,
            )
        )
    if before.text.count("(") > before.text.count(")") and ")" in line.text:
        return True
    if _MONTH_LAST.search(before.text) and _YEAR_FIRST.match(line.text):
        return True
    alone = line.words.lower().strip(".,")
    if alone in word_set("employer_tails") and before.bold == line.bold:
        return not find_periods(before.text) or not before.text.rstrip().endswith(")")
    return bool(_DANGLES.search(before.text)) and not before.text.rstrip().endswith((".", ":"))


def anchors_job(line: Line) -> bool:
    """Say whether *line* carries a job's period, and is no sentence that mentions one."""
    periods = find_periods(line.text)
    if not periods:
        return False
    rest = without_dates(line.text)
    if not rest.strip(" .()"):
        return True
    if _PROSE.search(rest) or len(rest.split()) > LONGEST_HEADER:
        return False
    if line.bullet and not is_capital(rest.strip()):
        return False
    return not (
        rest.rstrip().endswith(".")
        and len(rest.split()) > 7
        and not title_strength(pieces_of(line.text)[0].text)
    )


def is_dated_once(line: Line) -> bool:
    if line.bullet or _PROSE.search(line.text) or len(line.text.split()) > LONGEST_HEADER:
        return False
    return (
        looks_like_dates(line.text)
        or bool(find_date(line.cells[0]) and looks_like_dates(line.cells[0]))
        or bool(
            find_date(line.text) and any(p.kind in (TITLE, EMPLOYER) for p in pieces_of(line.text))
        )
    )


def names_whole_job(line: Line) -> bool:
    kinds = {piece.kind for piece in pieces_of(line.text)}
    return TITLE in kinds and bool(kinds & {EMPLOYER, OTHER})


def may_name_job(line: Line) -> bool:
    """Say whether *line* may name a job, and does not tell about one."""
    text = line.words
    if said := labelled(line.text):
        return said[0] in (TITLE, EMPLOYER, "address")
    if line.bullet or len(text.split()) > LONGEST_HEADER or _PROSE.search(text):
        return False
    if text.endswith((".", ";", "!")) and not text.endswith(("Ltd.", "Inc.", "Co.")):
        return False
    if not is_capital(text):
        return False
    if _NAMED_THE.fullmatch(text):
        return True
    return not (_DUTY.match(text) and title_strength(text) < 2 and judge(text).kind == OTHER)


def tells(line: Line) -> bool:
    """Say whether *line* is a sentence about somebody."""
    return bool(_PROSE.search(line.text))


def is_capital(text: str) -> bool:
    first = next((c for c in text if c.isalnum()), "")
    return bool(first) and (first.isupper() or first.isdigit() or not first.islower())


def is_bullet_job(line: Line) -> bool:
    return line.bullet and len(line.words.split()) <= 10 and not line.words.endswith(".")
