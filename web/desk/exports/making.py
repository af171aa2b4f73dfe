"""An exported list on its way: made whole on disk first, written down, then handed out."""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from threading import BoundedSemaphore
from typing import IO, Annotated, Any

from fastapi import Depends, Request, Response
from starlette.background import BackgroundTask
from starlette.responses import StreamingResponse

from agency.services.leads.export import export_leads
from agency.storage.unit import OpenUnit
from web.desk.exports.files import write_csv, write_xlsx
from web.desk.exports.rows import columns, rows_of
from web.desk.pages import LONDON

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
CHUNK = 64 * 1024
WAITS = 20  # seconds for another's list to be done
# Making one keeps a core busy for seconds, and the chat runs on the same machine.
_MAKING = BoundedSemaphore(1)
# Room for the others between rows: a list may take a little longer, a visitor's reply may not.
_BREATHE_EVERY = 50
_BREATH = 0.001


class Busy(Exception):
    """Others' lists are being made."""


@dataclass
class Listed:
    """The leads of a file: how many, and between which references."""

    file: IO[bytes]
    count: int = 0
    ids: list[int] = field(default_factory=list)

    def subject(self, wanted: Mapping[str, Any]) -> str:
        """
        Return what the audit log says of this file.

        Words that were searched for stay out of it: they are people's names and addresses.
        """
        named = {name: value for name, value in wanted.items() if value is not None}
        if named.pop("q", "").strip():
            named["q"] = "(not kept)"
        if not self.count:
            named.pop("branch", None)  # whatever was typed there, it is no branch's name
        filters = ", ".join(f"{name}={value}" for name, value in named.items()) or "all leads"
        between = f"; L-{self.ids[1]:04d} to L-{self.ids[0]:04d}" if self.ids else ""
        return filters + between


def the_looks(request: Request) -> OpenUnit:
    looks: OpenUnit = request.app.state.looks
    return looks


TheLooks = Annotated[OpenUnit, Depends(the_looks)]


def make_list(look: OpenUnit, wanted: Mapping[str, Any], suffix: str, *, scratch: Path) -> Listed:
    """
    Return every lead that *wanted* selects, as a file without a name.

    It is whole before anything is sent: what breaks is a page that says so, never half a list.
    Nobody who writes waits for it.
    """
    if not _MAKING.acquire(timeout=WAITS):
        raise Busy
    try:
        with ExitStack() as if_it_breaks:
            listed = Listed(if_it_breaks.enter_context(TemporaryFile(dir=scratch)))
            with look() as session:
                rows = rows_of(_noted(export_leads(session, **wanted), listed))
                if suffix == "csv":
                    listed.count = write_csv(listed.file, columns(), rows)
                else:
                    listed.count = write_xlsx(listed.file, columns(), rows, scratch=scratch)
            if_it_breaks.pop_all()  # it does not: the file is the receiver's to close
        return listed
    finally:
        _MAKING.release()


def hand_out(listed: Listed, suffix: str, *, now: datetime) -> Response:
    """Return the file as a download, piece by piece."""
    size = listed.file.seek(0, 2)
    listed.file.seek(0)
    name = f"leads-{now.astimezone(LONDON):%Y-%m-%d}.{suffix}"
    return StreamingResponse(
        pieces(listed.file),
        media_type=MEDIA_TYPES[suffix],
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Length": str(size),
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
        background=BackgroundTask(listed.file.close),
    )


def _noted(rows: Iterable[Mapping[str, Any]], listed: Listed) -> Iterator[Mapping[str, Any]]:
    for number, row in enumerate(rows, 1):
        listed.ids = [max([row["id"], *listed.ids]), min([row["id"], *listed.ids])]
        if number % _BREATHE_EVERY == 0:
            time.sleep(_BREATH)
        yield row


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Yield a file bit by bit, and close it at its end."""
    with file:
        while piece := file.read(CHUNK):
            yield piece
