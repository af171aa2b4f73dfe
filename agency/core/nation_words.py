"""Words of one nation's own law or checks, which tell where somebody looks for work."""

import re

_WORDS = {
    "Wales": r"alnco'?s?|aln|ewc|additional learning needs",
    "Scotland": r"pvg|gtcs|asn|additional support needs",
    "Northern Ireland": r"access ?ni",
}
_NATIONS = {
    nation: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for nation, words in _WORDS.items()
}


def nation_of_words(text: str) -> str | None:
    """Return the nation whose words *text* uses: "what do ALNCos earn?" is asked of Wales."""
    named = [nation for nation, words in _NATIONS.items() if words.search(text)]
    return named[0] if len(named) == 1 else None
