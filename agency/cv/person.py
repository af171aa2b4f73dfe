"""Whose CV it is: the name, by where it stands, how it looks and what the address says."""

import re
import unicodedata
from dataclasses import dataclass

from agency.core.names import find_name
from agency.cv.document import Line
from agency.cv.headings import label_of, section_of
from agency.cv.lexicon import counties, find_words, places, word_set
from agency.cv.reading import Evidence
from agency.cv.sections import Section

MOST_WORDS = 6
FIRST_LINES = 14
LAST_LINE = 80
ENOUGH = 1.2
STRONG = 3.0
_ELSEWHERE = {
    "skills",
    "training",
    "languages",
    "education",
    "experience",
    "interests",
    "references",
}

_CV = re.compile(
    r"\b(?:curriculum\s{1,3}vit(?:ae|æ|e)|résumé|resume|c\.?v\.?)(?![\w@])(?:\s{1,3}(?:of|for)\b)?",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"(?:mr|mrs|ms|miss|mx|dr|prof|professor|rev|sir|dame|lady)\b\.?\s{1,3}", re.IGNORECASE
)
_IN_BRACKETS = re.compile(r"\([^)]{0,40}\)|\"[^\"]{1,20}\"|“[^”]{1,20}”")
_LETTERS_AFTER = re.compile(
    r"(?:\s|,)+(?:B\.?A|B\.?Sc|B\.?Ed|BEng|M\.?A|M\.?Sc|M\.?Ed|MBA|PhD|LLB|PGCE|PGDE|QTS|QTLS|"
    r"Hons|MBE|OBE|"
    r"RN|RGN|HLTA|Cert\.? ?Ed|DipHE|FdA|NASENCO|NPQ\w{0,6}|BSW|FRSA|MCIPD|Assoc\.? ?CIPD|CIPD)\b.*$"
)
_INTRODUCED = re.compile(r"\b(?:my name is|name\s?:|i am called)\s{1,3}(.{2,60})", re.IGNORECASE)
_LABEL = re.compile(
    r"^\s{0,3}((?:full |candidate |first )?name(?:\(?s\)?)?[^:\t]{0,30})[:\t]\s{0,3}(.+)",
    re.IGNORECASE,
)
_APOSTROPHES = re.compile(r"[\u2018\u2019\u02bc`´]")
_PARTICLES = frozenset(
    [
        "af",
        "al",
        "ap",
        "ab",
        "ben",
        "bin",
        "binti",
        "da",
        "dal",
        "de",
        "del",
        "della",
        "den",
        "der",
        "di",
        "do",
        "dos",
        "du",
        "d'",
        "el",
        "ferch",
        "ibn",
        "la",
        "las",
        "le",
        "los",
        "mac",
        "mc",
        "ní",
        "nic",
        "ó",
        "san",
        "st",
        "ter",
        "van",
        "vom",
        "von",
        "y",
        "zu",
        "e",
        "i",
    ]
)


@dataclass(frozen=True)
class _Candidate:
    name: str
    line: Line
    score: float


def find_person(
    sections: list[Section], email: str | None, filename: str, evidence: dict[str, Evidence]
) -> str | None:
    """Return the name the CV is headed with; nothing where no line is likely enough."""
    candidates = [
        each for each in _candidates(sections, email or "", filename) if each.score >= ENOUGH
    ]
    if not candidates:
        return None
    best = max(candidates, key=lambda each: each.score)
    evidence["name"] = Evidence(best.line.words, min(0.99, round(0.6 + best.score / 12, 2)))
    return best.name


def _candidates(sections: list[Section], email: str, filename: str) -> list[_Candidate]:
    placed = [(line, section.kind) for section in sections for line in section.lines]
    lines = [line for line, _ in placed]
    biggest = max((line.size for line in lines), default=0.0)
    sizes = sorted(line.size for line in lines)
    usual = sizes[len(sizes) // 2] if sizes else 0.0
    stands_out = biggest > usual * 1.2
    found: list[_Candidate] = []
    for n, line in enumerate(lines):
        big = stands_out and line.size >= biggest * 0.93
        early = n < FIRST_LINES or big or line.begins or bool(_LABEL.match(line.text))
        if n >= LAST_LINE and not early:
            continue
        for place, (text, labelled) in enumerate(_texts(lines, n, big=big)):
            name = tidy_name(text)
            if name is None or not (early or _fits_address(name, email) > STRONG):
                continue
            score = 2.2 - 0.13 * min(n, 12) - 0.2 * place
            score += 2.5 * big + 3.0 * labelled + 0.8 * line.heading + 0.3 * line.bold
            score += _fits_address(name, email) + 0.5 * _fits(name, filename)
            score -= _reads_as_something_else(name) + 1.5 * (placed[n][1] in _ELSEWHERE)
            score += 0.4 * (1 < len(name.split()) < 5)
            found.append(_Candidate(name, line, score))
    return found


def _texts(lines: list[Line], n: int, *, big: bool) -> list[tuple[str, bool]]:
    """Return what in a line may be the name, and whether it is said to be."""
    line = lines[n]
    if labelled := _LABEL.match(line.text):
        return [(labelled[2].split("\t")[0], True)]
    if introduced := _INTRODUCED.search(line.text):
        return [(re.split(r"[,.\t]", introduced[1])[0], True)]
    texts: list[tuple[str, bool]] = []
    after = lines[n + 1] if n + 1 < len(lines) else None
    if (
        big
        and after
        and abs(after.size - line.size) < 0.5
        and len((line.words + after.words).split()) <= 4
    ):
        texts.append((f"{line.words} {after.words}", False))
    said = bool(_CV.search(line.text)) and bool(_CV.sub("", line.text).strip(" -–:|"))
    texts += [(cell, said) for cell in re.split(r"[\t|•·]|\s[-–—]\s", line.text) if cell.strip()]
    return texts


def tidy_name(text: str) -> str | None:
    """Return the name in *text* as its owner would write it; None when it is no name."""
    text = _APOSTROPHES.sub("'", unicodedata.normalize("NFC", text))
    text = _IN_BRACKETS.sub(" ", _CV.sub(" ", text)).strip(" -–—:|,.")
    text = _TITLE.sub("", _LETTERS_AFTER.sub("", text), count=1).split(",")[0].strip(" -–—:|.")
    words = text.split()
    if not 1 <= len(words) <= MOST_WORDS or len(text) > 60 or len(text) < 2:
        return None
    if not all(_is_name_word(word, first=n == 0) for n, word in enumerate(words)):
        return None
    if section_of(text) or label_of(text):
        return None
    text = re.sub(r"\b(Ma?c)([A-Z][A-Z-]{2,})\b", lambda match: match[1] + match[2].title(), text)
    written = find_name(f"name: {text}")
    if written and len(written.split()) == len(words):
        return written
    return " ".join(
        word.capitalize() if word.isupper() and len(word) > 2 else word for word in words
    )


def _is_name_word(word: str, *, first: bool) -> bool:
    bare = word.strip(".'-")
    if not bare or not all(
        c.isalpha() or c in "'-." or unicodedata.category(c)[0] == "M" for c in word
    ):
        return False
    if word.lower() in _PARTICLES and not first:
        return True
    return bare[0].isupper() or not bare[0].islower() or (len(bare) > 2 and bare[1:2] == "'")


def _reads_as_something_else(name: str) -> float:
    words = name.lower().split()
    against = 0.0
    if words[-1] in word_set("title_heads") or words[0] in ("senior", "experienced", "qualified"):
        against += 2.2
    if any(word in word_set("employer_words") for word in words):
        against += 1.2
    if any(
        found.kind in ("role", "occupation", "need", "setting", "skill", "language")
        and found.end - found.start > len(name) / 2
        for found in find_words(name)
    ):
        against += 2.5
    if name.lower() in places() or name.lower() in counties():
        against += 2.5
    if len(words) == 1:
        against += 0.9
    return against


def _fits_address(name: str, email: str) -> float:
    mailbox = email.split("@")[0]
    if not mailbox or not _fits(name, mailbox):
        return 0.0
    parts = [_bare(part) for part in name.split()]
    whole = len(parts) > 1 and _bare(mailbox) in ("".join(parts), parts[0] + parts[-1])
    return 3.5 if whole or sum(len(p) > 2 and p in _bare(mailbox) for p in parts) > 1 else 2.5


def _fits(name: str, other: str) -> bool:
    """Say whether a part of *name* stands in *other*, or its first letters and the surname do."""
    other = _bare(other)
    parts = [_bare(part) for part in re.split(r"[\s-]", name)]
    parts = [part for part in parts if part]
    if any(len(part) > 2 and part in other for part in parts):
        return True
    return len(parts) > 1 and parts[0][0] + parts[-1] in other


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("Ł", "L")).encode(
        "ascii", "ignore"
    )
    return re.sub(r"[^a-z]", "", plain.decode().lower())
