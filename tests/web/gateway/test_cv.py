import zipfile
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from docx import Document
from reportlab.pdfgen.canvas import Canvas

from agency.storage.files import CvStore
from agency.storage.models import Cv, Lead
from agency.storage.unit import OpenUnit
from tests.web.gateway.assistant_stand_in import AssistantStandIn
from tests.web.gateway.conftest import Visitor, is_problem


def a_pdf(text: str = "Jo Example. Teaching assistant since 2019.") -> bytes:
    page = BytesIO()
    canvas = Canvas(page)
    canvas.drawString(72, 720, text)
    canvas.save()
    return page.getvalue()


def a_docx(text: str = "Jo Example. Teaching assistant since 2019.") -> bytes:
    page = BytesIO()
    document = Document()
    document.add_paragraph(text)
    document.save(page)
    return page.getvalue()


def a_docx_with(**parts: bytes) -> bytes:
    page = BytesIO(a_docx())
    with zipfile.ZipFile(page, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name.replace("__", "/"), body)
    return page.getvalue()


A_TEXT = "Jo Example\nTeaching assistant – since 2019\n£ 12 an hour\n"


@pytest.mark.parametrize(
    ("body", "name", "kept_as", "media_type"),
    [
        (a_pdf(), "cv.pdf", "cv.pdf", "application/pdf"),
        (a_pdf(), "cv.docx", "cv.pdf", "application/pdf"),
        (a_docx(), "My CV.docx", "My CV.docx", "application/vnd.openxmlformats"),
        (A_TEXT.encode(), "cv.txt", "cv.txt", "text/plain"),
        (A_TEXT.encode("cp1252"), "cv", "cv.txt", "text/plain"),
        (A_TEXT.encode("utf-16"), "cv.md", "cv.txt", "text/plain"),
    ],
)
def test_a_cv_is_kept_as_what_it_is_and_the_assistant_is_told(
    visitor: Visitor,
    assistant: AssistantStandIn,
    open_unit: OpenUnit,
    tmp_path: Path,
    body: bytes,
    name: str,
    kept_as: str,
    media_type: str,
):
    answer = visitor.upload(body, name)

    assert answer.status_code == 202
    assert answer.json()["replies"][0]["text"] == "CV"
    assert assistant.turns[0]["intent"] == "provide_cv"
    with open_unit() as session:
        cv = session.query(Cv).one()
        assert cv.filename == kept_as
        assert cv.media_type.startswith(media_type)
        assert cv.size == len(body)
        assert CvStore(tmp_path / "cvs").open(cv.key) == body
    assert visitor.read()["turns"][1]["text"] == f"CV: {name}"


REFUSED = {
    "an empty file": (b"", 422, "file_empty"),
    "only spaces": (b" \n\n ", 422, "file_empty"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, 415, "file_picture"),
    "rich text with an object": (
        rb"{\rtf1 hello {\object\objdata 01}}",
        415,
        "file_active_content",
    ),
    "a program": (b"MZ\x90\x00\x03", 415, "file_disguised"),
    "a web page": (b"<!DOCTYPE html><script>alert(1)</script>", 415, "file_disguised"),
    "an old Word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 99, 415, "file_disguised"),
    "an archive": (
        a_docx_with().replace(b"word/document", b"page/document"),
        415,
        "file_disguised",
    ),
    "half an archive": (a_docx()[:400], 415, "file_damaged"),
    "macros": (a_docx_with(**{"word__vbaProject.bin": b"x"}), 415, "file_macros"),
    "too many parts": (a_docx_with(**{f"x{n}": b"" for n in range(600)}), 415, "file_bomb"),
    "a bomb": (a_docx_with(word__x=b"0" * 31_000_000), 415, "file_bomb"),
    "a way out": (a_docx_with(**{"..__..__evil": b"x"}), 415, "file_disguised"),
    "a template from elsewhere": (
        a_docx_with(
            **{
                "word___rels__extra.xml.rels": b'<Relationships><Relationship Id="r" Type="http://'
                b'schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
                b'Target="https://example.org/t.dotm" TargetMode="External"/></Relationships>'
            }
        ),
        415,
        "file_active_content",
    ),
    "a PDF with a script": (
        a_pdf().replace(
            b"/Type /Catalog", b"/Type /Catalog /OpenAction << /S /JavaScript /JS (x) >>"
        ),
        415,
        "file_active_content",
    ),
    "a PDF that is an archive too": (a_pdf() + a_docx(), 415, "file_disguised"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_file_that_is_no_cv_is_refused_in_words_and_not_kept(
    visitor: Visitor, assistant: AssistantStandIn, tmp_path: Path, open_unit: OpenUnit, what: str
):
    body, status, code = REFUSED[what]

    is_problem(visitor.upload(body), status, code)

    assert assistant.turns == []
    assert [path for path in (tmp_path / "cvs").rglob("*") if path.is_file()] == []
    with open_unit() as session:
        assert session.query(Cv).count() == 0
    assert len(visitor.read()["turns"]) == 1


def test_ten_megabytes_are_enough(visitor: Visitor):
    largest = A_TEXT.encode().ljust(10 * 1024 * 1024, b"\n")

    assert visitor.upload(largest).status_code == 202
    is_problem(visitor.upload(largest + b"\n"), 413, "file_too_large")
    is_problem(visitor.upload(largest + b"\n" * 200_000), 413, "file_too_large")


def test_a_file_without_an_announced_length_is_counted_as_it_comes(visitor: Visitor):
    boundary = b"--b\r\nContent-Disposition: form-data; name=file; filename=cv.txt\r\n\r\n"

    def pieces():
        yield boundary
        for _ in range(12):
            yield b"x" * 1024 * 1024

    answer = visitor.door.post(
        f"{visitor.address}/cv",
        content=pieces(),
        headers=visitor.headers() | {"Content-Type": "multipart/form-data; boundary=b"},
    )

    is_problem(answer, 413, "file_too_large")


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b'{"file": "x"}', "application/json", 415),
        (b"file=x", "application/x-www-form-urlencoded", 415),
        (b"--b\r\nContent-Disposition: form-data; name=other\r\n\r\nx\r\n--b--\r\n", "b", 415),
        (b"--b\r\nContent-Disposition: form-data; name=file\r\n\r\nx\r\n--b--\r\n", "b", 415),
        (b"garbage", "b", 400),
    ],
)
def test_something_that_is_no_file_is_a_problem(
    visitor: Visitor, content: bytes, kind: str, status: int
):
    kind = "multipart/form-data; boundary=b" if kind == "b" else kind

    answer = visitor.door.post(
        f"{visitor.address}/cv", content=content, headers=visitor.headers() | {"Content-Type": kind}
    )

    assert answer.status_code in (status, 415)
    is_problem(answer, answer.status_code)


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd%00.pdf",
        "..\\..\\x.pdf",
        "\u202efdp.exe",
        '"><img src=x onerror=alert(1)>.pdf',
        "x" * 3_000 + ".pdf",
        "a\r\nb.pdf",
        ".",
        "",
    ],
)
def test_a_files_name_is_only_shown(
    visitor: Visitor, open_unit: OpenUnit, tmp_path: Path, name: str
):
    answer = visitor.upload(a_pdf(), name or " ")

    assert answer.status_code == 202
    with open_unit() as session:
        cv = session.query(Cv).one()
    assert cv.filename.endswith(".pdf")
    assert len(cv.filename) <= 120
    assert not set(cv.filename) & set("/\\\r\n\u202e")
    kept = [path for path in (tmp_path / "cvs").rglob("*") if path.is_file()]
    assert len(kept) == 1
    assert kept[0].stat().st_mode & 0o777 == 0o600


def test_the_same_file_again_is_one_cv_and_a_fourth_is_too_many(
    visitor: Visitor, open_unit: OpenUnit
):
    for text in ("one", "one", "two", "three"):
        assert visitor.upload(text.encode()).status_code == 202

    is_problem(visitor.upload(b"four"), 409, "too_many_files")

    with open_unit() as session:
        assert session.query(Cv).count() == 3


def test_a_cv_is_kept_and_confirmed_while_the_assistant_is_away(
    visitor: Visitor, assistant: AssistantStandIn, open_unit: OpenUnit
):
    assistant.stop()

    kept, apology = visitor.upload(a_docx(), "cv.docx").json()["replies"]
    visitor.say("jo@example.org")

    assert "arrived" in kept["text"]
    assert "consultant" in apology["text"]
    with open_unit() as session:
        assert session.query(Cv).one().candidate_id == session.query(Lead).one().candidate_id


def test_a_cv_without_a_lead_goes_with_its_conversation(
    visitor: Visitor, open_unit: OpenUnit, tmp_path: Path
):
    visitor.upload(a_pdf())

    visitor.erase()

    with open_unit() as session:
        assert session.query(Cv).count() == 0
    assert [path for path in (tmp_path / "cvs").rglob("*") if path.is_file()] == []


def test_a_cv_a_consultant_has_stays_with_the_lead(
    visitor: Visitor, open_unit: OpenUnit, tmp_path: Path
):
    visitor.leave(phone="07700 900123", consent=True)
    visitor.upload(a_pdf())

    assert visitor.erase().status_code == 200

    with open_unit() as session:
        cv = session.query(Cv).one()
        assert cv.candidate_id
        assert cv.conversation_id is None
        assert CvStore(tmp_path / "cvs").open(cv.key)


def test_a_stranger_may_not_send_a_file(door: httpx.Client, visitor: Visitor, open_unit: OpenUnit):
    answer = door.post(
        f"{visitor.address}/cv",
        files={"file": ("cv.pdf", a_pdf(), "application/pdf")},
        headers=Visitor(door).headers(),
    )

    is_problem(answer, 404)
    with open_unit() as session:
        assert session.query(Cv).count() == 0
