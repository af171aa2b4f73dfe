"""When somebody wants to be rung, read from their own words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from agency.core.opening_hours import LONDON
from agency.core.spoken_times import DAWN, NIGHT, find_times, say_in_figures

EVERY_DAY = frozenset(range(7))  # Monday is 0
WEEKDAYS, WEEKEND = frozenset(range(5)), frozenset({5, 6})

_DAY = r"(?:mon|tues?|weds|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?(?P<many{0}>s)?\b"
_PART_OF_DAY = "(?:mornings?|afternoons?|evenings?)"
_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
_NUMBER = r"(?P<number>\d{1,2})(?:st|nd|rd|th)?"
_WEEKDAY = re.compile(rf"\b{_DAY.format('')}\b")
_DAYS = re.compile(rf"\b{_DAY.format(1)}\s*(?:-|to|till|until|through)\s*{_DAY.format(2)}\b")
_DATE = re.compile(
    rf"\b(?:the )?{_NUMBER}(?: of)? {_MONTH}(?: \d{{4}})?|\b{_MONTH.replace('month', 'first')} "
    rf"(?:the )?{_NUMBER.replace('number', 'then')}\b|\bthe (?P<only>\d{{1,2}})(?:st|nd|rd|th)\b"
)
_SLASHED = re.compile(r"\b(?P<number>\d{1,2})/(?P<month>\d{1,2})(?:/\d{2,4})?\b")
_SOON = re.compile(
    r"\b(?:(?:right )?now|asap|a\.s\.a\.p|as soon as (?:possible|you can)|straight ?away|"
    r"right away|immediately|at once|urgent(?:ly)?|soonest|in a (?:minute|sec|second|bit|moment))\b"
)
_IN_A_WHILE = re.compile(
    r"\bin (?:(?:about|around|like|roughly) )?(?P<half>half )?(?P<count>\d{1,3}|an?|(?:a )?couple "
    r"of|a few|half an?)?(?P<more> and a half)? ?(?P<unit>min(?:ute)?s?|hours?|hrs?|days?|weeks?)"
    r"(?P<after> and a half)?\b"
)
_SAYS_ANY_TIME = re.compile(
    r"\b(?:any ?time|when ?ever|any day|no preference|all day|either|not (?:bothered|fussed|sure)|"
    r"(?:don'?t|do not) mind|(?:you|they) (?:choose|decide)|up to you|any(?: of them| is fine)?)\b"
)
_UNWANTED = rf"{_DAY}(?: {_PART_OF_DAY})?|mornings?|afternoons?|evenings?|weekends?|today|tomorrow"
_NOT = re.compile(
    r"\b(?:not|except|apart from|other than|but|avoid|never|no|can'?t(?: do| on)?|bar)"
    r"(?: (?:on|for|in|at|any|the|a))*"
    rf" (?P<what>(?:{_UNWANTED.format(3)}|this week|lunch ?times?)"
    rf"(?:(?:,| and| or| nor|/)+ (?:on |in the )?(?:{_UNWANTED.format(4)}))*)"
)
_OR = re.compile(r"\s*(?:\bor else\b|\bor\b|;|\balternatively\b)\s*")
_PARTS = {
    "early": (DAWN, time(10)),
    "first thing": (DAWN, time(9, 30)),
    "morning": (DAWN, time(11, 45)),
    "afternoon": (time(12), time(16, 45)),
    "evening": (time(17), NIGHT),
    "tonight": (time(17), NIGHT),
    "end of the day": (time(16, 30), NIGHT),
    "after school": (time(15, 30), NIGHT),
    "after work": (time(17), NIGHT),
    "after lunch": (time(13, 30), time(16, 45)),
    "before lunch": (DAWN, time(11, 45)),
    "lunch": (time(12), time(13, 30)),
    "during the day": (time(9), time(16, 30)),
    "school hours": (time(9), time(15)),
}
_PART = re.compile(
    r"\b(?P<late>late |mid[- ]?)?(?P<part>first thing|after school|after work|after lunch|"
    r"before lunch|end of (?:the )?day|during the day|school hours|early|mornings?|afternoons?|"
    r"evenings?|tonight|tonite|lunch(?: ?time| break)?s?)\b"
)
_LATE = {"morning": time(10, 30), "afternoon": time(15)}


@dataclass(frozen=True)
class CallWish:
    """
    The days and hours that suit somebody; what they left open is left open here.

    A call should begin between *begins* and *ends* of a day from *first* to *last*.
    """

    days: frozenset[int] = EVERY_DAY
    first: date | None = None
    last: date | None = None
    begins: time = DAWN
    ends: time = NIGHT
    not_before: datetime | None = None

    @property
    def names_a_day(self) -> bool:
        return bool(self.first or self.last or self.not_before) or self.days != EVERY_DAY

    @property
    def names_an_hour(self) -> bool:
        return (self.begins, self.ends) != (DAWN, NIGHT) or self.not_before is not None

    def suits(self, day: date) -> bool:
        """Say whether this is one of the days that were named."""
        begins, ends = self.first or date.min, self.last or date.max
        return day.weekday() in self.days and begins <= day <= ends


ANY_TIME = CallWish()


def read_wishes(said: str, now: datetime) -> Sequence[CallWish]:
    """
    Return what *said* asks for, each wish as good as the others; none is not understood.

    "Monday or Tuesday after 4" has one hour for both days, "Monday at 9 or after 4" one day.
    """
    unwanted: list[str] = []

    def leave_out(found: re.Match[str]) -> str:
        unwanted.append(found["what"])
        return " "

    today = now.astimezone(LONDON).date()
    text = _NOT.sub(leave_out, say_in_figures(said))
    found = [_read(part, now) for part in _OR.split(text) if part.strip()]
    wishes = [each for each in found if each is not None]
    if unwanted and not wishes:
        wishes = [ANY_TIME]
    wishes = [_completed(wish, wishes) for wish in wishes]
    for each in unwanted:
        wishes = [_without(wish, each, today) for wish in wishes]
    return tuple(dict.fromkeys(wishes))


def _completed(wish: CallWish, among: Sequence[CallWish]) -> CallWish:
    if not wish.names_an_hour and (others := [each for each in among if each.names_an_hour]):
        wish = replace(wish, begins=others[-1].begins, ends=others[-1].ends)
    if not wish.names_a_day and (others := [each for each in among if each.names_a_day]):
        wish = replace(wish, days=others[0].days, first=others[0].first, last=others[0].last)
    return wish


def _read(text: str, now: datetime) -> CallWish | None:
    today = now.astimezone(LONDON).date()
    wish = ANY_TIME
    wish, left = _with_a_day(wish, text, now, today)
    evening = bool(re.search(r"\b(?:tonight|evening)", left))
    hours = find_times(left, evening=evening)
    if hours:
        wish = replace(wish, begins=hours[0], ends=hours[1])
    elif part := _PART.search(left):
        wish = _in_part(wish, part)
    if wish == ANY_TIME and not _SAYS_ANY_TIME.search(text):
        return None
    return wish


def _with_a_day(wish: CallWish, text: str, now: datetime, today: date) -> tuple[CallWish, str]:
    """Return the wish with the days that *text* names, and what else it says."""
    if while_ := _IN_A_WHILE.search(text):
        if while_["unit"][0] in "mh":
            then = now.astimezone(UTC) + _length(while_)
            wish = replace(wish, not_before=then)
        else:
            wish = replace(wish, first=today + _length(while_))
        return wish, _IN_A_WHILE.sub(" ", text)
    for pattern in (_DATE, _SLASHED):
        if (found := pattern.search(text)) and (day := _date(found, today)):
            return replace(wish, first=day, last=day), pattern.sub(" ", text)
    if span := _DAYS.search(text):
        first, last = (_number(each[0]) for each in _WEEKDAY.finditer(span[0].replace("-", " ")))
        return replace(wish, days=_from_to(first, last)), _DAYS.sub(" ", text)
    for words, day in (
        (r"\bchristmas day\b", date(today.year, 12, 25)),
        (r"\bboxing day\b", date(today.year, 12, 26)),
        (r"\bnew year'?s day\b", date(today.year + (today > date(today.year, 1, 1)), 1, 1)),
        (r"\b(?:the )?day after (?:tomorrow|tmrw)\b", today + timedelta(days=2)),
        (r"\b(?:tomorrow|tomoz|tmrw|tmr|2moro|tomoro|tommorow|tommorrow)\b", _next(today)),
        (r"\b(?:today|this (?:morning|afternoon|evening|lunch ?time)|later on|tonight)\b", today),
    ):
        if re.search(words, text):
            return replace(wish, first=day, last=day), text
    return _with_weekdays(wish, text, now, today)


def _with_weekdays(wish: CallWish, text: str, now: datetime, today: date) -> tuple[CallWish, str]:
    monday = today - timedelta(days=today.weekday())
    if re.search(r"\bnext week\b|\bweek after\b", text):
        wish = replace(wish, first=monday + timedelta(days=7), last=monday + timedelta(days=13))
    elif re.search(r"\bthis week\b", text):
        wish = replace(wish, first=today, last=monday + timedelta(days=6))
    elif re.search(r"\b(?:after|over|past) (?:christmas|xmas)\b", text):
        wish = replace(wish, first=date(today.year, 12, 27))
    elif re.search(r"\b(?:in|after) the new year\b|\bnew year\b", text):
        wish = replace(wish, first=date(today.year + (today.month > 1), 1, 2))
    named = [*_WEEKDAY.finditer(text)]
    if named:
        wish = replace(wish, days=frozenset(_number(each[0]) for each in named))
        if wish.first is None and not any(each["many"] for each in named):
            first = _next(today) if re.search(r"\bnext\b", text) else today
            wish = replace(wish, first=first, last=today + timedelta(days=7))
    elif re.search(r"\bweek ?days?\b", text):
        wish = replace(wish, days=WEEKDAYS)
    elif re.search(r"\bweek ?ends?\b", text):
        wish = replace(wish, days=WEEKEND)
    elif _SOON.search(text):
        wish = replace(wish, not_before=now.astimezone(UTC))
    return wish, _WEEKDAY.sub(" ", text)


def _in_part(wish: CallWish, found: re.Match[str]) -> CallWish:
    part = re.sub(r"\bend of day\b", "end of the day", found["part"]).replace("tonite", "tonight")
    name = next(each for each in _PARTS if each in (part, part.rstrip("s")) or part[:5] == each)
    begins, ends = _PARTS[name]
    if found["late"]:
        begins = _LATE.get(name, begins)
    return replace(wish, begins=begins, ends=ends)


def _without(wish: CallWish, what: str, today: date) -> CallWish:
    days = {_number(each[0]) for each in _WEEKDAY.finditer(what)}
    # Whoever cannot on a Wednesday afternoon is not rung on Wednesday at all: simple, and safe.
    what = re.sub(rf"(?<=day) {_PART_OF_DAY}", "", what)
    if "weekend" in what:
        days |= WEEKEND
    if days and wish.days != days:
        wish = replace(wish, days=wish.days - days)
    if "morning" in what and wish.begins < time(12):
        wish = replace(wish, begins=time(12))
    if "lunch" in what:
        wish = replace(wish, begins=max(wish.begins, time(13, 30)))
    if "afternoon" in what and wish.ends > time(11, 45):
        wish = replace(wish, ends=time(11, 45))
    if "evening" in what and wish.ends > time(16, 45):
        wish = replace(wish, ends=time(16, 45))
    if "this week" in what:
        return replace(wish, first=today + timedelta(days=7 - today.weekday()))
    if "tomorrow" in what or "today" in what:
        return replace(wish, first=today + timedelta(days=2 if "tomorrow" in what else 1))
    return wish


def _length(found: re.Match[str]) -> timedelta:
    said, unit = (found["count"] or "").strip(), found["unit"]
    count = float(said) if said.isdigit() else {"a few": 3.0}.get(said, 1.0)
    count = 2.0 if "couple" in said else count
    if found["half"] or "half" in said:
        count = 0.5
    if found["more"] or found["after"]:
        count += 0.5
    if unit[0] == "m":
        return timedelta(minutes=count)
    if unit[0] == "h":
        return timedelta(hours=count)
    return timedelta(days=round(count)) * (7 if unit[0] == "w" else 1)


def _date(found: re.Match[str], today: date) -> date | None:
    named = found.groupdict()
    number = int(named.get("number") or named.get("then") or named.get("only") or 0)
    month = named.get("month") or named.get("first")
    if month is None:
        candidates = [
            (today.year, today.month),
            (today.year + today.month // 12, today.month % 12 + 1),
        ]
    else:
        wanted = int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1
        candidates = [(today.year, wanted), (today.year + 1, wanted)]
    for year, wanted in candidates:
        try:
            day = date(year, wanted, number)
        except ValueError:
            continue
        if day >= today:
            return day
    return None


def _number(day: str) -> int:
    return _NAMES.index(day.strip()[:3])


def _from_to(first: int, last: int) -> frozenset[int]:
    length = (last - first) % 7
    return frozenset((first + step) % 7 for step in range(length + 1))


def _next(day: date) -> date:
    return day + timedelta(days=1)
