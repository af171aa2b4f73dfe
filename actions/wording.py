"""The short words of domain.yml that actions put around values: titles, labels, notes."""

import re
from typing import Any

BRACES = str.maketrans("{}", "()")
INDEX_OPENS = re.compile(r"0(?=\[)")


def plain(value: object) -> str:
    """
    Return *value* so that no sentence can break on it.

    Rasa fills its responses with `str.format`, and gives up on a whole sentence, braces and all,
    when a value holds `0[`. Every value that came from a visitor goes through here.
    """
    return INDEX_OPENS.sub("0 ", str(value).translate(BRACES))


class Wording:
    """What domain.yml says, for the places where Rasa itself does not say it."""

    def __init__(self, domain: dict[str, Any]) -> None:
        self.texts: dict[str, str] = {
            name: next(v["text"] for v in reversed(variations) if v.get("text"))
            for name, variations in domain["responses"].items()
        }

    def say(self, response: str, **values: object) -> str:
        """Return the general variation of *response*, filled with *values*."""
        text = self.texts[response]
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", plain(value))
        return text

    def knows(self, response: str) -> bool:
        return response in self.texts

    def title(self, name: str) -> str:
        """Return what a button is called."""
        return self.say(f"utter_title_{name}")

    def field(self, slot: str) -> str:
        """Return what the answer to one question of a form is called."""
        return self.say(f"utter_field_{slot}")
