"""A branch, a desk and a person as data/agency.yml has them: what fits, and in which form."""

import re
from collections.abc import Collection, Mapping
from datetime import date, time
from typing import Any

from agency.core.email import find_address
from agency.core.phone import find_phone
from agency.core.postcode import AREAS
from agency.core.roles import Role, find_role
from agency.core.seats import CLIENTS, LOCAL_AUTHORITY
from agency.core.unfit import Reader
from agency.core.working_days import WEEKDAYS

MOST_LEADS = 10_000
CLOSED = "closed"
TAKES = (*Role, CLIENTS, LOCAL_AUTHORITY)
SOME_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+){0,12}")
NOT_IN_A_KEY = re.compile(r"[^a-z0-9]+")


def make_key(name: str, taken: Collection[str]) -> str:
    """Return a key made of *name* that none of *taken* is."""
    stem = NOT_IN_A_KEY.sub("-", name.casefold()).strip("-")[:60].strip("-") or "entry"
    numbers = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (stem, *numbers) if key not in taken)


def check_branch(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a branch in the form in which it is kept; Unfit says what is wrong with it."""
    reader = Reader(given)
    areas = [str(area).strip().upper() for area in reader.items("postcode_areas")]
    if strange := [area for area in areas if area not in AREAS]:
        reader.wrong("postcode_areas", f"{strange[0]:.20} is no postcode area, such as M or LS.")
    towns = [" ".join(str(town).split()) for town in reader.items("towns")]
    if any(len(town) > 80 for town in towns) or len(towns) > 500:
        reader.wrong("towns", "A town has up to 80 letters, and a branch up to 500 towns.")
    entry = {
        "key": _key(reader),
        "name": reader.line("name", needed="Give the branch a name.", longest=80),
        "is_head": bool(given.get("is_head", False)),
        "phone": _phone(reader) or None,
        "email": _email(reader, "email") or None,
        "address": reader.line("address") or None,
        "hours": _hours(reader),
        "postcode_areas": list(dict.fromkeys(areas)),
        "towns": list(dict.fromkeys(towns)),
    }
    return reader.done(lambda: entry)


def check_team(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a team in the form in which it is kept."""
    reader = Reader(given)
    name = reader.line("name", needed="Give the team a name.", longest=80)
    key = _key(reader)
    return reader.done(lambda: {"key": key, "name": name})


def check_desk(
    given: Mapping[str, Any], *, people: Collection[str], teams: Collection[str]
) -> dict[str, Any]:
    """
    Return a desk in the form in which it is kept.

    *people* are the addresses of those who can own it, *teams* the keys of those who can see it.
    """
    reader = Reader(given)
    key = _key(reader)
    takes = []
    for each in reader.items("roles"):
        role = each if each in (CLIENTS, LOCAL_AUTHORITY) else find_role(each)
        if role is None:
            reader.wrong(
                "roles", f"The desk {key} cannot take {each}; a desk takes {', '.join(TAKES)}."
            )
        else:
            takes.append(str(role))
    owner = reader.line("consultant", needed="Say whose desk it is.").lower()
    if owner and owner not in people:
        reader.wrong("consultant", f"The desk {key} belongs to nobody who is known.")
    team = reader.line("team")
    if team and team not in teams:
        reader.wrong("team", "There is no such team.")
    entry = {
        "key": key,
        "name": reader.line("name", needed="Give the desk a name.", longest=80),
        "roles": list(dict.fromkeys(takes)),
        "on_duty": bool(given.get("on_duty", False)),
        "consultant": owner,
        "team": team or None,
        "capacity": reader.number("capacity", least=0, most=MOST_LEADS),
    }
    return reader.done(lambda: entry)


def check_person(
    given: Mapping[str, Any],
    *,
    branches: Collection[str],
    teams: Collection[str],
    languages: Mapping[str, str],
    accesses: Collection[str],
) -> dict[str, Any]:
    """
    Return a person of the agency in the form in which they are kept.

    *languages* has the id of each language by its names in small letters.
    """
    reader = Reader(given)
    email = _email(reader, "email", needed="Give their e-mail address.")
    access = reader.line("access") or "consultant"
    if access not in accesses:
        reader.wrong("access", "There is no such access.")
    branch = reader.line("branch")
    if branch and branch not in branches:
        reader.wrong("branch", "There is no such branch.")
    further = [str(each) for each in reader.items("branches") if each != branch]
    if any(each not in branches for each in further):
        reader.wrong("branches", "There is no such branch.")
    theirs = [str(each) for each in reader.items("teams")]
    if any(each not in teams for each in theirs):
        reader.wrong("teams", "There is no such team.")
    spoken = []
    for each in reader.items("languages"):
        known = languages.get(str(each).strip().casefold())
        if known is None:
            reader.wrong("languages", f"data/lexicon/routing/words.yml knows no language {each}.")
        else:
            spoken.append(known)
    days = [str(day).casefold() for day in reader.items("working_days")]
    if strange := [day for day in days if day not in WEEKDAYS]:
        reader.wrong("working_days", f"{strange[0]} is no day of the week.")
    entry = {
        "email": email,
        "name": reader.line("name", needed="Give their name.", longest=120),
        "phone": _phone(reader) or None,
        "access": access,
        "branch": branch or None,
        "branches": list(dict.fromkeys(further)),
        "teams": list(dict.fromkeys(theirs)),
        "languages": list(dict.fromkeys(spoken)),
        "working_days": [day for day in WEEKDAYS if day in days],
        "capacity": reader.number("capacity", least=0, most=MOST_LEADS),
    }
    return reader.done(lambda: entry)


def _key(reader: Reader) -> str:
    key = reader.line("key", needed="It lacks a key.", longest=80)
    if key and not SOME_KEY.fullmatch(key):
        reader.wrong("key", "A key is small letters, digits and hyphens.")
    return key


def _phone(reader: Reader) -> str:
    phone = reader.line("phone", longest=40)
    if phone and find_phone(phone) is None:
        reader.wrong("phone", "That is no telephone number in the United Kingdom.")
    return phone


def _email(reader: Reader, field: str, *, needed: str = "") -> str:
    email = reader.line(field, needed=needed).lower()
    if email and find_address(email) != email:
        reader.wrong(field, "That is no e-mail address.")
    return email


def _hours(reader: Reader) -> dict[str, str] | None:
    given = reader.given.get("hours")
    if not given:
        return None
    if not isinstance(given, Mapping):
        reader.wrong("hours", "Opening hours are a list of days with their hours.")
        return None
    kept: dict[str, str] = {}
    for named, said in given.items():
        day, hours = str(named).strip().casefold(), str(said or "").replace("–", "-").strip()
        if not hours:
            continue
        if not _is_day(day):
            reader.wrong("hours", f"{named!s:.20} is neither a weekday nor a day as 2026-12-24.")
        elif hours.casefold() == CLOSED:
            kept[day] = CLOSED
        elif (span := _span(hours)) is None:
            reader.wrong("hours", f"{day.capitalize()}: write hours as 08:00-17:30, or closed.")
        else:
            kept[day] = span
    weekdays = [day for day in WEEKDAYS if day in kept]
    return {day: kept[day] for day in (*weekdays, *sorted(kept.keys() - set(WEEKDAYS)))} or None


def _is_day(day: str) -> bool:
    try:
        return day in WEEKDAYS or bool(date.fromisoformat(day))
    except ValueError:
        return False


def _span(hours: str) -> str | None:
    opens, _, closes = hours.partition("-")
    try:
        begins, ends = time.fromisoformat(opens.strip()), time.fromisoformat(closes.strip())
    except ValueError:
        return None
    return f"{begins:%H:%M}-{ends:%H:%M}" if begins < ends else None
