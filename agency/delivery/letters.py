"""Letters: to the consultant who has new leads, and to the candidate who left one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from agency.core.answer_time import say_agreed, say_moment
from agency.core.own_letters import fill_letter
from agency.core.phone import say_phone
from agency.delivery.calendar import Call, Entry, invitation, plain_entry
from agency.delivery.own_words import fields_of, in_html

TEMPLATES = Path(__file__).parent / "templates"
OURS = ("call_promised", "answer_promised")  # what we said, among the facts; not they
# What a colleague is told, and the name under which the agency words it.
COLLEAGUES = {"note.mention": "mention", "task.due": "task", "lead.handed": "handed"}
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
    """
    A letter as it is read. Its subject is seen by every server on the way.

    `stop` is where its reader says that such letters should not come, as an address of the web or
    of mail; `by_hand`, that a person wrote it.
    """

    subject: str
    text: str
    html: str
    reply_to: str | None = None
    entry: Entry | None = None
    stop: str | None = None
    by_hand: bool = False


class Letters:
    """Writes letters from their templates, in the agency's name."""

    def __init__(
        self, sender: Sender, *, desk_url: str, details_link: Callable[[str], str] | None = None
    ) -> None:
        self.sender = sender
        # The agency's own words by letter, asked each time: a change counts at once.
        self.own: Callable[[], Mapping[str, Any]] = dict
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
        letter = self.about(lead, "new_lead", reply_to=lead["candidate"].get("email"))
        return replace(letter, stop=self.wishes_url)

    def of_several(self, leads: Sequence[Mapping[str, Any]]) -> Letter:
        """Tell a consultant of several leads in one letter."""
        named = ", ".join(lead["reference"] for lead in leads[:MOST_NAMED])
        more = len(leads) - MOST_NAMED
        letter = self.written(
            "digest",
            leads=[self.known_of(lead) for lead in leads],
            named=f"{named} and {more} more" if more > 0 else named,
        )
        return replace(letter, stop=self.wishes_url)

    def to_the_candidate(self, lead: Mapping[str, Any]) -> Letter:
        """Tell a candidate that we have what they sent, and who will reply."""
        by = lead.get("answer_by")
        answer_by = say_moment(datetime.fromisoformat(by)) if by else None
        told = {key: value for key, value in lead.items() if key not in OURS}
        return self.about(
            lead,
            "receipt",
            reply_to=self.sender.email,
            answer_by=answer_by,
            facts=self.facts(told),
        )

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
        name = "call" if to_us else "call_receipt"
        return self.about(
            lead,
            name,
            own=f"{name}_off" if call.cancelled else name,
            reply_to=reply_to,
            entry=entry,
            call=call,
            when=say_agreed(call.begins),
        )

    def of_a_promise(self, lead: Mapping[str, Any], *, broken: bool) -> Letter:
        """Remind of what was promised, or tell a colleague of the owner that it was not kept."""
        reply_to = lead["candidate"].get("email")
        return self.about(lead, "promise", reply_to=reply_to, broken=broken)

    def as_written(self, lead: Mapping[str, Any], says: Mapping[str, Any]) -> Letter:
        """Send a candidate what a consultant wrote; the answer goes straight to that consultant."""
        # A header is one line, whatever was typed.
        said = dict(says) | {"subject": " ".join(str(says["subject"]).split())}
        letter = self.about(lead, "written", reply_to=says["reply_to"], says=said)
        return replace(letter, stop=no_more(says["reply_to"]), by_hand=True)

    def to_a_colleague(self, lead: Mapping[str, Any], kind: str, says: Mapping[str, Any]) -> Letter:
        """Tell a colleague that they are named in a note, have leads, or a task falls due."""
        own = COLLEAGUES[kind]
        told = {"happened": kind, "says": says, "references": says.get("references", "")}
        letter = self.about(lead, "colleague", own=own, reply_to=None, **told)
        return replace(letter, stop=self.wishes_url)

    def to_come_back(self, address: str) -> Letter:
        """Tell whoever left a chat how to open it again; no name and no answer is in it."""
        return self.written("resume", reply_to=self.sender.email, resume_url=address)

    def to_a_newcomer(self, name: str, address: str) -> Letter:
        """Let one of the agency's people in, who forgot the password."""
        return self.written("way_in", reply_to=self.sender.email, called=name, way_in_url=address)

    def of_an_account(self, name: str, change: str, *, at: datetime) -> Letter:
        """Tell one of the agency's people that their way in was changed."""
        changed = self.words["account"][change]
        return self.written(
            "account", reply_to=self.sender.email, called=name, changed=changed, at=say_moment(at)
        )

    def to_whoever_left(self, address: str) -> Letter:
        """Ask, once, whoever left before the end to come back; no name and no answer is in it."""
        letter = self.written("left", reply_to=self.sender.email, resume_url=address)
        return replace(letter, stop=no_more(self.sender.email))

    @property
    def wishes_url(self) -> str:
        """Where one of the agency's people says when they want to be told."""
        return f"{self.desk_url}/my-news"

    def about(
        self,
        lead: Mapping[str, Any],
        name: str,
        *,
        reply_to: str | None,
        entry: Entry | None = None,
        own: str = "",
        **more: Any,
    ) -> Letter:
        known = self.known_of(lead) | more
        return self.written(name, own=own, reply_to=reply_to, entry=entry, **known)

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
        self,
        name: str,
        *,
        own: str = "",
        reply_to: str | None = None,
        entry: Entry | None = None,
        **known: Any,
    ) -> Letter:
        """Return a letter from its template, or in the agency's *own* words where there are any."""
        known |= {"agency": self.sender, "desk_url": self.desk_url}
        if words := self.own().get(own or name):
            return self.in_own_words(words, reply_to, entry, known)
        text = self.templates.get_template(f"{name}.txt").render(known)
        html = self.templates.get_template(f"{name}.html").render(known)
        subject, _, body = text.partition("\n")
        return Letter(subject.strip(), body.strip() + "\n", html, reply_to, entry)

    def in_own_words(
        self,
        own: Mapping[str, str],
        reply_to: str | None,
        entry: Entry | None,
        known: dict[str, Any],
    ) -> Letter:
        if "broken" in known:
            words = self.templates.get_template("promise_words.j2").make_module(known)
            known["promised"] = str(words.what).strip()  # type: ignore[attr-defined]
        filled = fields_of(known)
        # A header is one line, whatever a field holds.
        subject = " ".join(fill_letter(own["subject"], filled).split())
        paragraphs = in_html(own["body"], filled, self.desk_url)
        html = self.templates.get_template("own_words.html")
        shown = html.render(subject=subject, paragraphs=paragraphs)
        return Letter(subject, fill_letter(own["body"], filled) + "\n", shown, reply_to, entry)

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


def no_more(address: str) -> str:
    """Return the address of a mail that asks for no more letters."""
    return f"mailto:{quote(address, safe='@')}?subject=No%20more%20letters%20please"
