"""What every deed on a lead has in common: it is written down, and leads back to the page."""

from datetime import datetime
from typing import Annotated

from fastapi import Response
from pydantic import AwareDatetime
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse

from agency.services.audit import keep_audit
from agency.storage.models import Consultant, Lead
from web.desk.leads.filters import Given

LONGEST_NOTE = 4000

# When the page that a form was on was made: what happened since, its sender has not seen.
type SeenAt = Annotated[Given[AwareDatetime], "seen"]


def write_down(session: Session, who: Consultant, did: str, lead: Lead, *, now: datetime) -> None:
    """Keep in the audit log what somebody did to a lead, or that they saw it."""
    keep_audit(session, who=who.email, did=did, kind="lead", subject=lead.reference, now=now)


def back_to(lead: Lead, told: str, at: str = "") -> Response:
    """Lead back to the page of a lead, which says that it is done; *at* names a part of it."""
    part = f"#{at}" if at else ""
    return RedirectResponse(f"/desk/leads/{lead.reference}?told={told}{part}", 303)


def as_typed(text: str) -> str:
    """Return what was typed into a box, with the line ends of one house."""
    return text.replace("\r\n", "\n").strip()
