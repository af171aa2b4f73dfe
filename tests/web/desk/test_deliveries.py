from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from agency.core.outcome import Outcome
from agency.services.deliveries.deliveries import claim_delivery, mark_failed
from agency.services.deliveries.listing import meet_receivers, stop_receiver
from agency.storage.models import (
    AgreedCall,
    AuditEntry,
    Channel,
    Delivery,
    DeliveryState,
    NewsWish,
    Receiver,
)
from agency.storage.unit import OpenUnit
from tests.factories import MONDAY
from tests.web.desk.people import Browser, Clock, Office, a_token

PAGE = "/desk/deliveries"
MY_NEWS = "/desk/my-news"


@pytest.fixture
def dead(office: Office, open_unit: OpenUnit) -> str:
    """The letter to the lead's owner, which could not be delivered."""
    with open_unit() as session:
        news = claim_delivery(session, [Channel.MAIL], now=MONDAY)
        assert news
        mark_failed(
            session, news, "the mail server answered 550", final=True, chance=0.5, now=MONDAY,
            outcome=Outcome.REFUSED, milliseconds=420,
        )  # fmt: skip
        return news.delivery


def state_of(open_unit: OpenUnit, delivery: str) -> DeliveryState:
    with open_unit() as session:
        return session.get_one(Delivery, delivery).state


def deeds(open_unit: OpenUnit) -> list[tuple[str, str]]:
    with open_unit() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.kind == "delivery"))
        return [(entry.who, entry.did) for entry in entries]


def test_what_is_dead_says_why_and_how_each_attempt_ended(
    browser: Browser, office: Office, dead: str
):
    browser.signs_in(office.ada)

    page = browser.opens(f"{PAGE}?state=dead").text

    assert office.lead in page
    assert "The mail server answered 550." in page
    assert "the other side said no" in page
    assert "0.4 s" in page
    assert "Try again" not in page
    assert "jo@example.org" not in page


def test_a_manager_tries_again_and_it_is_written_down(
    browser: Browser, office: Office, open_unit: OpenUnit, dead: str
):
    browser.signs_in(office.mo)

    page = browser.presses(f"{PAGE}/{dead}/again", on=PAGE)

    assert "on its way again" in page.text
    assert state_of(open_unit, dead) is DeliveryState.WAITING
    assert deeds(open_unit) == [(office.mo, "sent again")]


def test_what_waits_already_is_not_sent_again_by_a_second_press(
    browser: Browser, office: Office, open_unit: OpenUnit, dead: str
):
    browser.signs_in(office.mo)
    form = browser.form(browser.opens(PAGE).text, f"{PAGE}/{dead}/again")
    browser.client.post(f"{PAGE}/{dead}/again", data=form)
    with open_unit() as session:
        assert claim_delivery(session, [Channel.MAIL], now=datetime.now(UTC))

    browser.client.post(f"{PAGE}/{dead}/again", data=form)

    with open_unit() as session:
        assert session.get_one(Delivery, dead).attempts == 1


@pytest.mark.parametrize("who", ["ada", "pia", "ed"])
def test_nobody_else_can_try_again(
    browser: Browser, office: Office, open_unit: OpenUnit, dead: str, who: str
):
    browser.signs_in(getattr(office, who))
    form = browser.form(browser.opens("/desk/password").text, "/desk/password")

    assert browser.client.post(f"{PAGE}/{dead}/again", data=form).status_code == 403
    assert browser.client.post(f"{PAGE}/receivers/webhook/start", data=form).status_code == 403
    assert state_of(open_unit, dead) is DeliveryState.DEAD


def test_a_consultant_sees_the_news_of_the_leads_they_may_see(
    browser: Browser, another_browser: Callable[[], Browser], office: Office, dead: str
):
    elsewhere = another_browser()
    browser.signs_in(office.cleo)
    elsewhere.signs_in(office.bea)

    assert office.lead not in browser.opens(PAGE).text
    assert office.lead in elsewhere.opens(PAGE).text


def test_whoever_sees_no_leads_sees_no_deliveries(browser: Browser, office: Office):
    browser.signs_in(office.ed)

    assert browser.opens(PAGE).status_code == 404
    assert PAGE not in browser.opens("/desk/").text


def test_a_receiver_that_wants_no_more_stands_red_until_a_manager_starts_it(
    browser: Browser, office: Office, open_unit: OpenUnit
):
    with open_unit() as session:
        meet_receivers(session, {Channel.WEBHOOK: "a" * 64}, now=MONDAY)
        stop_receiver(session, Channel.WEBHOOK, now=MONDAY)
    browser.signs_in(office.mo)
    assert "stopped" in browser.opens(PAGE).text

    page = browser.presses(f"{PAGE}/receivers/webhook/start", on=PAGE)

    assert "told again from now on" in page.text
    with open_unit() as session:
        assert session.get_one(Receiver, Channel.WEBHOOK).stopped_at is None
    assert deeds(open_unit) == [(office.mo, "started a receiver again")]


def test_a_system_finds_what_is_dead_and_has_it_sent_again(
    browser: Browser, office: Office, open_unit: OpenUnit, dead: str
):
    system = browser.client
    reads, writes = a_token(open_unit, "leads:read"), a_token(open_unit, "leads:write")
    path = "/api/v1/deliveries"

    [found] = system.get(path, params={"state": "dead"}, headers=reads).json()["deliveries"]
    refused = system.post(f"{path}/{dead}/again", headers=reads)
    again = system.post(f"{path}/{dead}/again", headers=writes).json()

    assert (found["id"], found["lead"], found["to"]) == (dead, office.lead, "mail")
    assert found["log"][0]["outcome"] == "refused"
    assert refused.status_code == 403
    assert (again["state"], again["attempts"]) == ("waiting", 0)
    assert system.post(f"{path}/nothing/again", headers=writes).status_code == 404
    assert system.get(path).status_code == 401
    assert deeds(open_unit) == [("token payroll", "sent again")]


def test_deliveries_come_by_the_page(browser: Browser, office: Office, open_unit: OpenUnit):
    reads = a_token(open_unit, "leads:read")
    seen: list[str] = []
    cursor = None
    while cursor is not None or not seen:
        asked: dict[str, Any] = {"limit": 1} | ({"cursor": cursor} if cursor else {})
        page: httpx.Response = browser.client.get("/api/v1/deliveries", params=asked, headers=reads)
        seen += [each["id"] for each in page.json()["deliveries"]]
        cursor = page.json()["next"]

    with open_unit() as session:
        assert sorted(seen) == sorted(session.scalars(select(Delivery.id)))


def the_form(**but: Any) -> dict[str, Any]:
    given = {
        "how": "together",
        "digest": ["09:00", "", "16:30"],
        "quiet_from": "20:00",
        "quiet_until": "07:30",
        "day": ["0", "1", "2", "3", "4"],
    }
    return given | but


def fills_in(browser: Browser, **but: Any) -> httpx.Response:
    form = browser.form(browser.opens(MY_NEWS).text, MY_NEWS)
    return browser.client.post(MY_NEWS, data=form | the_form(**but), follow_redirects=True)


def test_a_consultant_says_when_to_be_told(browser: Browser, office: Office, open_unit: OpenUnit):
    browser.signs_in(office.ada)

    page = fills_in(browser)

    assert "Kept." in page.text
    assert 'value="16:30"' in page.text
    with open_unit() as session:
        wish = session.scalars(select(NewsWish)).one()
        assert (wish.digests, wish.days) == (["09:00", "16:30"], [0, 1, 2, 3, 4])
        assert (wish.quiet_from, wish.quiet_until, wish.urgent_in_quiet) == (
            "20:00", "07:30", False,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("but", "said"),
    [
        ({"digest": ["", "", ""]}, "at least one time"),
        ({"quiet_until": ""}, "both a beginning and an end"),
        ({"quiet_until": "20:00"}, "Leave both empty"),
        ({"day": []}, "at least one day"),
        ({"digest": ["21:00"]}, "in your quiet hours"),
    ],
)
def test_what_would_never_be_told_is_not_kept(
    browser: Browser, office: Office, open_unit: OpenUnit, but: dict[str, Any], said: str
):
    browser.signs_in(office.ada)

    page = fills_in(browser, **but)

    assert (page.status_code, said in page.text) == (422, True)
    assert 'aria-invalid="true"' in page.text or "day" in but
    with open_unit() as session:
        assert session.scalars(select(NewsWish)).all() == []


@pytest.mark.parametrize("but", [{"day": ["7"]}, {"quiet_from": "25:00"}, {"how": "never"}])
def test_what_no_form_of_ours_would_send_is_refused(
    browser: Browser, office: Office, but: dict[str, Any]
):
    browser.signs_in(office.ada)

    assert fills_in(browser, **but).status_code == 400


def test_news_that_waits_follows_a_new_wish(browser: Browser, office: Office, open_unit: OpenUnit):
    with open_unit() as session:
        for delivery in session.scalars(select(Delivery).where(Delivery.to == Channel.MAIL)):
            delivery.due_at = MONDAY + timedelta(days=1)
    browser.signs_in(office.ada)

    fills_in(browser, how="at_once", quiet_from="", quiet_until="")

    with open_unit() as session:
        assert claim_delivery(session, [Channel.MAIL], now=MONDAY)


def test_whoever_has_no_leads_has_no_news(browser: Browser, office: Office):
    browser.signs_in(office.pia)

    assert browser.opens(MY_NEWS).status_code == 404
    assert MY_NEWS not in browser.opens("/desk/").text


def test_a_call_is_agreed_moved_and_called_off(
    browser: Browser, office: Office, open_unit: OpenUnit, clock: Clock
):
    browser.signs_in(office.ada)
    path = f"/desk/leads/{office.lead}/call"

    agreed = browser.sends(path, on=path, day="2026-07-06", at="09:30", minutes="30")
    browser.sends(path, on=path, day="2026-07-06", at="10:00")
    moved = browser.opens(path)
    off = browser.presses(f"{path}/cancel", on=path)

    assert "Agreed." in agreed.text
    assert "Mon 6 Jul 2026, 10:00" in moved.text
    assert "Called off" in off.text
    with open_unit() as session:
        call = session.scalars(select(AgreedCall)).one()
        assert call.at == datetime(2026, 7, 6, 9, 0, tzinfo=UTC)
        assert (call.sequence, call.cancelled_at) == (2, clock.time)
        types = [each.type for each in session.scalars(select(Delivery)) if each.to == "mail"]
        assert sorted(types) == ["call.agreed", "call.agreed", "call.cancelled", "lead.opened"]


def test_a_call_is_not_agreed_for_a_time_that_has_passed(browser: Browser, office: Office):
    browser.signs_in(office.ada)
    path = f"/desk/leads/{office.lead}/call"

    page = browser.sends(path, on=path, day="2026-03-02", at="09:00")

    assert (page.status_code, "has passed" in page.text) == (422, True)


def test_nobody_agrees_a_call_on_somebody_elses_lead(
    browser: Browser, another_browser: Callable[[], Browser], office: Office
):
    path = f"/desk/leads/{office.lead}/call"
    elsewhere = another_browser()
    elsewhere.signs_in(office.cleo)
    assert elsewhere.opens(path).status_code == 404
    browser.signs_in(office.pia)
    form = browser.form(browser.opens("/desk/password").text, "/desk/password")

    answered = browser.client.post(path, data=form | {"day": "2026-07-06", "at": "09:30"})

    assert answered.status_code == 403
