"""What may be found of a lead, in words."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from agency.storage.models.base import Model


class LeadText(Model):
    """
    What a lead says, by where it says so, kept in step by `agency.storage.lead_index`.

    It holds nothing that the lead's page covers, and goes when the lead goes. `near` has the
    person's names with a letter left out, so that a slip finds them too.
    """

    __tablename__ = "lead_text"

    lead_id: Mapped[int] = mapped_column(
        ForeignKey("lead.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    person: Mapped[str]
    said: Mapped[str]
    cv: Mapped[str]
    notes: Mapped[str]
    near: Mapped[str]
