"""Sections of the agency's configuration, as they were changed at the desk."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from agency.storage.models.base import Model


class SectionVersion(Model):
    """
    One version of one section. The newest is in force.

    Versions only add up; one without content gives the section back to what came with the house.
    """

    __tablename__ = "section_version"
    # Two managers may save at once: the second then fails, and is told.
    __table_args__ = (UniqueConstraint("section", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    section: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    content: Mapped[dict[str, Any] | None]
    at: Mapped[datetime]
    who: Mapped[str]
