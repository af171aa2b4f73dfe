"""What one line, or one sentence, says was passed."""

import re
from collections.abc import Iterator
from dataclasses import replace

from agency.cv.certificates import (
    apart,
    is_formal,
    join_listed,
    read_certificate,
    read_status,
    type_of,
)
from agency.cv.dates import find_year, without_dates
from agency.cv.document import Line
from agency.cv.grades import split_grade
from agency.cv.reading import Qualification
from agency.cv.school_subjects import SCHOOL, Found, read_subjects

NOT_YET = re.compile(
    r"^no\s|\bCSE (?:awareness|training)\b|"
    r"\b(?:working towards|hoping to|hope to|would like to|plan to|applying for|interested in)\b",
    re.IGNORECASE,
)


# "CSE grade 1 in Technical Drawing"
_GRADE_IN = re.compile(
    r"\b(GCSE|CSE|O[ -]Level|A[ -]Level|Higher)\s(?:at\s)?grade\s([A-G]\*?|\d)\sin\s"
    r"([A-Z][\w& ]{2,40})",
    re.IGNORECASE,
)
_BASIC_KIND = re.compile(r"\b(?:functional|key|essential|basic) skills\b", re.IGNORECASE)
_BASIC_SUBJECT = re.compile(
    r"\b(?:english|literacy|maths?|mathematics|numeracy|ict|it|communication|welsh)\b",
    re.IGNORECASE,
)
_BASIC_ALONE = re.compile(
    r"^\W*(?:level\s\d\s)?(?:english|maths?|numeracy|literacy)\s(?:and|&|\+)\s(?:level\s\d\s)?"
    r"(?:english|maths?|numeracy|literacy)\b",
    re.IGNORECASE,
)
_LEVEL_BEFORE = re.compile(r"\b(?:level|l)\s?([1-3])\s$", re.IGNORECASE)
_LEVEL = re.compile(r"\W{0,3}\b(?:level|l)\s?([1-3])\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?:(?<=[a-z0-9)]{2})|(?<=\)))[.!]\s|\n(?=[A-Z])")
_A_SUBJECT = re.compile(r"[A-Z][a-z]+(?:\s[A-Z][a-z]+){0,2}(?:\s\(?[A-G1-9]\*?\)?)?")
_CLAUSES = re.compile(r",\s(?!\d)|;\s|\s(?:and|with|then|plus|also|before|after)\s")
_CLAUSE_ENDS = re.compile(
    r"\s(?:in|from|at|of|for|by|since|when|where|which|that|while)\s*$", re.IGNORECASE
)


def of_line(text: str, line: Line, *, formal: bool) -> Iterator[Found]:
    """Return what *text*, a line or a part of it, says was passed; *formal* leaves out training."""
    bare = without_dates(text)
    if told := _GRADE_IN.search(bare):
        bare = f"{bare[: told.start()]}{told[1]} {told[3]} ({told[2]})"
    if basic := list(_basic_skills(bare, line)):
        yield from basic
        return
    school = SCHOOL.search(bare)
    if (
        school
        and not school["count"]
        and re.fullmatch(r"[\s:,.()–-]*s?", SCHOOL.sub("", bare, count=1))
    ):
        return
    if school and (many := list(read_subjects(bare, school, line))):
        yield from many
    elif (not formal or is_formal(bare)) and (one := read_certificate(bare)):
        if school and one.grade is None and SCHOOL.fullmatch(one.name):
            return  # the subjects stand below
        yield Found(one, line, 0.9)
        if also := read_status(bare, one):
            yield Found(also, line, 0.85)


def _basic_skills(text: str, line: Line) -> Iterator[Found]:
    """Return each of "Functional Skills English and Maths Level 2"; nothing where it is one."""
    kind = _BASIC_KIND.search(text)
    subjects = list(_BASIC_SUBJECT.finditer(text))
    if not kind and (SCHOOL.search(text) or not _BASIC_ALONE.search(text)):
        return
    if len({each[0].lower() for each in subjects}) < 2 or not (level := _LEVEL.search(text)):
        return
    grade = split_grade(text)[1]
    for each in subjects:
        subject = each[0] if each[0].isupper() else each[0].capitalize()
        own = _LEVEL.match(text, each.end()) or _LEVEL_BEFORE.search(text[: each.start()])
        said = f"Level {(own or level)[1]}"
        name = f"{kind[0]} {subject} {said}" if kind else f"{said} {subject}"
        yield Found(Qualification(name, grade, int((own or level)[1])), line, 0.9)


def told_in_prose(lines: list[Line]) -> Iterator[Found]:
    """Return what sentences say was passed: "I did my NVQ Level 3 Childcare in 2019 and …"."""
    for sentence in _SENTENCE.split("\n".join(x.words for x in lines)):
        if NOT_YET.search(sentence) or not is_formal(sentence):
            continue
        line = replace(lines[0], text=" ".join(sentence.split())[:300])
        carried: int | None = None
        for clause in _clauses(line.text):
            said, kind = find_year(clause), type_of(clause)
            if kind is None or not is_formal(clause):
                carried = said or carried  # "left school in 2016 with …"
                continue
            year, carried = said or carried, None if said else carried
            named = _CLAUSE_ENDS.sub("", without_dates(clause[clause.find(kind[0]) :]))
            for each in of_line(named, line, formal=True):
                yield replace(each, qualification=replace(each.qualification, year=year), sure=0.75)


def _clauses(sentence: str) -> Iterator[str]:
    """Return the parts of a sentence; subjects in a row stay with what they are subjects of."""
    held = ""
    for clause in _CLAUSES.split(join_listed(sentence)):
        goes_on = bool(held) and _A_SUBJECT.fullmatch(clause) and type_of(clause) is None
        if held and not goes_on:
            yield apart(held)
        held = f"{held}, {clause}" if goes_on else clause
    yield apart(held)
