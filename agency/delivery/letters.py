"""Letters: to the consultant who has a new lead, and to the candidate who left it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from agency.core.phone import say_phone

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Sender:
    """The agency, as a letter names it."""

    name: str
    phone: str
    email: str
    hours: str
    privacy_url: str


@dataclass(frozen=True)
class Letter:
    """A letter as it is read. Its subject is seen by every server on the way."""

    subject: str
    text: str
    html: str
    reply_to: str | None = None


class Letters:
    """Writes letters from their templates, in the agency's name."""

    def __init__(
        self, sender: Sender, *, desk_url: str, details_link: Callable[[str], str] | None = None
    ) -> None:
        self.sender = sender
        self.desk_url = desk_url
        self.details_link = details_link
        self.words = yaml.safe_load((TEMPLATES / "words.yml").read_text("utf-8"))
        self.templates = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=select_autoescape(["html"]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def to_the_owner(self, lead: Mapping[str, Any]) -> Letter:
        """Tell a consultant of a new lead; their answer goes straight to the candidate."""
        return self.written("new_lead", lead, reply_to=lead["candidate"].get("email"))

    def to_the_candidate(self, lead: Mapping[str, Any]) -> Letter:
        """Tell a candidate that we have what they sent, and who will reply."""
        return self.written("receipt", lead, reply_to=self.sender.email)

    def to_come_back(self, address: str) -> Letter:
        """Tell whoever left a chat how to open it again; no name and no answer is in it."""
        known = {"agency": self.sender, "resume_url": address}
        text = self.templates.get_template("resume.txt").render(known)
        html = self.templates.get_template("resume.html").render(known)
        subject, _, body = text.partition("\n")
        return Letter(subject.strip(), body.strip() + "\n", html, self.sender.email)

    def written(self, name: str, lead: Mapping[str, Any], *, reply_to: str | None) -> Letter:
        known = {
            "lead": lead,
            "agency": self.sender,
            "desk_url": self.desk_url,
            "role": self.words["role"].get(lead.get("role")),
            "kind": self.words["kind"][lead["kind"]],
            "grade": self.words["grade"][lead["score"]["grade"]],
            "facts": self.facts(lead),
            "details_url": self.details_link(lead["id"]) if self.details_link else None,
        }
        text = self.templates.get_template(f"{name}.txt").render(known)
        html = self.templates.get_template(f"{name}.html").render(known)
        subject, _, body = text.partition("\n")
        return Letter(subject.strip(), body.strip() + "\n", html, reply_to)

    def facts(self, lead: Mapping[str, Any]) -> list[tuple[str, str]]:
        """List what is known of the candidate, each with its heading."""
        given = {**lead, **lead["candidate"]}
        return [
            (heading, self.said(key, given[key]))
            for key, heading in self.words["facts"].items()
            if given.get(key) not in (None, "", [])
        ]

    def said(self, key: str, value: Any) -> str:
        if isinstance(value, list):
            return ", ".join(map(str, value))
        if key == "phone":
            return say_phone(str(value))
        if isinstance(value, float):
            return f"{value:g}"
        return str(self.words.get(key, {}).get(value, value))
