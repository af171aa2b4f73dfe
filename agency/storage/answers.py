"""What we say to a topic: data/answers, and over it what editors published at the desk."""

import logging
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from agency.core.roles import Role
from agency.storage.answers_content import NO_ROLE, Answer, Key, Topic
from agency.storage.answers_edited import Mark, lay_over, mark_of, read_edits
from agency.storage.answers_shipped import AnswersBroken, read_topics, stamp_of
from agency.storage.lexicon import Lexicon
from agency.storage.own_topics import read_live_topics
from agency.storage.unit import OpenUnit

__all__ = ["NO_ROLE", "Answer", "AnswerBook", "Answers", "AnswersBroken", "Topic"]

logger = logging.getLogger(__name__)

# Asking the disk about every file at each lookup would cost more than the rest of a turn.
LOOK_EVERY = 1.0
# A database that is locked keeps each look waiting: a visitor's turn should not pay for that often.
LOOK_AFTER_TROUBLE = 10.0


class Answers:
    """Topics with their answers, as they stand at one moment."""

    def __init__(self, topics: Mapping[str, Topic], roles: Mapping[str, str]) -> None:
        self._topics = topics
        self._roles = roles

    def topics(self) -> list[str]:
        """Return every topic there is an answer to."""
        return list(self._up_to_date())

    def whole(self) -> Mapping[str, Topic]:
        """Return every topic with all its answers; the same object until something changes."""
        return self._up_to_date()

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

    def beside(self, others: Mapping[str, Topic]) -> "Answers":
        """Return these answers, as they stand now, with *others* where no topic has the name."""
        return Answers({**others, **self._up_to_date()}, self._roles) if others else self

    def _up_to_date(self) -> Mapping[str, Topic]:
        return self._topics


class AnswerBook(Answers):
    """
    Every answer we have.

    A changed file, and an edit published at the desk by any process, is taken up within a
    second. What cannot be used or reached leaves the answers as they were, and the log says
    why: an editor's slip silences nobody.

    Given *open_unit* it lays the desk's edits over the files, beside them the agency's own topics
    that the live assistant knows. Then do not ask it inside a unit of your own: SQLite would let
    it wait for you.
    """

    def __init__(
        self,
        folder: Path,
        lexicon: Lexicon,
        *,
        open_unit: OpenUnit | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        roles = {
            entry["id"]: str(entry.get("a_title", entry["id"]))
            for entry in lexicon.get("roles", {}).get("entries", ())
        }
        self._stamp = stamp_of(folder)
        super().__init__(read_topics(folder), roles)
        self._folder = folder
        self._open_unit = open_unit
        self._clock = clock
        self._look_at = clock() + LOOK_EVERY
        self._mark: Mark | None = None
        self._edits: Mapping[Key, Answer] = {}
        self._own: Mapping[str, Topic] = {}
        self._shipped: Mapping[str, Topic] = self._topics
        self._look_at_edits()

    def _up_to_date(self) -> Mapping[str, Topic]:
        now = self._clock()
        if now >= self._look_at:
            self._look_at = now + LOOK_EVERY
            try:
                self._look_at_files()
            except OSError as problem:
                # An editor saves by writing a new file and taking the old one away.
                logger.warning("answers could not be read: %s", type(problem).__name__)
            self._look_at_edits()
        return self._topics

    def _look_at_files(self) -> None:
        stamp = stamp_of(self._folder)
        if stamp == self._stamp:
            return
        try:
            self._shipped = read_topics(self._folder)
            self._topics = lay_over(self._shipped, self._edits, self._own)
        except AnswersBroken as problem:
            logger.error("changed answers cannot be used, the earlier ones stay: %s", problem)
        self._stamp = stamp

    def _look_at_edits(self) -> None:
        if self._open_unit is None:
            return
        try:
            with self._open_unit() as session:
                mark = mark_of(session)
                if mark != self._mark:
                    self._edits, self._mark = read_edits(session), mark
                    self._own = read_live_topics(session)
                    self._topics = lay_over(self._shipped, self._edits, self._own)
        except SQLAlchemyError as problem:
            logger.warning("edited answers could not be read: %s", type(problem).__name__)
            self._look_at = self._clock() + LOOK_AFTER_TROUBLE
