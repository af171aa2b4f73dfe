"""What was typed may not be what was meant: one question settles it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Doubt:
    """
    A question worth asking before a value is kept, or instead of "I did not understand".

    `about` says which question. Each of `choices` can be read as an answer just as it stands;
    there are none where only the visitor can say what is missing.
    """

    about: str
    choices: tuple[str, ...] = ()
