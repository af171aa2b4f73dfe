"""The pieces of a job's line, and what each of them is: title, employer, place or an aside."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from agency.cv.dates import without_dates
from agency.cv.headings import labelled
from agency.cv.lexicon import counties, find_words, places, word_set

TITLE, EMPLOYER, PLACE, ASIDE, OTHER = "title", "employer", "place", "aside", "other"
SAID = 4  # the strength of what a label says
MOST_WORDS = 14
MOST_IN_SPECIALISM = 5

_PARTS = re.compile(
    r"(\t|\s{0,2}[|•·;]\s{0,2}|\s[-–—−]{1,2}\s|(?<=\w):\s(?![^(]*\))|\s@\s|\s{0,1}//\s{0,1}|\s?—\s?|"
    r"(?<=[A-Za-z)]{3})(?<!Ltd)(?<!Inc)(?<!Mrs)(?<!Rev)\.\s(?=[A-Z(]))"
)
_DASH = re.compile(r"\s?[-–—−]{1,2}\s?")
_COMMA = re.compile(r",(?![^(]*\))(?!\s(?:then|later|latterly|now)\b)")
_SHORT_FORM = re.compile(r"\b(?:Ltd|Inc|Co|Corp|plc|St|Jr|Sr|Bros)\.$", re.IGNORECASE)
_AT = re.compile(
    r"\s(?:at(?!\sHome\b)|with|@|within|for(?!\s(?:Learning|Inclusion|SENd?|Maths|English|Science|Pupils|"
    r"Children|Year|Key|Behaviour|Pastoral|Welfare)\b))\s(?:the\s)?(?=[A-Z0-9“\"'‘])"
)
_IN = re.compile(r"\sin\s(?=[A-ZŁŚŻ])")
_HEAD_ENDS = re.compile(
    r"\s(?:of|for|in|to|at|with|on|and|&|-|–|/|within|supporting|working)\s|[,(/\[]|\s[-–]"
)
# "OAKFIELD SCHOOL Teaching Assistant": capitals part what no mark does.
_SHOUTED = re.compile(r"^([A-Z0-9][A-Z0-9&'’.\- ]{3,}[A-Z.])\s{1,3}([A-Z][a-z].*)$")
_WORD = re.compile(r"[\w'’&.-]+")
_BRACKET = re.compile(r"\s*[(\[]([^)\]]{2,60})[)\]]")
_EDGES = " \t,;:|-–—.•*()[]"
_WHEN_OR_HOW_LONG = re.compile(
    r"^(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\bmonths?\b|\bhours\b|\bdays? a week\b",
    re.IGNORECASE,
)
_YEAR_GROUP = re.compile(
    r"(?:year|years|yr|class|ks|key stage|reception|nursery|p|primary|"
    r"foundation)\s?[\dR](?:\s?(?:-|–|/|and|to|&)\s?\d)?",
    re.IGNORECASE,
)
_NATION = re.compile(
    r"(?:united kingdom|u\.?k\.?|england|scotland|wales|northern ireland|ireland)\.?", re.IGNORECASE
)
_LENGTH = re.compile(
    r"\d\.\d{1,2}\s?fte|\(?\d+\+? ?(?:years?|yrs?|months?|mos?)\b.*", re.IGNORECASE
)


@dataclass(frozen=True)
class Piece:
    """A stretch of a job's lines; *strength* says how plainly it is what it is."""

    text: str
    kind: str
    strength: int
    whole: str = ""  # a title with what stands behind its comma, where that is no employer


@lru_cache(maxsize=2000)
def pieces_of(text: str) -> tuple[Piece, ...]:
    """Return the pieces of a job's line, without its dates."""
    if said := labelled(text):
        return _by_label(*said)
    pieces: list[Piece] = []
    if text.count(" / ") > 1:
        text = text.replace(" / ", "\t")
    parts = _PARTS.split(without_dates(text))
    for part, mark in zip(parts[::2], ["", *parts[1::2]], strict=True):
        part = part.strip(_EDGES.replace("(", "").replace(")", "").replace(".", ""))
        before = pieces[-1] if pieces else None
        if before and before.kind == TITLE and _DASH.fullmatch(mark) and is_specialism(part):
            pieces[-1] = Piece(f"{before.text}{mark}{part}", TITLE, before.strength)
        elif part.strip(_EDGES):
            pieces += _split(part)
    return tuple(pieces)


def segments_of(text: str) -> list[str]:
    """Return what marks part in a job's line, without its dates: more than a comma."""
    if said := labelled(text):
        text = said[1]
    segments: list[str] = []
    parts = _PARTS.split(without_dates(text))
    for part, mark in zip(parts[::2], ["", *parts[1::2]], strict=True):
        part = part.strip(" \t,;:|-–—•*")
        if segments and _DASH.fullmatch(mark) and is_specialism(part):
            segments[-1] += f"{mark}{part}"
        elif part and judge(part).kind not in (PLACE, ASIDE):
            segments.append(part)
    return segments


def where_of(text: str) -> str | None:
    """Return the name in *text*, where somebody worked, without the place behind it."""
    named = (piece.text for piece in _employer(text) if piece.kind not in (PLACE, ASIDE))
    return next(named, None)


def is_specialism(text: str) -> bool:
    """Say whether *text* tells with whom or in what a title's work was: "SEMH", "Year 4"."""
    text = text.strip(_EDGES)
    small = text.lower()
    words = small.replace("/", " ").replace("&", " ").split()
    if not words or len(words) > MOST_IN_SPECIALISM:
        return False
    known = word_set("specialisms")
    if _YEAR_GROUP.fullmatch(text) or all(word in known for word in words):
        return True
    return any(
        found.kind == "need" and found.end - found.start >= 0.6 * len(text)
        for found in find_words(text)
    )


def _by_label(kind: str, value: str) -> tuple[Piece, ...]:
    """Return the pieces of a value whose label says what it is: "Position: Carer"."""
    pieces = pieces_of(value)
    if kind not in (TITLE, EMPLOYER):
        return () if kind in ("duties", "grade", "private") else pieces
    own = next((piece for piece in pieces if piece.kind == kind), None)
    own = own or next((piece for piece in pieces if piece.kind != PLACE), None)
    return tuple(
        Piece(piece.text, kind, SAID) if piece is own else piece
        for piece in pieces
        if piece is own or piece.kind in (PLACE, ASIDE, TITLE, EMPLOYER)
    )


def _split(part: str) -> list[Piece]:
    if between := _at_a_word(part) or _at_capitals(part):
        return between
    left, slash, right = part.partition(" / ")
    if slash and judge(left).kind == TITLE and judge(right).kind != TITLE:
        beside = _split(right)
        if beside[0].kind in (EMPLOYER, PLACE):
            return [judge(left), *beside]
        if beside[0].kind == OTHER and len(right.split()) > 1 and is_name(right):
            return [judge(left), Piece(right, EMPLOYER, 1)]
    words = [word.strip() for word in _COMMA.split(part) if word.strip(_EDGES)]
    if len(words) > 1:
        return _by_commas(words)
    if bracket := _BRACKET.search(part):
        inside = judge(bracket[1])
        rest = (part[: bracket.start()] + part[bracket.end() :]).strip()
        if rest and inside.kind == EMPLOYER and judge(rest).kind == TITLE:
            return [*_split(rest), inside]
        if rest and judge(rest).kind == TITLE and inside.kind != PLACE:
            plain = rest if _WHEN_OR_HOW_LONG.search(bracket[1]) else part
            return [Piece(plain, TITLE, judge(rest).strength)]
    return [judge(_without_asides(part))]


def _without_asides(name: str) -> str:
    """Return a name without the brackets behind it that are no part of it: "(Leeds)"."""
    return _BRACKET.sub(
        lambda match: (
            "" if judge(match[1]).kind in (ASIDE, PLACE) or _is_an_aside(match[1]) else match[0]
        ),
        name,
    )


def _is_an_aside(inside: str) -> bool:
    """Say whether what stands in brackets behind an employer's name is no part of it."""
    plain = not any(c.isupper() for c in inside) and len(inside.split()) > 1
    return plain or bool(_WHEN_OR_HOW_LONG.search(inside))


def _at_a_word(part: str) -> list[Piece]:
    """Part "carer at Sunrise" and "teacher in Example School" at the little word between."""
    for between, strong in ((_AT, 0), (_IN, 2)):
        match = between.search(part)
        if match is None:
            continue
        left, right = part[: match.start()], part[match.end() :]
        named = title_strength(left) >= 2 and title_strength(right) < 3
        if match[0].strip() in ("with", "for", "within") and not _may_employ(right):
            continue
        if named and employer_strength(right.split(",")[0]) >= strong:
            who = _split(left)
            if len(who) == 1 and who[0].kind == ASIDE:
                who = [Piece(left, TITLE, 2)]  # "Volunteer at …"
            return [*who, *_employer(right)]
    return []


def _may_employ(text: str) -> bool:
    """Say whether behind "with" or "for" an employer stands, and no pupils or duties."""
    first = text.split(",")[0]
    words = [word.lower() for word in _WORD.findall(first)]
    capitals = all(word[0].isupper() or word in ("of", "and", "the") for word in first.split())
    known = any(word in word_set("specialisms") and len(word) > 2 for word in words)
    return employer_strength(first) >= 2 or (capitals and not known)


def _at_capitals(part: str) -> list[Piece]:
    shouted = _SHOUTED.match(part)
    if shouted is None or is_specialism(shouted[1]):
        return []
    both = [judge(shouted[1]), judge(shouted[2])]
    kinds = {each.kind for each in both}
    return both if TITLE in kinds and len(kinds) == 2 else []


def _by_commas(words: list[str]) -> list[Piece]:
    """Part title from employer where a comma stands between them, and drop the place behind."""
    judged = [judge(word) for word in words]
    kinds = [each.kind for each in judged]
    if TITLE in kinds and any(kind != TITLE for kind in kinds):
        first = kinds.index(TITLE)
        last = first
        while last + 1 < len(kinds) and (
            (kinds[last + 1] == TITLE and judged[last + 1].strength >= 3)
            or is_specialism(words[last + 1])
        ):
            last += 1
        before, after = words[:first], words[last + 1 :]
        own = ", ".join(words[first : last + 1])
        if len(words) > 1 and _WHEN_OR_HOW_LONG.search(own):
            own = _BRACKET.sub("", own)
        whole = f"{own}, {after[0]}" if len(after) == 1 and _may_be_part(after[0]) else ""
        title = Piece(own, TITLE, judged[first].strength, whole)
        out = [title]
        if before:
            out = [*_beside_a_title(before), title]
        if after:
            out += _beside_a_title(after)
        return out
    if TITLE in kinds:
        return [Piece(", ".join(words), TITLE, max(each.strength for each in judged))]
    return _employer(", ".join(words))


def _may_be_part(text: str) -> bool:
    """Say whether *text* may as well be a part of where somebody worked: "Speech Unit"."""
    words = _BRACKET.sub("", text).lower().split()
    return text[:1].islower() or employer_strength(text) < 2 or words[-1] in word_set("part_words")


def _beside_a_title(words: list[str]) -> list[Piece]:
    """Return the pieces beside a title: a name that stands there is most likely an employer's."""
    return [
        Piece(piece.text, EMPLOYER, 1)
        if (piece.kind == OTHER and piece.text[:1].isupper() and is_name(piece.text))
        or (piece.kind == EMPLOYER and _may_be_part(piece.text))
        else piece
        for piece in _employer(", ".join(words))
    ]


def is_name(text: str) -> bool:
    """Say whether *text* is written as names are: its longer words begin with capitals."""
    words = [word for word in re.findall(r"[^\W\d_][\w'’-]*", text) if len(word) > 3]
    capitals = sum(word[0].isupper() for word in words)
    return bool(2 * capitals >= len(words))


def _employer(text: str) -> list[Piece]:
    """Return an employer without the place behind it, and the place."""
    words = [word.strip() for word in _COMMA.split(text) if word.strip(_EDGES)]
    if not words:
        return []
    words = [_without_asides(word) or word for word in words]
    judged = [judge(word) for word in words]
    kept: list[str] = []
    out: list[Piece] = []
    for n, each in enumerate(judged):
        if each.kind in (PLACE, ASIDE):
            out.append(each)
        elif kept and words[n][:1].islower():
            out.append(Piece(words[n], ASIDE, 0))
        elif (
            n == 0
            or each.kind == EMPLOYER
            or not kept
            or (each.kind == OTHER and kept and any(j.kind == EMPLOYER for j in judged[n + 1 :]))
        ):
            kept.append(words[n])
    if not kept:
        return out
    name = ", ".join(kept)
    strength = max((employer_strength(word) for word in kept), default=0)
    if not strength and len(kept) == 1 and len(name.split()) > 1 and PLACE in [o.kind for o in out]:
        return [Piece(name.strip(" ,"), EMPLOYER, 1), *out]  # "The Blue Boar, Exampletown"
    name = name.strip(" ,") if _SHORT_FORM.search(name) else name.strip(" ,.")
    return [Piece(name.strip(" ,"), EMPLOYER if strength >= 2 else OTHER, strength), *out]


@lru_cache(maxsize=4000)
def judge(text: str) -> Piece:
    """Return what *text* by itself is most likely to be."""
    dotted = bool(_SHORT_FORM.search(text))
    text = text.strip(_EDGES if text.count("(") != 1 else _EDGES.replace(")", "")).strip()
    text += "." * dotted
    small = text.lower().strip(_EDGES)
    if small in word_set("asides") or _YEAR_GROUP.fullmatch(text) or _LENGTH.fullmatch(text):
        return Piece(text, ASIDE, 3)
    if small in places() or small in counties() or _NATION.fullmatch(text):
        return Piece(text, PLACE, 3)
    title, employer = title_strength(text), employer_strength(text)
    if title >= 2 and title >= employer:
        return Piece(text, TITLE, title)
    if employer >= 2:
        return Piece(text, EMPLOYER, employer)
    return Piece(text, OTHER, 0)


@lru_cache(maxsize=4000)
def title_strength(text: str) -> int:
    """Return from 0 to 4 how plainly *text* is a job's title."""
    text = _BRACKET.sub("", text) or text
    words = [word.lower().strip(".'’") for word in _WORD.findall(text)]
    if not words or len(words) > 10:
        return 0
    heads = word_set("title_heads")
    head = [w.lower().strip(".'’") for w in _WORD.findall(_HEAD_ENDS.split(text)[0])]
    strength = 0
    if head and (head[-1] in heads or (len(head) > 2 and head[-1].isdigit() and head[-2] in heads)):
        strength = 3
    elif words[-1] in heads:
        strength = 2
    for found in find_words(text):
        if found.kind in ("role", "occupation") and found.end - found.start >= 0.6 * len(text):
            strength = max(strength, 2) + (strength == 3)
    return strength


@lru_cache(maxsize=4000)
def employer_strength(text: str) -> int:
    """Return from 0 to 3 how plainly *text* is an employer's name."""
    known = word_set("employer_words")
    words = [word.lower().strip(".").replace("’", "'") for word in _WORD.findall(text)]
    if not words or len(words) > MOST_WORDS:
        return 0
    whole = " ".join(words)
    before_of = [w.lower() for w in _WORD.findall(re.split(r"\sof\s", text)[0])]
    if whole in known or words[-1] in known or (before_of and before_of[-1] in known):
        return 3
    pairs = {f"{a} {b}" for a, b in pairwise(words)}
    if any(word in known for word in words) or pairs & known:
        return 2
    return 2 if re.match(r"(?:St\.?|Saint|Our Lady)\s[A-Z]", text) else 0
