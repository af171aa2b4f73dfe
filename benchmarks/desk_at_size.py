"""
How fast the desk's pages are with 10,000 and with 100,000 leads: `python -m benchmarks.desk_at_size`.

An agency is made up (`desk_example`), the real web process is started, and every kind of page is
asked for again and again, of the smaller and the larger agency by turns: whatever else the machine
does slows both alike. SQLite is measured always; PostgreSQL where AGENCY_BENCH_POSTGRES holds the
URL of a server on which databases may be made, for example postgresql://postgres@127.0.0.1:5433.

What a page costs is the processor time of the web process and of the database's processes that
work for it, read on Linux where both run on this machine; elsewhere it is the time by the clock.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import httpx
from sqlalchemy import create_engine, text

from agency.settings import ROOT
from agency.storage.unit import open_database, upgrade
from benchmarks.desk_example import PASSWORD, a_moment, make_agency
from benchmarks.desk_example_years import add_years
from benchmarks.desk_rooms import Next, Wanted, one_of, rooms
from tests.whole_house import free_port

SIZES = (10_000, 100_000)
WARM = 3
TARGET = 0.2
GROWTH = 1.5

LEADS, ROOMS = "leads", "rooms"
PEOPLE = (
    ("a manager", "manager@example.org", LEADS),
    ("a consultant", "birmingham.0@example.org", LEADS),
    ("an administrator", "administrator@example.org", ROOMS),
    ("an editor", "editor@example.org", ROOMS),
    ("a consultant", "birmingham.0@example.org", ROOMS),
)


@dataclass(frozen=True)
class Agency:
    """One agency that is looked at: a browser, and the processes that work for it."""

    client: httpx.Client
    workers: Callable[[], Sequence[int]]


@dataclass(frozen=True)
class Cost:
    """How long a page took, half and 95 of 100 times, and what it cost, in seconds."""

    half: float
    most: float
    each: float


def main() -> None:
    """Make, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, nargs="+", default=SIZES)
    parser.add_argument("--asked", type=int, default=40, help="how often each page is asked for")
    parser.add_argument("--use", nargs="*", default=[], help="databases that are made already")
    parser.add_argument("--only", default="", help="pages whose name has this in it")
    parser.add_argument("--of", choices=(LEADS, ROOMS), help="the pages of leads, or all others")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        made: dict[str, list[str]] = {}
        for url in asked.use or databases(Path(home), asked.leads):
            kind = "PostgreSQL" if url.startswith("postgres") else "SQLite"
            made.setdefault(kind, []).append(url)
        for kind, urls in made.items():
            with ExitStack() as stack:
                agencies = [stack.enter_context(serving(url, home)) for url in urls]
                rows = measure(agencies, asked.asked, asked.only, asked.of)
            print_table(kind, rows, asked.asked)


def databases(home: Path, sizes: list[int]) -> Iterator[str]:
    """Make an agency of each size in each kind of database, and yield where."""
    server = os.environ.get("AGENCY_BENCH_POSTGRES")
    for size in sizes:
        yield filled(f"sqlite:///{home}/{size}.sqlite3", size)
    for size in sizes if server else []:
        name = f"desk_{size}_{secrets.token_hex(4)}"
        engine = create_engine(f"{server}/postgres".replace("postgresql:", "postgresql+psycopg:"))
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        yield filled(f"{server}/{name}", size)


def filled(url: str, size: int) -> str:
    upgrade(url)
    began = time.monotonic()
    engine = open_database(url)
    now = a_moment()
    make_agency(engine, leads=size, now=now)
    add_years(engine, leads=size, now=now)
    engine.dispose()
    print(f"{size:,} leads in {time.monotonic() - began:.0f} s", file=sys.stderr)
    return url


@contextmanager
def serving(url: str, home: str) -> Iterator[Agency]:
    """Run the web process on this database, and yield a browser nobody is signed in with."""
    port = free_port()
    env = os.environ | {
        "AGENCY_HOME": home,
        "AGENCY_PORT": str(port),
        "AGENCY_LIMITS": "off",
        "AGENCY_DATABASE_URL": url,
        "AGENCY_ASSISTANT_KEY": "an example key of 32 characters and more",
        "AGENCY_SIGNING_KEY": "an-example-key-for-signing-choices",
    }
    with (Path(home) / "log").open("ab") as log:
        web = subprocess.Popen(
            [sys.executable, "-m", "web"], cwd=ROOT, env=env, stdout=log, stderr=log
        )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            while not is_up(client):
                time.sleep(0.1)
            yield Agency(client, lambda: [web.pid, *database_processes(url)])
    finally:
        web.terminate()
        web.wait()


def is_up(client: httpx.Client) -> bool:
    try:
        return client.get("/healthz").status_code == 200
    except httpx.TransportError:
        return False


def database_processes(url: str) -> Sequence[int]:
    """Return the server's processes for this database; SQLite works inside the web process."""
    if not url.startswith("postgres"):
        return []
    engine = open_database(url)
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    with engine.connect() as connection:
        found = connection.execute(text(f"SELECT pid FROM pg_stat_activity WHERE {others}"))
        pids = [*found.scalars()]
    engine.dispose()
    return pids


def processor_time(pids: Sequence[int]) -> float | None:
    """Return how long these processes have worked so far, in seconds, where Linux tells."""
    try:
        told = [Path(f"/proc/{pid}/stat").read_text() for pid in pids]
    except OSError:
        return None
    ticks = (each.rpartition(")")[2].split()[11:13] for each in told)
    return sum(int(part) for both in ticks for part in both) / os.sysconf("SC_CLK_TCK")


def measure(
    agencies: Sequence[Agency], asked: int, only: str, of: str | None
) -> dict[str, list[Cost]]:
    """Return what every kind of page takes and costs somebody who may see it, at each size."""
    costs: dict[str, list[Cost]] = {}
    for who, email, which in PEOPLE:
        if of not in (None, which):
            continue
        for agency in agencies:
            sign_in(agency.client, email)
        offered = pages if which == LEADS else rooms
        every = [dict(offered(agency.client, who)) for agency in agencies]
        for name in every[0]:
            # What one agency has no second page of is not compared.
            if only in name and all(name in each for each in every):
                wanted = [each[name] for each in every]
                costs[f"{name}, {who}"] = ask(name, agencies, wanted, asked)
    return costs


def ask(name: str, agencies: Sequence[Agency], wanted: Sequence[Next], asked: int) -> list[Cost]:
    """Ask every agency by turns, and return what it took each."""
    times: list[list[float]] = [[] for _ in agencies]
    for _ in range(WARM):
        for agency, following in zip(agencies, wanted, strict=True):
            following().ask(agency.client)
    workers = [agency.workers() for agency in agencies]
    before = [processor_time(pids) for pids in workers]
    for _ in range(asked):
        for agency, following, took in zip(agencies, wanted, times, strict=True):
            page = following()
            began = time.perf_counter()
            answer = page.ask(agency.client)
            took.append(time.perf_counter() - began)
            assert answer.status_code == 200, (name, answer.status_code)
    costs = []
    for took, pids, worked in zip(times, workers, before, strict=True):
        half, until = percentile(took, 50), processor_time(pids)
        each = half if worked is None or until is None else (until - worked) / asked
        costs.append(Cost(half, percentile(took, 95), each))
    return costs


def sign_in(client: httpx.Client, email: str) -> None:
    client.cookies.clear()
    page = client.get("/desk/sign-in").text
    form = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    sent = {**{k: unescape(v) for k, v in form}, "email": email, "password": PASSWORD}
    answer = client.post("/desk/sign-in", data=sent, follow_redirects=True)
    assert "/desk/sign-out" in answer.text, answer.status_code


def pages(client: httpx.Client, who: str) -> Iterator[tuple[str, Next]]:
    """Yield every kind of page, and what gives the address of one after another."""
    whose = "everyone" if who == "a manager" else "team"

    def lists(*queries: str) -> Next:
        return one_of(*(f"/desk/?whose={whose}&{query}" for query in queries))

    for tab in ("mine", "unassigned", whose):
        yield f"List: {tab}", one_of(f"/desk/?whose={tab}")
    page = client.get(f"/desk/?whose={whose}").text
    more = re.findall(r'href="([^"]+)" rel="next"', page)
    if more:
        yield "List: next page", one_of(unescape(more[0]))
    yield "List: stage", lists("stage=new", "stage=registered", "stage=placed", "stage=closed")
    yield "List: role", lists("role=senco", "role=sen_support_worker")
    yield "List: score", lists("grade=ready", "grade=needs_info")
    yield "List: asked for", lists("kind=callback", "kind=handoff")
    yield "List: came in", lists("age=today", "age=week", "age=month", "age=older")
    yield "List: waiting", lists("waiting=hour", "waiting=day", "waiting=days")
    yield "List: overdue", lists("overdue=yes")
    yield "List: has a CV", lists("cv=yes", "cv=no")
    yield "List: source page", lists("page=/senco-jobs", "page=/careers", "page=/nowhere")
    yield "List: place", lists("place=CV", "place=Coventry", "place=B12", "place=Nowhere")
    yield "List: branch", lists("branch=birmingham", "branch=leeds")
    yield "List: five filters", lists("stage=closed&role=senco&cv=yes&grade=ready&place=CV")
    yield "List: by score", lists("sort=score")
    yield "List: newest", lists("sort=newest")
    yield "Search: a name", lists("q=ashford", "q=priya", "q=kirkby", "q=sam+blackwell")
    yield "Search: a slip", lists("q=ashfrod", "q=birminhgam", "q=blackwlel")
    yield "Search: a rare word", lists("q=falconry", "q=braille", "q=origami")
    yield "Search: a common word", lists("q=school", "q=makaton", "q=children")
    yield "Search: two common words", lists("q=school+makaton", "q=birmingham+nursery")
    yield "Search: three letters", lists("q=tea", "q=sam", "q=mak")
    yield "Search: nothing", lists("q=xylophone", "q=zzzz+school")
    yield "Search: a telephone number", lists("q=07700+900123", "q=%2B447700900456", "q=0770090")
    yield "Search: a reference", lists("q=L-0042", "q=L-7777")
    references = re.findall(r'href="/desk/leads/(L-\d+)"', page)
    chance = random.Random(3)
    yield "A lead", lambda: Wanted(f"/desk/leads/{chance.choice(references)}")


def percentile(times: list[float], of: int) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, round(len(ordered) * of / 100))]


def print_table(kind: str, rows: dict[str, list[Cost]], asked: int) -> None:
    """Print milliseconds: half of all and 95 of 100 stay below, what each costs, how it grows."""
    load = os.getloadavg()[0]
    print(f"\n{kind}: p50 / p95 in ms by the clock, each of {asked}; then what one costs")
    print(f"({os.cpu_count()} processors, of which {load:.1f} were wanted at the end)\n")
    print("| Page | smaller | larger | smaller costs | larger costs | grows by |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, sizes in rows.items():
        told = " | ".join(f"{1000 * each.half:.0f} / {1000 * each.most:.0f}" for each in sizes)
        cost = " | ".join(f"{1000 * each.each:.0f}" for each in sizes)
        grows = sizes[-1].each / sizes[0].each
        late = " (late)" if sizes[-1].most > TARGET else ""
        more = " (more)" if grows > GROWTH else ""
        print(f"| {name} | {told}{late} | {cost} | {grows:.2f}{more} |")
    smaller, larger = (sum(each[n].each for each in rows.values()) for n in (0, -1))
    print(f"| All of them together | | | | | {larger / smaller:.2f} |")


if __name__ == "__main__":
    main()
