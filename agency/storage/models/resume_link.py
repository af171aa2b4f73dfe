"""A link by e-mail that opens a chat again where it was left."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from agency.storage.models.base import Model


class ResumeLink(Model):
    """What was asked for in a chat; it goes when the chat goes. `due_at` is empty once sent."""

    __tablename__ = "resume_link"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(
        String(32), ForeignKey("conversation.id", ondelete="CASCADE"), index=True
    )
    email: Mapped[str]
    created_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]
    # Whoever opened it reads what is sent to this address.
    opened_at: Mapped[datetime | None]
