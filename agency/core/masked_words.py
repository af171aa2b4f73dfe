"""What somebody wrote about an answer, without what they could be reached by."""

import re

LONGEST = 300
_ADDRESS = re.compile(r"\S+@\S+")
_LINK = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
# A telephone number, a date of birth, a postcode or anything else with so many digits.
_NUMBER = re.compile(r"\+?\d(?:[\s().,/-]*\d){4,}")
_POSTCODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b", re.IGNORECASE)
LEFT_OUT = "[left out]"


def mask_words(text: str) -> str:
    """Return *text* without e-mail addresses, links, postcodes and long numbers, and short."""
    for pattern in (_ADDRESS, _LINK, _NUMBER, _POSTCODE):
        text = pattern.sub(LEFT_OUT, text)
    return " ".join(text.split())[:LONGEST].strip()
