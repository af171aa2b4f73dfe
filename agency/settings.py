"""Every setting, read once at a door and passed on as values."""

import json
import os
import secrets
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

type Switch = Literal["on", "off"]

ROOT = Path(__file__).resolve().parent.parent
# As `Access` in the models, which a setting does not load a database for.
ACCESS = {"consultant", "manager", "editor", "privacy_officer", "administrator"}
KEYS = ("assistant_key", "actions_key", "signing_key")


class Settings(BaseSettings):
    """
    The environment's AGENCY_… variables, then the file `.env`, then these defaults.

    `.env.example` explains each of them. A relative home lies in the project,
    wherever a command is given.
    """

    model_config = SettingsConfigDict(
        env_prefix="AGENCY_",
        env_file=ROOT / ".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
    )

    port: int = Field(default=8000, ge=1, le=65535)
    host: str = "127.0.0.1"
    home: Path = Path("var")
    database_url: str = ""
    public_url: str = ""
    limits: Switch = "on"
    widget_origins: str = ""
    behind_proxy: Switch = "off"

    # off, offered, required, or those kinds of access of which it is required.
    second_factor: str = "offered"
    oidc_issuer: str | None = None
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr | None = None

    # How long an upload waits for what its CV says; what takes longer is told with the next turn.
    cv_wait_seconds: float = Field(default=1.5, ge=0.5, le=10)

    takeover_quiet_minutes: int = Field(default=5, ge=1, le=120)

    # How long before a promise falls due its lead's owner is reminded.
    remind_minutes: int = Field(default=30, ge=5, le=240)

    # Whether another person must approve what an editor wrote, and how old a check may be.
    answers_approval: Switch = "off"
    answers_fresh_days: int = Field(default=365, ge=30, le=1095)

    smtp_url: SecretStr | None = None
    mail_from: str = "assistant@example.org"
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = None
    webhook_allow_private: Switch = "off"
    room_url: SecretStr | None = None
    ca_file: Path | None = None

    assistant_url: str = "http://127.0.0.1:5005"
    assistant_memory_mb: int = Field(default=2500, ge=500)
    actions_port: int = Field(default=5055, ge=1, le=65535)
    assistant_key: str = ""
    actions_key: str = ""
    signing_key: str = ""

    @classmethod
    def load(cls) -> Self:
        """Read the settings, with the keys this machine has made for itself."""
        settings = cls()
        kept = read_keys(settings.home)
        missing = {key: kept[key] for key in KEYS if not getattr(settings, key) and key in kept}
        return settings.model_copy(update=missing)

    @field_validator("second_factor")
    @classmethod
    def know_the_policy(cls, given: str) -> str:
        """Refuse a policy that nobody would enforce: a slip here would leave a door open."""
        words = {word.strip() for word in given.split(",")}
        if given.strip() not in {"off", "offered", "required"} and not words <= ACCESS:
            raise ValueError(f"is off, offered, required, or some of {', '.join(sorted(ACCESS))}")
        return given.strip()

    @model_validator(mode="after")
    def need_the_whole_provider(self) -> Self:
        if self.oidc_issuer:
            if not self.oidc_client_id or self.oidc_client_secret is None:
                raise ValueError("AGENCY_OIDC_ISSUER needs a client id and a client secret")
            here = urlsplit(self.oidc_issuer).hostname in {"localhost", "127.0.0.1", "::1"}
            if not self.oidc_issuer.startswith("https://") and not here:
                raise ValueError("AGENCY_OIDC_ISSUER begins with https://")
        return self

    @model_validator(mode="after")
    def fill_what_follows(self) -> Self:
        self.home = ROOT / self.home.expanduser()
        self.ca_file = ROOT / self.ca_file.expanduser() if self.ca_file else None
        self.database_url = self.database_url or f"sqlite:///{self.home / 'agency.sqlite3'}"
        self.public_url = (self.public_url or f"http://localhost:{self.port}").rstrip("/")
        return self

    @property
    def origins(self) -> list[str]:
        """The other websites whose pages may carry the widget."""
        return [origin.rstrip("/") for origin in self.widget_origins.replace(",", " ").split()]


def read_keys(home: Path) -> dict[str, str]:
    """Return the keys kept in *home*; none yet is an empty answer."""
    path = home / "keys.json"
    if not path.exists():
        return {}
    kept: dict[str, str] = json.loads(path.read_text("utf-8"))
    return kept


def keep_keys(home: Path) -> dict[str, str]:
    """
    Return this machine's keys, making those that are missing.

    The file is its owner's alone from its first byte, and is replaced whole.
    """
    kept = read_keys(home)
    keys = {key: kept.get(key) or secrets.token_urlsafe(32) for key in KEYS}
    if keys != kept:
        draft = home / "keys.json.new"
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(kept | keys, file, indent=1)
        draft.replace(home / "keys.json")
    return keys
