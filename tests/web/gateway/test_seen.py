"""A page that is seen is one more in the sum of its day, and nothing is known of who saw it."""

import asyncio
from datetime import UTC, datetime

from sqlalchemy import select

from agency.storage.models import DailyCount
from tests.web.gateway.conftest import Visitor
from web.gateway.seen_pages import MOST_PAGES, SEEN_AN_HOUR, SeenPages

LATE = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)  # in London it is Tuesday already


def sums(open_unit) -> dict[str, int]:
    with open_unit() as session:
        return {row.page: row.count for row in session.scalars(select(DailyCount))}


def test_a_page_is_counted_by_its_path_and_its_query_is_not_kept(door, served, open_unit):
    app = served(str(door.base_url).rstrip("/"))

    for _ in range(2):
        answer = door.post("/api/v1/seen", content="/senco-jobs?name=Jo#top")
        assert (answer.status_code, answer.content) == (204, b"")
        assert "set-cookie" not in answer.headers
    door.post("/api/v1/seen", content="https://example.org/")
    door.post("/api/v1/seen", content=b"\xff")
    asyncio.run(app.state.gateway.seen.keep())

    assert sums(open_unit) == {"/senco-jobs": 2}


def test_a_day_is_londons(open_unit):
    seen = SeenPages(open_unit, limited=True)
    seen.see("/", "192.0.2.1", now=LATE)
    asyncio.run(seen.keep())

    with open_unit() as session:
        assert session.scalars(select(DailyCount)).one().day.isoformat() == "2026-06-02"


def test_whoever_invents_pages_fills_no_table(open_unit):
    seen = SeenPages(open_unit, limited=False)
    for number in range(MOST_PAGES + 50):
        seen.see(f"/{number}", "192.0.2.1", now=LATE)
    asyncio.run(seen.keep())

    found = sums(open_unit)
    assert len(found) == MOST_PAGES + 1
    assert found["(others)"] == 50


def test_one_address_counts_only_so_often_in_an_hour(open_unit):
    seen = SeenPages(open_unit, limited=True)
    for _ in range(SEEN_AN_HOUR + 20):
        seen.see("/", "192.0.2.1", now=LATE)
    seen.see("/", "192.0.2.2", now=LATE)
    asyncio.run(seen.keep())

    assert sums(open_unit) == {"/": SEEN_AN_HOUR + 1}


def test_two_processes_that_count_at_once_lose_nothing(open_unit):
    one, other = SeenPages(open_unit, limited=True), SeenPages(open_unit, limited=True)
    for seen in (one, other, one):
        seen.see("/", "192.0.2.1", now=LATE)
    asyncio.run(one.keep())
    asyncio.run(other.keep())

    assert sums(open_unit) == {"/": 3}


def test_a_chat_counts_no_page(door, open_unit):
    Visitor(door, "/senco-jobs")

    assert sums(open_unit) == {}
