"""What counts as a telephone number, however it is typed."""

import re
import unicodedata
from collections.abc import Iterator

LONGEST_TEXT = 2000

_LETTER_O = re.compile(r"(?<=[0-9+])[oO]{1,3}(?=[\s0-9])|(?<![A-Za-z])[oO](?=[0-9])")
_CANDIDATE = re.compile(
    r"(?<![\w+])[+(]{0,2}[0-9][0-9\s().\-\u2010-\u2015/+]{6,28}[0-9](?!\d|[^\W\dx]|x\w)"
)
_MOBILE = r"7[1-57-9]\d{8}"
# 070 and 076 reach a forwarding service or a pager, 09 costs the caller: nobody is called there.
_UK = re.compile(
    rf"(?:(?:\+|00)?440?|0)({_MOBILE}|1\d{{8,9}}|[2358]\d{{9}}|800\d{{6}})|({_MOBILE})"
)
EXTENSION = re.compile(
    r"\d[\s,;.(-]{0,4}(?:extension|extn|ext|x)[\s.:#=-]{0,3}(\d{1,6})\b", re.IGNORECASE
)
_DIGIT_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_DIGITS = {word: str(n) for n, word in enumerate(_DIGIT_WORDS)}
_DIGITS |= dict.fromkeys(("oh", "o", "nought", "naught", "nil"), "0")
_TIMES = {"double": 2, "treble": 3, "triple": 3}
_SPOKEN = re.compile(
    rf"\b(?:(?:{'|'.join((*_DIGITS, *_TIMES))}|\d)\b[\s,-]{{0,3}}){{7,40}}", re.IGNORECASE
)
_ABROAD = re.compile(r"(?:\+|00)((?!44)[1-9]\d{7,14})")


def find_phone(text: str) -> str | None:
    """
    Return the first telephone number in *text* as E.164: "+447700900123".

    UK numbers need no prefix. Numbers abroad need their + or 00. Ofcom's drama ranges
    count, for examples are written with them. Digits may be said in words.
    """
    return next(_numbers(tidy_digits(text)), None)


def find_phone_and_extension(text: str) -> str | None:
    """Return a number as `find_phone` does, and its extension as RFC 3966 writes it: ";ext=204"."""
    extension = EXTENSION.search(text[:LONGEST_TEXT])
    number = find_phone(EXTENSION.sub(lambda match: match[0][0], text[:LONGEST_TEXT]))
    return f"{number};ext={extension[1]}" if number and extension else number


def find_phones(text: str) -> list[str]:
    """Return every telephone number in *text*, in order, each once."""
    return list(dict.fromkeys(_numbers(tidy_digits(text))))


def say_phone(number: str) -> str:
    """
    Return *number* as people here write it: "07700 900123", "0161 496 0123 ext 204".

    Numbers abroad stay as they are.
    """
    number, _, extension = number.partition(";ext=")
    if extension:
        return f"{say_phone(number)} ext {extension}"
    if not number.startswith("+44"):
        return number
    national = "0" + number.removeprefix("+44")
    if national.startswith("02"):
        groups = (3, 7)
    elif national.startswith(("03", "08")) or re.match(r"011|01\d1", national):
        groups = (4, 7)
    else:
        groups = (5, len(national))
    first, second = groups
    return " ".join(filter(None, (national[:first], national[first:second], national[second:])))


def tidy_digits(text: str) -> str:
    """Return *text* with digits for what was said in words, and noughts for the letter O."""
    text = unicodedata.normalize("NFKC", text[:LONGEST_TEXT])
    text = _SPOKEN.sub(lambda match: f"{_spoken_digits(match[0])} ", text)
    return _LETTER_O.sub(lambda match: "0" * len(match[0]), text)


def _spoken_digits(spoken: str) -> str:
    digits, times = "", 1
    for word in re.findall(r"[a-z]+|\d", spoken.casefold()):
        if word in _TIMES:
            times = _TIMES[word]
            continue
        digits += _DIGITS.get(word, word) * times
        times = 1
    return digits


def _numbers(text: str) -> Iterator[str]:
    for match in _CANDIDATE.finditer(text):
        pieces = match[0].split()
        # Numbers stand side by side, but never begin in the middle of one another.
        begins = [n for n, piece in enumerate(pieces) if n == 0 or piece[0] in "0+("]
        done = 0
        for start in begins:
            if start < done:
                continue
            for end in (len(pieces), *reversed(begins)):
                if end > start and (number := _read("".join(pieces[start:end]))):
                    yield number
                    done = end
                    break


def _read(typed: str) -> str | None:
    digits = re.sub(r"[^0-9+]", "", typed)
    if uk := _UK.fullmatch(digits):
        return f"+44{uk[1] or uk[2]}"
    if abroad := _ABROAD.fullmatch(digits):
        return f"+{abroad[1]}"
    return None
