"""One page from which the agency is run: each room, what it is for, and how it stands now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agency.core.section_entries import CALLS, CLOSING, WIDGET
from agency.services.agency.configuration import find_offer
from agency.services.agency.desks import day_of
from agency.services.agency.ready_words import REPLIES, TEMPLATES, list_words
from agency.services.agency.sections import section_in_force
from agency.services.deliveries.listing import count_unsent
from agency.services.people.access import ANSWERS_FOR_PRIVACY, LETS_PEOPLE_IN, RUNS_THE_DESK
from agency.storage.models import (
    Access,
    ApiToken,
    Branch,
    Consultant,
    DeliveryState,
    Desk,
    RuleVersion,
    Vacancy,
    Webhook,
)
from agency.storage.sections import file_now
from web.desk.access import AManager, TheSignedIn, TheTime, TheUnit
from web.desk.pages import in_london, page
from web.desk.routes import DeskPage

router = APIRouter(prefix="/desk/settings", route_class=DeskPage, include_in_schema=False)


@dataclass(frozen=True)
class Room:
    """One room of the settings: what it is for, and how it stands."""

    title: str
    href: str
    purpose: str
    state: str
    open_to: frozenset[Access] = RUNS_THE_DESK


@router.get("")
def show_settings(
    request: Request, manager: AManager, somebody: TheSignedIn, session: TheUnit, now: TheTime
) -> Response:
    """Show every room of the settings that this person may open."""
    groups = [
        (title, [room for room in rooms if manager.access in room.open_to])
        for title, rooms in rooms_of(session, now=now)
    ]
    return page(
        request,
        "settings.html",
        somebody=somebody,
        groups=[(title, rooms) for title, rooms in groups if rooms],
        offer=manager.access in LETS_PEOPLE_IN
        and find_offer(session, file_now(), now=now) is not None,
    )


def rooms_of(session: Session, *, now: datetime) -> Sequence[tuple[str, Sequence[Room]]]:
    """Return every room in its group, with a line on how it stands."""
    return (
        ("Who has leads", people_rooms(session)),
        ("What visitors and candidates read", word_rooms(session, now=now)),
        ("Other systems", system_rooms(session)),
        ("The house", house_rooms()),
    )


def people_rooms(session: Session) -> Sequence[Room]:
    branches, desks = count(session, Branch), count(session, Desk)
    people = count(session, Consultant, Consultant.active)
    rules = session.scalar(select(RuleVersion).order_by(RuleVersion.id.desc()).limit(1))
    return (
        Room(
            "Branches and desks",
            "/desk/settings/branches",
            "Offices, their places and hours, and the desks on which leads wait.",
            f"{said(branches, 'branch', 'branches')}, {said(desks, 'desk')}",
        ),
        Room(
            "People",
            "/desk/settings/people",
            "Who works here, what they may do, and when they are away.",
            f"{people} {'person' if people == 1 else 'people'}",
            LETS_PEOPLE_IN,
        ),
        Room(
            "Routing and scoring",
            "/desk/routing",
            "Who would get a lead and why; the rules, tried before they count.",
            f"Rules since {in_london(rules.at)}"
            if rules
            else "The rules supplied with the software",
        ),
    )


def word_rooms(session: Session, *, now: datetime) -> Sequence[Room]:
    today = day_of(now)
    widget = section_in_force(session, WIDGET)
    closing = section_in_force(session, CLOSING)["days"]
    ahead = [each for each in closing if each["day"] >= today.isoformat()]
    reminds = section_in_force(session, CALLS)["remind_minutes"]
    vacancies = count(session, Vacancy, Vacancy.closes >= today)
    letters, replies = count_words(session, TEMPLATES), count_words(session, REPLIES)
    return (
        Room(
            "Letters and ready words",
            "/desk/settings/letters",
            "Letters to start from, canned replies, and reasons to close a lead.",
            f"{said(letters, 'letter')}, {said(replies, 'canned reply', 'canned replies')}",
        ),
        Room(
            "Vacancies",
            "/desk/settings/vacancies",
            "Work on offer in the chat: by hand, or from a file.",
            f"{vacancies} open",
        ),
        Room(
            "Closing days and calls",
            "/desk/settings/times",
            "Days on which nobody is there, and when somebody is reminded of a promise.",
            f"{said(len(ahead), 'closing day')} ahead"
            + (f", reminded {reminds} minutes before" if reminds else ""),
        ),
        Room(
            "The chat on your website",
            "/desk/settings/widget",
            "Which sites may show it, its colour, and how it greets each page.",
            f"{said(len(widget['origins']), 'website')}, "
            f"{said(len(widget['greetings']), 'greeting')}",
        ),
    )


def count_words(session: Session, section: str) -> int:
    return len(list_words(session, section))


def system_rooms(session: Session) -> Sequence[Room]:
    told = count(session, Webhook, Webhook.removed_at.is_(None), Webhook.enabled)
    tokens = count(session, ApiToken, ApiToken.revoked_at.is_(None))
    dead = count_unsent(session)[DeliveryState.DEAD]
    return (
        Room(
            "Webhooks and chat rooms",
            "/desk/settings/webhooks",
            "Your own systems that are told of leads, each attempt, and a way to try it.",
            f"{told} told" if told else "None set here",
            LETS_PEOPLE_IN,
        ),
        Room(
            "Tokens",
            "/desk/settings/tokens",
            "Keys with which your own systems read leads.",
            f"{said(tokens, 'token')} in use",
            LETS_PEOPLE_IN,
        ),
        Room(
            "Deliveries",
            "/desk/deliveries",
            "The news of each lead on its way.",
            f"{dead} could not be delivered" if dead else "Everything arrived or is on its way",
        ),
    )


def house_rooms() -> Sequence[Room]:
    return (
        Room(
            "How long things are kept",
            "/desk/settings/retention",
            "When chats, CVs and candidates are erased, and who goes tonight.",
            "Erased each night",
            ANSWERS_FOR_PRIVACY,
        ),
        Room(
            "The whole configuration",
            "/desk/settings/configuration",
            "Everything set here as one file: to keep, to compare, to take in.",
            "As data/agency.yml has it",
        ),
    )


def count(session: Session, model: type, *where: object) -> int:
    """Count the rows for which all of *where* holds."""
    found = select(func.count()).select_from(model).where(*where)  # type: ignore[arg-type]
    return session.scalar(found) or 0


def said(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
