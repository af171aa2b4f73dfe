"""What to ask about a typed telephone number."""

import re

from agency.core.doubt import Doubt
from agency.core.phone import EXTENSION, LONGEST_TEXT, find_phones, tidy_digits

TWO = "phone_two"
ABROAD = "phone_abroad"
NO_COUNTRY = "phone_no_country"
TOO_SHORT = "phone_too_short"
TOO_LONG = "phone_too_long"
NOT_RINGABLE = "phone_not_ringable"

_RUN = re.compile(r"(?<![\w@.])[+(]{0,2}\d[\d\s().\-/]{2,30}\d(?![\w@])")
_A_DATE = re.compile(
    r"\d{1,2}[/.-]\d{1,2}[/.-](?:\d{2}|\d{4})|(?:19|20)\d\d(?:\s?-\s?(?:19|20)?\d\d)?"
)
_UK_LENGTH = 11


def doubt_phone(text: str) -> Doubt | None:
    """
    Return what to ask about a typed number: which of two, its country, a missing digit.

    The first number of two, and one abroad, are kept unless the visitor says otherwise. Where no
    number can be rung, there is only the doubt.
    """
    text = text[:LONGEST_TEXT]
    numbers = find_phones(EXTENSION.sub(lambda match: match[0][0], text))
    if len(numbers) > 1:
        return Doubt(TWO, tuple(numbers[:3]))
    if numbers:
        return None if numbers[0].startswith("+44") else Doubt(ABROAD, tuple(numbers))
    runs = (match[0].strip() for match in _RUN.finditer(tidy_digits(text)))
    runs_of_digits = [re.sub(r"[^0-9+]", "", run) for run in runs if not _A_DATE.fullmatch(run)]
    digits = max(runs_of_digits, key=len, default="")
    return _cannot_be_rung(digits) if len(digits) > 4 else None


def _cannot_be_rung(digits: str) -> Doubt:
    from_abroad = digits.startswith(("+", "00"))
    national = re.sub(r"^(?:\+|00)?440?(?=[1-9])", "0", digits)
    if len(national) < _UK_LENGTH:
        return Doubt(TOO_SHORT)
    if len(national) == _UK_LENGTH and national.startswith("0"):
        return Doubt(NOT_RINGABLE)
    if not from_abroad and not national.startswith("0") and len(digits) <= 13:
        return Doubt(NO_COUNTRY, (f"+{digits}",))
    return Doubt(TOO_LONG)
