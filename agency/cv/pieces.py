"""The pieces of a job's line, and what each of them is: title, employer, place or an aside."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from agency.cv.dates import without_dates
from agency.cv.lexicon import counties, find_words, places, word_set

TITLE, EMPLOYER, PLACE, ASIDE, OTHER = "title", "employer", "place", "aside", "other"
MOST_WORDS = 14

_PARTS = re.compile(
    r"\t|\s{0,2}[|•·;]\s{0,2}|\s[-–—−]{1,2}\s|(?<=\w):\s|\s@\s|\s{0,1}//\s{0,1}|\s?—\s?"
)
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
_YEAR_GROUP = re.compile(
    r"(?:year|years|yr|class|ks|key stage|reception|nursery|p|primary|"
    r"foundation)\s?[\dR](?:\s?(?:-|–|/|and|to|&)\s?\d)?",
    re.IGNORECASE,
)
_NATION = re.compile(
    r"(?:united kingdom|u\.?k\.?|england|scotland|wales|northern ireland|ireland)\.?", re.IGNORECASE
)
_LENGTH = re.compile(r"\(?\d+\+? ?(?:years?|yrs?|months?|mos?)\b.*", re.IGNORECASE)


@dataclass(frozen=True)
class Piece:
    """A stretch of a job's lines; *strength* says how plainly it is what it is."""

    text: str
    kind: str
    strength: int


@lru_cache(maxsize=2000)
def pieces_of(text: str) -> tuple[Piece, ...]:
    """Return the pieces of a job's line, without its dates."""
    pieces: list[Piece] = []
    if text.count(" / ") > 1:
        text = text.replace(" / ", "\t")
    for part in _PARTS.split(without_dates(text)):
        part = part.strip(_EDGES.replace("(", "").replace(")", "").replace(".", ""))
        if part.strip(_EDGES):
            pieces += _split(part)
    return tuple(pieces)


def _split(part: str) -> list[Piece]:
    if between := _at_a_word(part) or _at_capitals(part):
        return between
    left, slash, right = part.partition(" / ")
    if slash and judge(left).kind == TITLE and judge(right).kind != TITLE:
        return [judge(left), *_split(right)]
    if bracket := _BRACKET.search(part):
        inside = judge(bracket[1])
        rest = (part[: bracket.start()] + part[bracket.end() :]).strip()
        if rest and inside.kind == EMPLOYER and judge(rest).kind != EMPLOYER:
            return [*_split(rest), inside]
        spoken = [judge(word).kind for word in re.split(r"[,;]", bracket[1])]
        if rest and (inside.kind in (ASIDE, PLACE) or spoken[0] == ASIDE):
            return _split(rest)
    words = [word.strip() for word in part.split(",") if word.strip(_EDGES)]
    return _by_commas(words) if len(words) > 1 else [judge(part)]


def _at_a_word(part: str) -> list[Piece]:
    """Part "carer at Sunrise" and "teacher in Example School" at the little word between."""
    for between, strong in ((_AT, 0), (_IN, 2)):
        match = between.search(part)
        if match is None:
            continue
        left, right = part[: match.start()], part[match.end() :]
        named = title_strength(left) >= 2 and title_strength(right) < 3
        if named and employer_strength(right.split(",")[0]) >= strong:
            who = _split(left)
            if len(who) == 1 and who[0].kind == ASIDE:
                who = [Piece(left, TITLE, 2)]  # "Volunteer at …"
            return [*who, *_employer(right)]
    return []


def _at_capitals(part: str) -> list[Piece]:
    shouted = _SHOUTED.match(part)
    if shouted is None:
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
        while last + 1 < len(kinds) and kinds[last + 1] == TITLE and judged[last + 1].strength >= 3:
            last += 1
        title = Piece(", ".join(words[first : last + 1]), TITLE, judged[first].strength)
        before, after = words[:first], words[last + 1 :]
        out = [title]
        if before:
            out = [*_employer(", ".join(before)), title]
        if after:
            out += _employer(", ".join(after))
        return out
    if TITLE in kinds:
        return [Piece(", ".join(words), TITLE, max(each.strength for each in judged))]
    return _employer(", ".join(words))


def _employer(text: str) -> list[Piece]:
    """Return an employer without the place behind it, and the place."""
    words = [word.strip() for word in text.split(",") if word.strip(_EDGES)]
    if not words:
        return []
    judged = [judge(word) for word in words]
    kept: list[str] = []
    out: list[Piece] = []
    for n, each in enumerate(judged):
        if each.kind in (PLACE, ASIDE):
            out.append(each)
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
    return [Piece(name.strip(" ,"), EMPLOYER if strength >= 2 else OTHER, strength), *out]


@lru_cache(maxsize=4000)
def judge(text: str) -> Piece:
    """Return what *text* by itself is most likely to be."""
    text = text.strip(_EDGES if text.count("(") != 1 else _EDGES.replace(")", "")).strip()
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
