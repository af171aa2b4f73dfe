"""How well something was passed, as certificates and people say it."""

import re

_LETTERS = (
    r"(?:[A-G]\*?|U)(?:\s?[A-G]\*?){0,4}|[1-9](?:\s?[-–/]\s?[1-9])?|"
    r"[A-G]\*?\s?(?:[-–]|to)\s?[A-G]\*?"
)
_BTEC = r"(?:[DMP]\*?){2,3}|(?:double |triple )(?:distinction|merit|pass)\*?"
_WORDS = r"(?:high )?distinction\*?|merit|pass(?:ed)?|credit|commendation|fail"
_CLASS = (
    r"(?:a )?(?:first|1st)(?:[ -]class)?(?: hono?u?rs| hons\.?)?(?: degree)?|"
    r"2[:.]1|2[:.]2|2\.?[iI]{1,2}|II\.[iI]{1,2}|"
    r"upper[ -]second(?:[ -]class)?(?: hono?u?rs| hons\.?)?|lower[ -]second(?:[ -]class)?(?: "
    r"hono?u?rs| hons\.?)?|"
    r"(?:second|2nd)(?:[ -]class)?(?: hono?u?rs| hons\.?)?,? \(?(?:upper|lower)(?: division)?\)?"
    r"(?: hono?u?rs| hons\.?)?|"
    r"third(?:[ -]class)?(?: hono?u?rs| hons\.?)?|3rd(?: class)?|(?:upper|lower) 2nd(?: class)?"
)
_OTHERS = (
    r"pass(?: with)? (?:[A-D]|merit|distinction|credit)|"
    r"\d{1,3}(?:[.,]\d{1,2})?\s?/\s?(?:\d|10|20|30|45|100|110)|"
    r"\d{1,2}(?:\.\d{1,2})?\s?%|[A-F]\*?[+-]|[A-F]\d|mention (?:assez bien|tr[eè]s bien|bien)|"
    r"(?:with )?(?:distinction|honou?rs)|gpa:?\s?\d(?:\.\d{1,2})?(?:\s?/\s?\d)?|\d{1,2}\s?/\s?20|"
    r"[A-G]\*? (?:or|and) (?:above|higher)"
)
_GRADE = re.compile(
    rf"(?:(?:overall |final )?(?:grades?|result|classification|class|score)\s?[:=–-]?\s?)?"
    rf"(?:at |with )?(?P<grade>{_CLASS}|{_BTEC}|{_OTHERS}|{_WORDS}|{_LETTERS})"
    rf"(?:\s?\(?(?P<again>2[:.][12]|[DMP*]{{2,6}})\)?)?(?:\s(?:grades?|hono?u?rs|hons|degree|class))?",
    re.IGNORECASE,
)
_PLAIN_END = re.compile(
    rf"(?:[\s,:(–-]+)(?:with |at |an? )?(?:(?:grades?\s?[:=]?\s?)(?P<said>{_CLASS}|{_WORDS}|"
    rf"{_BTEC}|{_LETTERS})"
    rf"|(?P<plain>{_CLASS}|{_WORDS}))\)?$",
    re.IGNORECASE,
)
_LETTER_END = re.compile(
    r"(?::\s|\s[-–:]?\s?|\()(?P<letter>[A-G][1-9]|[A-G]\*?[+-]?|[1-9]|U|[A-C]{2}|[1-9]\s?[-–]\s?[1-9])\)?$"
)
_SEVERAL_END = re.compile(r"\s\(?((?:[DMP]\*?){3}|(?:D\*?){2}|MM|PP|DM|MP)\)?$")
_BY_LETTER = re.compile(
    r"\b(?:(?-i:AS|A2|EPQ)|extended project(?: qualification)?|waec|wassce|neco|ssce|kcse|"
    r"gcses?|igcses?|o[ -]levels?|a[ -]?s?[ -]?levels?|highers?|national 5s?|cses?|standard "
    r"grades?)\b",
    re.IGNORECASE,
)
_IELTS = re.compile(
    r"^(.*\bIELTS)\W{1,3}(?:band |overall |score )?(\d(?:\.\d)?)\b.*$", re.IGNORECASE
)


_A_DEGREE = "BA"  # no two grades


def read_grade(text: str) -> str | None:
    """Return the grade that *text* is, and nothing else; None when it is more than a grade."""
    text = text.strip(" ()[].,:;–-")
    match = _GRADE.fullmatch(text)
    if match is None or text == _A_DEGREE:
        return None
    return write_grade(match["again"] or match["grade"])


def split_grade(text: str) -> tuple[str, str | None]:
    """Part a grade from the end of *text*: "GCSE Maths (Grade 4)" is "GCSE Maths" and "4"."""
    text = text.strip()
    if ielts := _IELTS.match(text):
        return ielts[1], ielts[2]
    bracket = re.search(r"\s*\(([^()]{1,40})\)\s*$", text)
    if bracket and (grade := read_grade(bracket[1])):
        rest, before = split_grade(text[: bracket.start()])
        return rest, before or grade
    if plain := _PLAIN_END.search(text):
        return text[: plain.start()].strip(" ,:(–-"), write_grade(plain["said"] or plain["plain"])
    if several := _SEVERAL_END.search(text):
        return text[: several.start()].strip(" ,:(–-"), several[1]
    if _BY_LETTER.search(text) and (letter := _LETTER_END.search(text)):
        return text[: letter.start()].strip(" ,:(–-"), write_grade(letter["letter"])
    return text, None


def write_grade(grade: str) -> str:
    """Return *grade* in the one way we write it: "2:1", "First", "Merit", "A*"."""
    plain = grade.strip().lower()
    if re.match(r"(?:a )?(?:first|1st)", plain):
        return "First"
    if re.match(r"upper|2[:.]1|(?:2\.?|ii\.)i$|(?:second|2nd).*upper", plain):
        return "2:1"
    if re.match(r"lower|2[:.]2|(?:2\.?|ii\.)ii$|(?:second|2nd).*lower", plain):
        return "2:2"
    if re.match(r"third|3rd", plain):
        return "Third"
    if plain.startswith("pass ") and len(plain) == 6:
        return f"Pass {plain[-1].upper()}"
    if re.match(r"mention|gpa", plain):
        return grade.strip()[:1].upper() + grade.strip()[1:].lower() if plain[0] == "m" else grade
    if "above" in plain or "higher" in plain:
        return grade.strip()[:1].upper() + plain[1:]
    if re.match(r"[a-z]{4,}", plain):
        return "Pass" if plain == "passed" else plain.capitalize()
    return grade.strip().upper().replace(" TO ", "-").replace("–", "-")
