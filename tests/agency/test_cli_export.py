import csv
import stat
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from agency.core.roles import Role
from agency.storage.models import AuditEntry
from agency.storage.unit import open_database, units
from tests.factories import a_lead

NOW = datetime.now(UTC)


@pytest.fixture
def open_unit(home, says):
    open_unit = units(open_database(f"sqlite:///{home}/agency.sqlite3"))
    with open_unit() as session:
        a_lead(session, name="=HYPERLINK(1)", role=Role.SENCO, now=NOW)
        a_lead(session, name="Jo O'Brien", role=Role.SEN_SUPPORT_WORKER, now=NOW)
    return open_unit


def rows(file) -> list[dict[str, str]]:
    return list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))


def test_a_filtered_list_is_written_for_its_owner_alone_and_logged(says, open_unit, tmp_path):
    file = tmp_path / "leads.csv"

    said = says("export", "leads", "--role", "senco", "--q", "HYPERLINK", "-o", str(file))

    assert said == f"{file}: 1 leads\n"
    assert [row["Name"] for row in rows(file)] == ["'=HYPERLINK(1)"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with open_unit() as session:
        told = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert (told.who, told.did) == ("the command line", "exported 1 leads as CSV")
        assert told.subject == "role=senco, q=(not kept); L-0001 to L-0001"


def test_a_workbook_has_every_lead(says, open_unit, tmp_path):
    file = tmp_path / "leads.xlsx"

    says("export", "leads", "-o", str(file))

    sheet = load_workbook(file).active
    assert sheet.max_row == 3


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("-o", "leads.doc"), "say which with --format"),
        (("-o", "{here}/no/where.csv"), "cannot be written: No such file"),
        (("-o", "{here}/l.csv", "--owner", "x@example.org"), "no consultant has the address"),
    ],
)
def test_what_cannot_be_written_is_said_in_a_sentence(says, tmp_path, words, why):
    words = [word.format(here=tmp_path) for word in words]

    assert why in says("export", "leads", *words, ok=False)


def test_a_file_that_is_there_is_left_alone(says, tmp_path):
    file = tmp_path / "leads.csv"
    file.write_text("mine")

    assert "is there already" in says("export", "leads", "-o", str(file), ok=False)
    assert file.read_text() == "mine"
