"""Every setting, read once at a door and passed on as values."""

import json
import os
import secrets
import ssl
from email.errors import MessageError
from email.headerregistry import Address
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from agency.core.section_entries import is_origin

type Switch = Literal["on", "off"]

ROOT = Path(__file__).resolve().parent.parent
# As `Access` in the models, which a setting does not load a database for.
ACCESS = {"consultant", "manager", "editor", "privacy_officer", "administrator"}
KEYS = ("assistant_key", "actions_key", "signing_key")
SHORTEST_KEY = 32
DATABASES = ("sqlite", "postgresql")

# What a value has to be, by the name that pydantic has for what it is not.
WANTED = {
    "int_parsing": "it has to be a whole number",
    "int_from_float": "it has to be a whole number",
    "float_parsing": "it has to be a number",
    "literal_error": "it is on or off",
    "greater_than_equal": "it is {ge} at least",
    "less_than_equal": "it is {le} at most",
}


class SettingsRefused(Exception):
    """A setting cannot be used; the message names it, and says what it has to be."""


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
        settings = cls.without_keys()
        kept = read_keys(settings.home)
        missing = {key: kept[key] for key in KEYS if not getattr(settings, key) and key in kept}
        return settings.model_copy(update=missing)

    @classmethod
    def without_keys(cls) -> Self:
        """
        Read the settings alone: what was made in a home may be damaged, and about to be mended.

        SettingsRefused names each that cannot be used; no value is in it, it may be a password.
        """
        try:
            return cls()
        except ValidationError as invalid:
            raise SettingsRefused(in_words(invalid)) from None

    @model_validator(mode="before")
    @classmethod
    def take_plainly(cls, given: dict[str, Any]) -> dict[str, Any]:
        """Drop what surrounds a value: spaces are nothing, and quotation marks are a slip."""
        plain = {}
        for name, value in given.items():
            kept = value.strip() if isinstance(value, str) else value
            if kept == "":
                continue
            if isinstance(kept, str) and len(kept) > 1 and kept[0] == kept[-1] and kept[0] in "\"'":
                raise ValueError(f"AGENCY_{name.upper()}: write it without quotation marks")
            plain[name] = kept
        return plain

    @field_validator("public_url", "assistant_url")
    @classmethod
    def be_an_address(cls, given: str) -> str:
        try:
            parts = urlsplit(given)
            found = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1)
        except ValueError:
            found = False
        if given and (not found or parts.query or parts.fragment or " " in given):
            raise ValueError("it begins with http:// or https://, and a name follows")
        return given

    @field_validator("widget_origins")
    @classmethod
    def be_websites(cls, given: str) -> str:
        for each in separate(given):
            if not is_origin(each.lower()):
                raise ValueError("each website is written as https://www.example.org, and no more")
        return given

    @field_validator("database_url")
    @classmethod
    def be_a_database(cls, given: str) -> str:
        try:
            known = not given or make_url(given).get_backend_name() in DATABASES
        except (ArgumentError, ValueError):
            known = False
        if not known:
            raise ValueError(
                "it is written as postgresql+psycopg://user:password@host/agency; in a password,"
                " / is %2F, @ is %40 and : is %3A"
            )
        return given

    @field_validator("mail_from")
    @classmethod
    def be_a_mailbox(cls, given: str) -> str:
        try:
            mailbox = Address(addr_spec=given)
        except (MessageError, ValueError):
            mailbox = Address()
        if not mailbox.username or not mailbox.domain:
            raise ValueError("it is an e-mail address alone, such as assistant@example.org")
        return given

    @field_validator("assistant_key", "actions_key")
    @classmethod
    def be_long(cls, given: str) -> str:
        if given and len(given) < SHORTEST_KEY:
            raise ValueError(f"a key has {SHORTEST_KEY} characters or more")
        return given

    @field_validator("second_factor")
    @classmethod
    def know_the_policy(cls, given: str) -> str:
        """Refuse a policy that nobody would enforce: a slip here would leave a door open."""
        words = {word.strip() for word in given.split(",")}
        if given.strip() not in {"off", "offered", "required"} and not words <= ACCESS:
            raise ValueError(
                f"it is off, offered, required, or some of {', '.join(sorted(ACCESS))}"
            )
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
        if self.ca_file:
            check_certificates(self.ca_file)
        self.database_url = self.database_url or f"sqlite:///{self.home / 'agency.sqlite3'}"
        self.public_url = (self.public_url or f"http://localhost:{self.port}").rstrip("/")
        return self

    @property
    def origins(self) -> list[str]:
        """The other websites whose pages may carry the widget."""
        return separate(self.widget_origins)


def separate(origins: str) -> list[str]:
    return [origin.rstrip("/") for origin in origins.replace(",", " ").split()]


def check_certificates(file: Path) -> None:
    try:
        ssl.create_default_context(cafile=file)
    except (OSError, ValueError):
        raise ValueError(f"AGENCY_CA_FILE: {file} is no file of certificates in PEM") from None


def in_words(invalid: ValidationError) -> str:
    """Return which settings cannot be used, and what each has to be, in one sentence."""
    said = []
    for each in invalid.errors():
        about = "".join(f"AGENCY_{place}".upper() + ": " for place in each["loc"][:1])
        context = each.get("ctx", {})
        words = WANTED.get(each["type"]) or str(context.get("error") or each["msg"])
        said.append(about + words.format(**context) if each["type"] in WANTED else about + words)
    return "; ".join(said) + "."


def read_keys(home: Path) -> dict[str, str]:
    """Return the keys kept in *home*; none yet is an empty answer."""
    path = home / "keys.json"
    if not path.exists():
        return {}
    try:
        kept: dict[str, str] = json.loads(path.read_text("utf-8"))
    except ValueError:
        raise SettingsRefused(
            f"{path} is damaged. Take it from a backup: with other keys no seal, second factor or"
            " private link of before can be read."
        ) from None
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
