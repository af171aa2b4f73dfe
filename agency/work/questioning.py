"""The worker's rounds that make a list of what people asked and did not get."""

import logging
from datetime import UTC, datetime

from agency.meanings import NoMeaning, ask_vectors
from agency.services.questions.asked import find_last_noted, find_questions, keep_questions
from agency.services.questions.groups import (
    forget_empty_groups,
    group_questions,
    list_ungrouped,
)
from agency.settings import Settings
from agency.storage.unit import OpenUnit
from agency.trainer import Trainer
from agency.work.rounds import Rounds

EVERY = 3.0
A_SECOND, AN_HOUR = 1.0, 3600.0

logger = logging.getLogger("agency.worker")


class Questioning:
    """Takes questions out of what was said, and puts those of one meaning together."""

    def __init__(self, look: OpenUnit, open_unit: OpenUnit, url: str, key: str) -> None:
        self.look = look
        self.open_unit = open_unit
        self.url = url
        self.key = key
        self.noted: int | None = None
        self.silent = False

    def note(self) -> bool:
        """Note the questions of some turns; say whether there may be more."""
        now = datetime.now(UTC)
        with self.look() as session:
            begun = self.noted if self.noted is not None else find_last_noted(session)
            came, found = find_questions(session, after=begun, now=now)
        if found:
            with self.open_unit() as session:
                keep_questions(session, found)
        moved, self.noted = came > begun, came
        return moved

    def group(self) -> bool:
        """Put some questions into groups; say whether there may be more."""
        with self.look() as session:
            waiting = {each.id: each.text for each in list_ungrouped(session)}
        if not waiting:
            return False
        try:
            # No transaction is open while next door is asked.
            vectors = ask_vectors(self.url, self.key, list(waiting.values()))
        except NoMeaning as trouble:
            if not self.silent:
                logger.warning("questions wait for their meaning: %s", trouble)
            self.silent = True
            return False
        self.silent = False
        with self.open_unit() as session:
            by_id = dict(zip(waiting, vectors, strict=True))
            new = group_questions(session, by_id, now=datetime.now(UTC))
        logger.info("questions grouped", extra={"count": len(waiting), "new": new})
        return True

    def forget(self) -> bool:
        """Erase the groups that nothing is left of; there is never more at once."""
        with self.open_unit() as session:
            forget_empty_groups(session)
        return False


def add_question_rounds(
    rounds: Rounds, look: OpenUnit, open_unit: OpenUnit, settings: Settings
) -> None:
    """Add the rounds about what people ask, and those that teach it."""
    questioning = Questioning(look, open_unit, settings.assistant_url, settings.assistant_key)
    rounds.every(EVERY, "note questions", questioning.note)
    rounds.every(EVERY, "group questions", questioning.group)
    rounds.every(AN_HOUR, "forget groups", questioning.forget)
    trainer = Trainer(look, open_unit, settings.home, rounds.ending)
    rounds.every(A_SECOND, "train", trainer.work)
