"""Qualifications with grade, level and year: a line each, in a table, or many in one line."""

import re
from collections.abc import Iterator
from dataclasses import replace

from agency.cv.broken_certificates import join_certificates
from agency.cv.certificate_lines import NOT_YET, of_line, told_in_prose
from agency.cv.certificates import (
    is_institution,
    level_of,
    type_of,
)
from agency.cv.dates import find_year, looks_like_dates, without_dates
from agency.cv.document import Line
from agency.cv.grades import read_grade
from agency.cv.headings import is_column_title, label_of
from agency.cv.job_lines import tells
from agency.cv.lexicon import find_words
from agency.cv.reading import Evidence, Qualification
from agency.cv.school_subjects import (
    SCHOOL,
    Found,
    all_graded,
    opens_group,
    school_subject,
    split_subjects,
)
from agency.cv.sections import TOP, Section
from agency.cv.statements import statements_of

MOST = 60
MOST_WORDS = 26  # of a line that names certificates where no heading says so
_BEHIND = re.compile(r"[,\t|·]|\s[-–—]\s")

# School subjects told line by line: of which kind, in which year, and whether one was told.
type _Group = tuple[str, int | None, bool]


def find_qualifications(
    sections: list[Section], evidence: dict[str, Evidence]
) -> list[Qualification]:
    """Return what the CV says was passed, in its order."""
    kept: list[Qualification] = []
    for each in _found(sections):
        if not any(_same(each.qualification, other) for other in kept) and len(kept) < MOST:
            evidence[f"qualifications.{len(kept)}"] = Evidence(each.line.words[:300], each.sure)
            kept.append(each.qualification)
    if kept:
        evidence["qualifications"] = evidence["qualifications.0"]
    return kept


def _found(sections: list[Section]) -> list[Found]:
    """Return what the sections for it say; else what the top says; else what sentences say."""
    found: list[Found] = []
    for section in sections:
        if section.kind == "education":
            found += _read(section.lines, formal=False)
        elif section.kind in ("training", "skills", "other"):
            found += _read(section.lines, formal=True)
    if found:
        return found
    for section in sections:
        if section.kind in (TOP, "profile", "experience"):
            said = [x for x in section.lines if len(x.words.split()) < MOST_WORDS and not tells(x)]
            found += _read(said, formal=True)
    if found:
        return found
    for section in sections:
        if section.kind in (TOP, "profile", "other", "education"):
            found += told_in_prose(section.lines)
    return found


def _same(one: Qualification, other: Qualification) -> bool:
    return one.name.lower() == other.name.lower() and (
        one.year == other.year or None in (one.year, other.year)
    )


def _read(lines: list[Line], *, formal: bool) -> Iterator[Found]:  # noqa: C901  one walk
    whole = [line for line in join_certificates(lines) if not _is_table_head(line)]
    lines = list(statements_of(whole))
    years_above = _years_stand_above(lines)
    year_above: int | None = None
    year_beside: int | None = None  # of the row that certificates without a year go on
    group: _Group | None = None
    for n, line in enumerate(lines):
        text = _value(line.text)
        if NOT_YET.search(text):
            continue
        year = find_year(text)
        after = _value(lines[n + 1].text) if n + 1 < len(lines) else ""
        found = list(of_line(text, line, formal=formal))
        if not found:
            if (
                group
                and (subjects := list(split_subjects(_graded(without_dates(text)))))
                and all_graded(subjects)
            ):
                yield from (
                    school_subject(group[0], s, g, year or group[1], line) for s, g in subjects
                )
                group = (group[0], group[1], True)
                continue
            if group and not group[2]:
                yield _alone(group, lines[n - 1])
            opens = opens_group(text)
            if opens and not year:
                year = year_above if years_above else _year_of_school(lines, n)
                year = year or _year_below_subjects(lines[n + 1 : n + 12])
            group = (opens, year, False) if opens else None
            year_above = find_year(text) or year_above
            continue
        if group and not group[2] and group[0] not in found[0].qualification.name:
            yield _alone(group, lines[n - 1])
        group = None
        if len(line.cells) > 1 and looks_like_dates(line.cells[0]):
            year_beside = year
        elif line.gap or len(line.cells) > 1:
            year_beside = None
        if not year:
            year = year_beside or (year_above if years_above else None)
        if not year and not years_above:
            year = _year_below(lines[n + 1 : n + 5])
        for each in found:
            grade = each.qualification.grade
            if grade is None and len(found) == 1 and after:
                grade = _grade_below(lines[n + 1 : n + 5])
            yield replace(each, qualification=replace(each.qualification, year=year, grade=grade))
    if group and not group[2]:
        yield _alone(group, lines[-1])


def _year_of_school(lines: list[Line], n: int) -> int | None:
    """Return the year that the school's own line above says."""
    above = lines[n - 1] if n else None
    if above is None or type_of(above.text):
        return None
    parts = re.split(r"[,\t|]", without_dates(above.text))
    return find_year(above.text) if any(map(is_institution, parts)) else None


def _year_below_subjects(lines: list[Line]) -> int | None:
    """Return the year that stands alone below the subjects of one kind of exam."""
    for n, line in enumerate(lines):
        bare = without_dates(line.text)
        if n and not bare and line.text:
            return find_year(line.text)
        if not all_graded(list(split_subjects(_graded(bare)))):
            return None
    return None


def _graded(text: str) -> str:
    """Return a row of a subject and its grade as one: "History", "7"."""
    subject, *cells = text.split("\t")
    return f"{subject} {cells[0]}" if len(cells) == 1 and read_grade(cells[0]) else text


def _alone(group: _Group, line: Line) -> Found:
    """Return "A Levels" where no subjects are told."""
    return Found(Qualification(f"{group[0]}s", None, level_of(group[0]), group[1]), line, 0.7)


def _value(text: str) -> str:
    """Return *text* without the label before it."""
    match = re.match(r"^\s{0,3}([^:\t]{2,60}?)\s{0,2}[:\t]\s{0,3}(.+)$", text)
    if match and label_of(match[1]) in ("qualification", "grade", "dates", "institution"):
        return match[2]
    return text


def _is_table_head(line: Line) -> bool:
    titles = sum(map(is_column_title, line.cells))
    return len(line.cells) > 1 and titles >= max(2, len(line.cells) - 1)


def _years_stand_above(lines: list[Line]) -> bool:
    for line in lines:
        if type_of(_value(line.text)) or SCHOOL.search(line.text):
            return False
        if find_year(_value(line.text)):
            return True
    return False


def _below(lines: list[Line]) -> Iterator[str]:
    """Return what is said below a certificate, short of the next one."""
    for line in lines:
        text = _value(line.text)
        if type_of(text) or SCHOOL.search(text):
            return
        if any(found.kind == "skill" for found in find_words(text)):
            return  # another training with a date of its own
        yield text


def _year_below(lines: list[Line]) -> int | None:
    return next((year for text in _below(lines) if (year := find_year(text))), None)


def _grade_below(lines: list[Line]) -> str | None:
    for text in _below(lines):
        bare = without_dates(text)
        if grade := read_grade(bare):
            return grade
        # "City College Norwich - Grade B": where, and behind it how well.
        where, *behind = (part.strip() for part in _BEHIND.split(bare))
        grades = [grade for part in behind if len(part) > 1 and (grade := read_grade(part))]
        if grades and is_institution(where):
            return grades[-1]
    return None
