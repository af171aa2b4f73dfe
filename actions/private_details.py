"""Health, convictions, immigration: what people tell a form and no field of ours should keep."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_CLAUSE = re.compile(
    r"\s*(?:[,;.!\n]+\s|\b(?:because(?: of)?|cos|cuz|due to|owing to|since|until|till|when|after|"
    r"but|so|and|although|though)\b|\bas (?=i\b|i'|my\b))\s*",
    re.IGNORECASE,
)
LONGEST = 1_000
# "no" and "ok" beside a detail say nothing by themselves.
SHORTEST = 3


class PrivateDetails:
    """Finds them by the words of data/lexicon, only where people speak of themselves."""

    def __init__(self, lexicon: Mapping[str, Any]) -> None:
        self.kinds = {entry["id"]: _pattern(entry) for entry in lexicon.get("entries", ())}

    def find(self, text: str) -> str | None:
        """Return the kind of private detail that *text* tells: health, conviction, immigration."""
        said = text[:LONGEST].replace("’", "'")
        return next((kind for kind, pattern in self.kinds.items() if pattern.search(said)), None)

    def without(self, text: str) -> str:
        """Return *text* without the clauses that tell one; it may be nothing."""
        left = [clause.strip() for clause in _clauses(text) if not self.find(clause)]
        return ", ".join(clause for clause in left if len(clause) > SHORTEST)


def _clauses(text: str) -> Iterator[str]:
    yield from filter(str.strip, _CLAUSE.split(text))


def _pattern(entry: Mapping[str, Any]) -> re.Pattern[str]:
    def any_of(name: str) -> str:
        words = sorted(map(str, entry.get(name, ())), key=len, reverse=True)
        return "|".join(re.escape(word) for word in words)

    said = [rf"(?:{any_of('always')})"] if entry.get("always") else []
    if entry.get("after"):
        between = rf"(?:\W+(?!(?:{any_of('not_between')})\b)[\w'-]+){{0,2}}?"
        alone = rf"(?!\W+(?:{any_of('not_before')})\b)"
        said.append(rf"(?:{any_of('after')}){between}\W+(?:{any_of('words')}){alone}")
    return re.compile(rf"(?<!\w)(?:{'|'.join(said)})(?!\w)", re.IGNORECASE)
