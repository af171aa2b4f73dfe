"""
What a choice of a desk costs, and a comparison of rules: `python -m benchmarks.routing`.

An agency of 40 branches and 200 desks on a SQLite file of its own; 2,000 leads of the last month.
"""

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import perf_counter

import yaml
from sqlalchemy.orm import Session

from agency.core.enquiry import ConsentGiven, Enquiry
from agency.core.postcode import AREAS
from agency.core.roles import Role
from agency.core.routing import choose_desk
from agency.services.agency.desks import day_of, find_load, find_office, wish_of
from agency.services.agency.setup import import_agency
from agency.services.leads.handing_on import hand_on_waiting
from agency.services.leads.leads import open_lead
from agency.services.leads.qualifying import qualify
from agency.services.routing.previews import Asked, preview_route
from agency.services.routing.trials import Trial
from agency.storage.models import Conversation
from agency.storage.unit import open_database, units, upgrade

ROOT = Path(__file__).parents[1]
BRANCHES, DESKS_EACH, LEADS = 40, 5, 2000
TIMES = 300


def main() -> None:
    """Print each figure on a line."""
    chance, now = Random(7), datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/agency.sqlite3"
        upgrade(url)
        with units(open_database(url))() as session:
            import_agency(session, a_large_agency(chance), now=now)
            places = [f"{area}1 1AA" for area in sorted(AREAS)]
            measure(session, places, chance, now)


def measure(session: Session, places: list[str], chance: Random, now: datetime) -> None:
    def asked() -> Asked:
        return Asked(chance.choice(places), chance.choice(list(Role)))

    seats = find_office(session, since=day_of(now)).seats(day_of(now), find_load(session))
    wishes = [wish_of(asked().enquiry) for _ in range(TIMES)]
    told("a choice among 200 desks, decision alone", lambda n: choose_desk(seats, wishes[n]))
    told("the same with every desk's reason",
         lambda n: choose_desk(seats, wishes[n]).considered())  # fmt: skip
    told("with desks, load and absences from the database",
         lambda _: preview_route(session, asked(), now=now))  # fmt: skip
    enquiries = [an_enquiry(n, places, chance, now) for n in range(LEADS)]
    told("a score by the rules", lambda n: qualify(session, enquiries[n], has_cv=True))

    start = perf_counter()
    for number, enquiry in enumerate(enquiries):
        at = now - timedelta(minutes=20 * number)
        chat = {"id": enquiry.conversation_id, "assistant_id": enquiry.conversation_id}
        session.add(Conversation(**chat, token_hash="", started_at=at, last_turn_at=at))
        session.flush()
        open_lead(session, enquiry, now=at)
    print(f"{'a lead opened, whole':<52} {1000 * (perf_counter() - start) / LEADS:8.2f} ms")

    rules = yaml.safe_load((ROOT / "data" / "agency.yml").read_text("utf-8"))
    rules = {"scoring": rules["scoring"]}
    rules["scoring"]["grades"]["ready"]["from"] = 80
    start = perf_counter()
    since = now - timedelta(days=30)
    how = {"since": since, "who": "a benchmark", "now": now, "most": LEADS}
    trial = Trial.gather(session, rules, **how)
    print(f"{'other rules taken into a copy, leads read':<52} {perf_counter() - start:8.2f} s")
    found = trial.compare()
    print(f"{f'other rules over {found.count} leads':<52} {perf_counter() - start:8.2f} s")
    start = perf_counter()
    moved = hand_on_waiting(session, now=now)
    print(f"{f'a round of handing on, {len(moved)} moved':<52} "
          f"{1000 * (perf_counter() - start):8.2f} ms")  # fmt: skip


def told(what: str, run: Callable[[int], object]) -> None:
    run(0)
    took = []
    for number in range(TIMES):
        start = perf_counter()
        run(number)
        took.append(1000 * (perf_counter() - start))
    p95 = quantiles(took, n=20)[-1]
    print(f"{what:<52} {median(took):8.2f} ms p50 {p95:8.2f} ms p95")


def an_enquiry(number: int, places: list[str], chance: Random, now: datetime) -> Enquiry:
    return Enquiry(
        conversation_id=f"{number:032x}",
        role=chance.choice(list(Role)),
        phone="+447700900123",
        postcode=chance.choice(places),
        current_occupation=chance.choice(["nursery nurse", "prison officer", "astronaut", "TA"]),
        experience_years=float(chance.randrange(9)),
        qualifications=("PGCE",),
        right_to_work="yes",
        consent=ConsentGiven("1", "An example.", now),
    )


def a_large_agency(chance: Random) -> dict[str, object]:
    areas = sorted(AREAS)
    people = [
        {
            "email": f"c{number}@example.org",
            "name": f"Consultant {number}",
            "branch": f"b{number % BRANCHES}",
            "capacity": 60,
        }
        for number in range(BRANCHES * DESKS_EACH)
    ]
    return {
        "branches": [
            {
                "key": f"b{branch}",
                "name": f"Branch {branch}",
                "is_head": branch == 0,
                "postcode_areas": areas[branch::BRANCHES],
                "desks": [
                    {
                        "key": f"b{branch}-d{desk}",
                        "name": f"Desk {desk} of branch {branch}",
                        "roles": [] if desk == 0 else [chance.choice(list(Role)).value],
                        "on_duty": desk == 0,
                        "consultant": f"c{branch + BRANCHES * desk}@example.org",
                    }
                    for desk in range(DESKS_EACH)
                ],
            }
            for branch in range(BRANCHES)
        ],
        "consultants": people,
    }


if __name__ == "__main__":
    main()
