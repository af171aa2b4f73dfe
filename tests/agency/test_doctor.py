import http.server
import socket
import threading
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from agency.doctor import Finding, examine
from agency.settings import Settings
from agency.storage.unit import MIGRATIONS, open_database, upgrade

SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"AGENCY_{name.upper()}", raising=False)
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    monkeypatch.setenv("AGENCY_HOME", str(tmp_path / "home"))
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AGENCY_PORT", str(door.getsockname()[1]))


def finding(about: str) -> Finding:
    return next(each for each in examine(Settings.load()) if each.about == about)


def test_a_look_at_a_new_house_makes_nothing(tmp_path: Path):
    assert finding("database") == Finding("database", "note", "it is made by the first `make run`")
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    ("name", "value", "about", "words"),
    [
        ("SMTP_URL", "smtp://127.0.0.1:9", "mail", "check host and port in AGENCY_SMTP_URL"),
        ("SMTP_URL", "mail.example.org", "mail", "AGENCY_SMTP_URL: A mail server's URL begins"),
        ("WEBHOOK_URL", "https://127.0.0.1/x", "webhook", "AGENCY_WEBHOOK_ALLOW_PRIVATE=on"),
        ("WEBHOOK_URL", "http://example.org/x", "webhook", "AGENCY_WEBHOOK_URL: A webhook's"),
        ("DATABASE_URL", "postgresql://u:hunter2@127.0.0.1:9/x", "database", "is it running"),
        ("DATABASE_URL", "postgresql://u:hunter2@/x?host=/nowhere", "deliveries", "is it running"),
    ],
)
def test_what_is_ill_is_said_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, about: str, words: str
):
    monkeypatch.setenv(f"AGENCY_{name}", value)
    monkeypatch.setenv("AGENCY_WEBHOOK_SECRET", SECRET)

    found = finding(about)

    assert found.health == "ill"
    assert words in found.words
    assert "hunter2" not in found.words
    assert not found.words.startswith(("NotDelivered", "OperationalError"))


def test_a_damaged_database_is_said_with_the_way_back(tmp_path: Path):
    (tmp_path / "home").mkdir(mode=0o700)
    (tmp_path / "home" / "agency.sqlite3").write_bytes(b"no database" * 500)

    assert "`agency restore`" in finding("database").words


def test_a_house_before_its_upgrade_is_told_of_that_alone(tmp_path: Path):
    url = f"sqlite:///{tmp_path}/home/agency.sqlite3"
    engine = open_database(url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0010")
    engine.dispose()

    assert "the next `make run` brings it there" in finding("database").words
    assert finding("deliveries").health == "note"


def test_whoever_else_listens_at_the_port_is_told_from_us(monkeypatch: pytest.MonkeyPatch):
    server = http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("AGENCY_PORT", str(server.server_port))
    try:
        found = finding("port")
    finally:
        server.shutdown()

    assert found.words.startswith(f"something else listens at {server.server_port}: end it, or")


def test_a_disk_that_is_all_but_full_is_said_with_what_it_will_mean(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    upgrade(f"sqlite:///{tmp_path}/home/agency.sqlite3")
    usage = type("Usage", (), {"free": 100 * 1024**2})
    monkeypatch.setattr("agency.doctor.shutil.disk_usage", lambda _: usage)

    found = finding("disk")

    assert found.health == "ill"
    assert "make room" in found.words
