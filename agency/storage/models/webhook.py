"""The agency's own systems and chat rooms that are told of leads, as they were set at the desk."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from agency.core.outcome import Outcome
from agency.storage.models.base import Model


class Webhook(Model):
    """
    One receiver of news. A room is told one line without anybody's details, and is not signed for.

    Address and secrets are sealed: a chat room's address lets whoever has it write there.

    While a secret is changed over, the old one signs too until `old_until`. One that was removed
    keeps its row, for its deliveries name it; its address and its secrets are gone.
    """

    __tablename__ = "webhook"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str]
    is_room: Mapped[bool]
    url: Mapped[str]
    events: Mapped[list[str]] = mapped_column(default=list)
    enabled: Mapped[bool] = mapped_column(default=True)
    secret: Mapped[str | None]
    old_secret: Mapped[str | None]
    old_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]


class WebhookTrial(Model):
    """One test that somebody sent from the desk: when, how long it took, how it ended."""

    __tablename__ = "webhook_trial"

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[str] = mapped_column(
        String(32), ForeignKey("webhook.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime]
    milliseconds: Mapped[int | None]
    outcome: Mapped[Outcome]
