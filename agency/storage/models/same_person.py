"""What a consultant said of two candidates who look alike."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from agency.storage.models.base import Model


class SamePerson(Model):
    """
    Two candidates of whom somebody said that they are one person, or that they are not.

    That is all a merge is: nothing is moved or rewritten, so that without this row everything
    is as it was. The smaller id comes first.
    """

    __tablename__ = "same_person"
    __table_args__ = (UniqueConstraint("first_id", "second_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("candidate.id", ondelete="CASCADE"))
    second_id: Mapped[int] = mapped_column(
        ForeignKey("candidate.id", ondelete="CASCADE"), index=True
    )
    is_same: Mapped[bool]
    # The name outlives the account.
    said_by: Mapped[str]
    at: Mapped[datetime]
