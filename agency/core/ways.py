"""How somebody wants to be reached, where they told us: a wish, and never the reason for it."""

from enum import StrEnum


class Way(StrEnum):
    """One way of reaching a person."""

    PHONE = "phone"
    EMAIL = "email"
    TEXT = "text"
    RELAY = "relay"
    INTERPRETER = "interpreter"
    POST = "post"
