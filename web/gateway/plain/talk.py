"""A conversation as its page shows it: what is new, what can be chosen, what is asked for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from markupsafe import Markup, escape

from web.gateway.plain.easy import apart, folded
from web.gateway.replies import Kept
from web.light_markdown import to_html, to_text

VISITOR = "visitor"
FIRST_LIST = re.compile(r"<ul>.*?</ul>", re.DOTALL)

# What a browser may offer to fill in, and which keys a phone shows, by what the form asks.
FILLED_IN = {
    "name": ("name", "text"),
    "email": ("email", "email"),
    "phone": ("tel", "tel"),
    "place": ("postal-code", "text"),
    "current_occupation": ("organization-title", "text"),
}


@dataclass(frozen=True)
class Talk:
    """The turns of a conversation, parted where the visitor last spoke."""

    earlier: Sequence[Kept]
    last_said: str | None
    new: Sequence[Kept]
    choices: Sequence[Kept]
    form: Kept | None
    live: Kept | None

    @classmethod
    def of(cls, whole: Mapping[str, Any]) -> "Talk":
        """Return *whole*, a Conversation of the chat API, as a page needs it."""
        turns: list[Kept] = whole["turns"]
        spoke = max((i for i, turn in enumerate(turns) if turn["from"] == VISITOR), default=-1)
        new = turns[spoke + 1 :]
        live = whole["live"]
        talking = bool(live and live["state"] == "talking")
        offered = [] if talking else [c for turn in new for c in turn.get("choices") or []]
        once = {choice["title"]: choice for choice in offered}
        last_said = turns[spoke]["text"] if spoke >= 0 else None
        return cls(turns[: max(spoke, 0)], last_said, new, list(once.values()), whole["form"], live)

    @property
    def asks(self) -> str | None:
        """What the open form asks for, by its slot."""
        return self.form["asks"] if self.form else None

    @property
    def fills_in(self) -> tuple[str, str]:
        """How a browser may help to fill in the box: `autocomplete` and `inputmode`."""
        return FILLED_IN.get(self.asks or "", ("off", "text"))

    @property
    def talking_to(self) -> str | None:
        """Who speaks in the assistant's place."""
        live = self.live
        return live.get("name") if live and live["state"] == "talking" else None


def as_text(turns: Sequence[Kept], who: Mapping[str, str], home: str) -> str:
    """Return the conversation to keep, each turn under the name of who said it."""
    parts = [
        f"{turn.get('name') or who[turn['from']]}:\n{_kept(turn, home)}"
        for turn in turns
        if turn["text"]
    ]
    return "\n\n".join(parts) + "\n"


def _kept(turn: Kept, home: str) -> str:
    text: str = turn["text"].strip()
    return text if turn["from"] == VISITOR else to_text(text, home)


def summary_of(turn: Kept) -> Kept | None:
    """Return the card of what a form was told, where a turn shows one."""
    cards = turn.get("cards") or []
    return next((card for card in cards if card.get("kind") == "summary"), None)


def words_of(turn: Kept, part: int = 0, *, easy: bool = False) -> Markup:
    """
    Return what was said as HTML, in its own language.

    Where a card shows the lines of its list, *part* 0 stands before the card and 1 after it.
    """
    html: str = to_html(apart(turn["text"]) if easy else turn["text"])
    if summary_of(turn):
        html = [*FIRST_LIST.split(html, maxsplit=1), ""][part]
    elif easy and turn.get("answer"):
        html = folded(Markup(html))  # noqa: S704  all of it came from to_html
    if lang := turn.get("lang"):
        html = html.replace("<p>", f'<p lang="{escape(lang)}">', 1)
    return Markup(html)  # noqa: S704  all of it came from to_html


def month_of(day: str) -> str:
    """Return "May 2026" for a day as an answer keeps it, or what stands there if it is none."""
    try:
        return f"{date.fromisoformat(day):%B %Y}"
    except ValueError:
        return day


def day_of(day: str) -> str:
    """Return "1 May 2026" for a day, or what stands there if it is none."""
    try:
        found = datetime.fromisoformat(day)
    except ValueError:
        return day
    return f"{found.day} {found:%B %Y}"
