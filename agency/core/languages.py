"""Which language somebody asks to be spoken with."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

LONGEST_TEXT = 500

_SOMEONE = (
    r"(?:some(?:one|body)|any(?:one|body)|a person|people|person|consultants?|colleagues?|staff|"
    r"you)"
)
_IN = (
    r"(?:speak|talk|chat|call|ring|phone|write|reply|answer|contact|explain|conversation|"
    r"interview|meeting)"
)


class Languages:
    """
    Knows the languages of data/lexicon/routing/words.yml.

    Only asking for one counts: "somebody who speaks Polish", "call me in Welsh", "a BSL
    interpreter". "I am Polish" says where somebody is from, and that never counts.
    """

    def __init__(self, entries: Iterable[Mapping[str, Any]]) -> None:
        listed = list(entries)
        self.titles = {str(each["id"]): str(each["title"]) for each in listed}
        self.ids = {str(name).casefold(): str(each["id"]) for each in listed
                    for name in (each["id"], each["title"], *each["names"])}  # fmt: skip
        names = "|".join(re.escape(name) for name in sorted(self.ids, key=len, reverse=True))
        self._asked = re.compile(
            rf"\b{_SOMEONE}\s+(?:(?:who|that|to|can|could|will|also|fluent in)\s+){{0,3}}"
            rf"(?:speaks?|signs?|uses?|knows?|understands?)\s+(?P<a>{names})\b|"
            rf"\b{_IN}(?:\s+\S{{1,15}}){{0,3}}\s+(?:in|using|through)\s+(?P<b>{names})\b|"
            rf"\b(?P<c>{names})[\s-]+(?:speaking|speaker|interpreter|interpreting|signing)\b"
        )

    def find_one(self, text: str | None) -> str | None:
        """Return the id of a language by its id or name, or None."""
        return self.ids.get((text or "").strip().casefold())

    def find_asked(self, text: str | None) -> str | None:
        """Return the language that *text* asks to be spoken with, or None."""
        asked = self._asked.search((text or "")[:LONGEST_TEXT].casefold())
        return self.ids[next(filter(None, asked.groups()))] if asked else None
