import stat
from pathlib import Path

import pytest

from agency.settings import KEYS, ROOT, Settings, SettingsRefused, keep_keys


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"AGENCY_{name.upper()}", raising=False)
    monkeypatch.setitem(Settings.model_config, "env_file", tmp_path / ".env")


def test_nothing_need_be_set(monkeypatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)

    settings = Settings()

    assert settings.home == ROOT / "var"
    assert settings.database_url == f"sqlite:///{ROOT}/var/agency.sqlite3"
    assert settings.public_url == "http://localhost:8000"


def test_the_address_follows_the_port(monkeypatch):
    monkeypatch.setenv("AGENCY_PORT", "8123")

    assert Settings.load().public_url == "http://localhost:8123"


def test_an_empty_value_is_none(monkeypatch):
    monkeypatch.setenv("AGENCY_SMTP_URL", "")

    assert Settings.load().smtp_url is None


def test_the_environment_is_stronger_than_the_file(monkeypatch, tmp_path: Path):
    (tmp_path / ".env").write_text("AGENCY_PORT=8001\nAGENCY_LIMITS=off\n")
    monkeypatch.setenv("AGENCY_PORT", "8002")

    settings = Settings.load()

    assert (settings.port, settings.limits) == (8002, "off")


def test_a_port_that_is_none_is_refused(monkeypatch):
    monkeypatch.setenv("AGENCY_PORT", "99999")

    with pytest.raises(SettingsRefused, match="AGENCY_PORT: it is 65535 at most"):
        Settings.load()


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("PORT", "eight thousand", "AGENCY_PORT: it has to be a whole number."),
        ("LIMITS", "no", "AGENCY_LIMITS: it is on or off."),
        ("CV_WAIT_SECONDS", "a second", "AGENCY_CV_WAIT_SECONDS: it has to be a number."),
        ("PORT", '"8000"', "AGENCY_PORT: write it without quotation marks."),
        ("PUBLIC_URL", "chat.example.org", "AGENCY_PUBLIC_URL: it begins with http"),
        ("PUBLIC_URL", "https://chat.example.org:https", "AGENCY_PUBLIC_URL: it begins with http"),
        ("WIDGET_ORIGINS", "https://a.example.org b.example.org", "AGENCY_WIDGET_ORIGINS: each"),
        ("DATABASE_URL", "postgres://u:hunter2@db/agency", "AGENCY_DATABASE_URL: it is written"),
        ("DATABASE_URL", "agency.sqlite3", "AGENCY_DATABASE_URL: it is written"),
        ("MAIL_FROM", "Bright Path", "AGENCY_MAIL_FROM: it is an e-mail address alone"),
        ("CA_FILE", "pyproject.toml", "AGENCY_CA_FILE: "),
        ("ASSISTANT_KEY", "hunter2", "AGENCY_ASSISTANT_KEY: a key has 32 characters or more."),
        ("SECOND_FACTOR", "on", "AGENCY_SECOND_FACTOR: it is off, offered, required"),
        ("OIDC_ISSUER", "https://id.example.org", "AGENCY_OIDC_ISSUER needs a client id"),
    ],
)
def test_what_cannot_be_used_is_named_with_what_it_has_to_be(
    monkeypatch, name: str, value: str, says: str
):
    monkeypatch.setenv(f"AGENCY_{name}", value)

    with pytest.raises(SettingsRefused) as refused:
        Settings.load()

    assert str(refused.value).startswith(says)
    assert "hun" not in str(refused.value)


def test_nothing_but_spaces_is_none(monkeypatch):
    monkeypatch.setenv("AGENCY_PORT", "  ")
    monkeypatch.setenv("AGENCY_WEBHOOK_URL", " ")

    settings = Settings.load()

    assert (settings.port, settings.webhook_url) == (8000, None)


def test_keys_that_are_damaged_are_not_made_anew(monkeypatch, tmp_path: Path):
    (tmp_path / "keys.json").write_text('{"signing_key": "half')
    monkeypatch.setenv("AGENCY_HOME", str(tmp_path))

    with pytest.raises(SettingsRefused, match=r"keys\.json is damaged"):
        Settings.load()
    with pytest.raises(SettingsRefused, match=r"keys\.json is damaged"):
        keep_keys(tmp_path)


def test_a_password_is_not_shown_by_accident(monkeypatch):
    monkeypatch.setenv("AGENCY_SMTP_URL", "smtp://user:hunter2@mail.example.org")

    assert "hunter2" not in repr(Settings.load())


def test_keys_are_made_once_for_their_owner_alone(tmp_path: Path):
    made = keep_keys(tmp_path)

    assert set(made) == set(KEYS)
    assert len(set(made.values())) == len(KEYS)
    assert keep_keys(tmp_path) == made
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600


def test_every_process_reads_the_same_keys(monkeypatch, tmp_path: Path):
    made = keep_keys(tmp_path)
    monkeypatch.setenv("AGENCY_HOME", str(tmp_path))
    monkeypatch.setenv("AGENCY_SIGNING_KEY", "from outside")

    settings = Settings.load()

    assert settings.assistant_key == made["assistant_key"]
    assert settings.signing_key == "from outside"


def test_other_pages_that_may_carry_the_widget_are_a_list(monkeypatch):
    monkeypatch.setenv("AGENCY_WIDGET_ORIGINS", "https://a.example.org/, https://b.example.org")

    assert Settings.load().origins == ["https://a.example.org", "https://b.example.org"]
