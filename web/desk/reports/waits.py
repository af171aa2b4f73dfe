"""Reports of work: how soon people heard from us, and who holds how much of it."""

from collections.abc import Mapping

from agency.core.small_counts import Hidden, Shown, hide_one, is_few
from agency.services.reports.work import Contact, Contacts, Held, Load
from agency.storage.models import Consultant
from web.desk.reports.charts import Bar, draw_bars
from web.desk.reports.sections import Section, Value, say, share, span_in_words

NOTE = (
    "From the lead to the first call, letter or message, nights and weekends counted. The bar is "
    "the middle: half waited less. In time is the promise to the visitor, kept; who still waits "
    "past it counts against it."
)
WAITS = ["Contacted", "Middle", "Nine in ten within", "In time", "Still waiting", "Overdue"]
HELD = ["Open", "New", "Waiting", "Overdue", "Can hold"]


def contact_sections(
    now: Contacts, before: Contacts, branches: Mapping[int, str], people: Mapping[int, str]
) -> list[Section]:
    """Return how long the first contact took, by branch and by who made it."""
    return [
        _contacts(
            "contact",
            "Time to first contact",
            "",
            {"All": now.whole, "Period before": before.whole},
        ),
        _contacts(
            "contact-branches",
            "By branch",
            "Branch",
            {branches.get(key, "A branch that is gone"): of for key, of in now.branches.items()},
        ),
        _contacts(
            "contact-people",
            "By consultant",
            "Consultant",
            {people.get(key, "Somebody who left"): of for key, of in now.people.items()},
        ),
    ]


def _contacts(key: str, title: str, heading: str, found: Mapping[str, Contact]) -> Section:
    named = sorted(found.items()) if heading else list(found.items())
    rows: list[list[Value]] = []
    bars = []
    for name, contact in named:
        waits = contact.waits
        count = hide_one(waits.count)
        enough = isinstance(count, int) and bool(count)
        median = span_in_words(waits.median) if enough else None
        ninth = span_in_words(waits.ninth) if enough else None
        waiting = hide_one(contact.waiting)
        rows.append(
            [
                *(name, count, median, ninth, in_time(contact)),
                *(waiting, Hidden() if _gives_away(contact) else hide_one(contact.overdue)),
            ]
        )
        length: Shown = (waits.median or 0) if enough else Hidden()
        says = (
            f"{median}, nine in ten {ninth}"
            if median
            else say(count)
            if waits.count
            else "nobody yet"
        )
        bars.append(Bar(name, length, says, None, waits.ninth if enough else None))
    told = "; ".join(f"{bar.label}: {bar.says}" for bar in bars) + "."
    some = any(of.waits.count or of.waiting for of in found.values())
    return Section(
        key,
        title,
        "" if heading else NOTE,
        [heading or "Period", *WAITS],
        rows if some else [],
        [draw_bars(key, title, told, bars)],
        legend=("middle", "ninth"),
        empty="Nobody became a lead in these weeks.",
    )


def in_time(contact: Contact) -> str | None:
    """Return the share of promises that were kept, of those kept or broken by now."""
    due = contact.waits.count + contact.overdue
    if is_few(due) or is_few(contact.in_time) or is_few(due - contact.in_time):
        return say(Hidden()) if due else None
    return share(contact.in_time, due)


def _gives_away(contact: Contact) -> bool:
    return is_few(contact.waiting - contact.overdue)


def load_sections(load: Load, *, reader: Consultant | None) -> list[Section]:
    """Return what everybody holds now; to a *reader* who is no manager, only their own."""
    people = {key: held for key, held in load.people.items() if reader is None or key == reader.id}
    if reader is not None and reader.id not in people:
        people[reader.id] = Held(reader.name, reader.capacity)
    return [
        _load("load-branches", "By branch", "Branch", load.branches),
        _load("load-people", "By consultant" if reader is None else "Yours", "Consultant", people),
    ]


def _load(key: str, title: str, heading: str, found: Mapping[int, Held]) -> Section:
    order = sorted(found.values(), key=lambda held: (-held.open, held.name))
    rows: list[list[Value]] = [
        [held.name, held.open, held.new, held.waiting, held.overdue, held.capacity]
        for held in order
    ]
    taken: list[list[Value]] = [[held.name, *_leaving(held), held.capacity] for held in order]
    bars = [
        Bar(
            held.name,
            held.open,
            f"{held.open:,} open"
            + (f" of {held.capacity:,}" if held.capacity is not None else "")
            + (f", {held.overdue:,} overdue" if held.overdue else ""),
            held.overdue,
        )
        for held in order
    ]
    says = "; ".join(f"{bar.label}: {bar.says}" for bar in bars) + "."
    return Section(
        key,
        title,
        "Now, whatever the period. The whole bar is open leads, its filled part those whose "
        "promise is broken. These are lists of work that the same people read by name, so no "
        "count is hidden here; in a file, those below five are.",
        [heading, *HELD],
        rows,
        [draw_bars(key, title, says, bars)],
        file=taken,
        legend=("outline", "part"),
        empty="Nobody holds a lead.",
    )


def _leaving(held: Held) -> list[Shown]:
    """Return the counts as they leave the desk: open is what new, waiting and overdue are of."""
    counts = (held.new, held.waiting, held.overdue)
    parts = [Hidden() if is_few(count) or is_few(held.open - count) else count for count in counts]
    return [hide_one(held.open), *parts]
