"""What counts as an e-mail address, typed or spelt out."""

import re

LONGEST_ADDRESS = 254
LONGEST_TEXT = 2000

_LOCAL = r"A-Za-z0-9.!#$%&'*+/=?^_`{|}~\-"
# The look-behind lets a search begin only where a word begins, so one long word costs one look.
_TYPED = re.compile(rf"(?<![\w{_LOCAL}])([{_LOCAL}]{{1,80}})@([A-Za-z0-9.\-]{{1,253}})")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_ENDING = re.compile(r"[a-z]{2,24}|xn--[a-z0-9-]{2,55}")

_BEFORE_MAILBOX = "'`*~-=/?!{|"
_UK = re.compile(r"\.\s{0,2}(co|org|ac|gov|nhs|sch|me|ltd)\s{0,2}\.\s{0,2}uk\b", re.IGNORECASE)
_AROUND_AT = re.compile(r"[\s\"'”“’]{0,3}@{1,2}[\s\"'”“’]{0,3}")
_DOTS_AT_AT = re.compile(r"(?<=\w)\.{0,2}@\.{0,2}")
_DOTS = re.compile(r"(?<=@[\w-])([\w-]{0,60})\.{2,3}(?=\w)")
_AROUND_DOT = re.compile(r"(?<=\w)\s{0,2}[.,]\s{0,2}(?=\w)")

_SPOKEN_AT = re.compile(r"\s{0,3}(?:[\[({<]\s?at\s?[\])}>]|\bat\b)\s{0,3}", re.IGNORECASE)
_SPOKEN_MARKS = (
    (
        re.compile(r"\s{0,3}(?:[\[({<]\s?dot\s?[\])}>]|\b(?:dot|point)\b)\s{0,3}", re.IGNORECASE),
        ".",
    ),
    (re.compile(r"\s{1,3}under ?score\s{1,3}", re.IGNORECASE), "_"),
    (re.compile(r"\s{1,3}(?:dash|hyphen)\s{1,3}", re.IGNORECASE), "-"),
)
_ONE_WORD = re.compile(
    r"[\s,(]{0,3}\b(?:all (?:as )?one word|all together|no spaces?)\b[\s,)]{0,3}", re.IGNORECASE
)
_DIGITS_APART = re.compile(r"(?<![\w.])([a-z][\w.+-]{1,40})\s(\d{1,4})(?=@)", re.IGNORECASE)
_NOT_A_MAILBOX_WORDS = """
    address am are based email i is it's its live look looking mail my on or reach teach work worked
    working
"""
_NOT_A_MAILBOX = frozenset(_NOT_A_MAILBOX_WORDS.split())


def find_address(text: str) -> str | None:
    """
    Return the first e-mail address in *text*, in small letters.

    Understands "jo at example dot org", stray spaces, commas for dots and a full stop at
    the end. Says nothing about whether anybody reads mail there.
    """
    text = _UK.sub(r".\1.uk", text[:LONGEST_TEXT])
    if one_word := _ONE_WORD.search(text):
        text = _in_one_word(text[: one_word.start()]) + " " + text[one_word.end() :]
    closed = _DIGITS_APART.sub(_join_digits, _AROUND_AT.sub("@", text))
    return (
        _find_typed(text)
        or _find_typed(closed)
        or _find_typed(_AROUND_DOT.sub(".", closed))
        or _find_typed(_DOTS.sub(r"\1.", _DOTS_AT_AT.sub("@", closed)))
        or _find_spoken(text)
    )


def find_addresses(text: str) -> list[str]:
    """Return every address that stands in *text* as it is written, in order, each once."""
    found = (
        _check(match[1].lstrip(_BEFORE_MAILBOX), match[2].rstrip(".-"))
        for match in _TYPED.finditer(text[:LONGEST_TEXT])
    )
    return list(dict.fromkeys(address for address in found if address))


def _in_one_word(text: str) -> str:
    """Return "jaderowe22" from "its jade rowe 22": what is said to be one word."""
    said = text.replace(",", " ").split()
    first = next((n for n, w in enumerate(said) if w.casefold() not in _NOT_A_MAILBOX), len(said))
    return "".join(said[first:])


def _join_digits(match: re.Match[str]) -> str:
    apart = match[1].casefold() in _NOT_A_MAILBOX
    return match[0] if apart else match[1] + match[2]


def _find_typed(text: str) -> str | None:
    for match in _TYPED.finditer(text):
        mailbox = match[1].lstrip(_BEFORE_MAILBOX)
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
    words, hosts = mailbox.split(), _AROUND_DOT.sub(".", domain).split()
    if not words or not hosts or words[-1].lower() in _NOT_A_MAILBOX:
        return None
    name = "".join(words[-2:]) if words[-1].isdigit() else words[-1]
    return _find_typed(f"{name}@{hosts[0]}")


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
