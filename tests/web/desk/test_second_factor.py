"""A code beside the password: set up, asked for, used once, lost, and never got round."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pyotp
import pytest
from fastapi import FastAPI

from agency.services.people.second_factors import has_second_factor
from agency.storage.models import AuditEntry, Consultant, RecoveryCode, SecondFactor
from agency.storage.unit import OpenUnit
from tests.web.desk.people import Browser, Clock, Office, a_link

PAGE = "/desk/me/second-factor"
CODE = "/desk/sign-in/code"


class App:
    """An authenticator app that has read the square."""

    def __init__(self, page: str, clock: Clock) -> None:
        shown = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
        assert shown
        self.totp, self.clock = pyotp.TOTP(shown[1].replace(" ", "")), clock

    def shows(self) -> str:
        return self.totp.at(self.clock())


def sets_up(browser: Browser, clock: Clock) -> tuple[App, list[str]]:
    app = App(browser.opens(PAGE).text, clock)
    page = browser.sends(PAGE, on=PAGE, code=app.shows())
    assert page.status_code == 200, page.text
    return app, re.findall(r"<code>([a-z0-9-]{19})</code>", page.text)


@pytest.fixture
def demands(served: tuple[FastAPI, str], address: str) -> Callable[[str], None]:
    def set_to(policy: str) -> None:
        state: Any = served[0].state
        state.settings = state.settings.model_copy(update={"second_factor": policy})

    return set_to


def test_with_a_second_factor_the_password_alone_opens_nothing(
    browser: Browser, another_browser: Callable[[], Browser], office: Office, clock: Clock
):
    browser.signs_in(office.ada)
    app, _ = sets_up(browser, clock)
    clock.passes(minutes=1)
    elsewhere = another_browser()

    page = elsewhere.signs_in(office.ada)
    assert page.url.path == CODE
    for path in ("/desk/", f"/desk/leads/{office.lead}", "/desk/me", "/desk/password", PAGE):
        assert elsewhere.opens(path).url.path == "/desk/sign-in"

    inside = elsewhere.sends(CODE, on=CODE, code=app.shows())
    assert inside.url.path == "/desk/"
    assert "Jo O&#39;Brien" in inside.text


def test_the_page_that_was_asked_for_comes_after_the_code(
    browser: Browser, another_browser: Callable[[], Browser], office: Office, clock: Clock
):
    browser.signs_in(office.ada)
    app, _ = sets_up(browser, clock)
    clock.passes(minutes=1)
    elsewhere = another_browser()
    asked = elsewhere.opens(f"/desk/leads/{office.lead}")
    half = elsewhere.sends("/desk/sign-in", on=str(asked.url), email=office.ada,
                           password="tea cup river lantern")  # fmt: skip

    page = elsewhere.sends(CODE, on=str(half.url), code=app.shows())

    assert page.url.path == f"/desk/leads/{office.lead}"


def test_a_code_works_once_even_within_its_half_minute(
    browser: Browser, another_browser: Callable[[], Browser], office: Office, clock: Clock
):
    browser.signs_in(office.ada)
    app, _ = sets_up(browser, clock)
    seen_over_a_shoulder = app.shows()
    thief = another_browser()
    thief.signs_in(office.ada)

    page = thief.sends(CODE, on=CODE, code=seen_over_a_shoulder)

    assert page.status_code == 403
    assert "used already" in page.text
    assert thief.opens("/desk/").url.path == "/desk/sign-in"


def test_a_recovery_code_works_once_in_place_of_the_app(
    browser: Browser, another_browser: Callable[[], Browser], office: Office, clock: Clock
):
    browser.signs_in(office.ada)
    _, codes = sets_up(browser, clock)
    assert len(set(codes)) == 10
    first, second = another_browser(), another_browser()

    first.signs_in(office.ada)
    assert first.sends(CODE, on=CODE, code=codes[0].upper()).url.path == "/desk/"
    second.signs_in(office.ada)
    assert second.sends(CODE, on=CODE, code=codes[0]).status_code == 403
    assert "9 of them still work" in first.opens(PAGE).text


def test_secrets_are_shown_once_and_none_can_be_read_in_the_database(
    browser: Browser, office: Office, open_unit: OpenUnit, clock: Clock
):
    browser.signs_in(office.ada)
    app, codes = sets_up(browser, clock)

    again = browser.opens(PAGE).text
    assert app.totp.secret not in again.replace(" ", "")
    assert not any(code in again for code in codes)
    with open_unit() as session:
        assert app.totp.secret not in session.query(SecondFactor).one().sealed
        kept = {row.code_hash for row in session.query(RecoveryCode)}
        assert not kept & {*codes, *(code.replace("-", "") for code in codes)}


def test_guessing_codes_is_slow(
    browser: Browser, another_browser: Callable[[], Browser], office: Office, clock: Clock
):
    browser.signs_in(office.ada)
    app, _ = sets_up(browser, clock)
    clock.passes(minutes=1)

    for _ in range(5):
        answer = browser.sends(f"{PAGE}/off", on=PAGE, code="000000")
        assert "not right" in answer.text
    answer = browser.sends(f"{PAGE}/off", on=PAGE, code=app.shows())

    assert "many wrong tries" in answer.text
    clock.passes(minutes=16)
    assert browser.sends(f"{PAGE}/off", on=PAGE, code=app.shows()).url.path == "/desk/me"


def test_a_link_does_not_lead_round_the_second_factor(
    browser: Browser,
    another_browser: Callable[[], Browser],
    office: Office,
    open_unit: OpenUnit,
    clock: Clock,
):
    browser.signs_in(office.ada)
    app, _ = sets_up(browser, clock)
    clock.passes(minutes=1)
    link, elsewhere = a_link(open_unit, office.ada, now=clock()), another_browser()

    page = elsewhere.presses(link, on=link)
    assert page.url.path == CODE
    assert elsewhere.opens("/desk/password").url.path == "/desk/sign-in"

    on = elsewhere.sends(CODE, on=str(page.url), code=app.shows())
    assert on.url.path == "/desk/password"
    assert "Your present password" not in on.text


def test_a_password_that_waits_for_its_code_is_forgotten_after_ten_minutes(
    browser: Browser, another_browser: Callable[[], Browser], office: Office, clock: Clock
):
    browser.signs_in(office.ada)
    app, _ = sets_up(browser, clock)
    elsewhere = another_browser()
    elsewhere.signs_in(office.ada)
    form = elsewhere.form(elsewhere.opens(CODE).text, CODE)
    clock.passes(minutes=10, seconds=1)

    late = elsewhere.client.post(CODE, data=form | {"code": app.shows()}, follow_redirects=True)

    assert late.url.path == "/desk/sign-in"


def test_where_it_is_required_nothing_else_opens_before(
    browser: Browser, office: Office, clock: Clock, demands: Callable[[str], None]
):
    demands("required")
    page = browser.signs_in(office.ada)

    assert page.url.path == PAGE
    assert "Your agency asks for a second factor" in page.text
    for path in ("/desk/", f"/desk/leads/{office.lead}", "/desk/conversations", "/desk/me"):
        assert browser.opens(path).url.path == PAGE
    assert "Jo O" not in browser.opens("/desk/leads.csv?whose=mine").text

    sets_up(browser, clock)
    assert browser.opens("/desk/").url.path == "/desk/"


def test_it_can_be_required_of_some_kinds_of_access_alone(
    browser: Browser,
    another_browser: Callable[[], Browser],
    office: Office,
    demands: Callable[[str], None],
):
    demands("manager, privacy_officer")

    assert browser.signs_in(office.ada).url.path == "/desk/"
    assert another_browser().signs_in(office.mo).url.path == PAGE


def test_where_it_is_off_nobody_is_asked(
    browser: Browser,
    another_browser: Callable[[], Browser],
    office: Office,
    clock: Clock,
    demands: Callable[[str], None],
):
    browser.signs_in(office.ada)
    sets_up(browser, clock)
    demands("off")

    assert another_browser().signs_in(office.ada).url.path == "/desk/"
    assert browser.opens(PAGE).status_code == 404


def test_an_open_browser_is_not_enough_to_set_one_up(
    browser: Browser, office: Office, clock: Clock, open_unit: OpenUnit
):
    browser.signs_in(office.ada)
    clock.passes(minutes=20)
    app = App(browser.opens(PAGE).text, clock)

    page = browser.sends(PAGE, on=PAGE, code=app.shows())

    assert "Your password was not right" in page.text
    with open_unit() as session:
        ada = session.query(Consultant).filter_by(email=office.ada).one()
        assert not has_second_factor(session, ada)


def test_the_square_says_what_the_words_say(browser: Browser, office: Office):
    browser.signs_in(office.ada)
    page = browser.opens(PAGE)

    assert "<svg" in page.text
    assert 'style="' not in unescape(page.text)


def test_it_stands_in_the_audit_log(
    browser: Browser, another_browser: Callable[[], Browser], office: Office, clock: Clock,
    open_unit: OpenUnit,
):  # fmt: skip
    browser.signs_in(office.ada)
    app, _ = sets_up(browser, clock)
    clock.passes(minutes=1)
    elsewhere = another_browser()
    elsewhere.signs_in(office.ada)
    elsewhere.sends(CODE, on=CODE, code="000000")
    elsewhere.sends(CODE, on=CODE, code=app.shows())

    with open_unit() as session:
        written = [entry.did for entry in session.query(AuditEntry) if entry.kind != "leads"]
        assert written == [
            "signed in",
            "set up a second factor",
            "signed in, the code still to come",
            "gave a wrong code",
            "signed in with a second factor",
        ]
