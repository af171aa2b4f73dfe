"""Letters to start from, canned replies and closing reasons: added, changed, ordered, retired."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import Depends, Request, Response
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse

from agency.core.differences import changes_in_words, fingerprint
from agency.core.letter_fields import EXAMPLE, FIELDS, fill_fields
from agency.core.own_letters import OWN_LETTERS
from agency.core.section_entries import LETTERS
from agency.core.unfit import Unfit
from agency.services.agency.ready_words import (
    LONGEST,
    PARTS,
    REASONS,
    REPLIES,
    TEMPLATES,
    Words,
    describe_words,
    find_words,
    list_words,
    move_words,
    offer_words,
    save_words,
)
from agency.services.agency.sections import ChangedMeanwhile, section_in_force
from web.desk.access import AManager, SignedIn, TheSignedIn, TheTime, TheUnit
from web.desk.lead.letter import facts_of_agency
from web.desk.pages import page
from web.desk.refusals import not_there
from web.desk.routes import desk_pages
from web.desk.settings.typed import TheTyped, Typed

PREFIX = "/desk/settings/letters"
type Kind = Literal["templates", "replies", "reasons"]
SECTIONS = {"templates": TEMPLATES, "replies": REPLIES, "reasons": REASONS}
# Each kind's heading, one of them, and what it is for.
SAID = {
    "templates": ("Letters to start from", "letter",
                  "A consultant starts from one, changes it, and sends it to a candidate."),
    "replies": ("Canned replies", "reply",
                "A few sentences for letters, notes and talks, put in with one click."),
    "reasons": ("Reasons to close a lead", "reason",
                "Chosen when a lead is closed; reports count them."),
}  # fmt: skip
LABELS = {"title": "Title", "subject": "Subject", "body": "Letter", "text": "Reply"}

router = desk_pages(PREFIX)


def their_words(kind: Kind, key: str, _: AManager, session: TheUnit) -> Words:
    """Return the words that are meant; what is not there is not there for anybody."""
    words = find_words(session, SECTIONS[kind], key)
    if words is None:
        raise not_there()
    return words


TheWords = Annotated[Words, Depends(their_words)]


@router.get("")
def show_letters(
    request: Request,
    _: AManager,
    somebody: TheSignedIn,
    session: TheUnit,
    told: Literal["", "kept", "retired", "offered", "moved"] = "",
) -> Response:
    """Show all words that are ready, each kind in its order."""
    kinds = [
        (kind, *SAID[kind], list_words(session, section), retired_words(session, section))
        for kind, section in SECTIONS.items()
    ]
    return page(
        request,
        "settings_letters.html",
        somebody=somebody,
        told=told,
        kinds=kinds,
        fill=lambda text: fill_fields(text, EXAMPLE | dict(facts_of_agency(request))),
        sent=OWN_LETTERS,
        reworded=section_in_force(session, LETTERS),
    )


@router.get("/words/{kind}/new")
def show_empty(request: Request, kind: Kind, _: AManager, somebody: TheSignedIn) -> Response:
    """Show an empty form."""
    return words_page(request, somebody, kind, None, dict.fromkeys(PARTS[SECTIONS[kind]], ""))


@router.post("/words/{kind}/new")
def add(
    request: Request,
    kind: Kind,
    _: AManager,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    typed: TheTyped,
) -> Response:
    """Add words, show how they would read, or say what does not fit."""
    return keep(request, session, somebody, kind, None, typed, now=now)


@router.get("/words/{kind}/{key}")
def show_words(request: Request, kind: Kind, words: TheWords, somebody: TheSignedIn) -> Response:
    """Show words, to be changed, and how they read."""
    given = describe_words(SECTIONS[kind], words)
    return words_page(request, somebody, kind, words, given, shown=True)


@router.post("/words/{kind}/{key}")
def change(
    request: Request,
    kind: Kind,
    words: TheWords,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    typed: TheTyped,
) -> Response:
    """Keep what was changed, show how it would read, or say what does not fit."""
    return keep(request, session, somebody, kind, words, typed, now=now)


@router.post("/words/{kind}/{key}/{deed}")
def move(
    kind: Kind,
    deed: Literal["up", "down", "retire", "offer"],
    words: TheWords,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
) -> Response:
    """Move words up or down, offer them no more, or again."""
    section, who = SECTIONS[kind], somebody.consultant
    if deed in ("up", "down"):
        by = -1 if deed == "up" else 1
        move_words(session, section, words, by=by, who=who.email, now=now)
    else:
        offered = deed == "offer"
        offer_words(session, section, words, offered=offered, who=who.email, name=who.name, now=now)
    told = {"retire": "retired", "offer": "offered"}.get(deed, "moved")
    return RedirectResponse(f"{PREFIX}?told={told}#{kind}", 303)


def keep(
    request: Request,
    session: Session,
    somebody: SignedIn,
    kind: Kind,
    words: Words | None,
    typed: Typed,
    *,
    now: Any,
) -> Response:
    section, who = SECTIONS[kind], somebody.consultant
    given = {part: typed.text(part).replace("\r\n", "\n") for part in PARTS[section]}
    if typed.text("do") == "show":
        return words_page(
            request, somebody, kind, words, given, seen=typed.text("seen"), shown=True
        )
    try:
        save_words(
            session, section, given, words,
            seen=typed.text("seen"), who=who.email, name=who.name, now=now,
        )  # fmt: skip
    except Unfit as unfit:
        seen, problems = typed.text("seen"), unfit.problems
        return words_page(request, somebody, kind, words, given, problems, seen=seen, status=422)
    except ChangedMeanwhile:
        standing = describe_words(section, words) if words else {}
        differs = changes_in_words(standing, {**standing, **given})
        return words_page(request, somebody, kind, words, given, differs=differs, status=409)
    return RedirectResponse(f"{PREFIX}?told=kept#{kind}", 303)


def words_page(
    request: Request,
    somebody: SignedIn,
    kind: Kind,
    words: Words | None,
    given: Mapping[str, Any],
    problems: Mapping[str, str] | None = None,
    *,
    shown: bool = False,
    seen: str | None = None,
    differs: list[str] | None = None,
    status: int = 200,
) -> Response:
    section = SECTIONS[kind]
    if seen is None:
        seen = fingerprint(describe_words(section, words)) if words else ""
    parts = [part for part in PARTS[section] if part != "title"]
    return page(
        request,
        "settings_words.html",
        status=status,
        somebody=somebody,
        kind=kind,
        one=SAID[kind][1],
        heading=SAID[kind][0],
        words_here=words,
        values=given,
        problems=problems or {},
        differs=differs,
        seen=seen,
        parts=parts,
        labels=LABELS,
        longest=LONGEST,
        fields_known=FIELDS if parts else {},
        example=[(part, fill_fields(given[part], EXAMPLE)) for part in parts] if shown else [],
    )


def retired_words(session: Session, section: str) -> list[Words]:
    return [each for each in list_words(session, section, retired=True) if each.retired_at]
