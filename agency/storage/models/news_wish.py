"""How a consultant wants to hear of leads."""

from datetime import time

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from agency.core.news_time import Wishes
from agency.storage.models.base import Model


class NewsWish(Model):
    """One consultant's wishes, in the hours of the United Kingdom; without a row, at once."""

    __tablename__ = "news_wish"

    consultant_id: Mapped[int] = mapped_column(
        ForeignKey("consultant.id", ondelete="CASCADE"), primary_key=True
    )
    digests: Mapped[list[str]] = mapped_column(default=list)
    quiet_from: Mapped[str | None]
    quiet_until: Mapped[str | None]
    days: Mapped[list[int]] = mapped_column(JSON(none_as_null=True), default=list)
    urgent_in_quiet: Mapped[bool] = mapped_column(default=True)

    def as_wishes(self) -> Wishes:
        """Return the row as the values that decisions are made with."""
        return Wishes(
            digests=tuple(map(time.fromisoformat, self.digests)),
            quiet_from=time.fromisoformat(self.quiet_from) if self.quiet_from else None,
            quiet_until=time.fromisoformat(self.quiet_until) if self.quiet_until else None,
            days=frozenset(self.days),
            urgent_in_quiet=self.urgent_in_quiet,
        )
