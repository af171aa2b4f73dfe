"""What a line of a working life is for: it names a job, dates it, or tells about it."""

import re
from dataclasses import replace

from agency.cv.dates import find_date, find_periods, looks_like_dates, without_dates
from agency.cv.document import Line
from agency.cv.lexicon import word_set
from agency.cv.pieces import EMPLOYER, OTHER, TITLE, judge, pieces_of, title_strength

LONGEST_HEADER = 16

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
_DANGLES = re.compile(r"(?:[|,–—&/]|\s-|\b(?:at|for|of|and|the|to|with|until))\s*$")


def join_broken(lines: list[Line]) -> list[Line]:
    """Put together the lines that a narrow column has broken behind a mark that wants more."""
    joined: list[Line] = []
    for line in lines:
        before = joined[-1] if joined else None
        if before and not line.bullet and not before.bullet and _goes_on(before, line):
            joined[-1] = replace(before, text=f"{before.text} {line.text}", places=())
        else:
            joined.append(line)
    return joined


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


def may_name_job(line: Line) -> bool:
    """Say whether *line* may name a job, and does not tell about one."""
    text = line.words
    if line.bullet or len(text.split()) > LONGEST_HEADER or _PROSE.search(text):
        return False
    if (
        text.endswith((".", ";"))
        and len(text.split()) > 4
        and not text.endswith(("Ltd.", "Inc.", "Co."))
    ):
        return False
    if not is_capital(text):
        return False
    return not (_DUTY.match(text) and title_strength(text) < 2 and judge(text).kind == OTHER)


def is_capital(text: str) -> bool:
    first = next((c for c in text if c.isalnum()), "")
    return bool(first) and (first.isupper() or first.isdigit() or not first.islower())


def is_bullet_job(line: Line) -> bool:
    return line.bullet and len(line.words.split()) <= 10 and not line.words.endswith(".")
