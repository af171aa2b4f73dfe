"""How often something happened on one day: about nobody, and so kept."""

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from agency.storage.models.base import Model


class DailyCount(Model):
    """
    One sum of one day in London. What does not apply is empty, or 0.

    `about` is a topic, a form's question, a step of the way; `detail` says what of it.
    """

    __tablename__ = "daily_count"

    what: Mapped[str] = mapped_column(String(20), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(String(80), primary_key=True)
    detail: Mapped[str] = mapped_column(String(40), primary_key=True)
    page: Mapped[str] = mapped_column(String(200), primary_key=True)
    role: Mapped[str] = mapped_column(String(40), primary_key=True)
    branch_id: Mapped[int] = mapped_column(primary_key=True)
    consultant_id: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int]
