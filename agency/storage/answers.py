"""What we say to a topic, read from data/answers and read again when a file changes."""

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from agency.core.roles import Role
from agency.storage.lexicon import Lexicon, LexiconBroken, read_yaml

logger = logging.getLogger(__name__)

# The answer that serves every role.
NO_ROLE = "none"
# Asking the disk about every file at each lookup would cost more than the rest of a turn.
LOOK_EVERY = 1.0

type _Stamp = frozenset[tuple[str, int, int]]


class AnswersBroken(Exception):
    """A file of answers cannot be used; the message says which, and why."""


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


@dataclass(frozen=True)
class Topic:
    """One file of answers."""

    name: str
    title: str
    question: str
    question_for_role: str
    answers: Mapping[str, Answer]
    by_nation: Mapping[tuple[str, str], Answer] = field(default_factory=dict)
    terms: Mapping[str, str] = field(default_factory=dict)
    extras: Mapping[str, str] = field(default_factory=dict)


class AnswerBook:
    """
    Every answer we have.

    A changed file is taken up within a second. If it cannot be used, the answers stay as
    they were and the log says why: an editor's slip silences nobody.
    """

    def __init__(
        self, folder: Path, lexicon: Lexicon, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._looked = clock()
        self._roles = {
            entry["id"]: str(entry.get("a_title", entry["id"]))
            for entry in lexicon.get("roles", {}).get("entries", ())
        }
        self._stamp = _stamp(folder)
        self._topics = _read(folder)

    def topics(self) -> list[str]:
        """Return every topic there is an answer to."""
        return list(self._up_to_date())

    def find(
        self, topic: str, role: Role | str | None = None, nation: str | None = None
    ) -> Answer | None:
        """
        Return the answer for *role*, or the one that serves every role.

        Where rules differ in *nation*, its own answer goes before the usual one: first the
        role's, then the one for every role. The usual answer is the first in the file.
        """
        if (found := self._topic(topic)) is None:
            return None
        role = str(role or NO_ROLE)
        theirs = found.by_nation
        return (
            (theirs.get((role, nation)) or theirs.get((NO_ROLE, nation)) if nation else None)
            or found.answers.get(role)
            or found.answers.get(NO_ROLE)
        )

    def roles(self, topic: str) -> list[str]:
        """Return the roles that have an answer of their own."""
        found = self._topic(topic)
        return [role for role in found.answers if role != NO_ROLE] if found else []

    def title(self, topic: str) -> str | None:
        """Return what the topic is called, in a word or two."""
        return found.title if (found := self._topic(topic)) else None

    def question(self, topic: str, role: Role | str | None = None) -> str:
        """Return the question a visitor might ask: "What does a SENCO earn?"."""
        if (found := self._topic(topic)) is None:
            return topic
        a_title = self._roles.get(str(role))
        return found.question_for_role.replace("{role}", a_title) if a_title else found.question

    def term(self, term: str, topic: str = "glossary") -> str | None:
        """Return one word of the field, in full, and what it means."""
        return found.terms.get(term) if (found := self._topic(topic)) else None

    def extra(self, topic: str, name: str) -> str | None:
        """Return another text of a topic's file, such as `occupation_template`."""
        return found.extras.get(name) if (found := self._topic(topic)) else None

    def _topic(self, topic: str) -> Topic | None:
        return self._up_to_date().get(topic)

    def _up_to_date(self) -> Mapping[str, Topic]:
        now = self._clock()
        if now - self._looked >= LOOK_EVERY:
            self._looked = now
            try:
                self._look()
            except OSError as problem:
                # An editor saves by writing a new file and taking the old one away.
                logger.warning("answers could not be read: %s", type(problem).__name__)
        return self._topics

    def _look(self) -> None:
        stamp = _stamp(self._folder)
        if stamp == self._stamp:
            return
        try:
            self._topics = _read(self._folder)
        except AnswersBroken as problem:
            logger.error("changed answers cannot be used, the earlier ones stay: %s", problem)
        self._stamp = stamp


def _stamp(folder: Path) -> _Stamp:
    found = ((path.name, path.stat()) for path in folder.glob("*.yml"))
    return frozenset((name, stat.st_mtime_ns, stat.st_size) for name, stat in found)


def _read(folder: Path) -> dict[str, Topic]:
    topics = (_read_topic(path) for path in sorted(folder.glob("*.yml")))
    return {topic.name: topic for topic in topics}


def _read_topic(path: Path) -> Topic:
    try:
        content = read_yaml(path)
        question = content["question"]
        answers = _answers(content["topic"], content["answers"])
        return Topic(
            name=content["topic"],
            title=content["title"],
            question=question["any"],
            question_for_role=question.get("role", question["any"]),
            answers=_first_of_each_role(answers),
            by_nation={
                (answer.role, answer.nation): answer
                for answer in answers
                if answer.nation not in (None, "uk")
            },
            terms={
                term["id"]: f"**{term.get('term', term['id'])}**\n\n{term['text']}"
                for term in content.get("terms", ())
            },
            extras={name: text for name, text in content.items() if isinstance(text, str)},
        )
    except LexiconBroken as problem:
        raise AnswersBroken(str(problem)) from problem
    except (KeyError, TypeError, AttributeError) as problem:
        raise AnswersBroken(f"{path.name} lacks or misplaces {problem}") from problem
    except ValueError as problem:  # a day there never was, or bytes that are no text
        raise AnswersBroken(f"{path.name} holds what cannot be read: {problem}") from problem


def _answers(topic: str, given: Iterable[Mapping[str, Any]]) -> list[Answer]:
    return [
        Answer(
            topic=topic,
            role=answer.get("role") or NO_ROLE,
            nation=answer.get("nation"),
            text=answer["text"].strip(),
            more=(answer.get("more") or "").strip() or None,
            source=answer.get("source"),
            checked=answer.get("checked"),
            review_by=answer.get("review_by"),
            next=tuple(answer.get("next") or ()),
        )
        for answer in given
    ]


def _first_of_each_role(answers: Iterable[Answer]) -> dict[str, Answer]:
    usual: dict[str, Answer] = {}
    for answer in answers:
        usual.setdefault(answer.role, answer)
    return usual
