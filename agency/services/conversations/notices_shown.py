"""Which privacy notice a visitor was shown: a yes is kept with it, whatever holds meanwhile."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.core.section_entries import AGENCY
from agency.services.agency.sections import list_section_versions, supplied_section
from agency.storage.models import Speaker, Turn

# A notice stands just before the yes to it, or a few answers back.
LOOKED_THROUGH = 40


def find_notice_shown(session: Session, conversation_id: str) -> tuple[str, str] | None:
    """Return version and wording of the notice that was shown last in a conversation."""
    replies = session.scalars(
        select(Turn.reply)
        .where(Turn.conversation_id == conversation_id, Turn.speaker == Speaker.ASSISTANT)
        .order_by(Turn.id.desc())
        .limit(LOOKED_THROUGH)
    )
    known = [(squeezed(wording), version, wording) for version, wording in _wordings(session)]
    for reply in replies:
        said = squeezed(str((reply or {}).get("text") or ""))
        there = [each for each in known if each[0] and each[0] in said]
        if there:
            _, version, wording = max(there, key=lambda each: len(each[0]))
            return version, wording
    return None


def find_notice_version(session: Session, version: str) -> str | None:
    """Return what the notice of this version says to people who look for work."""
    return next((wording for name, wording in _wordings(session) if name == version), None)


def squeezed(text: str) -> str:
    """Return the letters of *text* alone: on its way to a reader it loses marks and line ends."""
    return "".join(letter for letter in text if letter.isalnum())


def _wordings(session: Session) -> Iterator[tuple[str, str]]:
    """Yield version and wording of each notice there was, the newest first."""
    kept = [version.content for version in list_section_versions(session, AGENCY)]
    for content in [*kept, supplied_section(AGENCY)]:
        if content is not None:
            yield from _in_one(content["privacy"])


def _in_one(privacy: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in ("wording", "client_wording"):
        if wording := str(privacy.get(name) or "").strip():
            yield str(privacy["version"]), wording
