"""A name as it is written on a CV, and whether an address fits it."""

import re
import unicodedata

from agency.core.names import find_name
from agency.cv.headings import label_of, section_of

MOST_WORDS = 6

CV = re.compile(
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
    r"RN\w{0,3}|RGN|RMN|RSCN|SRN|MRCSLT|HLTA|Cert\.? ?Ed|DipHE|FdA|NASENCO|NPQ\w{0,6}|BSW|FRSA|"
    r"MCIPD|Assoc\.? ?CIPD|CIPD)\b.*$"
)
_APOSTROPHES = re.compile(r"[\u2018\u2019\u02bc`´]")
_PARTICLE_WORDS = """
    af al ap ab ben bin binti da dal de del della den der di do dos du d' el ferch ibn
    la las le los mac mc ní nic ó san st ter van vom von y zu e i
"""
_PARTICLES = frozenset(_PARTICLE_WORDS.split())


def tidy_name(text: str) -> str | None:
    """Return the name in *text* as its owner would write it; None when it is no name."""
    text = _APOSTROPHES.sub("'", unicodedata.normalize("NFC", text))
    text = _IN_BRACKETS.sub(" ", CV.sub(" ", text)).strip(" -–—:|,.")
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


def fits_address(name: str, email: str) -> float:
    mailbox = email.split("@")[0]
    if not mailbox or not fits(name, mailbox):
        return 0.0
    parts = [bare_name(part) for part in name.split()]
    whole = len(parts) > 1 and bare_name(mailbox) in ("".join(parts), parts[0] + parts[-1])
    return 3.5 if whole or sum(len(p) > 2 and p in bare_name(mailbox) for p in parts) > 1 else 2.5


def fits(name: str, other: str) -> bool:
    """Say whether a part of *name* stands in *other*, or its first letters and the surname do."""
    other = bare_name(other)
    parts = [bare_name(part) for part in re.split(r"[\s-]", name)]
    parts = [part for part in parts if part]
    if any(len(part) > 2 and part in other for part in parts):
        return True
    return len(parts) > 1 and parts[0][0] + parts[-1] in other


def bare_name(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("Ł", "L")).encode(
        "ascii", "ignore"
    )
    return re.sub(r"[^a-z]", "", plain.decode().lower())
