"""What it means that news did not arrive."""

from datetime import timedelta

from agency.core.outcome import Outcome


class NotDelivered(Exception):
    """
    The news did not arrive; its words say why, and carry no personal data.

    *final*: trying again cannot help. *after*: the other side asked to be left alone so long.
    """

    def __init__(
        self,
        why: str,
        *,
        outcome: Outcome = Outcome.FAILED,
        final: bool = False,
        after: timedelta | None = None,
    ) -> None:
        super().__init__(why)
        self.outcome = outcome
        self.final = final
        self.after = after
