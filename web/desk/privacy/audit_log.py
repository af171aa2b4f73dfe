"""The audit log, for those who answer for privacy."""

from contextlib import ExitStack
from datetime import date
from tempfile import TemporaryFile
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.background import BackgroundTask
from starlette.responses import StreamingResponse

from agency.services.audit import keep_audit
from agency.services.privacy.audit_log import Sought, export_entries, list_entries
from agency.services.privacy.audit_subjects import name_subjects
from agency.storage.models import AuditEntry
from web.desk.access import (
    APrivacyOfficer,
    APrivacyOfficerWithTime,
    TheSettings,
    TheSignedIn,
    TheTime,
    TheUnit,
    TheUnits,
    comes_from_elsewhere,
)
from web.desk.exports.files import write_csv
from web.desk.exports.making import TheLooks, pieces
from web.desk.exports.rows import Column
from web.desk.leads.filters import NO_NUL, Given
from web.desk.pages import LONDON, page
from web.desk.refusals import Refused
from web.desk.routes import DeskPage

PAGE = "/desk/audit"
COLUMNS = (
    Column("at", "At (UTC)", "text", 22),
    Column("who", "Who", "text", 32),
    Column("did", "Did", "text", 40),
    Column("kind", "Kind", "text", 14),
    Column("subject", "About", "text", 32),
)

router = APIRouter(prefix=PAGE, route_class=DeskPage, include_in_schema=False)

type Words = Annotated[str, Field(max_length=200, pattern=NO_NUL)]


class Asked(BaseModel):
    """The log's address: what is sought, and where the page begins."""

    model_config = ConfigDict(frozen=True)

    who: Words = ""
    did: Words = ""
    subject: Words = ""
    first: Given[date] = None
    last: Given[date] = None
    before: Given[Annotated[int, Field(ge=1, le=2**31 - 1)]] = None

    def sought(self) -> Sought:
        """Return what is sought."""
        return Sought(
            self.who.strip(), self.did.strip(), self.subject.strip(), self.first, self.last
        )

    def address(self, **other: Any) -> str:
        """Return this page's address with some of it changed, or another's with the same."""
        path = other.pop("path", PAGE)
        chosen = self.model_dump(mode="json") | {"before": None} | other
        query = urlencode({name: value for name, value in chosen.items() if value})
        return f"{path}?{query}" if query else path

    @property
    def any(self) -> bool:
        """Say whether something is filtered out."""
        return any((self.who, self.did, self.subject, self.first, self.last))


@router.get("")
def show_log(
    request: Request,
    asked: Annotated[Asked, Query()],
    officer: APrivacyOfficer,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
) -> Response:
    """Show what was looked at, changed and taken away, the newest first."""
    found = list_entries(session, asked.sought(), before=asked.before)
    keep_audit(
        session, who=officer.email, did="saw", kind="audit log", subject=named(asked), now=now
    )
    about = name_subjects(session, found.entries, officer, now=now)
    return page(request, "audit.html", somebody=somebody, asked=asked, found=found, about=about)


@router.get(".csv")
def take_log(
    request: Request,
    asked: Annotated[Asked, Query()],
    officer: APrivacyOfficerWithTime,
    open_unit: TheUnits,
    looks: TheLooks,
    settings: TheSettings,
    now: TheTime,
) -> Response:
    """
    Hand out every entry sought as a file, and write down who took it.

    Nobody who writes waits while the file is made, however long the log has grown.
    """
    if comes_from_elsewhere(request):
        raise Refused(403, "form_not_ours")
    with ExitStack() as if_it_breaks:
        file = if_it_breaks.enter_context(TemporaryFile(dir=settings.home))
        with looks() as session:
            rows = (told(entry) for entry in export_entries(session, asked.sought()))
            count = write_csv(file, COLUMNS, rows)
        with open_unit() as session:
            keep_audit(
                session,
                who=officer.email,
                did=f"exported {count} entries as CSV",
                kind="audit log",
                subject=named(asked),
                now=now,
            )
        if_it_breaks.pop_all()  # it does not: the file is the receiver's to close
    size = file.seek(0, 2)
    file.seek(0)
    name = f"audit-{now.astimezone(LONDON):%Y-%m-%d}.csv"
    return StreamingResponse(
        pieces(file),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Length": str(size),
        },
        background=BackgroundTask(file.close),
    )


def told(entry: AuditEntry) -> tuple[str, ...]:
    at = entry.at.isoformat(timespec="seconds")
    return at, entry.who, entry.did, entry.kind, entry.subject


def named(asked: Asked) -> str:
    """Return what the log says of a look at itself; what was typed may be anybody's name."""
    typed = [name for name in ("who", "did", "subject") if getattr(asked, name)]
    days = [f"{name}={day}" for name in ("first", "last") if (day := getattr(asked, name))]
    return ", ".join([*(f"{name}=(not kept)" for name in typed), *days]) or "all entries"
