# ruff: noqa: E501  (a case is a line)
"""What an upload is answered when its file is read, by the worker as it runs."""

import signal
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption

from agency.settings import Settings
from agency.storage.models import Cv, Scan
from agency.storage.unit import OpenUnit
from tests.agency.cv import files
from tests.running_worker import worker_in
from tests.web.gateway.conftest import Visitor, is_problem

READ_WITHIN = 60


def the_cv(open_unit: OpenUnit) -> Cv:
    with open_unit() as session:
        return session.query(Cv).one()


def wait_until_read(open_unit: OpenUnit) -> Cv:
    give_up = time.monotonic() + READ_WITHIN
    while time.monotonic() < give_up:
        cv = the_cv(open_unit)
        if cv.read_at:
            return cv
        time.sleep(0.1)
    raise AssertionError("nobody read it")


KEPT = {
    "a scan": (files.a_scan, "cv.pdf", "needs_ocr", "scan", "pictures"),
    "a password": (lambda: files.a_pdf(password="secret"), "cv.pdf", "refused", "password", "password"),
    "no words": (lambda: files.a_pdf(lines=["Jo"]), "cv.pdf", "refused", "empty", "no words"),
    "half a PDF": (lambda: b"%PDF-1.7\n" + bytes(200), "cv.pdf", "refused", "damaged", "broken"),
    "too many pages": (lambda: files.a_pdf(pages=51), "cv.pdf", "refused", "too_many_pages", "pages"),
    "a bomb inside": (files.laughing_docx, "cv.docx", "refused", "bomb", "safety"),
}  # fmt: skip


@pytest.mark.parametrize("what", KEPT)
def test_a_cv_that_cannot_be_read_is_kept_and_the_reason_is_told_once(
    visitor: Visitor, open_unit: OpenUnit, tmp_path: Path, what: str
):
    make, name, outcome, reason, words = KEPT[what]
    assert visitor.upload(make(), name).status_code == 202
    with worker_in(tmp_path):
        cv = wait_until_read(open_unit)

    assert (cv.outcome, cv.reason) == (outcome, reason)
    assert (cv.scan is Scan.UNSAFE) is (what == "a bomb inside")
    assert words in visitor.hears("hello")
    assert words not in visitor.hears("hello")


@pytest.mark.parametrize(("kind", "suffix"), [("PNG", ".png"), ("JPEG", ".jpg"), ("WEBP", "")])
def test_a_picture_is_kept_and_said_to_be_one_at_once(
    visitor: Visitor, open_unit: OpenUnit, kind: str, suffix: str
):
    answer = visitor.upload(files.a_picture(kind), "photo")

    assert answer.status_code == 202
    assert "picture" in " ".join(reply["text"] for reply in answer.json()["replies"])
    cv = the_cv(open_unit)
    assert (cv.filename, cv.outcome, cv.reason) == (f"photo{suffix}", "refused", "picture")


def test_a_locked_document_is_kept_and_said_to_be_locked_at_once(
    visitor: Visitor, open_unit: OpenUnit
):
    answer = visitor.upload(files.old_word(stream="EncryptedPackage"), "My CV.docx")

    assert "password" in " ".join(reply["text"] for reply in answer.json()["replies"])
    cv = the_cv(open_unit)
    assert (cv.filename, cv.reason) == ("My CV.docx", "password")


@pytest.mark.parametrize(
    ("body", "name", "code"),
    [
        (b"", "cv.pdf", "file_empty"),
        (files.a_zip(), "cv.docx", "file_disguised"),
        (files.a_zip(), "photos.zip", "file_unknown_kind"),
        (files.old_word(), "cv.doc", "file_old_word"),
        (files.an_odt_with_macros(), "cv.odt", "file_macros"),
        (bytes(range(256)) * 20, "cv.txt", "file_unknown_kind"),
    ],
)
def test_what_is_no_cv_is_refused_at_once_and_says_why(
    visitor: Visitor, body: bytes, name: str, code: str
):
    is_problem(visitor.upload(body, name), 422 if code == "file_empty" else 415, code)


def test_a_cv_is_read_while_its_upload_is_answered(
    serve: Callable[[Settings], str], settings: Settings, open_unit: OpenUnit, tmp_path: Path
):
    patient = settings.model_copy(update={"cv_wait_seconds": 60.0})
    with (
        httpx.Client(base_url=serve(patient), timeout=90, trust_env=False) as door,
        worker_in(tmp_path),
    ):
        visitor = Visitor(door)
        answer = visitor.upload(files.a_scan())
        visitor.upload(files.a_docx(), "cv.docx")

    assert "pictures" in " ".join(reply["text"] for reply in answer.json()["replies"])
    with open_unit() as session:
        assert {cv.outcome for cv in session.query(Cv)} == {"needs_ocr", "parsed"}


def test_an_upload_that_nobody_reads_is_answered_all_the_same(
    visitor: Visitor, open_unit: OpenUnit
):
    answer = visitor.upload(files.a_docx(), "cv.docx")

    assert answer.status_code == 202
    assert the_cv(open_unit).read_at is None


def test_a_worker_that_is_killed_loses_no_cv(visitor: Visitor, open_unit: OpenUnit, tmp_path: Path):
    encrypted = files.a_pdf(password=StandardEncryption("", "owner"))
    visitor.upload(encrypted)
    with worker_in(tmp_path) as worker:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    with open_unit() as session:
        session.query(Cv).one().read_claimed_until = None  # its claim is over

    with worker_in(tmp_path):
        cv = wait_until_read(open_unit)

    assert (cv.outcome, cv.fields["name"]) == ("parsed", "Jo Example")
