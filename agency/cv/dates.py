"""Dates and periods as CVs write them: "Sept 2019 – present", "09/2019–", "since 2020"."""

import re
from dataclasses import dataclass
from functools import lru_cache

_NAMES = "january february march april may june july august september october november december"
_MONTHS = {name[:3]: number for number, name in enumerate(_NAMES.split(), 1)}
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_SEASON = r"(?:spring|summer|autumn|winter|easter|christmas)(?: term|s)?"
_YEAR = r"(?:19[5-9]\d|20[0-4]\d)"
_POINT = (
    rf"(?:(?:\d{{1,2}}(?:st|nd|rd|th)?\s{{1,2}}(?:of\s)?)?{_MONTH},?[\s/-]{{0,2}}(?:{_YEAR}|"
    rf"['’]\s?\d\d|\d\d(?!\d))"
    rf"|{_YEAR},\s{_MONTH}"
    rf"|\d{{1,2}}(?:/\d{{1,2}}/|\.\d{{1,2}}\.|-\d{{1,2}}-)(?:{_YEAR}|\d\d)(?!\d)"
    rf"|(?<!\d)(?:0?[1-9]|1[0-2])\s?[/.-]\s?{_YEAR}"
    rf"|{_YEAR}\s?[/.-]\s?(?:0[1-9]|1[0-2])(?!\d)(?=\s|$|[),;:\]]|[-–—])"
    rf"|(?<![\d/])(?:0?[1-9]|1[0-2])/\d\d(?![\d/])"
    rf"|{_SEASON},?\s{{1,2}}{_YEAR}"
    rf"|{_YEAR}/\d\d(?!\d)"
    rf"|{_YEAR}(?!\d))"
)
_NOW = (
    r"(?:(?:until |to |the )?(?:present(?: day)?|current(?:ly)?|now|date|ongoing|on-going|today|"
    r"still (?:here|there|employed|working|going)|(?:to|till|until) (?:date|now)|continuing|"
    r"current post|current role|this day))\b"
)
_TO = (
    r"\s{0,3}[,;]?\s{0,3}(?:[-–—−‐‑→>~]{1,2}|\buntil\s[^.,;\d]{3,30}\sin\b|"
    r"\b(?:to|until|till|through|thru|up to|ended|left|"
    r"(?:end|finish)(?: date)?|date left)\b:?)\s{0,3}"
)
_FROM = r"(?:(?:from|between|started|joined|start(?: date)?|date from)\b:?\s)?"
_RANGE = re.compile(
    rf"(?<![\w/]){_FROM}(?P<start>{_POINT}){_TO}(?P<end>{_NOW}|{_POINT})"
    rf"|(?<![\w/])(?:from\s)?(?P<years>{_YEAR})\s?[-–/]\s?(?P<short>\d\d)(?![\d%]|\s?%)"
    rf"|(?<![\w/])(?P<first>{_MONTH}){_TO}(?P<last>{_MONTH})[\s,]{{1,2}}(?P<both>{_YEAR})"
    rf"|(?<![\w/])(?P<onwards>{_POINT})\s(?:onwards?|to\sthe\spresent)\b"
    rf"|(?:\bsince|\bfrom|\bstarted(?: in)?|\bjoined(?: in)?)\s(?P<since>{_POINT})"
    rf"|(?<![\w/])(?P<open>{_POINT})\s{{0,3}}(?:[-–—→>]{{1,2}}|\bto\b)\s{{0,3}}(?=$|[\t)\];:|,])"
    rf"|(?<![\w/])(?P<one_season>{_SEASON},?\s{_YEAR})\sand\s(?P<other_season>{_SEASON},?\s{_YEAR})"
    rf"|(?<![\w/])(?P<between>between)\s(?P<one>{_POINT})\sand\s(?P<two>{_POINT})",
    re.IGNORECASE,
)
_SINGLE = re.compile(rf"(?<![\w/£.]){_POINT}(?![\w/%])", re.IGNORECASE)
_LENGTH = re.compile(
    r"\(\d{1,2}\+?\s?(?:years?|yrs?)(?:,?\s(?:and\s)?\d{1,2}\s?(?:months?|mos?|mths?))?\)"
    r"|\b\d{1,2}\+?\s?(?:years?|yrs?)(?:,?\s(?:and\s)?\d{1,2}\s?(?:months?|mos?|mths?))?\b"
    r"|\(\d{1,2}\s?(?:months?|mos?|mths?)\)|(?<!,\s)\b\d{1,2}\s?(?:months?|mos?|mths?)\b"
    r"|\(less than a year\)",
    re.IGNORECASE,
)
_AROUND = re.compile(r"^[\s|,;:()\[\]–—-]+|[\s|,;:(\[–—-]+$")


@dataclass(frozen=True)
class Moment:
    """A year, with its month where it is said."""

    year: int
    month: int | None = None

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}" if self.month else str(self.year)

    @property
    def sort_key(self) -> int:
        return self.year * 12 + (self.month or 6)


@dataclass(frozen=True)
class Period:
    """From when to when; *current* says that it goes on."""

    start: Moment | None
    end: Moment | None
    current: bool
    begins: int
    ends: int


@lru_cache(maxsize=4000)
def find_periods(text: str) -> tuple[Period, ...]:
    """Return every period in *text*, in the order they stand."""
    return tuple(period for match in _RANGE.finditer(text) if (period := _period(match)))


def find_period(text: str) -> Period | None:
    """Return the first period in *text*, or the one date it consists of."""
    if periods := find_periods(text):
        return periods[0]
    return None


def find_date(text: str) -> Period | None:
    """Return the last single date in *text* as a period of its own."""
    last = None
    for match in _SINGLE.finditer(text):
        if moment := _moment(match[0]):
            last = Period(moment, moment, False, match.start(), match.end())
    return last


def find_year(text: str) -> int | None:
    """Return the year something was finished in: the end of a period, or the last date."""
    if period := find_period(text):
        ended = period.end or (None if period.current else period.start)
        return ended.year if ended else None
    single = find_date(text)
    return single.start.year if single and single.start else None


def looks_like_dates(text: str) -> bool:
    """Say whether *text* is a date or a period and little else."""
    rest = without_dates(text)
    return rest != text and len(rest.split()) <= 2


@lru_cache(maxsize=4000)
def without_dates(text: str) -> str:
    """Return *text* without its periods, dates and lengths of time."""
    for pattern in (_RANGE, _SINGLE):
        text = pattern.sub(" \t ", text)
    text = _LENGTH.sub(" \t ", text)
    text = re.sub(r"\(\s*\)|\[\s*\]|\(\s*\t\s*\)|\[\s*\t\s*\]", " ", text)
    text = re.sub(r"[ ]{2,}", " ", text)
    return _AROUND.sub("", text).strip()


def _period(match: re.Match[str]) -> Period | None:
    found = match.groupdict()
    start = end = None
    current = False
    if found["start"]:
        start = _moment(found["start"])
        current = re.fullmatch(_NOW, found["end"], re.IGNORECASE) is not None
        end = None if current else _moment(found["end"], last=True)
    elif found["years"]:
        start = Moment(int(found["years"]))
        end = Moment(int(found["years"][:2] + found["short"]))
    elif found["both"]:
        year = int(found["both"])
        start = Moment(year, _MONTHS[found["first"][:3].lower()])
        end = Moment(year, _MONTHS[found["last"][:3].lower()])
    elif found["one_season"]:
        start, end = _moment(found["one_season"]), _moment(found["other_season"], last=True)
    elif found["between"]:
        start, end = _moment(found["one"]), _moment(found["two"], last=True)
    else:
        start, current = _moment(found["since"] or found["open"] or found["onwards"]), True
    if start is None or (end is None and not current):
        return None
    if end and end.sort_key + 6 < start.sort_key:
        return None
    return Period(start, end, current, match.start(), match.end())


def _moment(text: str, *, last: bool = False) -> Moment | None:
    text = text.lower().replace("’", "'")
    if name := re.search(r"[a-z]{3,}", text):
        month = _MONTHS.get(name[0][:3])
        year = re.search(r"(\d{4})|'?\s?(\d\d)\s*$", text)
        if not year:
            return None
        return Moment(_whole(year[1] or year[2]), month)
    numbers = re.findall(r"\d+", text)
    if len(numbers) == 3:
        return Moment(_whole(numbers[2]), _a_month(numbers[1]))
    if len(numbers) == 2 and len(numbers[0]) == 4:
        if int(numbers[0][2:]) + 1 == int(numbers[1]) and "/" in text:
            return Moment(int(numbers[0]) + last)
        return Moment(int(numbers[0]), _a_month(numbers[1]))
    if len(numbers) == 2:
        return Moment(_whole(numbers[1]), _a_month(numbers[0]))
    return Moment(_whole(numbers[0])) if numbers else None


def _a_month(digits: str) -> int | None:
    return int(digits) if 1 <= int(digits) <= 12 else None


def _whole(year: str) -> int:
    if len(year) == 4:
        return int(year)
    return int(year) + (1900 if int(year) > 50 else 2000)
