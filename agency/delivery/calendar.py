"""An agreed call, as calendars exchange it (RFC 5545 and 5546)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import (
    Alarm,
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
)

LONDON = ZoneInfo("Europe/London")
BEFORE = timedelta(minutes=10)


@dataclass(frozen=True)
class Call:
    """An agreed call; its uid stays the same, and its sequence grows with every change."""

    uid: str
    sequence: int
    begins: datetime
    ends: datetime
    cancelled: bool = False


@dataclass(frozen=True)
class Entry:
    """A calendar entry as text. One that *asks* is an invitation, for somebody's calendar."""

    text: str
    method: str
    asks: bool = False


def invitation(
    call: Call, *, title: str, words: str, organiser: str, guest: str, now: datetime
) -> Entry:
    """Invite *guest* to the call, or take the invitation back when it is cancelled."""
    event = event_of(call, title=title, words=words, organiser=organiser, now=now)
    somebody = vCalAddress(f"mailto:{guest}")
    somebody.params["PARTSTAT"] = "NEEDS-ACTION"
    somebody.params["RSVP"] = "FALSE"
    event.add("attendee", somebody)
    return entry(event, "CANCEL" if call.cancelled else "REQUEST", asks=True)


def plain_entry(call: Call, *, title: str, words: str, organiser: str, now: datetime) -> Entry:
    """Return the call for a calendar of one's own, which answers nobody, or what takes it out."""
    event = event_of(call, title=title, words=words, organiser=organiser, now=now)
    return entry(event, "CANCEL" if call.cancelled else "PUBLISH")


def event_of(call: Call, *, title: str, words: str, organiser: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{call.uid}@{organiser.rpartition('@')[2]}")
    event.add("sequence", call.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", call.begins.astimezone(LONDON))
    event.add("dtend", call.ends.astimezone(LONDON))
    event.add("summary", title)
    event.add("description", words)
    event.add("organizer", vCalAddress(f"mailto:{organiser}"))
    event.add("status", "CANCELLED" if call.cancelled else "CONFIRMED")
    if not call.cancelled:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        alarm.add("trigger", -BEFORE)
        event.add_component(alarm)
    return event


def entry(event: Event, method: str, *, asks: bool = False) -> Entry:
    calendar = Calendar()
    calendar.add("prodid", "-//Careers chat//Calls//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(london())
    calendar.add_component(event)
    return Entry(calendar.to_ical().decode("utf-8").replace("\r\n", "\n"), method, asks)


def london() -> Timezone:
    """Return the rule by which the clocks change, so that no calendar has to know it."""
    zone = Timezone()
    zone.add("tzid", LONDON.key)
    summer, winter = timedelta(hours=1), timedelta(0)
    for part, since, month, before, after, name in (
        (TimezoneDaylight(), datetime(1981, 3, 29, 1), 3, winter, summer, "BST"),  # noqa: DTZ001
        (TimezoneStandard(), datetime(1996, 10, 27, 2), 10, summer, winter, "GMT"),  # noqa: DTZ001
    ):
        part.add("dtstart", since)
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("tzname", name)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1SU"})
        zone.add_component(part)
    return zone
