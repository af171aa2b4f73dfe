"""One role at one school or council, open until its closing date."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from agency.core.roles import Role
from agency.storage.models.base import Model


class Vacancy(Model):
    """Work on offer. A visitor calls it a job."""

    __tablename__ = "vacancy"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    role: Mapped[Role] = mapped_column(index=True)
    title: Mapped[str]
    school: Mapped[str]
    place: Mapped[str]
    postcode: Mapped[str | None]
    area: Mapped[str | None] = mapped_column(index=True)
    phase: Mapped[str | None]
    pay: Mapped[str]
    pattern: Mapped[str | None]
    contract: Mapped[str | None]
    starts: Mapped[str | None]
    closes: Mapped[date]
    summary: Mapped[str | None]
