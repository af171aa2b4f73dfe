"""
How long a report takes with 100,000 leads: `python -m benchmarks.reports`, on example data.

Journeys of a year, four months of them in the longest period of the menu, and the sums of each day.
"""

import random
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from agency.core.report_periods import Span
from agency.core.roles import Role
from agency.services.reports.daily_counts import Counted
from agency.storage.models import (
    Access,
    Branch,
    Candidate,
    Consent,
    Consultant,
    DailyCount,
    Desk,
    Grade,
    Journey,
    Kind,
    Lead,
    Promise,
    Stage,
)
from agency.storage.unit import looks, open_database, units, upgrade
from web.desk.reports.filters import Asked
from web.desk.reports.making import MADE_BY, begin_reading

LEADS, CHATS, DAYS = 100_000, 250_000, 365
BRANCHES, PEOPLE = 8, 60
PAGES = ("/", "/senco-jobs", "/send-support", *(f"/vacancy-{n}" for n in range(40)))
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def fill(session: Session) -> None:
    """Keep an example agency's year."""
    chance = random.Random(7)
    session.add_all(Branch(id=n, key=f"b{n}", name=f"Branch {n}") for n in range(1, BRANCHES + 1))
    session.flush()
    session.add_all(
        Consultant(
            id=n,
            email=f"c{n}@example.org",
            name=f"Consultant {n}",
            access=Access.MANAGER if n == 1 else Access.CONSULTANT,
            branch_id=n % BRANCHES + 1,
            created_at=NOW,
        )
        for n in range(1, PEOPLE + 1)
    )
    session.flush()
    session.add_all(
        Desk(id=n, key=f"d{n}", name=f"Desk {n}", branch_id=n % BRANCHES + 1, consultant_id=n)
        for n in range(1, PEOPLE + 1)
    )
    session.flush()
    journeys, leads, promises, people, consents = [], [], [], [], []
    for number in range(1, CHATS + 1):
        at = NOW - timedelta(days=chance.random() * DAYS)
        person, lead = chance.randrange(1, PEOPLE + 1), number <= LEADS
        stage = chance.choice(list(Stage)) if at < NOW - timedelta(days=7) else Stage.NEW
        waited = None if stage is Stage.NEW else chance.randrange(5, 4000)
        journeys.append(
            {
                "day": at.date(),
                "page": chance.choice(PAGES),
                "role": chance.choice(list(Role)) if lead else None,
                "branch_id": person % BRANCHES + 1 if lead else None,
                "lead_id": number if lead else None,
                "contacted_by_id": person if lead and waited else None,
                "waited_minutes": waited if lead else None,
                "in_time": bool(waited and waited < 1440) if lead else None,
                "opened": True,
                "asked": chance.random() < 0.8,
                "started": lead,
                "cv": lead and chance.random() < 0.6,
                "lead": lead,
                "contacted": lead and stage is not Stage.NEW,
                "registered": lead and stage in (Stage.REGISTERED, Stage.PLACED),
                "placed": lead and stage is Stage.PLACED,
                "told_to": 0,
            }
        )
        if not lead:
            continue
        people.append({"id": number, "created_at": at, "qualifications": []})
        consents.append(
            {
                "id": number,
                "candidate_id": number,
                "version": "1",
                "wording": "…",
                "agreed": True,
                "at": at,
            }
        )
        leads.append(
            {
                "id": number,
                "candidate_id": number,
                "consent_id": number,
                "branch_id": person % BRANCHES + 1,
                "desk_id": person,
                "owner_id": person,
                "kind": Kind.REGISTRATION,
                "role": journeys[-1]["role"],
                "stage": stage,
                "grade": Grade.READY,
                "points": 70,
                "routed_because": "an example",
                "opened_at": at,
                "version": 1,
            }
        )
        kept = at + timedelta(minutes=waited) if waited else None
        due = at + timedelta(days=1)
        promises.append({"lead_id": number, "due_at": due, "made_at": at, "kept_at": kept})
    for model, rows in (
        (Candidate, people),
        (Consent, consents),
        (Lead, leads),
        (Promise, promises),
        (Journey, sorted(journeys, key=lambda journey: str(journey["day"]))),
        (DailyCount, [vars(key) | {"count": count} for key, count in sums(chance)]),
    ):
        session.execute(insert(model), rows)


def sums(chance: random.Random) -> list[tuple[Counted, int]]:
    """Return a year's sums: what was asked, where forms were left, which pages were seen."""
    found = []
    for back in range(DAYS):
        day = (NOW - timedelta(days=back)).date()
        found += [(Counted("seen", day, page=page), chance.randrange(5, 90)) for page in PAGES]
        for role in ("", *Role):
            for number in range(30):
                topic = Counted("topic", day, f"topic_{number}", role=role)
                found.append((topic, chance.randrange(1, 40)))
            for slot in ("consent", "role", "name", "email", "phone", "place", "cv", "summary"):
                for detail in ("asked", "answered", "left", "again help", "again other_words"):
                    key = Counted("question", day, f"registration:{slot}", detail, role=role)
                    found.append((key, chance.randrange(1, 40)))
        found += [
            (Counted("heard", day, detail=each), chance.randrange(1, 40))
            for each in ("answered", "unclear", "out_of_scope")
        ]
    return found


def main() -> None:
    """Print how long each report takes, the slowest of ten."""
    with TemporaryDirectory() as home:
        url = f"sqlite:///{Path(home) / 'agency.sqlite3'}"
        upgrade(url)
        engine = open_database(url)
        with units(engine)() as session:
            fill(session)
        for span in (Span.FOUR_WEEKS, Span.NINETY_DAYS):
            for report, make in MADE_BY.items():
                times = []
                for _ in range(10):
                    with looks(engine)() as session:
                        manager = session.scalars(select(Consultant.id).where(Consultant.id == 1))
                        began = time.perf_counter()
                        reading = begin_reading(
                            session, manager.one(), report, Asked(span=span), now=NOW
                        )
                        make(reading)
                        times.append(1000 * (time.perf_counter() - began))
                print(f"last {span} days  {report:10}  {max(times):6.0f} ms")
        engine.dispose()


if __name__ == "__main__":
    main()
