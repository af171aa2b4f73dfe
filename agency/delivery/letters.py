"""Letters: to the consultant who has new leads, and to the candidate who left one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from agency.core.answer_time import say_moment
from agency.core.phone import say_phone
from agency.delivery.calendar import LONDON, Call, Entry, invitation, plain_entry

TEMPLATES = Path(__file__).parent / "templates"
MOST_NAMED = 5  # references in a subject; more than these are a number


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
    entry: Entry | None = None


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
        return self.about(lead, "new_lead", reply_to=lead["candidate"].get("email"))

    def of_several(self, leads: Sequence[Mapping[str, Any]]) -> Letter:
        """Tell a consultant of several leads in one letter."""
        named = ", ".join(lead["reference"] for lead in leads[:MOST_NAMED])
        more = len(leads) - MOST_NAMED
        return self.written(
            "digest",
            leads=[self.known_of(lead) for lead in leads],
            named=f"{named} and {more} more" if more > 0 else named,
        )

    def to_the_candidate(self, lead: Mapping[str, Any]) -> Letter:
        """Tell a candidate that we have what they sent, and who will reply."""
        by = lead.get("answer_by")
        answer_by = say_moment(datetime.fromisoformat(by)) if by else None
        return self.about(lead, "receipt", reply_to=self.sender.email, answer_by=answer_by)

    def of_a_call(
        self,
        lead: Mapping[str, Any],
        call: Call,
        *,
        to_us: bool,
        to: str,
        mail_from: str,
        now: datetime,
    ) -> Letter:
        """Tell of a call that was agreed, moved or called off; a calendar entry goes with it."""
        when = call.begins.astimezone(LONDON)
        said = f"{when:%A} {when.day} {when:%B} at {when:%-H.%M}"
        reply_to = lead["candidate"].get("email") if to_us else self.sender.email
        # A calendar is often seen by colleagues: no name and no number in it.
        if to_us:
            title, words = f"Call {lead['reference']}", f"{self.desk_url}/leads/{lead['id']}"
            entry = invitation(
                call, title=title, words=words, organiser=mail_from, guest=to, now=now
            )
        else:
            title, words = f"Call from {self.sender.name}", f"Reference {lead['reference']}"
            entry = plain_entry(call, title=title, words=words, organiser=mail_from, now=now)
        return self.about(
            lead,
            "call" if to_us else "call_receipt",
            reply_to=reply_to,
            entry=entry,
            call=call,
            when=said,
        )

    def of_a_promise(self, lead: Mapping[str, Any], *, broken: bool) -> Letter:
        """Remind of what was promised, or tell a colleague of the owner that it was not kept."""
        name = "broken" if broken else "reminder"
        return self.about(lead, name, reply_to=lead["candidate"].get("email"))

    def to_come_back(self, address: str) -> Letter:
        """Tell whoever left a chat how to open it again; no name and no answer is in it."""
        return self.written("resume", reply_to=self.sender.email, resume_url=address)

    def to_whoever_left(self, address: str) -> Letter:
        """Ask, once, whoever left before the end to come back; no name and no answer is in it."""
        return self.written("left", reply_to=self.sender.email, resume_url=address)

    def about(
        self,
        lead: Mapping[str, Any],
        name: str,
        *,
        reply_to: str | None,
        entry: Entry | None = None,
        **more: Any,
    ) -> Letter:
        return self.written(name, reply_to=reply_to, entry=entry, **self.known_of(lead), **more)

    def known_of(self, lead: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "lead": lead,
            "role": self.words["role"].get(lead.get("role")),
            "kind": self.words["kind"][lead["kind"]],
            "grade": self.words["grade"][lead["score"]["grade"]],
            "facts": self.facts(lead),
            "details_url": self.details_link(lead["id"]) if self.details_link else None,
        }

    def written(
        self, name: str, *, reply_to: str | None = None, entry: Entry | None = None, **known: Any
    ) -> Letter:
        known |= {"agency": self.sender, "desk_url": self.desk_url}
        text = self.templates.get_template(f"{name}.txt").render(known)
        html = self.templates.get_template(f"{name}.html").render(known)
        subject, _, body = text.partition("\n")
        return Letter(subject.strip(), body.strip() + "\n", html, reply_to, entry)

    def line_for_a_room(self, lead: Mapping[str, Any]) -> str:
        """Return one line for colleagues in a chat room: what, where, and nothing of anybody's."""
        known = self.known_of(lead) | {"desk_url": self.desk_url}
        return self.templates.get_template("room.txt").render(known).strip()

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
