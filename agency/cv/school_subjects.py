"""School subjects, many in a line: "9 GCSEs A*-C including English (B)"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agency.cv.certificates import is_institution, is_place, level_of, type_of
from agency.cv.dates import without_dates
from agency.cv.document import Line
from agency.cv.grades import read_grade
from agency.cv.lexicon import word_set
from agency.cv.reading import Qualification

SCHOOL = re.compile(
    r"(?P<count>\b(?:\d{1,2}|[a-z]{3,6})\s)?\b(?P<type>i?gcse(?:'?s)?|o['’]?[ -]levels?|cses?|"
    r"a['’]?[ "
    r"-]levels?|as[ -]levels?|"
    r"(?:advanced |scottish )?highers|national 5s?|standard grades?)\b(?:\s(?:qualifications?|"
    r"results?|passes|level))?",
    re.IGNORECASE,
)
_TYPES = {"gcse": "GCSE", "igcse": "IGCSE", "o level": "O Level", "cse": "CSE",
          "a level": "A Level",
          "as level": "AS Level", "higher": "Higher", "scottish higher": "Scottish Higher",
          "advanced higher": "Advanced Higher", "national 5": "National 5",
          "standard grade": "Standard Grade"}  # fmt: skip
_INCLUDING = re.compile(
    r"\b(?:including|includes|incl?\b\.?|such as|in)(?:\b|(?<=\.))[:\s]*", re.IGNORECASE
)
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13,
}  # fmt: skip
_COUNT_BEHIND = re.compile(
    r"^\W{0,3}(?:x\s?)?(?P<count>\d{1,2}|[a-z]{3,8})\b(?!\s?[-–]\s?\d)"
    r"(?=\s(?:passes|at|with|grades?|includ|incl?\b|subjects|\()|\s?[(:,]|\s*\t|\s?$)(?:\spasses)?",
    re.IGNORECASE,
)
_OR_ABOVE = re.compile(
    r"\b(?:at )?(?:grades? )?([A-G]\*?|[1-9])\s(?:or|and)\s(?:above|higher|better|over)\b",
    re.IGNORECASE,
)
_SO_MANY_SUBJECTS = re.compile(r"\bin (\w{2,8}) subjects\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\(([^()]*)\)?")
_TOGETHER = re.compile(r"(?:^|[\t(])\s*([A-EU]\*?(?:[;,]?\s?[A-EU]\*?){1,11})\s*(?=[\t)]|$)")
_PAIRS = re.compile(
    r"\b(Health|Art|Design|Religion|Child Development|Hospitality|Food|Travel|Media|"
    r"Performing Arts) & (?=[A-Z])"
)
_WRITTEN_SHORT = {
    "eng": "English", "english lang": "English Language", "eng lang": "English Language",
    "english lit": "English Literature", "eng lit": "English Literature", "lit": "Literature",
    "math": "Maths",
}  # fmt: skip
_RANGE = re.compile(
    r"\(?\b(?:grades?\s)?([A-G]\*?\s?(?:[-–]|to)\s?[A-G]\*?|[1-9]\s?(?:[-–]|"
    r"to)\s?[1-9])(?![\w])\)?",
    re.IGNORECASE,
)
_CORE = (
    r"(english(?: lang\w*| lit\w*)?|maths?|mathematics|science|french|history|geography|art|ict|re)"
)
_CORE_ONE = re.compile(rf"{_CORE}\s\(?([A-GU]\*?|[1-9])\)?(?!\w)", re.IGNORECASE)
_CORE_RUN = re.compile(
    rf"(?:{_CORE}\s\(?(?:[A-GU]\*?|[1-9])\)?(?:\s(?:and\s)?)?){{2,12}}", re.IGNORECASE
)
_SUBJECTS = re.compile(r"[,;•·|\t]|\s/\s|\band\b(?=\s[A-Z])|&(?=\s[A-Z])")
_SUBJECT = re.compile(
    r"^(?P<name>(?-i:[A-Z])[A-Za-zÀ-ÿ&:'’/. ()-]{1,45}?)\s{0,2}(?:[-–:=(]|\s)\s{0,2}(?:grade\s)?"
    r"(?P<grade>[A-GNU]\*?(?:[A-G]\*?){0,2}|[1-9](?:\s?[-–/ ]\s?[1-9])?|distinction|merit|"
    r"pass)\s{0,2}\)?$",
    re.IGNORECASE,
)


_A_SCHOOL = re.compile(r"\b(?:Ysgol|Coleg|Coláiste|Scoil|School|College|Academy|Sixth Form)\b")
_SCHOOL_NAME = re.compile(
    r"(?:^|\s[-–—]\s|\s(?:at|from)\s)[A-Z][\w'’.& -]{1,50}\b"
    r"(?:College|School|Academy|University|Sixth Form|Institute|Grammar|Comprehensive)$"
)


@dataclass(frozen=True)
class Found:
    qualification: Qualification
    line: Line
    sure: float


def read_subjects(  # noqa: C901  the many ways of one line
    text: str, school: re.Match[str], line: Line
) -> Iterator[Found]:
    """Return the several school subjects of one line: "9 GCSEs A*-C including English (B)"."""
    kind = _kind(school["type"])
    before, after = text[: school.start()].strip(" ,:\t–-"), text[school.end() :].strip(" ,:\t–-")
    count = _as_number(school["count"])
    if count is None and (behind := _COUNT_BEHIND.match(after)):
        count = _as_number(behind["count"])
        after = after[behind.end() :] if count else after
    if count is None and (told := _SO_MANY_SUBJECTS.search(after)):
        count = _as_number(told[1])
        after = f"{after[: told.start()]} {after[told.end() :]}" if count else after
    after = _BRACKETS.sub(_without_place, after)
    least = _OR_ABOVE.search(after)
    if least:
        after = f"{after[: least.start()]} {after[least.end() :]}"
    spread = _RANGE.search(after)
    begun = _INCLUDING.search(after)
    before_the_list = spread and begun and spread.start() < begun.start()
    alone = spread is not None and spread.start() <= 1
    if (
        spread
        and not (before_the_list or alone)
        and all_graded(list(split_subjects(_listed(after))))
    ):
        spread = None  # the two grades of a double award
    grades = _spread(spread, least)
    rest = _RANGE.sub(" ", after, count=1) if spread else after
    including = _INCLUDING.search(rest)
    subjects = _same_grade(list(split_subjects(_listed(rest))), rest)
    grades, subjects = _graded_together(rest, subjects, count, grades)
    plural = school["type"].lower().rstrip("'").endswith("s") or count is not None
    plural = plural or text[school.end() :].lstrip().startswith(":")
    if not plural and len(subjects) > 1 and not all_graded(subjects) and not _core(subjects):
        return
    if not plural and len(subjects) <= 1:
        return
    if before and not school["count"] and not plural and not all_graded(subjects):
        return
    several = count is not None and count > len(subjects)
    listed = including is not None and including[0].strip().lower() != "in"
    if plural and (several or ((listed or grades) and not all_graded(subjects))):
        name = f"{count} {kind}s" if count else f"{kind}s"
        ungraded = subjects and not any(grade for _, grade in subjects)
        if ungraded and listed:
            # The whole is one thing: what is said of it holds for these subjects as well.
            yield Found(
                _qualification(f"{name} including {_and(subjects)}", grades, kind), line, 0.8
            )
            return
        yield Found(_qualification(name, grades, kind), line, 0.8)
    for subject, grade in subjects:
        if not subject or (grade is None and is_place(subject) and not _is_language(subject)):
            continue
        yield school_subject(kind, subject, grade, None, line)
    if not subjects and not (listed or several):
        grade = read_grade(rest) or grades
        if grade or count:
            name = f"{count} {kind}s" if count else f"{kind}s"
            yield Found(_qualification(name, grade, kind), line, 0.8)


def _graded_together(
    text: str, subjects: list[tuple[str, str | None]], count: int | None, grades: str | None
) -> tuple[str | None, list[tuple[str, str | None]]]:
    """Give each subject its letter of "English, Maths, French | ABB", or all of them to a sum."""
    last = subjects[-1][1] if subjects else None
    if last and len(subjects) > 2 and not any(grade for _, grade in subjects[:-1]):
        own = re.findall(r"[A-EU]\*?", last)
        if len(own) == len(subjects):  # "Biology, Chemistry, Maths (BBC)"
            return grades, [(name, grade) for (name, _), grade in zip(subjects, own, strict=True)]
    letters = _TOGETHER.search(text)
    if letters is None:
        return grades, subjects
    each = re.findall(r"[A-EU]\*?", letters[1])
    plain = [subject for subject, grade in subjects if grade is None]
    if len(each) > 1 and len(plain) == len(each) and len(subjects) == len(each):
        return grades, list(zip(plain, each, strict=True))
    if count == len(each) and not plain:
        return "".join(each), []
    return grades, subjects


def _without_place(match: re.Match[str]) -> str:
    """Leave out brackets that say where: "(Example School)", "(Exampletown)"."""
    inside = match[1].strip()
    return (
        " " if is_place(inside) or is_institution(inside) or _A_SCHOOL.search(inside) else match[0]
    )


def _same_grade(subjects: list[tuple[str, str | None]], text: str) -> list[tuple[str, str | None]]:
    """Give both subjects of "English & Maths grade C" that grade."""
    joined = re.search(r"\s(?:and|&)\s", text) and not re.search(r"[,\t;]", text)
    if joined and len(subjects) == 2 and subjects[1][1] and not subjects[0][1]:
        return [(subject, subjects[1][1]) for subject, _ in subjects]
    return subjects


def _qualification(name: str, grade: str | None, kind: str) -> Qualification:
    return Qualification(name, grade, level_of(kind))


def _and(subjects: list[tuple[str, str | None]]) -> str:
    *first, last = (subject for subject, _ in subjects)
    return f"{', '.join(first)} and {last}" if first else last


def _as_number(written: str | None) -> int | None:
    """Return how many "9" or "nine" is; None for another word."""
    written = (written or "").strip().lower()
    return int(written) if written.isdigit() else _NUMBERS.get(written)


def _spread(spread: re.Match[str] | None, least: re.Match[str] | None) -> str | None:
    if least:
        return f"{least[1].upper()} or above"
    if spread is None:
        return None
    return spread[1].upper().replace(" TO ", "-").replace("–", "-").replace(" ", "")


def _is_language(subject: str) -> bool:
    return subject.lower() in word_set("languages")


def _listed(text: str) -> str:
    including = _INCLUDING.search(text)
    listed = (text[including.end() :] if including else text).strip(" :,(-–\t")
    return listed.replace(")", "", 1) if listed.find(")") < (listed.find("(") % 999) else listed


def school_subject(
    kind: str, subject: str, grade: str | None, year: int | None, line: Line
) -> Found:
    subject = _WRITTEN_SHORT.get(subject.lower(), subject)
    if (own := type_of(subject)) and subject.lower().startswith(own[0].lower()):
        return Found(Qualification(subject, grade, own[1], year), line, 0.85)
    return Found(Qualification(f"{kind} {subject}", grade, level_of(kind), year), line, 0.92)


def _kind(written: str) -> str:
    plain = (
        written.lower().replace("-", " ").replace("’", "'").replace("'", "").rstrip("s")
        if written.lower() != "cses"
        else "cse"
    )
    plain = {"a level": "a level", "as level": "as level"}.get(plain, plain)
    return _TYPES.get(plain, written.upper())


def _run_together(text: str) -> str:
    """Return "english D maths C" with the commas it was written without."""
    if "," in text or not _CORE_RUN.fullmatch(text):
        return text
    return ", ".join(
        f"{name.strip().capitalize()} {grade}" for name, grade in _CORE_ONE.findall(text)
    )


def split_subjects(text: str) -> Iterator[tuple[str, str | None]]:
    if "," in text:
        text = text.replace(" & ", "\0")  # "Art & Design" is one subject of a list
    text = _PAIRS.sub(lambda match: f"{match[1]}\0", text)
    for part in _SUBJECTS.split(_run_together(text)):
        part = part.replace("\0", " & ")
        part = _SCHOOL_NAME.sub("", part.strip(" .:–-\t"))
        part = re.sub(r"^(?:and|in|both)\s", "", part)
        if not part or len(part.split()) > 6:
            continue
        if match := _SUBJECT.match(part):
            grade = match["grade"]
            yield (
                match["name"].strip(" (:-–"),
                grade.upper() if len(grade) < 4 else grade.capitalize(),
            )
        elif (
            _A_SCHOOL.search(part)
            or (is_institution(part) and not _is_language(part))
            or part.lower() in word_set("awarding_bodies")
        ):
            continue
        elif part[:1].isupper() and not re.search(r"\d", part) and read_grade(part) is None:
            yield re.sub(r"\s*\((?:grade\s)?\)?$", "", part), None


def all_graded(subjects: list[tuple[str, str | None]]) -> bool:
    return bool(subjects) and all(grade for _, grade in subjects)


def _core(subjects: list[tuple[str, str | None]]) -> bool:
    names = " ".join(name.lower() for name, _ in subjects)
    return "english" in names and "math" in names


def opens_group(text: str) -> str | None:
    school = SCHOOL.search(without_dates(text))
    if school is None or len(text.split()) > 8:
        return None
    return _kind(school["type"])
