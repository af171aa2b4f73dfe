"""Words the agency has ready: letters to start from, canned replies, reasons to close a lead."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agency.core.letter_fields import PERSONAL, fill_fields, open_fields, unknown_fields
from agency.core.office_entries import SOME_KEY, make_key
from agency.core.own_letters import not_in_a_subject
from agency.core.unfit import Reader, Unfit
from agency.services.agency.sections import check_seen, note_changes
from agency.storage.models import CannedReply, ClosingReason, LetterTemplate

TEMPLATES, REPLIES, REASONS = "letter_templates", "canned_replies", "closing_reasons"
type Words = LetterTemplate | CannedReply | ClosingReason
KINDS: Mapping[str, type[Any]] = {
    TEMPLATES: LetterTemplate,
    REPLIES: CannedReply,
    REASONS: ClosingReason,
}
# What each consists of, as the file and the forms have it; all but the titles may hold fields.
PARTS: Mapping[str, Sequence[str]] = {
    TEMPLATES: ("title", "subject", "body"),
    REPLIES: ("title", "text"),
    REASONS: ("title",),
}
WORDS_SECTIONS = tuple(KINDS)
LONGEST_KEY = 60
LONGEST = {"title": 80, "subject": 200, "body": 10_000, "text": 2000}
EMPTY = {
    "title": "Give it a title.",
    "subject": "Write a subject.",
    "body": "Write the letter.",
    "text": "Write the reply.",
}


@dataclass(frozen=True)
class FilledReply:
    """A canned reply with its fields filled in."""

    key: str
    title: str
    text: str


def list_words(session: Session, section: str, *, retired: bool = False) -> Sequence[Words]:
    """Return what is offered of one kind, in the agency's order; or what is retired, too."""
    model = KINDS[section]
    offered = select(model) if retired else select(model).where(model.retired_at.is_(None))
    found: Sequence[Words] = session.scalars(offered.order_by(model.place, model.id)).all()
    return found


def list_letter_templates(session: Session) -> Sequence[LetterTemplate]:
    """Return the letters a consultant may start from, in the agency's order."""
    return [each for each in list_words(session, TEMPLATES) if isinstance(each, LetterTemplate)]


def list_canned_replies(session: Session) -> Sequence[CannedReply]:
    """Return the canned replies on offer, in the agency's order."""
    return [each for each in list_words(session, REPLIES) if isinstance(each, CannedReply)]


def fill_replies(session: Session, known: Mapping[str, str]) -> list[FilledReply]:
    """Return the replies that can be said as they are: none that waits for a field."""
    filled = [
        FilledReply(each.key, each.title, fill_fields(each.text, known))
        for each in list_canned_replies(session)
    ]
    return [each for each in filled if not open_fields(each.text)]


def list_closing_reasons(session: Session) -> Sequence[ClosingReason]:
    """Return why a lead may be closed, in the agency's order."""
    return [each for each in list_words(session, REASONS) if isinstance(each, ClosingReason)]


def find_words(session: Session, section: str, key: str) -> Words | None:
    """Return the words of one kind with this key, retired or not."""
    model = KINDS[section]
    found: Words | None = session.scalar(select(model).where(model.key == key))
    return found


def find_letter_template(session: Session, key: str) -> LetterTemplate | None:
    """Return the letter with this key, retired or not."""
    return session.scalar(select(LetterTemplate).where(LetterTemplate.key == key))


def find_canned_reply(session: Session, key: str) -> CannedReply | None:
    """Return the canned reply with this key, retired or not."""
    return session.scalar(select(CannedReply).where(CannedReply.key == key))


def find_closing_reason(session: Session, key: str) -> ClosingReason | None:
    """Return the reason with this key, retired or not."""
    return session.scalar(select(ClosingReason).where(ClosingReason.key == key))


def describe_words(section: str, words: Words) -> dict[str, Any]:
    """Return words as data/agency.yml has them."""
    told = {"key": words.key} | {part: getattr(words, part) for part in PARTS[section]}
    return told | ({"retired": True} if words.retired_at else {})


def check_words(section: str, given: Mapping[str, Any]) -> dict[str, str]:
    """Return words in the form in which they are kept; Unfit has a sentence for each slip."""
    reader = Reader(given)
    kept = {}
    for part in PARTS[section]:
        read = reader.line if part in ("title", "subject") else reader.text
        kept[part] = read(part, needed=EMPTY[part], longest=LONGEST[part])
        if part != "title" and (strange := unknown_fields(kept[part])):
            reader.wrong(part, _said_of(strange[0]))
        if part == "subject" and (told := PERSONAL.intersection(open_fields(kept[part]))):
            reader.wrong(part, not_in_a_subject(min(told)))
    return reader.done(lambda: kept)


def save_words(
    session: Session,
    section: str,
    given: Mapping[str, Any],
    words: Words | None = None,
    *,
    seen: str | None = None,
    who: str,
    name: str,
    now: datetime,
) -> Words:
    """Add words, or change them, and write it down; Unfit and ChangedMeanwhile keep nothing."""
    kept = check_words(section, given)
    before = describe_words(section, words) if words else None
    check_seen(before or {}, seen if words else None)
    if words is None:
        taken = [each.key for each in list_words(session, section, retired=True)]
        words = _new(session, section, make_key(kept["title"][: LONGEST_KEY - 5], taken))
    for part, value in kept.items():
        setattr(words, part, value)
    _edited(session, section, words, before, who=who, name=name, now=now)
    return words


def offer_words(
    session: Session, section: str, words: Words, *, offered: bool, who: str, name: str,
    now: datetime,
) -> None:  # fmt: skip
    """Offer words no more, or again; what was written with them stays as it is."""
    before = describe_words(section, words)
    words.retired_at = None if offered else words.retired_at or now
    _edited(session, section, words, before, who=who, name=name, now=now)


def move_words(
    session: Session, section: str, words: Words, *, by: int, who: str, now: datetime
) -> None:
    """Put words one place up (-1) or down (1) among what is offered."""
    order = list(list_words(session, section))
    if words not in order or not 0 <= order.index(words) + by < len(order):
        return
    before = {"order": [each.title for each in order]}
    at = order.index(words)
    order[at], order[at + by] = order[at + by], order[at]
    retired = [each for each in list_words(session, section, retired=True) if each.retired_at]
    for place, each in enumerate([*order, *retired], start=1):
        each.place = place
    session.flush()
    _note(session, section, before, {"order": [each.title for each in order]}, words.key, who, now)


def import_words(
    session: Session, data: Mapping[str, Any], *, over: bool = False, now: datetime
) -> None:
    """
    Bring letters, replies and reasons up to what *data* says; Unfit says which cannot be kept.

    What was edited at a desk stays, unless *over*: then the file's word and order count.
    """
    for section in WORDS_SECTIONS:
        for place, given in enumerate(_each(data, section), start=1):
            key = str(given.get("key", ""))
            kept = _fit(section, key, given)
            words = find_words(session, section, key)
            if words and words.edited_at and not over:
                continue
            if words is None or over:
                words = words or _new(session, section, key)
                words.place = place if over else words.place
                words.retired_at = (words.retired_at or now) if given.get("retired") else None
            for part, text in kept.items():
                setattr(words, part, text)
            session.add(words)
            session.flush()  # the next new one stands behind it


def supply_words(session: Session, data: Mapping[str, Any], *, now: datetime) -> None:
    """Give a house that never had any the words of *data*; what was there or retired is left."""
    empty = [each for each in WORDS_SECTIONS if not list_words(session, each, retired=True)]
    import_words(session, {each: _each(data, each) for each in empty}, now=now)


def _new(session: Session, section: str, key: str) -> Words:
    model = KINDS[section]
    last = session.scalar(select(func.max(model.place))) or 0
    words: Words = model(key=key, place=last + 1)
    return words


def _each(data: Mapping[str, Any], section: str) -> Iterable[Mapping[str, Any]]:
    given = data.get(section) or ()
    if not isinstance(given, list | tuple) or not all(isinstance(each, Mapping) for each in given):
        raise Unfit({section: "It is a list of entries, each with its key and its words."})
    return given


def _fit(section: str, key: str, given: Mapping[str, Any]) -> dict[str, str]:
    if len(key) > LONGEST_KEY or not SOME_KEY.fullmatch(key):
        raise Unfit({f"{section} {key:.40}": "A key is written as first-letter."})
    try:
        return check_words(section, given)
    except Unfit as unfit:
        part, sentence = next(iter(unfit.problems.items()))
        raise Unfit({f"{section} {key}: {part}": sentence}) from unfit


def _said_of(strange: str) -> str:
    if strange == "{":
        return "A brace { or } stands alone. A field is written as {first_name}."
    return f"There is no field {{{strange:.40}}}. The fields there are stand below."


def _edited(
    session: Session, section: str, words: Words, before: dict[str, Any] | None, *, who: str,
    name: str, now: datetime,
) -> None:  # fmt: skip
    after = describe_words(section, words)
    if before == after:
        return
    words.edited_at, words.edited_by = now, name
    session.add(words)
    session.flush()  # two who add the same at once: the second is told here
    _note(session, section, before, after, words.key, who, now)


def _note(
    session: Session, section: str, before: dict[str, Any] | None, after: dict[str, Any],
    key: str, who: str, now: datetime,
) -> None:  # fmt: skip
    kind = str(KINDS[section].__tablename__).replace("_", " ")
    note_changes(session, before, after, kind=kind, subject=key, who=who, now=now)
