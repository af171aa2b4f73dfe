"""Handing out a CV: as a file to keep, never as a page of ours."""

from urllib.parse import quote

from fastapi import Response

from agency.storage.files import CvStore
from agency.storage.models import Cv

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
