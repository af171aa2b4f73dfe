import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from agency.services.keys.tokens import create_token, find_token
from agency.services.privacy.audit_log import seal_entries
from agency.storage.models import AuditEntry
from agency.storage.unit import open_database, units
from tests.factories import MONDAY


@pytest.fixture
def agency(database_url, tmp_path):
    def run(*words):
        env = os.environ | {
            "AGENCY_HOME": str(tmp_path / "home"),
            "AGENCY_DATABASE_URL": database_url,
            "AGENCY_SIGNING_KEY": "an example key",
        }
        return subprocess.run(
            [sys.executable, "-m", "agency.cli", *words],
            env=env, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip

    return run


def test_a_token_is_made_listed_and_revoked_by_name(agency, open_unit):
    made = agency("token", "create", "payroll", "--scope", "leads:read", "--days", "30")
    assert made.returncode == 0, made.stderr

    listed = agency("token", "list").stdout
    assert "payroll: leads:read; never used; ends " in listed
    assert made.stdout.strip() not in listed

    assert agency("token", "revoke", "payroll").stdout == "1 revoked\n"
    assert "revoked" in agency("token", "list").stdout
    assert agency("token", "revoke", "payroll").returncode == 1
    with open_unit() as session:
        assert [entry.did for entry in session.query(AuditEntry)] == [
            "made a token",
            "revoked a token",
        ]


def test_a_token_that_has_ended_opens_nothing(session):
    ends = MONDAY + timedelta(days=1)
    create_token(session, "x", ["leads:read"], token_hash="x", expires_at=ends, now=MONDAY)
    session.flush()

    assert find_token(session, token_hash="x", now=MONDAY)
    assert find_token(session, token_hash="x", now=ends) is None


def test_a_log_that_was_tampered_with_is_told_of(agency, open_unit, database_url):
    agency("token", "create", "payroll", "--scope", "leads:read")
    later = datetime.now(UTC) + timedelta(hours=1)
    with open_unit() as session:
        seal_entries(session, key="an example key", now=later)
    assert agency("audit", "check").stdout == "1 sealed entries, all as written\n"

    with units(open_database(database_url))() as session:
        session.execute(text("DROP TRIGGER audit_entry_no_update"))
        session.execute(text("UPDATE audit_entry SET who = 'nobody'"))

    assert agency("audit", "check").returncode == 1
