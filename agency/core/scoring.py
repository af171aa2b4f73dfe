"""How ready a candidate is, with reasons a consultant can check."""

from enum import StrEnum


class Grade(StrEnum):
    """How soon a consultant can offer work. Nobody is graded out."""

    READY = "ready"
    PROMISING = "promising"
    NEEDS_INFO = "needs_info"
