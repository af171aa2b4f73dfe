"""How many years somebody says they have worked with children, young people or in care."""

import re

LONGEST_TEXT = 500
MOST_YEARS = 60

_SMALL_WORDS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen
"""
_SMALL = _SMALL_WORDS.split()
_TENS_WORDS = """
    twenty thirty forty fifty sixty seventy eighty ninety
"""
_TENS = _TENS_WORDS.split()
_WORDS: dict[str, float] = {word: n for n, word in enumerate(_SMALL)}
_WORDS |= {word: n * 10 for n, word in enumerate(_TENS, start=2)}
_WORDS |= {"a": 1, "an": 1, "couple": 2, "few": 3, "half": 0.5, "dozen": 12}

_UNITS = {"y": 1.0, "m": 1 / 12, "w": 1 / 52, "d": 1 / 365, "t": 1 / 3, "x": 10.0}

_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_NUMBER = (
    r"(?P<number>\d{1,3}(?:\.\d{1,2})?|"
    rf"(?:{'|'.join(_TENS)})[ -](?:{'|'.join(_SMALL[1:10])})|\b(?:{_WORD})(?![a-z]))"
)
_HALF = r"(?P<half>\s?½|\s?(?:and|an|n|&) (?:a )?half|\s?1/2)?"
_BETWEEN = (
    r"(?:\s?\+|\s?plus|\s?odd|\s?or so|\s?or more|\s?and more|\s?and a bit)?\s{0,2}"
    r"(?:of\s)?(?:an?\s)?"
    r"(?:full|whole|good|solid|long|more|academic|school|calendar)?\s?"
)
_UNIT = (
    r"(?P<unit>years?|yrs?|y|months?|mths?|mos?|m|weeks?|wks?|days?|terms?|decades?)"
    r"(?![a-z])(?P<and_half>\sand a half)?"
)
_SPAN = re.compile(rf"(?<![\w.,£]){_NUMBER}{_HALF}{_BETWEEN}{_UNIT}(?P<after>.{{0,12}})")
_RANGE = re.compile(
    rf"(?:(\d{{1,2}})\s?[-–/]\s?\d{{1,2}}|"
    rf"(\d{{1,2}}|\b(?:{_WORD}))\s(?:to|or|maybe)\s(?:\d{{1,2}}|(?:{_WORD})\b))"
    r"(?=\s?(?:years?|yrs?|months?|mths?|ish|\W*$))"
)
_BETWEEN_TWO = re.compile(r"\bbetween (\S{1,12}) and \S{1,12}(?=\s(?:years?|months?)|\W*$)")
# "Five-year-olds" and "35 years old" are ages. An age is nobody's experience.
_AN_AGE_OR_A_DATE = re.compile(
    r"\W{0,3}(?:olds?\b|of age|ago\b|(?:a|per|each|every) (?:week|day))|"
    r"[\s-]{0,3}\d{1,2}s?\b(?!\s?[mw½])"
)
_LESS_THAN = re.compile(r"\b(?:less than|under|not quite|not even)\s{1,2}$")
_IN_ALL = re.compile(r"\b(?:in total|total|altogether|overall|in all)\b")
_PART_OF_IT = re.compile(r"\b(?:including|of which|of those|of them|of that)\b")
_NONE = re.compile(
    r"\b(?:none|nil|nada|nothing|zilch|nowt|zip|never|not any|n/?a|zero|"
    r"no(?: (?:experience|exp|years?|time))?|"
    r"haven'?t|not (?:yet|really|much|professionally|formally|officially)|beginner|newbie|novice|"
    r"nope|nah|brand new|"
    r"new to (?:it|this|all this|schools?|the job)|just starting(?: out)?|first (?:time|job)|"
    r"(?:just|only) (?:some |a bit of |bits of )?babysitting)\b"
)
# Bringing up one's own is not work with children, however many years it took.
_OWN_CHILDREN = re.compile(
    r"\b(?:just|only|other than|apart from|except|besides|none|no|mainly|unless)\b.{0,30}"
    r"\b(?:my own|own (?:kids|children)|my (?:kids|children|son|daughter|grandchildren|siblings)|"
    r"as a (?:mum|mam|mom|dad|parent|mother|father))\b|"
    r"\W{0,3}(?:i'?ve|i have)? ?been an? (?:[\w-]+ ){0,2}(?:mum|mam|mom|dad|parent|mother|father)\b"
    r"(?! and\b)[^,;]{0,40}$|"
    r"\W{0,3}(?:(?:i'?ve got|i have|got|have|my|our|(?:i )?(?:raised|brought up))"
    r"(?: \w{1,8}){0,2} (?:kids|children)|"
    r"\w{1,8} (?:kids|children) of my own|"
    r"(?:i'?m |i am |as |being )?(?:an? |full[ -]time )?(?:mum|mam|mom|dad|parent|mother|father)"
    r"(?: (?:of|to) \w{1,8})?)(?: of my own| only| myself| too| at home)?\W*$"
)
_AND_MORE = re.compile(r"\b(?:but|also|plus|and)\b.*\d")
_WITHOUT_UNIT = re.compile(
    r"(?:,|\bthen|\band|\bplus|\bbefore that)\s(?:then |before that |about |another )?"
    rf"(\d{{1,2}}(?:\.5)?|(?:{_WORD}))\s(?=(?:as|at|in|with|doing|working|before|for)\b)"
)
# "12 years, 4 as SENCO": of one career, the last part of it.
_PART_AFTER_A_COMMA = re.compile(
    rf",\s(?:with |the last |and |then )?(?:\d{{1,2}}(?:\.5)?|(?:{_WORD}))\s(?:years? )?"
    r"(?:as|being|of them|of those)\s(?:an? |the |head |assistant )*(?:sen[d]?co\w?|alnco|head|"
    r"deputy|lead|leader|hod|manager)\b.{0,60}$"
)
# "3 years with adults, 1 with children": where both are told apart, one of them was asked about.
_WITH_CHILDREN = re.compile(
    r"\b(?:child\w*|kids?|toddlers?|babies|bab(?:y|ies)|pupils?|students?|teen\w*|young|youths?|"
    r"adolescents?|schools?|nurser(?:y|ies)|early years|send?|semh)\b"
)
_WITH_ADULTS = re.compile(
    r"\b(?:adults?|grown[ -]?ups?|elderly|older (?:people|persons?|adults)|old people|pensioners|"
    r"the aged|dementia)\b"
)
_PART_WITH_WHOM = re.compile(r"[,;.]\s|\b(?:and|plus|but|then|including)\b|\s[&+/–-]\s")
_A_NUMBER_FIRST = re.compile(
    rf"\W*(?:(?:about|around|roughly|only|just|another|maybe|then|i have|i've|with) )*{_NUMBER}\b"
)
# "30 years, 3 with young offenders": of one working life, the part that was asked about.
_OF_IT_WITH_CHILDREN = re.compile(
    rf"\W*(?:(?:about|around|roughly|over|nearly|almost|i have|i've) )*{_NUMBER}{_HALF}\s?"
    r"(?:years?|yrs?)(?: in (?:all|total))?,\s(?P<part>(?:about |roughly |around |the last )?"
    rf"(?:\d{{1,2}}(?:\.5)?|(?:{_WORD}))\s(?:years?\s|yrs?\s)?(?:of (?:them|it|that|those)\s)?"
    r"(?:(?:was|were|spent|being|working)\s){0,2}with\s.{1,60})"
)
_NONE_FIRST = re.compile(r"\W{0,3}(?:none|never|not any)\b|.{0,60}\bno (?:experience|exp)\b")
_UNKNOWN = re.compile(r"\b(?:no idea|not sure|don'?t know|no clue)\b")
_SINCE = re.compile(
    r"\b(?:since|from|started(?: back)? in|began in)(?: about| around| roughly)?"
    r"(?: (?:early |late |mid )?[a-z]{3,9})? ((?:19|20)\d\d)\b"
)
_SINCE_LAST_YEAR = re.compile(r"\bsince last year\b")
_YEAR_TO_YEAR = re.compile(
    r"\b(?P<first>(?:19|20)\d\d)\s?(?:-|–|—|to|till?|until|through|up to)\s?(?:about )?"
    r"(?:(?P<last>(?:19|20)\d\d)|(?P<short>\d\d)(?!\d|\s?(?:years|months))|"
    r"(?:now|present|today|date|current|the present|this year))\b"
)
_ALONE = re.compile(
    rf"\W{{0,3}}(?:about|around|roughly|approx\w{{0,12}}|nearly|almost|over|maybe|i have|i've|got|"
    rf"more than|at least|upwards? of|getting on for|coming up to|close to|say|only|just|oh|erm?|"
    rf"um|well|hmm|probably|possibly|perhaps|like|i think|not sure|dunno|i'd say|i would say|"
    rf"make (?:it|that)|\s|~|>|,){{0,8}}{_NUMBER}"
    rf"{_HALF}\s?\+?(?:[\s,]{{0,2}}(?:or so|ish|plus|i think|on and off|off and on|in all|"
    rf"give or take|at a guess|probably)){{0,2}}\W{{0,3}}"
)

# "8 years" says how long, whatever was asked.
_ONLY_A_TIME = re.compile(
    r"\W*(?:(?:i have|i've got|i've|about|around|over|nearly|almost|roughly|more than|at least|"
    r"for|only|just|yes|approx\w*)\W+)*(?:\d{1,2}(?:[.,]\d)?|an?|one|two|three|four|five|six|"
    r"seven|eight|nine|ten|twelve|fifteen|twenty|thirty)\+?(?: and a half| a half| or so)?\W*"
    r"(?:years?|yrs?|months?)'?"
    r"(?:\W+(?:of|in|or so|so far|now|experience|exp|altogether|total|roughly|about|teaching|"
    r"schools?|care))*\W*",
    re.IGNORECASE,
)


def find_years(text: str, this_year: int | None = None) -> float | None:
    """
    Return the years *text* adds up to: 3.5 for "2 yrs in nursery then 18 months as a carer".

    Of "three to five years" the smaller counts. "None yet" is 0.0; None is not understood.
    "Since 2015" can be told only when *this_year* is.
    """
    text = (
        re.sub(r"(\d) ?ish\b", r"\1", text[:LONGEST_TEXT].casefold())
        .replace("\u2019", "'")
        .replace("years'", "years")
    )
    if _NONE_FIRST.match(text):
        return 0.0
    if _OWN_CHILDREN.match(text) and not _AND_MORE.search(text):
        return 0.0
    text = _with_children(text)
    dated, text = _from_year_to_year(text, this_year)
    text = _BETWEEN_TWO.sub(r"\1", _RANGE.sub(r"\1\2", text))
    if not re.search(r"\bas\b", text.partition(",")[0]):
        text = _PART_AFTER_A_COMMA.sub("", text)
    spans = dated + _spans(text)
    if spans:
        years = max(spans) if _IN_ALL.search(text) else sum(spans)
    elif this_year and (since := _SINCE.search(text)):
        years = float(this_year - int(since[1]))
    elif _SINCE_LAST_YEAR.search(text):
        years = 1.0
    elif alone := _ALONE.fullmatch(text):
        years = _amount(alone)
    elif _NONE.search(text) and not _UNKNOWN.search(text):
        years = 0.0
    else:
        return None
    return round(years, 2) if 0 <= years <= MOST_YEARS else None


def _with_children(text: str) -> str:
    """Return the part of *text* that tells of children, where it tells of adults apart from it."""
    of_it = _OF_IT_WITH_CHILDREN.fullmatch(text)
    if of_it and _WITH_CHILDREN.search(of_it["part"]):
        return _with_its_unit(of_it["part"])
    if not _WITH_ADULTS.search(text) or _IN_ALL.search(text):
        return text
    parts = [part for part in _PART_WITH_WHOM.split(text) if _A_NUMBER_FIRST.match(part)]
    adults = [part for part in parts if _WITH_ADULTS.search(part)]
    children = [part for part in parts if _WITH_CHILDREN.search(part)]
    if not children or not adults or set(adults) & set(children):
        return text
    told = [part for part in parts if part not in adults and not _ONLY_A_TIME.fullmatch(part)]
    return ", ".join(_with_its_unit(part) for part in told)


def _with_its_unit(part: str) -> str:
    """Return "1 year with children" from "1 with children", which had it from the part before."""
    if _SPAN.search(part):
        return part
    return re.sub(rf"^(\W*(?:[a-z]+ )*?{_NUMBER})\b", r"\1 years", part, count=1)


def _spans(text: str) -> list[float]:
    if part := _PART_OF_IT.search(text):
        whole = _spans(text[: part.start()])
        if whole:
            return whole
    spans: list[float] = []
    place = 0
    while match := _SPAN.search(text, place):
        place = match.end("and_half") if match["and_half"] else match.end("unit")
        if _AN_AGE_OR_A_DATE.match(match["after"]) and not match["and_half"]:
            continue
        if match["number"] in ("a", "an") and match["unit"][0] in "dw" and not _decade(match):
            continue  # "three days a week", "£100 a day"
        kind = "x" if _decade(match) else match["unit"][0]
        years = (_amount(match) + (0.5 if match["and_half"] else 0)) * _UNITS[kind]
        spans.append(years / 2 if _LESS_THAN.search(text[: match.start()]) else years)
        # "3 years as a TA, then 2 as an LSA" counts in the same unit.
        for more in _WITHOUT_UNIT.finditer(text[place:]):
            if not _SPAN.search(text, place):
                number = more[1]
                amount = float(number) if number[0].isdigit() else _WORDS[number]
                spans.append(amount * _UNITS[kind])
    return spans


def _decade(match: re.Match[str]) -> bool:
    return match["unit"].startswith("decade")


def _from_year_to_year(text: str, this_year: int | None) -> tuple[list[float], str]:
    """Return the years between two dates, and *text* without them."""
    spans: list[float] = []
    for match in _YEAR_TO_YEAR.finditer(text):
        first = int(match["first"])
        if match["short"]:
            last = int(match["first"][:2] + match["short"])
        elif match["last"] or this_year:
            last = int(match["last"] or this_year or first)
        else:
            continue
        if 0 <= last - first <= MOST_YEARS:
            spans.append(float(last - first))
    return spans, _YEAR_TO_YEAR.sub(" ", text) if spans else text


def _amount(match: re.Match[str]) -> float:
    word = match["number"]
    if word[0].isdigit():
        amount = float(word)
    else:
        amount = sum(float(_WORDS[part]) for part in re.split(r"[ -]", word))
    return amount + (0.5 if match["half"] else 0)


def says_only_how_long(text: str) -> bool:
    """Say whether *text* is a time and nothing else: "about 8 years", not "a 2 year diploma"."""
    return bool(_ONLY_A_TIME.fullmatch(text[:LONGEST_TEXT].replace("\u2019", "'")))
