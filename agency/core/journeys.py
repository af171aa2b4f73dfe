"""
How far one chat came, told from its record: what was asked, answered, asked again, and left.

Of what was said, nothing is kept but why it could not be understood, in one of a few words.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from agency.core.registration import SELF_CHECK

REFERENCE = re.compile(r"\bL-\d{4,}\b")
# What moves a form without answering it.
_NO_ANSWER = frozenset({"go_back", "start_again", "request_call", "stop", "keep_answers"})
_ASKS_HELP = "ask_why"
_LONG = 12  # words


@dataclass(frozen=True)
class Exchange:
    """One thing a visitor said, and what it was answered with."""

    day: str
    text: str
    intent: str | None
    replies: Sequence[Mapping[str, Any]]

    @property
    def form(self) -> Mapping[str, Any] | None:
        """Return where a form stands after it."""
        standing = [reply["form"] for reply in self.replies if reply.get("form")]
        return standing[-1] if standing else None

    @property
    def answers(self) -> list[Mapping[str, Any]]:
        return [reply["answer"] for reply in self.replies if reply.get("answer")]

    @property
    def offers_topics(self) -> bool:
        return any(
            choice.get("topic") for reply in self.replies for choice in reply.get("choices") or ()
        )

    @property
    def shows_reference(self) -> bool:
        return any(REFERENCE.search(reply.get("text") or "") for reply in self.replies)


@dataclass
class FormPath:
    """One form of a chat: the questions that came up, and where it stands."""

    day: str
    asked: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    again: Counter[str] = field(default_factory=Counter)
    stands: str | None = None
    sent: bool = False

    def ask(self, slot: str) -> None:
        if slot not in self.asked:
            self.asked.append(slot)
        self.stands = slot

    def answer(self, slot: str) -> None:
        if slot not in self.answered:
            self.answered.append(slot)


@dataclass
class Path:
    """Every form of one chat, and which of them is open."""

    forms: dict[str, FormPath] = field(default_factory=dict)
    open: str | None = None

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> "Path":
        """Return a path as it was kept."""
        forms = {
            name: FormPath(**{**form, "again": Counter(form["again"])})
            for name, form in ((kept or {}).get("forms") or {}).items()
        }
        return cls(forms, (kept or {}).get("open"))

    def as_json(self) -> dict[str, Any]:
        return {"forms": {name: vars(form) for name, form in self.forms.items()}, "open": self.open}

    def follow(self, exchange: Exchange) -> None:
        """Go on by one exchange; one without a reply is a consultant's, and moves no form."""
        if not exchange.replies:
            return
        form = exchange.form
        if form is None:
            self._close(exchange)
            return
        name, asks = str(form["name"]), str(form.get("asks") or "")
        path = self.forms.setdefault(name, FormPath(exchange.day))
        if self.open == name and path.stands and path.stands == asks:
            path.again[f"{asks}:{why_again(asks, exchange)}"] += 1
        elif self.open == name and path.stands and exchange.intent not in _NO_ANSWER:
            path.answer(path.stands)
        self.open = name
        if asks:
            path.ask(asks)

    def _close(self, exchange: Exchange) -> None:
        if self.open is None:
            return
        path = self.forms[self.open]
        if self.open == SELF_CHECK:
            path.sent = exchange.intent not in _NO_ANSWER
        else:
            path.sent = path.sent or exchange.shows_reference
        if path.sent and path.stands:
            path.answer(path.stands)
            path.stands = None
        self.open = None

    @property
    def any_stands(self) -> bool:
        """Say whether a form was begun that is not sent."""
        return any(form.stands for form in self.forms.values())

    def counts(self, *, over: bool) -> Counter[tuple[str, str, str]]:
        """
        Return what this path counts for, as (day, form and question, what).

        Where a form stands is where it was *left* only once the chat is *over*.
        """
        found: Counter[tuple[str, str, str]] = Counter()
        for name, form in self.forms.items():
            found[form.day, name, "begun"] = 1
            if form.sent:
                found[form.day, name, "sent"] = 1
            for slot in form.asked:
                found[form.day, f"{name}:{slot}", "asked"] = 1
            for slot in form.answered:
                found[form.day, f"{name}:{slot}", "answered"] = 1
            for key, times in form.again.items():
                slot, _, why = key.partition(":")
                found[form.day, f"{name}:{slot}", f"again {why}"] = times
            if over and form.stands:
                found[form.day, f"{name}:{form.stands}", "left"] = 1
        return found


def why_again(asks: str, exchange: Exchange) -> str:
    """Return in a word why a form asks the same again."""
    if exchange.intent == _ASKS_HELP:
        return "help"
    if exchange.answers:
        return "question"
    digits = sum(letter.isdigit() for letter in exchange.text)
    if asks == "email":
        return "broken_address" if "@" in exchange.text else "no_address"
    if asks == "phone":
        return "no_number" if not digits else "short_number" if digits < 10 else "broken_number"
    if "?" in exchange.text:
        return "question"
    return "long_answer" if len(exchange.text.split()) > _LONG else "other_words"


def hears(exchange: Exchange) -> str | None:
    """Return what became of a question: answered, unclear, out of scope; None for anything else."""
    if exchange.answers:
        return "answered"
    if exchange.intent == "out_of_scope":
        return "out_of_scope"
    if exchange.form is None and (exchange.offers_topics or exchange.intent == "nlu_fallback"):
        return "unclear" if exchange.intent in ("ask", "follow_up", "nlu_fallback") else None
    return None
