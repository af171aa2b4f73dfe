"""Reports: what happened to those who came, asked, and became leads, as charts and as tables."""

from io import BytesIO
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import RedirectResponse

from agency.services.audit import keep_audit
from agency.services.people.access import RUNS_THE_DESK, branches_of, list_branches
from agency.services.reports.access import LOAD, RATINGS, READS_REPORTS, reports_for
from agency.storage.models import Role
from web.desk.access import (
    AReportsReader,
    TheConsultant,
    TheSettings,
    TheTime,
    TheUnits,
    comes_from_elsewhere,
)
from web.desk.exports.files import write_csv, write_xlsx
from web.desk.exports.making import MEDIA_TYPES, TheLooks
from web.desk.pages import page
from web.desk.refusals import Refused, not_there
from web.desk.reports.answers import REASONS
from web.desk.reports.filters import SPANS, Asked
from web.desk.reports.making import (
    MADE_BY,
    TITLES,
    WITHOUT_BRANCH,
    begin_reading,
    titles_for,
    words_said,
)
from web.desk.routes import DeskPage

router = APIRouter(prefix="/desk/reports", route_class=DeskPage, include_in_schema=False)


@router.get("")
def show_first(consultant: TheConsultant) -> Response:
    """Lead to the first report of this person."""
    if consultant.access not in READS_REPORTS:
        raise not_there()
    return RedirectResponse(f"/desk/reports/{reports_for(consultant.access)[0]}", 303)


@router.get("/{report}.{suffix}")
def take_table(
    request: Request,
    report: str,
    suffix: Literal["csv", "xlsx"],
    asked: Annotated[Asked, Query()],
    reader: AReportsReader,
    open_unit: TheUnits,
    looks: TheLooks,
    settings: TheSettings,
    now: TheTime,
    table: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """Hand out one table of a report, and write down who took it."""
    if comes_from_elsewhere(request):
        raise Refused(403, "form_not_ours")
    with looks() as session:
        reading = begin_reading(session, reader.consultant.id, report, asked, now=now)
        sections = {section.key: section for section in MADE_BY[report](reading)}
    section = sections.get(table or next(iter(sections)))
    if section is None:
        raise not_there()
    file = BytesIO()
    if suffix == "csv":
        write_csv(file, section.columns, section.cells)
    else:
        write_xlsx(file, section.columns, section.cells, scratch=settings.home)
    period = reading.wanted.period
    with open_unit() as session:
        keep_audit(
            session,
            who=reader.consultant.email,
            did=f"exported a report as {suffix.upper()}",
            kind="report",
            subject=f"{report} {section.key}, {period.first} to {period.last}",
            now=now,
        )
    name = f"{report}-{section.key}-{period.first}-{period.last}.{suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(file.getvalue(), media_type=MEDIA_TYPES[suffix], headers=headers)


@router.get("/{report}")
def show_report(
    request: Request,
    report: str,
    asked: Annotated[Asked, Query()],
    reader: AReportsReader,
    open_unit: TheUnits,
    looks: TheLooks,
    now: TheTime,
) -> Response:
    """Show one report of the days asked for, beside those before."""
    with looks() as session:
        reading = begin_reading(session, reader.consultant.id, report, asked, now=now)
        sections = MADE_BY[report](reading)
        words = words_said(reading) if report == RATINGS else []
        topic_title = titles_for(reading)
        ours = branches_of(reading.reader)
        everyones = reading.reader.access in RUNS_THE_DESK
        branches = [
            (branch.key, branch.name)
            for branch in list_branches(session)
            if everyones or branch.id in ours
        ]
    with open_unit() as session:
        keep_audit(
            session,
            who=reader.consultant.email,
            did="read a report",
            kind="report",
            subject=f"{report}, {reading.wanted.period.first} to {reading.wanted.period.last}",
            now=now,
        )
    return page(
        request,
        "reports.html",
        somebody=reader,
        report=report,
        titles=TITLES,
        open_to=reports_for(reader.consultant.access),
        asked=asked,
        spans=SPANS,
        roles=list(Role),
        branches=branches,
        with_branch=report not in WITHOUT_BRANCH and len(branches) > 1,
        with_period=report != LOAD,
        period=reading.wanted.period,
        before=reading.before.period,
        sections=sections,
        said=words,
        reasons=REASONS,
        topic_title=topic_title,
    )
