"""Licences: what French universities give, and what lets somebody drive or keep a door."""

import re

_AROUND = 40  # characters in which a licence tells what for
# A degree opens what is said; a licence to drive or to keep a door has that said before it.
_OPENS = re.compile(
    r"(?:^|[,;:|(\t\u2013\u2014-]|\d)\s*(?:(?:french|belgian|swiss|moroccan|algerian|tunisian|double|"
    r"university|diplôme de|an?|la|une?|my)\s+)?$",
    re.IGNORECASE,
)
_PERMITS = re.compile(
    r"\b(?:sia|security industry|security guard|door supervis\w*|cctv|driv\w+|clean|minibus|hgv|"
    r"lgv|pcv|psv|fork ?lift|taxi|private hire|hackney|alcohol|premises|firearms?|holder)\b|"
    r"\blicence\W+(?:full|category|cat|number|no|valid|held|to)\b",
    re.IGNORECASE,
)


def is_a_degree(text: str, licence: re.Match[str]) -> bool:
    """Say whether a licence is what universities abroad give, and lets nobody drive a bus."""
    before = text[max(0, licence.start() - _AROUND) : licence.start()]
    after = text[licence.start() : licence.end() + _AROUND]
    if licence[0].islower() or _PERMITS.search(before + after):
        return False
    return bool(_OPENS.search(before))
