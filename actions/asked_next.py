"""The choices under an answer: more of it, the other roles, and what people ask next."""

from collections.abc import Mapping
from typing import Any

from actions.choices import Button, button, topic_button
from actions.hearing import COURTESIES, Question
from actions.wording import Wording
from agency.storage.answers import Answer, AnswerBook

# Under these answers "is it for me?" is the next thing to ask.
SELF_CHECKED = frozenset({"transferable_occupations", "definition"})
MOST_CHOICES = 5


class AskedNext:
    """Finds the choices for one answer."""

    def __init__(self, answers: AnswerBook, wording: Wording) -> None:
        self.answers = answers
        self.wording = wording

    def choices(
        self, question: Question, answer: Answer, else_meant: Mapping[str, Any] | None = None
    ) -> list[Button]:
        """
        Return "tell me more", the roles that differ, and the questions people ask next.

        What else may have been meant comes before all of them.
        """
        topic, role = str(question.topic), question.role
        buttons = []
        if else_meant and else_meant["topic"] not in COURTESIES:
            buttons.append(self.ask(str(else_meant["topic"]), role))
        if answer.more and not question.more:
            title = self.wording.title("more")
            buttons.append(topic_button(title, topic, role, more=True))
        if topic in SELF_CHECKED:
            checked = None if question.likely else role
            buttons.append(
                button(self.wording.title("self_check"), "check_suitability", role=checked)
            )
        if role is None or question.likely:
            others = [
                topic_button(self.answers.question(topic, other), topic, other)
                for other in self.answers.roles(topic)
                if other != role
            ]
            # A role that was guessed may be the wrong one: the others come first.
            buttons = [*others, *buttons] if question.likely else [*buttons, *others]
        buttons += self.questions(question, answer)
        # Two ways to one question are one too many.
        return list({each["payload"]: each for each in buttons}.values())[:MOST_CHOICES]

    def questions(self, question: Question, answer: Answer) -> list[Button]:
        """Return the questions people ask after this one, for the same role."""
        return [self.ask(topic, question.role) for topic in filter(self.answers.title, answer.next)]

    def ask(self, topic: str, role: str | None) -> Button:
        """Return the choice that asks about *topic*, for *role* where that makes a difference."""
        its_role = role if role in self.answers.roles(topic) else None
        return topic_button(self.answers.question(topic, its_role), topic, its_role)
