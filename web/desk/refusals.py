"""The ways in which the desk says no. Which words a person then reads is in the templates."""

from dataclasses import dataclass, field


class SignInNeeded(Exception):
    """Nobody is signed in in this browser."""


class SecondFactorNeeded(Exception):
    """The agency asks for a second factor, and this person has none yet."""


@dataclass(eq=False)
class Refused(Exception):
    """
    A page that says what is wrong instead of the one asked for.

    `reason` names a sentence in `refused.html`.
    """

    status: int
    reason: str
    headers: dict[str, str] = field(default_factory=dict)


def not_there() -> Refused:
    """Say the same of a lead that does not exist and of one that is somebody else's."""
    return Refused(404, "not_there")
