"""A person's name, as they would write it themselves."""

import re
import unicodedata

LONGEST_NAME = 80
MOST_WORDS = 6

_INTRODUCTION = re.compile(
    r"\b(?:my (?:full |first |given )?name(?: is|'s)|the name(?: is|'s)|name is|name\s?:|"
    r"(?:(?:every(?:one|body)|people|they|friends|you can|just|please)\s)?calls? me|"
    r"(?:i am|i'm|im|am) (?:called|known as)|known as|i go by|go by|"
    r"i am|i'm|im|it is|it's|its|this is|that's|that is)\s{1,3}(?:(?:just|still|actually)\s{1,3})?",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:(?:hi|hiya|hello|hey|yes|yeah|yep|sure|ok|okay|of course|certainly|well|erm?|um+|oh|so|"
    r"name|good (?:morning|afternoon|evening)|there|sorry)\b[\s,.!:;-]{0,4}){1,4}",
    re.IGNORECASE,
)
_TITLE = re.compile(r"(?:mr|mrs|ms|miss|mx|dr|prof|rev)\b\.?\s{0,3}", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[,;!?\n\r\t()|]|(?<=[^\W\d_]{2})\.(?:\s|$)|\s[-–—]\s")
_AROUND = " \"'*-–:.,"
_INITIALS = re.compile(r"[B-DF-HJ-NP-TV-Z]{2}")
_AN_ADDRESS = re.compile(r"[@\d<>{}\[\]\\/_=:#$%^*+~]|www\.|\.\w{2}")

# Words that end a name, and words no name begins with. Names that are also words (Will, May,
# Grace, An, My, So) are left out on purpose.
_ENDING_WORDS = """
    a am and any are as at because been but by can cheers could did do does doing don't everyone
    for from get give got had has have haven't here hope how i i'd i'll i'm i've if in into is
    it it's its just let like looking me name need nice no nope none not nothing of ok okay on
    or people please prefer rather say she/her skip sorry surname tell thank thanks that that's
    the their then there they this to unknown want wanted was we what what's when where which
    who why with would yes yet you your applying anonymous nobody maybe later idk hello hi
    actually instead years months weeks posts roles
"""
_NEVER_FIRST_WORDS = """
    teaching teacher assistant senco sendco job jobs work working salary pay email phone number
    happy interested currently available based unsure new ready good fine glad private stop
    cancel help test role post full-time part-time supply both either about after around change make
    meant wait zero one two three four five six eight nine ten eleven twelve fifteen twenty thirty
    forty semh send sen
"""
_ENDS = frozenset(_ENDING_WORDS.split())
_NEVER_FIRST = frozenset(_NEVER_FIRST_WORDS.split())
_ARTICLES = frozenset({"a", "an", "the", "so", "my"})
_PARTICLE_WORDS = """
    af al ap ben bin binti da dal de del della den der di dos du el ferch ibn la le ter van vom
    von y zu
"""
_PARTICLES = frozenset(_PARTICLE_WORDS.split())


def find_name(text: str) -> str | None:
    """
    Return the name in *text*: "Jo O'Brien" from "hi, my name is jo o'brien".

    What a person typed with care (McAllister, de Souza) stays as typed; all small letters
    or all capitals are put right. A name that is also an ordinary word is still a name.
    """
    text = unicodedata.normalize("NFKC", text[:300]).strip()
    text = re.sub(r"[\u2018\u2019\u02bc`´]", "'", text)
    text = re.sub(r"[\u2010\u2011]", "-", text)
    introduction = _INTRODUCTION.search(text)
    if introduction:
        text = text[introduction.end() :]
    else:
        text = text[opening.end() :] if (opening := _OPENING.match(text)) else text
    clause, *more = _CLAUSE_END.split(_without_title(text), maxsplit=1)
    words = _words_of_name(clause, introduced=bool(introduction))
    # "It's Jo, Jo Bloggs": the name said twice is the fuller one.
    fuller = _words_of_name(_CLAUSE_END.split(_without_title(more[0]))[0]) if more else []
    if len(words) == 1 < len(fuller) and fuller[0].casefold() == words[0].casefold():
        words = fuller
    name = " ".join(_write(words))
    letters = sum(character.isalpha() for character in name)
    short = letters < 2 and name.isascii()
    return None if not words or short or len(name) > LONGEST_NAME else name


def _without_title(text: str) -> str:
    text = text.lstrip(_AROUND)
    return text[title.end() :] if (title := _TITLE.match(text)) else text


def _words_of_name(clause: str, *, introduced: bool = False) -> list[str]:
    if _AN_ADDRESS.search(clause):
        return []
    words: list[str] = []
    for word in clause.strip(" \"'*.-").split():
        plain = word.casefold().strip(".'")
        if plain in _ENDS or not _is_word(word):
            break
        if not words and (plain in _NEVER_FIRST or (introduced and plain in _ARTICLES)):
            break
        words.append(word)
    return words if len(words) <= MOST_WORDS else []


def _is_word(word: str) -> bool:
    return any(c.isalpha() for c in word) and all(
        c.isalpha() or unicodedata.category(c).startswith("M") or c in "'-." for c in word
    )


def _write(words: list[str]) -> list[str]:
    typed = "".join(words)
    careless = typed == typed.lower() or typed == typed.upper()
    return [
        _write_word(word, first=place == 0, careless=careless) for place, word in enumerate(words)
    ]


def _write_word(word: str, *, first: bool, careless: bool) -> str:
    if not first and word.casefold() in _PARTICLES and (careless or word.islower()):
        return word.lower()
    if not careless and not word.islower() and not (word.isupper() and len(word) > 2):
        return word
    if _INITIALS.fullmatch(word):
        return word
    parts = re.split(r"(['-])", word.lower())
    written = "".join(part[:1].upper() + part[1:] for part in parts)
    return re.sub(r"^Mc([a-z]{3})", lambda match: "Mc" + match[1].capitalize(), written)
