"""What counts as an e-mail address, typed or spelt out."""

import re

LONGEST_ADDRESS = 254
LONGEST_TEXT = 2000

_LOCAL = r"A-Za-z0-9.!#$%&'*+/=?^_`{|}~\-"
# The look-behind lets a search begin only where a word begins, so one long word costs one look.
_TYPED = re.compile(rf"(?<![\w{_LOCAL}])([{_LOCAL}]{{1,80}})@([A-Za-z0-9.\-]{{1,253}})")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_ENDING = re.compile(r"[a-z]{2,24}|xn--[a-z0-9-]{2,55}")

_UK = re.compile(r"\.\s{0,2}(co|org|ac|gov|nhs|sch|me|ltd)\s{0,2}\.\s{0,2}uk\b", re.IGNORECASE)
_AROUND_AT = re.compile(r"\s{0,3}@{1,2}\s{0,3}")
_AROUND_DOT = re.compile(r"(?<=\w)\s{0,2}[.,]\s{0,2}(?=\w)")

_SPOKEN_AT = re.compile(r"\s{0,3}(?:[\[({<]\s?at\s?[\])}>]|\bat\b)\s{0,3}", re.IGNORECASE)
_SPOKEN_MARKS = (
    (re.compile(r"\s{0,3}(?:[\[({<]\s?dot\s?[\])}>]|\bdot\b)\s{0,3}", re.IGNORECASE), "."),
    (re.compile(r"\s{1,3}under ?score\s{1,3}", re.IGNORECASE), "_"),
    (re.compile(r"\s{1,3}(?:dash|hyphen)\s{1,3}", re.IGNORECASE), "-"),
)
_NOT_A_MAILBOX_WORDS = """
    am are based i is live look looking teach work worked working
"""
_NOT_A_MAILBOX = frozenset(_NOT_A_MAILBOX_WORDS.split())

_COMMON_WORDS = """
    gmail.com googlemail.com hotmail.com hotmail.co.uk outlook.com yahoo.com yahoo.co.uk icloud.com
    btinternet.com virginmedia.com talktalk.net protonmail.com ntlworld.com
"""
_COMMON = _COMMON_WORDS.split()
_LIKE_COMMON_BUT_REAL_WORDS = """
    mail.com email.com ymail.com cloud.com outlook.co
"""
_LIKE_COMMON_BUT_REAL = frozenset(_LIKE_COMMON_BUT_REAL_WORDS.split())
_SLIPS_OF_COM = re.compile(r"\.(?:con|cmo|vom|xom|ocm|comm|cpm|coom)$")


def find_address(text: str) -> str | None:
    """
    Return the first e-mail address in *text*, in small letters.

    Understands "jo at example dot org", stray spaces, commas for dots and a full stop at
    the end. Says nothing about whether anybody reads mail there.
    """
    text = _UK.sub(r".\1.uk", text[:LONGEST_TEXT])
    closed = _AROUND_AT.sub("@", text)
    return (
        _find_typed(text)
        or _find_typed(closed)
        or _find_typed(_AROUND_DOT.sub(".", closed))
        or _find_spoken(text)
    )


def suggest_domain(address: str) -> str | None:
    """Return the whole *address* with its domain's slip mended: jo@gmial.com, jo@gmail.com."""
    mailbox, _, domain = address.partition("@")
    if domain in _COMMON or domain in _LIKE_COMMON_BUT_REAL:
        return None
    mended = _SLIPS_OF_COM.sub(".com", domain)
    if mended not in _COMMON:
        mended = next((known for known in _COMMON if _one_slip_apart(mended, known)), mended)
    return f"{mailbox}@{mended}" if mended != domain else None


def _find_typed(text: str) -> str | None:
    for match in _TYPED.finditer(text):
        mailbox = match[1].lstrip("'`*~-=/?!{|")
        if address := _check(mailbox, match[2].rstrip(".-")):
            return address
    return None


def _find_spoken(text: str) -> str | None:
    *before, after = _SPOKEN_AT.split(text)
    if not before:
        return None
    mailbox, domain = before[-1], after
    for spoken, mark in _SPOKEN_MARKS:
        mailbox, domain = spoken.sub(mark, mailbox), spoken.sub(mark, domain)
    words, hosts = mailbox.split(), domain.split()
    if not words or not hosts or words[-1].lower() in _NOT_A_MAILBOX:
        return None
    return _find_typed(f"{words[-1]}@{hosts[0]}")


def _check(mailbox: str, domain: str) -> str | None:
    address = f"{mailbox}@{domain}".lower()
    *labels, ending = domain.lower().split(".")
    fits = (
        0 < len(mailbox) <= 64
        and len(address) <= LONGEST_ADDRESS
        and not mailbox.startswith(".")
        and not mailbox.endswith(".")
        and ".." not in mailbox
        and bool(labels)
        and all(_LABEL.fullmatch(label) for label in labels)
        and bool(_ENDING.fullmatch(ending))
    )
    return address if fits else None


def _one_slip_apart(one: str, other: str) -> bool:
    """Say whether one letter missing, added, wrong or swapped with the next is all there is."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    one, other = one[start:], other[start:]
    return (
        one[1:] == other[1:]
        or one[1:] == other
        or one == other[1:]
        or (one[:2] == other[1::-1] and one[2:] == other[2:])
    )
