"""Letters that go out by themselves: the agency's own words for each, tried before they count."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import Depends, Request, Response
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse

from agency.core.differences import changes_in_words, fingerprint
from agency.core.own_letters import IN_A_SUBJECT, OWN_LETTERS, check_letter
from agency.core.section_entries import AGENCY, LETTERS
from agency.core.unfit import Unfit
from agency.delivery.calendar import Call
from agency.delivery.letters import COLLEAGUES, Letter, Letters
from agency.dispatch import sender_of
from agency.services.agency.sections import (
    ChangedMeanwhile,
    keep_section,
    list_section_versions,
    section_in_force,
    take_back_section,
)
from web.desk.access import AManager, SignedIn, TheSignedIn, TheTime, TheUnit
from web.desk.pages import page
from web.desk.refusals import not_there
from web.desk.routes import desk_pages
from web.desk.settings.typed import TheTyped

HERE = "/desk/settings/letters"
PREFIX = f"{HERE}/sent"
# Somebody who is not there.
LEAD: dict[str, Any] = {
    "id": "42",
    "reference": "L-0042",
    "kind": "registration",
    "candidate": {
        "name": "Jo Example",
        "email": "jo@example.org",
        "phone": "+447700900123",
        "town": "Manchester",
    },
    "role": "senco",
    "branch": "Manchester",
    "owner": "Alex Example",
    "score": {"grade": "ready", "points": 78,
              "reasons": [{"points": 20, "because": "ten years with children"}]},
    "consent": {"version": "example"},
    "tries": 0,
    "is_theirs": True,
    "call_promised": None,
    "answer_promised": "Tuesday 3 March at 10:00",
}  # fmt: skip

router = desk_pages(PREFIX)


def their_letter(name: str, _: AManager) -> str:
    if name not in OWN_LETTERS:
        raise not_there()
    return name


TheLetter = Annotated[str, Depends(their_letter)]


@router.get("/{name}")
def show_letter(
    request: Request,
    letter: TheLetter,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    told: Literal["", "kept"] = "",
) -> Response:
    """Show a letter as it goes out now, and its words to be changed."""
    own = section_in_force(session, LETTERS).get(letter)
    return letter_page(request, session, somebody, letter, own or {}, own, told=told, now=now)


@router.post("/{name}")
def keep_letter(
    request: Request,
    letter: TheLetter,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    typed: TheTyped,
) -> Response:
    """Keep the words, show how they would read, or go back; a broken letter is refused."""
    given = {part: typed.text(part).replace("\r\n", "\n") for part in ("subject", "body")}
    standing, deed = section_in_force(session, LETTERS), typed.text("do")
    others = {name: words for name, words in standing.items() if name != letter}
    try:
        kept = None if deed == "supplied" else check_letter(letter, given)
        if deed == "show":
            return letter_page(request, session, somebody, letter, given, kept, now=now)
        section = others | ({letter: kept} if kept else {})
        who = somebody.consultant.email
        keep_section(session, LETTERS, section, seen=typed.text("seen"), who=who, now=now)
    except Unfit as unfit:
        return letter_page(request, session, somebody, letter, given, standing.get(letter),
                           problems=unfit.problems, now=now)  # fmt: skip
    except ChangedMeanwhile:
        differs = changes_in_words(standing.get(letter), given)
        return letter_page(request, session, somebody, letter, given, standing.get(letter),
                           differs=differs, now=now)  # fmt: skip
    return RedirectResponse(f"{PREFIX}/{letter}?told=kept", 303)


@router.post("/{name}/back")
def take_back(
    letter: TheLetter, somebody: TheSignedIn, session: TheUnit, now: TheTime, typed: TheTyped
) -> Response:
    """Put an earlier version of all these letters in force again."""
    number = typed.text("number")
    if number.isascii() and number.isdigit() and len(number) < 9:
        who = somebody.consultant.email
        take_back_section(session, LETTERS, int(number), who=who, now=now)
    return RedirectResponse(f"{PREFIX}/{letter}?told=kept", 303)


def letter_page(
    request: Request,
    session: Session,
    somebody: SignedIn,
    name: str,
    given: dict[str, Any],
    own: dict[str, str] | None,
    *,
    problems: dict[str, str] | None = None,
    differs: list[str] | None = None,
    told: str = "",
    now: Any,
) -> Response:
    return page(
        request,
        "settings_sent_letter.html",
        status=422 if problems else 409 if differs is not None else 200,
        somebody=somebody,
        name=name,
        letter=OWN_LETTERS[name],
        in_subject=IN_A_SUBJECT,
        values={"subject": "", "body": ""} | given,
        problems=problems or {},
        differs=differs,
        told=told,
        is_own=name in section_in_force(session, LETTERS),
        example=an_example(request, session, name, own, now=now),
        seen=fingerprint(section_in_force(session, LETTERS)),
        versions=list_section_versions(session, LETTERS)[:10],
    )


def an_example(
    request: Request, session: Session, name: str, own: dict[str, str] | None, *, now: Any
) -> Letter:
    """Return the letter as it would go to somebody who is not there."""
    settings = request.app.state.settings
    letters = Letters(
        sender_of(section_in_force(session, AGENCY), settings),
        desk_url=f"{settings.public_url}/desk",
        details_link=lambda _: f"{settings.public_url}/example",
    )
    letters.own = lambda: {name: own} if own else {}
    says = {
        "by": "Sam Example",
        "text": "Please ring her: she asked for you.",
        "title": "Ask for the second reference",
        "due": "Tuesday 3 March at 10:00",
    }

    def of_a_call(*, to_us: bool, off: bool = False) -> Letter:
        begins = now + timedelta(days=1)
        call = Call("example", 0, begins, begins + timedelta(minutes=15), cancelled=off)
        us = "us@example.org"
        return letters.of_a_call(
            LEAD, call, to_us=to_us, to="jo@example.org", mail_from=us, now=now
        )

    made: Mapping[str, Callable[[], Letter]] = {
        "receipt": lambda: letters.to_the_candidate(LEAD),
        "call_receipt": lambda: of_a_call(to_us=False),
        "call_receipt_off": lambda: of_a_call(to_us=False, off=True),
        "call": lambda: of_a_call(to_us=True),
        "call_off": lambda: of_a_call(to_us=True, off=True),
        "resume": lambda: letters.to_come_back(f"{settings.public_url}/example"),
        "left": lambda: letters.to_whoever_left(f"{settings.public_url}/example"),
        "new_lead": lambda: letters.to_the_owner(LEAD),
        "digest": lambda: letters.of_several([LEAD, LEAD | {"reference": "L-0043", "id": "43"}]),
        "promise": lambda: letters.of_a_promise(LEAD, broken=False),
        "way_in": lambda: letters.to_a_newcomer(
            "Alex Example", f"{settings.public_url}/desk/sign-in/example"
        ),
        "account": lambda: letters.of_an_account("Alex Example", "password", at=now),
        **{
            name: partial(letters.to_a_colleague, LEAD, kind, says)
            for kind, name in COLLEAGUES.items()
        },
    }
    return made[name]()
