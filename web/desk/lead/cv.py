"""Handing out a lead's CV: as a file to keep, never as a page of ours."""

from urllib.parse import quote

from fastapi import APIRouter, Response

from agency.services.leads.files import list_cvs
from agency.storage.files import CvStore
from agency.storage.models import Cv, Scan
from web.desk.access import TheConsultant, TheCvs, TheirLead, TheTime, TheUnit
from web.desk.lead.deeds import write_down
from web.desk.refusals import Refused, not_there
from web.desk.routes import DeskPage

router = APIRouter(
    prefix="/desk/leads/{reference}/cv", route_class=DeskPage, include_in_schema=False
)

KINDS = {
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/rtf": ".rtf",
    "text/plain": ".txt",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
}


@router.get("/{cv_id}")
def download_cv(
    lead: TheirLead,
    cv_id: str,
    consultant: TheConsultant,
    session: TheUnit,
    cvs: TheCvs,
    now: TheTime,
) -> Response:
    """Hand out one of the lead's CVs, and write down who took it."""
    cv = next((cv for cv in list_cvs(session, lead) if cv.id == cv_id), None)
    if cv is None:
        raise not_there()
    if cv.scan is Scan.UNSAFE:
        raise Refused(409, "cv_unsafe")
    try:
        response = cv_download(cvs, cv)
    except FileNotFoundError as gone:
        raise not_there() from gone
    write_down(session, consultant, "took the CV", lead, now=now)
    return response


def cv_download(store: CvStore, cv: Cv) -> Response:
    """
    Return a CV's bytes as an attachment.

    A stranger made this file: no browser may guess at what it is, run it, or
    give it the rights of our pages.
    """
    media_type = cv.media_type.partition(";")[0]
    known = media_type in KINDS
    plain = f"cv{KINDS.get(media_type, '')}"
    return Response(
        store.open(cv.key),
        media_type=media_type if known else "application/octet-stream",
        headers={
            "Content-Disposition": (
                f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(cv.filename, safe='')}"
            ),
            "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )
