"""What an answer is: the shape that files, the database and the book of answers share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

# The answer that serves every role.
NO_ROLE = "none"
UK = "uk"


class Key(NamedTuple):
    """Which answer: one topic, one role or none, one nation."""

    topic: str
    role: str
    nation: str

    def __str__(self) -> str:
        return "/".join(self)


@dataclass(frozen=True)
class Answer:
    """What we say to one topic for one role, and what makes it trustworthy."""

    topic: str
    role: str
    nation: str | None
    text: str
    more: str | None
    source: Mapping[str, Any] | None
    checked: date | None
    review_by: date | None
    next: tuple[str, ...]

    @property
    def key(self) -> Key:
        return Key(self.topic, self.role, self.nation or UK)


@dataclass(frozen=True)
class Topic:
    """One file of answers, or what the agency began beside them."""

    name: str
    title: str
    question: str
    question_for_role: str
    entries: tuple[Answer, ...]
    terms: Mapping[str, str] = field(default_factory=dict)
    extras: Mapping[str, str] = field(default_factory=dict)
    # One that the agency began is not, until the live assistant has learned it.
    live: bool = True
    answers: Mapping[str, Answer] = field(init=False)
    by_nation: Mapping[tuple[str, str], Answer] = field(init=False)

    def __post_init__(self) -> None:
        own = {(a.role, a.nation): a for a in self.entries if a.nation and a.nation != UK}
        object.__setattr__(self, "answers", _first_of_each_role(self.entries))
        object.__setattr__(self, "by_nation", own)


def answer_in(topic: str, given: Mapping[str, Any]) -> Answer:
    """Return the answer that an entry of a file states."""
    return Answer(
        topic=topic,
        role=given.get("role") or NO_ROLE,
        nation=given.get("nation"),
        text=given["text"].strip(),
        more=(given.get("more") or "").strip() or None,
        source=given.get("source"),
        checked=given.get("checked"),
        review_by=given.get("review_by"),
        next=tuple(given.get("next") or ()),
    )


def content_of(answer: Answer) -> dict[str, Any]:
    """Return what an answer says and rests on, as JSON can hold it."""
    source = answer.source or {}
    return {
        "text": answer.text,
        "more": answer.more,
        "source": {"title": source.get("title"), "url": source.get("url")},
        "checked": answer.checked.isoformat() if answer.checked else None,
        "review_by": answer.review_by.isoformat() if answer.review_by else None,
        "next": list(answer.next),
    }


def answer_of(key: Key, content: Mapping[str, Any]) -> Answer:
    """Return the answer that `content_of` was made from."""
    return Answer(
        **key._asdict(),
        text=content["text"],
        more=content.get("more"),
        source=content.get("source"),
        checked=_day(content.get("checked")),
        review_by=_day(content.get("review_by")),
        next=tuple(content.get("next") or ()),
    )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _first_of_each_role(answers: Iterable[Answer]) -> dict[str, Answer]:
    usual: dict[str, Answer] = {}
    for answer in answers:
        usual.setdefault(answer.role, answer)
    return usual
