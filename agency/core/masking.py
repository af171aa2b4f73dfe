"""What a visitor wrote, without what says who they are or how to reach them."""

import re

from agency.core.email import find_address
from agency.core.phone import find_phone

LONGEST = 500

_NAME = r"[A-Z][\w'’-]{1,20}"
_PATTERNS = (
    ("[e-mail]", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}")),
    ("[link]", re.compile(r"\b(?:https?://|www\.)\S{1,200}", re.IGNORECASE)),
    ("[telephone]", re.compile(r"(?<![\w+£])(?:\+44|0044|0)(?:[ ().-]{0,2}\d){8,11}(?!\d)")),
    (
        "[postcode]",
        re.compile(
            r"\b(?=[A-Z ]{0,4}[0-9])(?:[A-PR-UWYZ][A-HK-Y]?[0-9O][0-9A-Z]?) ?"
            r"(?:[0-9O][ABD-HJLNP-UW-Z]{2})\b",
            re.IGNORECASE,
        ),
    ),
    # National Insurance, passports, accounts, social networks: no question needs them.
    ("[number]", re.compile(r"\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b", re.IGNORECASE)),
    ("[number]", re.compile(r"(?<![\w£,.])\d(?:[ -]?\d){5,19}(?!\w)")),
    ("[date]", re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d{2}\b")),
    ("[name]", re.compile(r"(?<!\w)@[A-Za-z]\w{2,30}")),
    (
        "[name]",
        re.compile(rf"\b(?i:mr|mrs|ms|miss|mx|dr|sir|madam)\b\.?\s{{1,2}}{_NAME}(?: {_NAME})?"),
    ),
    (
        r"\g<1>[name]",
        re.compile(
            r"(\b(?i:my name(?: is|['’]s)?|i am called|i['’]m called|call me|names)\s{1,2})"
            r"[^\W\d_][\w'’-]{0,20}(?: [A-Z][\w'’-]{1,20}){0,3}"
        ),
    ),
    (
        r"\g<1>[name]",
        re.compile(rf"(\b(?i:i am|i['’]m|im|this is|it['’]s)\s{{1,2}}){_NAME}(?: {_NAME}){{1,3}}"),
    ),
    (
        r"\g<1>[name]",
        re.compile(
            r"((?i:regards|wishes|thanks|thank you|cheers|yours|sincerely|faithfully|love)"
            r",?\s{1,3})"
            rf"{_NAME}(?: {_NAME}){{0,2}}\W{{0,3}}$"
        ),
    ),
    (
        "[school]",
        re.compile(rf"\b(?:(?:St\.?|Saint|{_NAME})\s){{1,5}}(?:School|Academy|College|Nursery)\b"),
    ),
)


def mask_details(text: str) -> str | None:
    """
    Return *text* with a word in brackets for each contact detail, number and name in it.

    None where somebody could still be reached by what is left: an address spelt out, say.
    """
    masked = " ".join(text[: 2 * LONGEST].split())
    for word, pattern in _PATTERNS:
        masked = pattern.sub(word, masked)
    if find_address(masked) or find_phone(masked):
        return None
    return masked if len(masked) <= LONGEST else f"{masked[: LONGEST - 1].rstrip()}…"


def names_somebody(text: str) -> bool:
    """Tell whether *text* holds something that `mask_details` would hide."""
    tidy = " ".join(text.split())
    return mask_details(tidy) != tidy
