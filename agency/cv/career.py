"""All jobs of a CV, newest first, and how long they were with children."""

import re
from datetime import date

from agency.core.experience import find_years
from agency.cv.dates import Moment
from agency.cv.document import Line
from agency.cv.job_entry import Entry
from agency.cv.job_forms import (
    entries_by_label,
    entries_in_sentences,
    entries_in_table,
    entries_line_by_line,
    entries_without_dates,
)
from agency.cv.jobs import entries_by_date
from agency.cv.lexicon import word_set
from agency.cv.reading import Evidence, Job
from agency.cv.sections import TOP, Section, of_kinds

MOST_JOBS = 40
_SAID = re.compile(
    r"[^.\n]{0,120}\b(?:children|young people|pupils|teenagers|schools?|classroom|early years|"
    r"nursery|"
    r"teaching assistant|child)\b[^.\n]{0,80}",
    re.IGNORECASE,
)


def find_jobs(sections: list[Section], evidence: dict[str, Evidence]) -> list[Entry]:
    """Return the jobs, newest first, each with its evidence."""
    entries: list[Entry] = []
    experience = [section for section in sections if section.kind == "experience"]
    for section in experience:
        entries += _entries(section.lines)
    if not entries:
        entries = _without_headings(sections)
    else:
        entries += _outside(sections, entries)
    entries = _newest_first(_once(entries))[:MOST_JOBS]
    for n, entry in enumerate(entries):
        line = " / ".join(line.words for line in entry.lines)[:300]
        evidence[f"jobs.{n}"] = Evidence(line, entry.sure)
    if entries:
        evidence["jobs"] = evidence["jobs.0"]
    return entries


def as_job(entry: Entry) -> Job:
    """Return an entry as it is told to others."""
    period = entry.period
    return Job(
        entry.title,
        entry.employer,
        str(period.start) if period and period.start else None,
        str(period.end) if period and period.end else None,
        period.current if period else entry.current,
    )


def _entries(lines: list[Line]) -> list[Entry]:
    entries, rest = entries_in_table(lines)
    labelled = entries_by_label(rest)
    if labelled:
        return entries + labelled
    dated = entries_by_date(rest)
    in_lines = list(entries_line_by_line(rest))
    if len(in_lines) > sum(entry.whole for entry in dated) + 1:
        return entries + in_lines
    told = [] if dated else list(entries_in_sentences(lines)) if lines else []
    if dated or told or entries:
        return entries + (dated or told)
    return list(entries_without_dates(rest))


def _outside(sections: list[Section], known: list[Entry]) -> list[Entry]:
    """Return the jobs that stand, two or more, under no heading or one nobody foresaw."""
    names = {(entry.employer or "").lower() for entry in known}
    found: list[Entry] = []
    for section in sections:
        if section.kind in (TOP, "other"):
            table, rest = entries_in_table(section.lines)
            whole = [e for e in (*table, *entries_by_date(rest)) if e.whole and e.sure >= 0.9]
            fresh = [entry for entry in whole if (entry.employer or "").lower() not in names]
            found += fresh if len(fresh) > 1 else []
            told = entries_in_sentences(section.lines) if section.lines and not whole else ()
            found += [e for e in told if e.period and e.period.current and not _known(e, names)]
    return found


def _known(entry: Entry, names: set[str]) -> bool:
    return (entry.employer or "").lower() in names


def _without_headings(sections: list[Section]) -> list[Entry]:
    """Return the jobs of a CV that has no section for them."""
    lines = list(of_kinds(sections, TOP, "profile", "other", "skills", "contact"))
    if not lines:
        return []
    table, rest = entries_in_table(lines)
    entries = [entry for entry in (*table, *entries_by_date(rest)) if entry.whole]
    if any(entry.sure >= 0.9 for entry in entries):
        return [entry for entry in entries if entry.sure >= 0.8]
    return list(entries_in_sentences(lines))


def _once(entries: list[Entry]) -> list[Entry]:
    seen: set[tuple[str, ...]] = set()
    kept = []
    for entry in entries:
        job = as_job(entry)
        key = tuple(str(part).lower() for part in (job.title, job.employer, job.start))
        if key not in seen:
            seen.add(key)
            kept.append(entry)
    return kept


def _newest_first(entries: list[Entry]) -> list[Entry]:
    def key(entry: Entry) -> tuple[int, int, int]:
        job, period = as_job(entry), entry.period
        end = period.end.sort_key if period and period.end else 0
        start = period.start.sort_key if period and period.start else 0
        return (0 if job.current else 1, -end, -start) if period else (2 - job.current * 2, 0, 0)

    return sorted(entries, key=key)


def years_with_children(
    entries: list[Entry], sections: list[Section], today: date, evidence: dict[str, Evidence]
) -> float | None:
    """
    Return how many years the jobs with children make together, months counted once.

    Without dated jobs it is what the CV itself says. None when it says nothing.
    """
    months: set[int] = set()
    lines: list[str] = []
    for entry in entries:
        if entry.period and entry.period.start and with_children(entry):
            months |= _months(entry, today)
            lines.append(entry.lines[0].words)
    if months:
        evidence["years_with_children"] = Evidence(" / ".join(lines)[:300], 0.85)
        return round(len(months) / 12, 1)
    if any(entry.period for entry in entries):
        return None
    text = "\n".join(line.words for line in of_kinds(sections, TOP, "profile", "experience"))
    for match in _SAID.finditer(text):
        years = find_years(match[0])
        if years and re.search(r"\d|years", match[0]):
            evidence["years_with_children"] = Evidence(match[0].strip(), 0.7)
            return years
    return None


def with_children(entry: Entry) -> bool:
    """Say whether a job was with children or young people."""
    named = f"{entry.title or ''} {entry.employer or ''}"
    if _has(named, "school_words"):
        return not (_has(named, "adult_words") and not _has(entry.title or "", "school_words"))
    if _has(named, "adult_words"):
        return False
    told = " ".join(entry.words)
    return _has(told, "school_words") and not _has(told, "adult_words")


def _has(text: str, words: str) -> bool:
    text = text.lower().replace("’", "'")
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) for word in word_set(words))


def _months(entry: Entry, today: date) -> set[int]:
    period = entry.period
    if period is None or period.start is None:
        return set()
    first = period.start.year * 12 + (period.start.month or 1)
    end = period.end or Moment(today.year, today.month)
    return set(range(first, min(_last(end), today.year * 12 + today.month) + 1))


def _last(end: Moment) -> int:
    # "2017 to 2019" without months is two years, not three.
    return end.year * 12 + (end.month or 1)
