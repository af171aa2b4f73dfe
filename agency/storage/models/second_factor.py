"""What somebody has besides a password: an app that shows codes, and codes on paper."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from agency.storage.models.base import Model


class SecondFactor(Model):
    """
    The secret that one consultant's authenticator app shares with us, sealed.

    It counts once `confirmed_at` says that the app showed a right code.
    """

    __tablename__ = "second_factor"

    consultant_id: Mapped[int] = mapped_column(
        ForeignKey("consultant.id", ondelete="CASCADE"), primary_key=True
    )
    sealed: Mapped[str]
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    # The half minute whose code was used last: none is taken twice.
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)


class RecoveryCode(Model):
    """A code for whoever has lost the app; it works once."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultant_id: Mapped[int] = mapped_column(
        ForeignKey("consultant.id", ondelete="CASCADE"), index=True
    )
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]
