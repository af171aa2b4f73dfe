"""A way to reach a visitor when the assistant cannot help: the same lead by a shorter road."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agency.core.email import find_address
from agency.core.enquiry import ConsentGiven, Enquiry, Kind
from agency.core.names import find_name
from agency.core.phone import find_phone_and_extension
from agency.core.postcode import find_postcode
from agency.core.registration import given as was_given
from agency.core.roles import Role, find_role
from agency.core.ways import Way


@dataclass(frozen=True)
class Notice:
    """The privacy notice that is shown wherever somebody may leave their details."""

    version: str
    wording: str

    def agreed(self, at: datetime) -> ConsentGiven:
        return ConsentGiven(self.version, self.wording, at)


def notice_in(agency: Mapping[str, Any]) -> Notice:
    """Return the notice in *agency*, which has the shape of data/agency.yml."""
    privacy = agency["agency"]["privacy"]
    return Notice(str(privacy["version"]), str(privacy["wording"]).strip())


def contact_in(text: str) -> tuple[str | None, str | None]:
    """Return the e-mail address and the phone number in *text*."""
    return find_address(text), find_phone_and_extension(text)


def callback_from_words(
    conversation_id: str,
    text: str,
    *,
    contingency: Mapping[str, Any],
    form: Mapping[str, Any] | None,
    notice: Notice,
    now: datetime,
) -> Enquiry | None:
    """
    Return the enquiry in what was typed after the assistant failed, or None without a contact.

    What was given before in a form counts only if the notice was agreed to there.
    """
    email, phone = contact_in(text)
    if not (email or phone):
        return None
    given = (form or {}).get("values") or {}
    known = given if given.get("consent") else {}
    return Enquiry(
        conversation_id=conversation_id,
        kind=Kind.CALLBACK,
        role=find_role(known.get("role")),
        name=_text(known.get("name")) or _name_in(text),
        email=email or _text(known.get("email")),
        phone=phone or _text(known.get("phone")),
        postcode=find_postcode(text) or find_postcode(_text(known.get("place")) or ""),
        question=contingency.get("question"),
        consent=notice.agreed(now),
    )


def callback_from_form(
    conversation_id: str,
    *,
    name: str | None,
    email: str | None,
    phone: str | None,
    place: str | None,
    role: Role | None,
    question: str | None,
    way: Way | None = None,
    way_words: str | None = None,
    notice: Notice,
    now: datetime,
) -> Enquiry | None:
    """Return the enquiry in the plain contact form, or None if it names no way to answer."""
    address = find_address(email) if email else None
    number = find_phone_and_extension(phone) if phone else None
    by_post = way is Way.POST and way_words
    if not (address or number or by_post):
        return None
    postcode = find_postcode(place) if place else None
    return Enquiry(
        conversation_id=conversation_id,
        kind=Kind.CALLBACK,
        role=role,
        name=name,
        email=address,
        phone=number,
        postcode=postcode,
        town=place if place and not postcode else None,
        question=question,
        way=way,
        way_words=way_words if way else None,
        consent=notice.agreed(now),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and was_given(value) else None


def _name_in(text: str) -> str | None:
    """Return a name standing among contact details: only what is not one of them is read."""
    words = [
        word for word in text.split() if "@" not in word and not any(c.isdigit() for c in word)
    ]
    return find_name(" ".join(words)) if words else None
