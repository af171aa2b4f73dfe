"""A person's name, as they would write it themselves."""

import re
import unicodedata

LONGEST_NAME = 80
MOST_WORDS = 6
MOST_IF_CAREFUL = 9

_INTRODUCTION = re.compile(
    r"\b(?:my (?:full |first |given |real )?names?(?: is|'s)?|the name(?: is|'s)|name is|name's|"
    r"(?:full )?name\s?:|^\W{0,3}names|"
    r"(?:(?:every(?:one|body)|people|they|friends|you can|just|please)\s)?calls? me|"
    r"(?:i am|i'm|im|am) (?:called|known as)|known as|i go by|go by|"
    r"prefer(?! not)(?: to be called)?|(?:like|want|rather) to be (?:called|known as)|rather be|"
    r"i am|i'm|im|it is|it's|its|this is|that's|that is|(?:that|it)(?:'d| would) be)\s{1,3}"
    r"(?:(?:just|still|actually)\s{1,3})?"
    r"(?:(?:only )?me\b[\s,:.-]{1,3})?",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:(?:hi|hiya|hello|hey|yes|yeah|yep|sure|ok|okay|of course|certainly|well|erm?|um+|oh|so|"
    r"name|just|good (?:morning|afternoon|evening)|there|sorry)\b[\s,.!:;-]{0,4}){1,4}",
    re.IGNORECASE,
)
_TITLE = re.compile(r"(?:mr|mrs|ms|miss|mx)\b\.?\s{0,3}", re.IGNORECASE)
_EARNED_TITLE = re.compile(r"(dr|prof|rev)\b\.?\s{1,3}(?=\w)", re.IGNORECASE)
_CLAUSE_END = re.compile(
    r"[,;!?\n\r\t()|]|(?<=[^\W\d_]{2})\.(?:\s|$)|\s[-–—]\s|"
    r"\bhope (?:that|this|it|you|to|i|all)\b"
)
_AROUND = " \"'*-–:.,"
_INITIALS = re.compile(r"[B-DF-HJ-NP-TV-Z]{2}")
_INITIAL = re.compile(r"[^\W\d_]\.")
_DOTTED_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?(?:[^\W\d_]{2,20})?")
_NO_NAME = re.compile(r"[@\d<>{}\[\]\\/_=:#$%^*+~]|www\.|\.\w{2}|[;:]-?[()DPp]")
_COMMAND = re.compile(
    r"\W*(?:please )?(?:start (?:again|over|from)|go (?:back|on|ahead)|back|next|continue|restart|"
    r"undo)\b",
    re.IGNORECASE,
)
_SURNAME_FIRST = re.compile(
    r"(?P<last>(?:(?:de|da|van|von|der|di|al|el|bin|le|la)\s){0,2}[A-Z][\w'-]{1,30})\s?,\s?"
    r"(?P<first>[A-Z][\w'-]{1,30}(?:\s[A-Z][\w'.-]{0,30})?)"
)
# "My mum's phone" is whose, and "head of year" is what; neither is who.
_NOBODYS_NAME = re.compile(
    r"(?:(?:it'?s|this is|use|on) )?my (?:mum|mam|mom|mother|dad|father|partner|husband|wife|son|"
    r"daughter|sister|brother|friend|mate|nan|gran|boss|manager|carer|work|home)\b(?! is called)|"
    r"[a-z]+ of (?:\w+ ){0,3}\w+$",
    re.IGNORECASE,
)
_TWO_PEOPLE = re.compile(
    r"(?:(?:we are|we're|names?(?: are|:)?|it's|this is) )?"
    r"(?P<one>[^\W\d_][\w'-]{1,30}(?: [^\W\d_][\w'-]{1,30})?)"
    r" (?:and|&) (?P<other>[^\W\d_][\w'-]{1,30}(?: [^\W\d_][\w'-]{1,30})?)",
    re.IGNORECASE,
)
_NO_SECOND = frozenset({"co", "others", "family", "team", "partner", "friend", "live", "work"})
_KISSES = re.compile(r"(?<=\w)\s{1,3}x{1,4}\W{0,3}$")

# A name that people use, beside the one in the passport.
_ALSO_CALLED = re.compile(
    r"[\s,;(.–-]{1,4}(?:(?:but|and|or|though|also)\s)?(?:"
    r"(?:(?:all my|my|i'm|i am|im|family|mates|every(?:one|body)|most people|people|they|friends|"
    r"all|you can|just|please|usually|always|mostly)\s){0,3}"
    r"(?:(?:calls?|call) me|go(?:es)? by|known as|called|"
    r"(?:i )?prefer(?: to be called)?|use|answer to)|aka|a\.k\.a\.?|nickname(?: is|:)?)\s{1,3}"
    r"(?:just |the name )?(?P<after>[^\W\d_][\w'-]{0,20}(?:\s[A-Z][\w'-]{0,20})?)|"
    r"[\s,;(.–-]{1,4}(?:(?:but|or|and)\s)?(?P<before>[^\W\d_][\w'-]{0,20})\s(?:for short|"
    r"is (?:fine|ok|okay|good)|will do)\b",
    re.IGNORECASE,
)
_IN_THE_MIDDLE = re.compile(
    r"(?<=\w)\s{0,2}(?P<whole>(?P<open>[(\"'])(?P<nick>[^\W\d_][\w'-]{0,20})[)\"'])(?=\s|$|[,.])"
)
_IN_PARTS = re.compile(
    r"\b(?:(?:first ?|fore|given )name|^\W{0,3}(?:my )?name)s?(?: is|'s)?[\s:,-]{1,3}"
    r"(?P<first>\w[\w'. -]{0,40}?)"
    r"[\s,;.]{1,3}(?:and )?(?:my )?(?:sur ?name|last ?name|second name|family name)(?: is|'s)?"
    r"[\s:,-]{1,3}(?P<last>\w[\w' -]{0,40})",
    re.IGNORECASE,
)

# Words that end a name, and words no name begins with. Names that are also words (Will, May,
# Grace, An, My, So) are left out on purpose.
_ENDING_WORDS = """
    a am and any are as at because been but by can cheers could did do does doing don't everyone
    whats everybody friends for from get give got had has have haven't here how i i'd i'll i'm
    i've if in into is
    it it's its just let like looking me name need nice no nope none not nothing of ok okay on
    or people please prefer rather say she/her skip sorry surname tell thank thanks that that's
    the their then there they this to unknown want wanted was we what what's when where which
    who why with would yes yet you your applying anonymous nobody maybe later idk hello hi
    actually instead years months weeks posts roles tbh lol haha pls plz thx ty innit mate
    email e-mail mail phone mobile postcode spelt spelled misspelt misspelled wrong incorrect
"""
_NEVER_FIRST_WORDS = """
    teaching teacher assistant senco sendco job jobs work working salary pay email phone number
    happy interested currently available based unsure new ready good fine glad private stop
    cancel help test role post full-time part-time supply both either about after around change make
    meant wait zero one two three four five six eight nine ten eleven twelve fifteen twenty thirty
    forty semh send sen ill id ive dont nah naw nope nae
"""
# First names of which the words above are only half the truth, where each word has its capital.
_ALSO_NAMES = frozenset({"are", "can", "do", "sen"})
_ENDS = frozenset(_ENDING_WORDS.split())
_NEVER_FIRST = frozenset(_NEVER_FIRST_WORDS.split())
_PRONOUNS = frozenset({"he", "she", "him", "her", "they", "them"})
_ARTICLES = frozenset({"a", "an", "the", "so", "my"})
_PARTICLE_WORDS = """
    af al ap ben bin binti da dal de del della den der di dos du el ferch ibn la le ter van vom
    von y zu nee née
"""
_PARTICLES = frozenset(_PARTICLE_WORDS.split())


def find_name(text: str) -> str | None:
    """
    Return the name in *text*: "Jo O'Brien" from "hi, my name is jo o'brien".

    What a person typed with care (McAllister, de Souza) stays as typed; all small letters
    or all capitals are put right. A name that is also an ordinary word is still a name. Of a
    name and what everyone says instead, both are kept: "Joanne Smith (Jo)".
    """
    text = unicodedata.normalize("NFKC", text[:300]).strip()
    text = re.sub(r"[\u2018\u2019\u02bc`´]", "'", text)
    text = re.sub(r"[\u201c\u201d]", '"', text)
    text = _KISSES.sub("", re.sub(r"[\u2010\u2011]", "-", text))
    if _COMMAND.match(text) or _NOBODYS_NAME.match(text):
        return None
    if parts := _IN_PARTS.search(text):
        text = f"name: {parts['first'].rstrip(' ,.')} {parts['last']}"
    return _with_usual_name(text) or _with_nickname(text) or _one_name(text)


def names_two(text: str) -> bool:
    """Say whether *text* is the names of two people, and nothing else: "Jo and Kim Brown"."""
    two = _TWO_PEOPLE.fullmatch(unicodedata.normalize("NFKC", text[:100]).strip(" .!"))
    if two is None:
        return False
    return not any(
        word.casefold() in _ENDS | _NEVER_FIRST | _NO_SECOND
        for word in two[0].split()[-3:]
        if word.casefold() not in ("and", "or")
    ) and all(_one_name(two[part]) for part in ("one", "other"))


def surname_first(text: str) -> tuple[str, str] | None:
    """
    Return "Patrick" and "Patrick O'Shea" from "O'Shea, Patrick", as registers have it.

    Only who knows places and jobs can tell it from "Patrick, Leeds".
    """
    text = re.sub(r"[\u2018\u2019\u02bc`´]", "'", unicodedata.normalize("NFKC", text[:100])).strip(
        " ."
    )
    parts = _SURNAME_FIRST.fullmatch(text)
    if parts is None or any(part.casefold() in _ENDS for part in parts["first"].split()):
        return None
    first, whole = _one_name(parts["first"]), _one_name(f"{parts['first']} {parts['last']}")
    said_twice = set(parts["first"].split()) & set(parts["last"].split())
    return (first, whole) if first and whole and not said_twice else None


def _with_usual_name(text: str) -> str | None:
    """Return "Joanne Smith (Jo)" from "Joanne Smith but everyone calls me Jo"."""
    also = _ALSO_CALLED.search(f" {text}")
    formal = _one_name(text[: max(0, also.start() - 1)]) if also else None
    if also is None or formal is None:
        return None
    usual = _one_name(f"name: {also['after'] or also['before']}")
    # "Hi, everyone calls me Bex": what stands before it was no name.
    if usual is None or usual.casefold() in formal.casefold().split():
        return formal
    return f"{formal} ({usual})"


def _with_nickname(text: str) -> str | None:
    """Return "Robert (Bob) Jones" with its brackets or quotes, as it was typed."""
    inside = _IN_THE_MIDDLE.search(text)
    if inside is None or inside["nick"].casefold() in _ENDS | _PRONOUNS:
        return None
    before = _one_name(text[: inside.start()])
    rest = text[inside.end() :].lstrip()
    last = _one_name(f"name: {rest}") if rest and not _CLAUSE_END.match(rest) else ""
    nick = _one_name(f"name: {inside['nick']}")
    if before is None or nick is None:
        return None
    return " ".join(filter(None, (before, inside["whole"].replace(inside["nick"], nick), last)))


def _one_name(text: str) -> str | None:
    introduction = _INTRODUCTION.search(text)
    if introduction:
        text = text[introduction.end() :]
    else:
        text = text[opening.end() :] if (opening := _OPENING.match(text)) else text
    text = text.lstrip(_AROUND)
    title = ""
    if earned := _EARNED_TITLE.match(text):
        title, text = earned[1].capitalize(), text[earned.end() :]
    clause, *more = _CLAUSE_END.split(_without_title(text), maxsplit=1)
    words = _words_of_name(clause, introduced=bool(introduction))
    # "It's Jo, Jo Bloggs" or "Bloggs, Jo Bloggs": the name said twice is the fuller one.
    fuller = _words_of_name(_CLAUSE_END.split(_without_title(more[0]))[0]) if more else []
    if len(words) == 1 < len(fuller) and words[0].casefold() in (
        fuller[0].casefold(),
        fuller[-1].casefold(),
    ):
        words = fuller
    name = " ".join(_write(words))
    letters = sum(character.isalpha() for character in name)
    short = letters < 2 and name.isascii()
    if not words or short or len(name) > LONGEST_NAME:
        return None
    return f"{title} {name}" if title else name


def _without_title(text: str) -> str:
    text = text.lstrip(_AROUND)
    return text[title.end() :] if (title := _TITLE.match(text)) else text


def _words_of_name(clause: str, *, introduced: bool = False) -> list[str]:
    words: list[str] = []
    said = clause.strip(" \"'*.-").split()
    if _begins_like_a_sentence(said):
        words, said = said[:1], said[1:]
    for word in said:
        plain = word.casefold().strip(".'")
        initial = bool(words) and bool(_INITIAL.fullmatch(word))
        if (plain in _ENDS and not initial) or not _is_word(word):
            break
        if not words and (plain in _NEVER_FIRST or (introduced and plain in _ARTICLES)):
            break
        words.append(word)
    return words if len(words) <= (MOST_IF_CAREFUL if _careful(words) else MOST_WORDS) else []


def _begins_like_a_sentence(words: list[str]) -> bool:
    """Say whether *words* are a name such as "Can Yilmaz" or "Do Thi Nga", typed with care."""
    if len(words) < 2 or words[0].casefold() not in _ALSO_NAMES:
        return False
    others = {word.casefold() for word in words[1:]}
    return all(word.istitle() for word in words) and not others & (_ENDS | _NEVER_FIRST)


def _careful(words: list[str]) -> bool:
    return all(word[0].isupper() or word in _PARTICLES for word in words)


def _is_word(word: str) -> bool:
    if _NO_NAME.search(word) and not _DOTTED_INITIALS.fullmatch(word):
        return False
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
    parts = re.split(r"(['-]|\.(?=\w))", word.lower())
    written = "".join(part[:1].upper() + part[1:] for part in parts)
    written = re.sub(r"'S$", "'s", written)
    return re.sub(r"^Mc([a-z]{3})", lambda match: "Mc" + match[1].capitalize(), written)
