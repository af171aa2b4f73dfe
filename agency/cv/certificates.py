"""One qualification in a line: which kind it is, in what, how well, at which level."""

import re
from functools import cache

from agency.cv.grades import read_grade, split_grade
from agency.cv.headings import label_of
from agency.cv.lexicon import counties, cv_words, find_words, places, word_set
from agency.cv.licences import is_a_degree
from agency.cv.reading import Qualification

_LEVEL = re.compile(
    r"\b(?:level|lvl|nvq|svq|functional skills|l)\s?-?(?:level\s)?"
    r"([1-8]|one|two|three|four|five|six|seven)\b",
    re.IGNORECASE,
)
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_SEPARATE = re.compile(r"\t|\s?[|•·;]\s?|\s[-–—−]\s|\s/\s|,(?![^(]*\))")
# "in Children's Care, Learning and Development" is one subject.
_LISTED = re.compile(
    r"(?<=\sin\s)([A-Z][\w'’]+(?:\s[A-Z][\w'’]+){0,2}),\s([A-Z]\w+(?:,\s[A-Z]\w+)?\s(?:and|&)\s[A-Z]\w+)"
)
_TOLD_BEFORE = re.compile(
    r"\b(?:I|I've|my|hold|holds|achieved|gained|completed|obtained|passed|did|doing|studying|completing|taking)\b",
    re.IGNORECASE,
)
_OF_NO_SUBJECT = re.compile(
    r"\(?\bhons?\b\.?\)?|\b(?:honours|in|of|extended|subsidiary|national|higher|advanced|diploma|"
    r"certificate|award|intermediate|ordinary|the)\b",
    re.IGNORECASE,
)
_TOLD_OF_IT = re.compile(
    r"(?:carries|carrying|taken|retaken|resat|resit|recognised|equivalent|now|"
    r"formerly|awarded|overseas|part|converted|distance|evening|while|with) "
)
_COMMA, _AND = "\x1a", "\x1b"
_SCORE = re.compile(r"\d(?:\.\d)?")
_FROM = re.compile(r"\s(?:at|from|with|through|by|via)\s(?=(?:the\s)?[A-Z])")
_JUNK = re.compile(
    r"\b(?:awarded|achieved|completed|passed|obtained|expected|gained|graduated|yes|date|now|currently|ongoing)\b:?\s*$",
    re.IGNORECASE,
)
_SHOUTED = ("as", "cap", "bep", "gce", "hsc", "nce", "ond", "ged")
# "Education Studies" and "Physical Education" are studied, and no place to study at.
_A_STUDY = re.compile(
    r"Education(?:al)?(?:\s(?:and|&|with|in|for)\s.+|\s(?:Studies|Science|Psychology).*)?|"
    r"(?:(?:Physical|Primary|Secondary|Religious|Special|Early|Childhood|Years|Inclusive|Outdoor|"
    r"Health|Needs|Inclusion|and|&)\s){1,4}Education(?:\sStudies)?",
    re.IGNORECASE,
)
_AWARDED = re.compile(r"\b(?:award|certificate|diploma)\b", re.IGNORECASE)
_STATUS = re.compile(r"\bQTS\b|\bQualified Teacher Status\b", re.IGNORECASE)


def read_certificate(text: str) -> Qualification | None:
    """Return the one qualification a line names."""
    text = re.sub(r"\(\s*([^()]*)\s*\)", _keep_or_drop, text)
    parts = [apart(part).strip(" .:\t–-") for part in _SEPARATE.split(join_listed(text))]
    parts = [part for part in parts if part]
    place = next((n for n, part in enumerate(parts) if type_of(part)), None)
    if place is None:
        return None
    level_type = type_of(parts[place])
    begins = parts[place].find(level_type[0]) if level_type else 0
    if begins > 0 and _TOLD_BEFORE.search(parts[place][:begins]):
        parts[place] = parts[place][begins:]
    name, grade = split_grade(_JUNK.sub("", _without_school(parts[place])).strip(" .:,–-"))
    if _is_only_skill(name) or _is_only_awarder(name):
        return None
    others = [part for n, part in enumerate(parts) if n != place]
    graded = [(part, given) for part in others if (given := _grade_in(part, name))]
    grade = grade or (graded[0][1] if graded else None)
    subjects = [
        p
        for p in others
        if _grade_in(p, name) is None
        and not is_institution(p)
        and not label_of(p)
        and not _is_short_form(p)
    ]
    if _is_bare(name) and subjects:
        where = next(
            (n for n, p in enumerate(parts) if n > place and is_institution(p)), len(parts)
        )
        after = [p for p in parts[place + 1 : where] if p in subjects]
        subjects = [p for p in subjects if p not in parts[where:]] or after
    if _is_bare(name) and subjects:
        subject, late = split_grade((after or subjects)[0])
        grade = grade or late
        name = f"{name} {subject}" if len(subject.split()) <= 9 else name
    elif subjects and level_type and name == level_type[0] and _A_STUDY.fullmatch(subjects[0]):
        name = f"{name} {subjects[0]}"  # "PGCE, Primary Education"
    if len(name) < 2 or len(name.split()) > 22:
        return None
    explicit = _LEVEL.search(text)
    if (
        level_type
        and level_type[0].lower() == "ma"
        and re.search(r"\bhons?\b", name, re.IGNORECASE)
    ):
        level_type = level_type[0], 6  # a Scottish first degree
    level = (
        (int(explicit[1]) if explicit[1].isdigit() else _NUMBERS[explicit[1].lower()])
        if explicit
        else None
    )
    name = " ".join(name.split())
    if grade is None:
        name, grade = split_grade(name)
    return Qualification(name, grade, level or level_type[1] if level_type else level)


def _is_short_form(part: str) -> bool:
    """Say whether *part* is a kind of certificate and nothing else: "Bachelor of Arts - BA"."""
    named = type_of(part)
    return named is not None and named[0] == part


def _grade_in(part: str, name: str) -> str | None:
    """Return the grade that *part* is, or that stands behind the school in it."""
    if grade := read_grade(part):
        return grade
    if re.search(r"\b(?:IELTS|TOEFL|ptychio)\b", name, re.IGNORECASE) and _SCORE.fullmatch(part):
        return part
    behind = re.search(r"\(([^()]{1,12})\)$", part)
    if behind and (grade := read_grade(behind[1])):
        return grade
    return split_grade(part)[1] if is_institution(part) else None


def join_listed(text: str) -> str:
    """Return *text* with the commas of one subject's own name out of the way."""
    return _LISTED.sub(_as_one, text)


def apart(text: str) -> str:
    """Return what `join_listed` joined as it was written."""
    return text.replace(_COMMA, ", ").replace(_AND, " and ")


def _as_one(match: re.Match[str]) -> str:
    if is_institution(match[2].split(" and ")[-1].split(" & ")[-1]) or type_of(match[2]):
        return match[0]
    return match[0].replace(", ", _COMMA).replace(" and ", _AND)


def read_status(text: str, other: Qualification) -> Qualification | None:
    """Return qualified teacher status where a line names it beside another certificate."""
    status = _STATUS.search(text)
    if status is None or _STATUS.search(other.name):
        return None
    return Qualification(status[0], None, 6)


def _without_school(part: str) -> str:
    """Return *part* without "at the University of Leeds" behind it."""
    for match in _FROM.finditer(part):
        said = match[0].strip() == "from" or is_institution(part[match.end() :])
        if said and not type_of(part[match.end() :]):
            return part[: match.start()]
    return part


def _keep_or_drop(match: re.Match[str]) -> str:
    inside = match[1].strip()
    if not inside:
        return " "
    if is_institution(inside) and not type_of(inside) and len(inside.split()) > 1:
        return ", " + inside
    plain = not any(c.isupper() or c.isdigit() for c in inside)
    if (plain or _TOLD_OF_IT.match(inside)) and read_grade(inside) is None:
        return " "  # "(overseas route)", "(retaken)"
    return f"({inside})"


@cache
def _types() -> re.Pattern[str]:
    names = sorted(
        (str(n) for entry in cv_words("qualifications") for n in entry["begins"]),
        key=len,
        reverse=True,
    )
    return re.compile(
        r"(?<![\w.])(?:" + "|".join(re.escape(n) for n in names) + r")(?!\w)", re.IGNORECASE
    )


@cache
def _levels() -> dict[str, int | None]:
    return {str(n).lower(): e["level"] for e in cv_words("qualifications") for n in e["begins"]}


def type_of(text: str) -> tuple[str, int | None] | None:
    """Return the kind of qualification *text* names, and that kind's level."""
    for match in _types().finditer(text):
        word = match[0]
        if len(word) <= 4 and word.isalpha() and word.islower():
            continue
        if len(word) <= 3 and word.isalpha() and word.lower() in _SHOUTED and not word.isupper():
            continue
        if word.lower() == "licence" and not is_a_degree(text, match):
            continue
        if word.lower() in ("higher", "highers") and (
            match.start() > 0
            or re.match(r"\s(?:level|education|national)", text[match.end() :], re.IGNORECASE)
        ):
            continue
        if (
            word.lower()
            in ("registered", "chartered", "cambridge", "pearson", "ma", "award", "awards")
            and word[0].islower()
        ):
            continue
        return word, _levels()[word.lower()]
    return None


def level_of(kind: str) -> int | None:
    return _levels().get(kind.lower())


@cache
def _formal() -> re.Pattern[str]:
    words = sorted(word_set("formal_words"), key=len, reverse=True)
    degrees = r"B\.?A|B\.?Sc|B\.?Ed|M\.?A|M\.?Sc|M\.?Ed|LLB|FdA|BTEC"
    return re.compile(rf"(?<!\w)(?:(?i:{'|'.join(map(re.escape, words))})|{degrees})(?!\w)")


def is_formal(text: str) -> bool:
    """Say whether *text* names what a certificate is given for, and no course of some days."""
    if re.search(r"\b\d{1,2}[ -](?:day|hour|hr)s?\b", text):
        return False
    return bool(_formal().search(text)) and not text.rstrip().endswith(("skills.", "training."))


def _is_only_skill(name: str) -> bool:
    """Say whether *name* is training with a level, "Safeguarding Level 2", and no certificate."""
    if _formal().search(name) or (_AWARDED.search(name) and _LEVEL.search(name)):
        return False
    skill = max((f.end - f.start for f in find_words(name) if f.kind == "skill"), default=0)
    rest = re.sub(r"\([^)]*\)", "", _LEVEL.sub("", name))
    return skill > 0 and skill >= 0.6 * len(rest.strip(" -–:()"))


def _is_only_awarder(name: str) -> bool:
    """Say whether *name* tells where and who awarded, "Online (NCFE)", and not what."""
    where, bracket, who = name.partition(" (")
    awards = who.rstrip(")").lower() in word_set("awarding_bodies")
    return bool(bracket) and awards and len(where.split()) == 1 and is_institution(where)


def _is_bare(name: str) -> bool:
    """Say whether *name* tells a kind of certificate, and not in what."""
    if any(word in word_set("whole_qualifications") for word in _named_in(name)):
        return False
    rest = _OF_NO_SUBJECT.sub(" ", _types().sub(" ", name))
    rest = _types().sub(" ", _LEVEL.sub(" ", rest))
    return not re.search(r"[A-Za-z]{3,}", rest)


def _named_in(name: str) -> list[str]:
    return [match[0].lower() for match in _types().finditer(name)]


def is_institution(part: str) -> bool:
    words = [word.lower().strip(".,") for word in part.split()]
    if _A_STUDY.fullmatch(part.strip()):
        return False
    return is_place(part) or any(word in word_set("institution_words") for word in words)


def is_place(part: str) -> bool:
    small = part.lower().strip(" .")
    return small in places() or small in counties()
