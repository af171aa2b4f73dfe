"""The sections of the agency's configuration that stand beside its rules, desks and people."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from agency.core.email import find_address
from agency.core.own_letters import check_letters
from agency.core.phone import find_phone
from agency.core.retention import DEFAULTS, PeriodUnclear, read_periods
from agency.core.unfit import Reader, Unfit

AGENCY, CLOSING, CALLS, WIDGET, LETTERS = "agency", "closing", "calls", "widget", "letters"
RETENTION = "retention"

COLOUR = re.compile(r"#[0-9a-f]{6}")
POSITIONS = ("right", "left")
MOST_DAYS, MOST_GREETINGS, MOST_ORIGINS = 200, 40, 100
LONGEST_WORDING, LONGEST_GREETING = 2000, 400
READABLE = 4.5  # of white letters on the colour, as WCAG 2.2 asks

# What holds where the agency has said nothing.
SUPPLIED: Mapping[str, Mapping[str, Any]] = {
    CLOSING: {"days": []},
    CALLS: {"remind_minutes": None, "quiet_minutes": None},
    WIDGET: {"name": "", "colour": "", "position": "right", "greetings": [], "origins": []},
    LETTERS: {},
    RETENTION: DEFAULTS,
}


def check_agency(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the agency's own facts and its privacy notice in the form in which they are kept."""
    reader = Reader(given)
    privacy = given.get("privacy")
    notice = Reader(privacy if isinstance(privacy, Mapping) else {})
    name = reader.line("name", needed="Give the agency’s name.", longest=120)
    phone = reader.line("phone", needed="Give a telephone number.", longest=40)
    if phone and find_phone(phone) is None:
        reader.wrong("phone", "That is no telephone number in the United Kingdom.")
    email = reader.line("email", needed="Give an e-mail address.")
    if email and find_address(email) != email:
        reader.wrong("email", "That is no e-mail address.")
    url = notice.line("url", needed="Say where the whole notice stands.")
    if url and not url.startswith("/") and not url.startswith("https://"):
        notice.wrong("url", "It begins with / or https://.")
    kept = {
        "name": name,
        "phone": phone,
        "email": email,
        "hours": reader.line("hours", needed="Say when somebody is there.", longest=120),
        "call_after_school": [str(each)[:80] for each in reader.items("call_after_school")][:200],
        "privacy": {
            "version": notice.line("version", needed="Give the notice a version.", longest=40),
            "url": url,
            "wording": notice.text(
                "wording", needed="Write the notice.", longest=LONGEST_WORDING
            ),
            "client_wording": notice.text("client_wording", longest=LONGEST_WORDING),
        },
    }  # fmt: skip
    for field, sentence in notice.problems.items():
        reader.wrong(field, sentence)
    return reader.done(lambda: kept)


def check_closing(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the days on which the whole agency is closed, in their order."""
    reader = Reader(given)
    days: dict[str, str] = {}
    for each in reader.items("days")[:MOST_DAYS]:
        said = each if isinstance(each, Mapping) else {}
        row = Reader(said)
        name = row.line("name", longest=80)
        try:
            days[date.fromisoformat(str(said.get("day", ""))).isoformat()] = name
        except ValueError:
            reader.wrong("days", f"{said.get('day', '')!s:.20} is no day; write it as 2026-12-24.")
        for sentence in row.problems.values():
            reader.wrong("days", sentence)
    return reader.done(lambda: {"days": [{"day": d, "name": days[d]} for d in sorted(days)]})


def check_calls(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return how long before a promise its owner is reminded, and when a silent take-over ends."""
    reader = Reader(given)
    kept = {
        "remind_minutes": reader.number("remind_minutes", least=5, most=240),
        "quiet_minutes": reader.number("quiet_minutes", least=1, most=120),
    }
    return reader.done(lambda: kept)


def check_widget(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return how the chat looks on other websites, and which may carry it."""
    reader = Reader(given)
    colour = reader.line("colour", longest=7).lower()
    if colour and not COLOUR.fullmatch(colour):
        reader.wrong("colour", "Write a colour as #0d5757.")
    elif colour and contrast_with_white(colour) < READABLE:
        reader.wrong("colour", "White letters could not be read on this colour. Make it darker.")
    position = reader.line("position") or POSITIONS[0]
    if position not in POSITIONS:
        reader.wrong("position", "It stands left or right.")
    kept = {
        "name": reader.line("name", longest=60),
        "colour": colour,
        "position": position,
        "greetings": _greetings(reader),
        "origins": _origins(reader),
    }
    return reader.done(lambda: kept)


def check_retention(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return how many days what is kept."""
    try:
        return dict(read_periods(given).days)
    except PeriodUnclear as unclear:
        raise Unfit({RETENTION: f"That is no period that can be kept: {unclear}."}) from unclear


def contrast_with_white(colour: str) -> float:
    """Return the contrast of white letters on *colour*, as WCAG 2.2 reckons it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def choose_greeting(greetings: list[Mapping[str, str]], page: str) -> str | None:
    """Return what to say first on *page*: the first pattern that fits; * stands for anything."""
    return next((each["text"] for each in greetings if page_fits(page, each["page"])), None)


def page_fits(page: str, pattern: str) -> bool:
    """Say whether a page's path is meant by *pattern*; each star is tried once, so it is quick."""
    first, *others = pattern.split("*")
    if not page.startswith(first):
        return False
    if not others:
        return page == first
    at = len(first)
    for part in others[:-1]:
        found = page.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return page.endswith(others[-1]) and len(page) - len(others[-1]) >= at


def _greetings(reader: Reader) -> list[dict[str, str]]:
    kept = []
    for each in reader.items("greetings")[:MOST_GREETINGS]:
        row = Reader(each if isinstance(each, Mapping) else {})
        page = row.line("page", needed="Say for which page each greeting is.")
        text = row.text("text", needed="Say how each page is greeted.", longest=LONGEST_GREETING)
        if page and not page.startswith(("/", "*")):
            row.wrong("page", "A page begins with /, such as /senco-jobs or /blog/*.")
        for sentence in row.problems.values():
            reader.wrong("greetings", sentence)
        kept.append({"page": page, "text": text})
    return kept


def _origins(reader: Reader) -> list[str]:
    kept = []
    for each in reader.items("origins")[:MOST_ORIGINS]:
        said = str(each).strip().rstrip("/").lower()
        if not is_origin(said):
            reader.wrong("origins", f"{said:.60} is no website; write it as https://example.org.")
        kept.append(said)
    return list(dict.fromkeys(kept))


def is_origin(said: str) -> bool:
    """Say whether *said* is a website's origin: https, a name, perhaps a port, and no more."""
    try:
        parts = urlsplit(said)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    here = host in ("localhost", "127.0.0.1")
    secure = parts.scheme == "https" or (here and parts.scheme == "http")
    whole = f"{parts.scheme}://{host}" + (f":{port}" if port else "")
    return secure and said == whole and bool(re.fullmatch(r"[a-z0-9.-]{1,253}", host))


CHECKS: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    AGENCY: check_agency,
    CLOSING: check_closing,
    CALLS: check_calls,
    WIDGET: check_widget,
    LETTERS: check_letters,
    RETENTION: check_retention,
}


def check_section(section: str, given: Any) -> dict[str, Any]:
    """Return the content of a section in the form in which it is kept; Unfit says what is wrong."""
    if not isinstance(given, Mapping):
        raise Unfit({section: "It is a list of names and what they are set to."})
    return CHECKS[section](given)
