"""All we hold about one person as one file for them: data, a page to read, and their own files."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from sqlalchemy.orm import Session

from agency.core.section_entries import AGENCY
from agency.services.candidates.everything import Everything
from agency.services.cvs.cvs import tidy_filename
from agency.storage.files import CvStore
from agency.storage.models import Scan
from agency.storage.sections import section_in_force
from web.desk.candidates.reading import readable
from web.desk.pages import templates

PAGE, DATA = "your-details.html", "data.json"
# A name in a zip is a path on somebody's machine, and not every machine takes every letter.
UNFIT = re.compile(r"[^\w.()' -]+")


def the_agency(session: Session) -> Mapping[str, Any]:
    """Return what the agency says of itself: its name, and how it is reached."""
    return section_in_force(session, AGENCY)


def write_zip(
    told: Everything, store: CvStore, agency: Mapping[str, Any], *, scratch: Path
) -> IO[bytes]:
    """
    Return everything in a zip without a name, on disk: closed, it is gone.

    A file the scanner took for harmful is named and not handed out; so is one that is lost.
    """
    file: IO[bytes] = TemporaryFile(dir=scratch)  # noqa: SIM115  whoever sends it closes it
    names, without = {}, []
    with ZipFile(file, "w", ZIP_DEFLATED) as zipped:
        for number, cv in enumerate(told.files, 1):
            name = f"files/{number}-{UNFIT.sub('_', tidy_filename(cv.filename))}"
            try:
                if cv.scan is Scan.UNSAFE:
                    raise FileNotFoundError
                zipped.writestr(name, store.open(cv.key), ZIP_STORED)
            except FileNotFoundError:
                without.append(cv.filename)
            else:
                names[cv.id] = name
        data = told.as_json() | {"files": names, "files_left_out": without}
        zipped.writestr(
            DATA, json.dumps(data, ensure_ascii=False, indent=2).encode(errors="replace")
        )
        zipped.writestr(PAGE, write_page(told, names, without, agency).encode(errors="replace"))
    return file


def write_page(
    told: Everything, names: Mapping[str, str], without: list[str], agency: Mapping[str, Any]
) -> str:
    """Return everything as one page in plain words, which prints well and needs nothing else."""
    page = templates().get_template("candidate_everything.html")
    return page.render(
        told=told,
        records=[shown for held in told.held if (shown := readable(held))],
        names=names,
        without=without,
        agency=agency,
    )
