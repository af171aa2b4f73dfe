"""The agency's own rules for scoring and routing, as they were taken in."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from agency.storage.models.base import Model


class RuleVersion(Model):
    """One version of the rules, already found to be right. The newest is in force."""

    __tablename__ = "rule_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    who: Mapped[str]
    scoring: Mapped[dict[str, Any]]
    routing: Mapped[dict[str, Any]]
