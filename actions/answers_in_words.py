"""One answer of a form as the visitor would write it."""

from typing import Any

from actions.vocabulary import Vocabulary
from actions.wording import Wording, plain
from agency.core.phone import say_phone
from agency.core.registration import SKIPPED


class AnswersInWords:
    """Says what a slot holds."""

    def __init__(self, vocabulary: Vocabulary, wording: Wording) -> None:
        self.vocabulary = vocabulary
        self.wording = wording

    def say(self, field: str, value: Any) -> str:
        """Return one answer in words, safe to put into a sentence."""
        if value == SKIPPED:
            return self.wording.say("utter_value_not_given")
        if field == "role":
            return plain(self.vocabulary.title("roles", value))
        if field == "phone":
            return plain(say_phone(value))
        if field == "experience":
            return self.say_years(value)
        if field == "qualifications":
            return plain(", ".join(value)) or self.wording.say("utter_value_none")
        if field == "cv" and value == "none":
            return self.wording.say("utter_value_not_given")
        if field in ("right_to_work", "dbs", "cv") and self.wording.knows(f"utter_value_{value}"):
            return self.wording.say(f"utter_value_{value}")
        return plain(value)

    def not_working(self) -> str:
        """Return how it is kept that somebody has no work at the moment."""
        return self.wording.say("utter_value_not_working")

    def no(self, thing: str) -> str:
        """Return how it is kept that somebody has not got *thing*."""
        return self.wording.say("utter_value_without", thing=thing)

    def say_years(self, years: float) -> str:
        if 0 < years < 1:
            months = max(1, round(years * 12))
            one = "" if months == 1 else "s"
            return self.wording.say(f"utter_value_month{one}", months=months)
        """Return a length of time in words."""
        if years in (0, 1):
            return self.wording.say("utter_value_year" if years else "utter_value_none")
        return self.wording.say("utter_value_years", years=f"{years:g}")
