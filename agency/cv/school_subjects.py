"""School subjects, many in a line: "9 GCSEs A*-C including English (B)"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agency.cv.certificates import is_place, level_of, type_of
from agency.cv.dates import without_dates
from agency.cv.document import Line
from agency.cv.grades import read_grade
from agency.cv.lexicon import word_set
from agency.cv.reading import Qualification

SCHOOL = re.compile(
    r"(?P<count>\b(?:\d{1,2}|[a-z]{3,5})\s)?\b(?P<type>i?gcse(?:'?s)?|o[ -]levels?|cses?|a[ "
    r"-]levels?|as[ -]levels?|"
    r"(?:advanced |scottish )?highers|national 5s?|standard grades?)\b(?:\s(?:qualifications?|"
    r"results?|passes|level))?",
    re.IGNORECASE,
)
_TYPES = {"gcse": "GCSE", "igcse": "IGCSE", "o level": "O Level", "cse": "CSE",
          "a level": "A Level",
          "as level": "AS Level", "higher": "Higher", "scottish higher": "Higher",
          "advanced higher": "Advanced Higher", "national 5": "National 5",
          "standard grade": "Standard Grade"}  # fmt: skip
_INCLUDING = re.compile(r"\b(?:including|incl?\.?|such as|in)\b[:\s]*", re.IGNORECASE)
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
_SUBJECTS = re.compile(r"[,;•·|\t]|\band\b(?=\s[A-Z])|&(?=\s[A-Z])")
_SUBJECT = re.compile(
    r"^(?P<name>[A-Z][A-Za-z&:'/. ()-]{1,45}?)\s{0,2}(?:[-–:=(]|\s)\s{0,2}(?:grade\s)?"
    r"(?P<grade>[A-GU]\*?(?:[A-G]\*?){0,2}|[1-9](?:\s?[-–]\s?[1-9])?|distinction|merit|"
    r"pass)\s{0,2}\)?$",
    re.IGNORECASE,
)


_SCHOOL_NAME = re.compile(
    r"(?:^|\s[-–—]\s|\s(?:at|from)\s)[A-Z][\w'’.& -]{1,50}\b"
    r"(?:College|School|Academy|University|Sixth Form|Institute|Grammar|Comprehensive)$"
)


@dataclass(frozen=True)
class Found:
    qualification: Qualification
    line: Line
    sure: float


def read_subjects(text: str, school: re.Match[str], line: Line) -> Iterator[Found]:
    """Return the several school subjects of one line: "9 GCSEs A*-C including English (B)"."""
    kind = _kind(school["type"])
    before, after = text[: school.start()].strip(" ,:\t–-"), text[school.end() :].strip(" ,:\t–-")
    spread = _RANGE.search(after)
    if spread and all_graded(list(split_subjects(_listed(after)))):
        spread = None  # the two grades of a double award
    grades = (
        spread[1].upper().replace(" TO ", "-").replace("–", "-").replace(" ", "")
        if spread
        else None
    )
    rest = _RANGE.sub(" ", after, count=1) if spread else after
    including = _INCLUDING.search(rest)
    subjects = list(split_subjects(_listed(rest)))
    plural = school["type"].lower().rstrip("'").endswith("s")
    plural = plural or text[school.end() :].lstrip().startswith(":")
    if not plural and len(subjects) > 1 and not all_graded(subjects) and not _core(subjects):
        return
    if not plural and len(subjects) <= 1:
        return
    if before and not school["count"] and not plural and not all_graded(subjects):
        return
    if (including or school["count"]) and (spread or not all_graded(subjects)) and plural:
        name = f"{kind}s"
        yield Found(Qualification(name, grades, level_of(kind)), line, 0.8)
    for subject, grade in subjects:
        if not subject or (grade is None and is_place(subject) and not _is_language(subject)):
            continue
        yield school_subject(kind, subject, grade, None, line)
    if not subjects and not (including or school["count"]):
        grade = read_grade(rest) or grades
        if grade:
            yield Found(Qualification(f"{kind}s", grade, level_of(kind)), line, 0.8)


def _is_language(subject: str) -> bool:
    return subject.lower() in word_set("languages")


def _listed(text: str) -> str:
    including = _INCLUDING.search(text)
    listed = text[including.end() :] if including else text
    return listed.strip(" :,(-–\t")


def school_subject(
    kind: str, subject: str, grade: str | None, year: int | None, line: Line
) -> Found:
    if own := type_of(subject):
        return Found(Qualification(subject, grade, own[1], year), line, 0.85)
    return Found(Qualification(f"{kind} {subject}", grade, level_of(kind), year), line, 0.92)


def _kind(written: str) -> str:
    plain = (
        written.lower().replace("-", " ").replace("'", "").rstrip("s")
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
