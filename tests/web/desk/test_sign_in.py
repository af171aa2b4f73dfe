import time
import timeit
from collections.abc import Callable
from datetime import timedelta

import pytest

from agency.services.people.passwords import HASHER
from agency.storage.models import AuditEntry, Consultant, SignIn
from agency.storage.unit import OpenUnit
from tests.web.desk.people import PASSWORD, Browser, Clock, Office, a_link, forget_password

WRONG = "That e-mail address and password do not go together."


def test_a_consultant_signs_in_and_sees_their_leads(browser: Browser, office: Office):
    page = browser.signs_in(office.ada)

    assert page.url.path == "/desk/"
    assert "Jo O&#39;Brien" in page.text


@pytest.mark.parametrize(
    ("who", "home"),
    [("ada", "/desk/"), ("mo", "/desk/"), ("ed", "/desk/answers"), ("pia", "/desk/privacy")],
)
def test_whoever_signs_in_comes_to_where_their_work_is(
    browser: Browser, office: Office, who: str, home: str
):
    page = browser.signs_in(getattr(office, who))

    assert page.url.path == home
    assert browser.opens("/desk").url.path == home


def test_an_editors_menu_has_no_leads(browser: Browser, office: Office):
    browser.signs_in(office.ed)

    page = browser.opens("/desk/me").text

    assert '<a href="/desk/"' not in page
    assert 'href="/desk/answers"' in page


def test_without_a_sign_in_every_page_leads_to_the_form_and_back(browser: Browser, office: Office):
    asked = browser.opens(f"/desk/leads/{office.lead}")
    assert asked.url.path == "/desk/sign-in"
    assert "Jo O" not in asked.text

    back = browser.sends("/desk/sign-in", on=str(asked.url), email=office.ada, password=PASSWORD)

    assert back.url.path == f"/desk/leads/{office.lead}"


@pytest.mark.parametrize("then", ["https://example.com/", "//example.com", "/\\example.com", "/"])
def test_signing_in_never_leads_away_from_the_desk(browser: Browser, office: Office, then: str):
    page = browser.sends(
        "/desk/sign-in", on="/desk/sign-in", email=office.ada, password=PASSWORD, then=then
    )

    assert page.url.path == "/desk/"


def test_a_link_is_not_used_up_by_looking_at_it(
    browser: Browser, office: Office, open_unit: OpenUnit
):
    link = a_link(open_unit, office.ada)
    browser.opens(link)
    browser.opens(link)

    page = browser.presses(link, on=link)

    assert page.url.path == "/desk/password"
    assert "Ada" in page.text


def test_a_link_is_used_once(
    browser: Browser, another_browser: Callable[[], Browser], office: Office, open_unit: OpenUnit
):
    link = a_link(open_unit, office.ada)
    late = another_browser()
    form = late.form(late.opens(link).text, link)
    browser.presses(link, on=link)

    again = late.client.post(link, data=form)

    assert again.status_code == 410
    assert "no longer works" in again.text
    assert late.opens("/desk/").url.path == "/desk/sign-in"


def test_a_link_works_for_a_day(
    browser: Browser, office: Office, open_unit: OpenUnit, clock: Clock
):
    link = a_link(open_unit, office.ada)
    clock.passes(hours=24)

    assert browser.opens(link).status_code == 410


def test_a_link_leads_to_a_password_that_works_from_then_on(
    browser: Browser, another_browser: Callable[[], Browser], office: Office, open_unit: OpenUnit
):
    forget_password(open_unit, office.ada)
    link = a_link(open_unit, office.ada)
    browser.presses(link, on=link)
    new = "walrus bicycle thunder"

    kept = browser.sends("/desk/password", on="/desk/password", password=new, again=new)

    assert "Your new password is kept" in kept.text
    assert another_browser().signs_in(office.ada, new).url.path == "/desk/"
    with open_unit() as session:
        ada = session.query(Consultant).filter_by(email=office.ada).one()
        assert ada.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize(
    ("password", "because"),
    [
        ("elevenchars", "too short"),
        ("x7#" * 50, "too long"),
        ("passwordpassword", "among the first that people try"),
        ("ada@example.org", "among the first that people try"),
    ],
)
def test_a_poor_password_is_refused_and_why_is_said(
    browser: Browser, office: Office, open_unit: OpenUnit, password: str, because: str
):
    link = a_link(open_unit, office.ada)
    browser.presses(link, on=link)

    page = browser.sends("/desk/password", on="/desk/password", password=password, again=password)

    assert page.status_code == 422
    assert because in page.text


def test_an_open_browser_is_not_enough_to_change_the_password(browser: Browser, office: Office):
    browser.signs_in(office.ada)
    new = "walrus bicycle thunder"

    page = browser.sends(
        "/desk/password", on="/desk/password", present="not it", password=new, again=new
    )

    assert "Your present password was not right" in page.text


def test_a_new_password_signs_out_everywhere_else(
    browser: Browser, another_browser: Callable[[], Browser], office: Office
):
    elsewhere = another_browser()
    elsewhere.signs_in(office.ada)
    browser.signs_in(office.ada)
    new = "walrus bicycle thunder"

    browser.sends("/desk/password", on="/desk/password", present=PASSWORD, password=new, again=new)

    assert browser.opens("/desk/").url.path == "/desk/"
    assert elsewhere.opens("/desk/").url.path == "/desk/sign-in"


def test_a_wrong_password_and_an_unknown_person_read_the_same(browser: Browser, office: Office):
    wrong = browser.signs_in(office.ada, "not the password")
    unknown = browser.signs_in("nobody@example.org", "not the password")

    assert wrong.status_code == unknown.status_code == 403
    assert WRONG in wrong.text
    assert wrong.text.replace(office.ada, "nobody@example.org") == unknown.text


def test_a_wrong_password_and_an_unknown_person_take_the_same_time(
    another_browser: Callable[[], Browser], office: Office, clock: Clock
):
    def seconds(email: str) -> float:
        clock.passes(minutes=20)  # or the pace would be what is measured
        browser = another_browser()
        form = browser.form(browser.opens("/desk/sign-in").text, "/desk/sign-in")
        # The server runs in this process: its work counts, and not how busy the machine is.
        began = time.process_time()
        browser.client.post("/desk/sign-in", data=form | {"email": email, "password": "not it"})
        return time.process_time() - began

    known, unknown = [], []
    for _ in range(9):
        known.append(seconds(office.ada))
        unknown.append(seconds("nobody@example.org"))

    # The quickest tells what it takes: whatever else the machine does only adds to it.
    one_check = min(
        timeit.repeat(lambda: HASHER.hash("not it"), timer=time.process_time, number=1, repeat=5)
    )
    assert abs(min(known) - min(unknown)) < one_check / 2


def test_somebody_without_a_password_or_an_account_any_more_cannot_sign_in(
    browser: Browser, office: Office, open_unit: OpenUnit
):
    forget_password(open_unit, office.bea)
    with open_unit() as session:
        session.query(Consultant).filter_by(email=office.ada).one().active = False

    assert WRONG in browser.signs_in(office.bea).text
    assert WRONG in browser.signs_in(office.ada).text
    assert browser.opens("/desk/").url.path == "/desk/sign-in"


def test_a_sign_in_dies_with_the_account(browser: Browser, office: Office, open_unit: OpenUnit):
    browser.signs_in(office.ada)
    with open_unit() as session:
        session.query(Consultant).filter_by(email=office.ada).one().active = False

    assert browser.opens("/desk/").url.path == "/desk/sign-in"


def test_after_many_wrong_guesses_the_right_password_still_comes_in(
    browser: Browser, office: Office
):
    for _ in range(5):
        browser.signs_in(office.ada, "not the password")
    began = time.monotonic()

    page = browser.signs_in(office.ada)

    assert page.url.path == "/desk/"
    assert time.monotonic() - began >= 3


def test_a_browser_its_owner_knows_does_not_wait_for_other_peoples_guesses(
    browser: Browser, another_browser: Callable[[], Browser], office: Office
):
    browser.signs_in(office.ada)
    browser.presses("/desk/sign-out", on="/desk/")
    guesser = another_browser()
    for _ in range(5):
        guesser.signs_in(office.ada, "not the password")
    began = time.monotonic()

    page = browser.signs_in(office.ada)

    assert page.url.path == "/desk/"
    assert time.monotonic() - began < 3


def test_signing_out_ends_the_sign_in_in_the_database_too(
    browser: Browser, another_browser: Callable[[], Browser], office: Office
):
    browser.signs_in(office.ada)
    thief = another_browser()
    thief.client.cookies.update(browser.client.cookies)
    assert thief.opens("/desk/").url.path == "/desk/"

    browser.presses("/desk/sign-out", on="/desk/")

    assert thief.opens("/desk/").url.path == "/desk/sign-in"


def test_signing_in_again_gives_a_new_token_and_ends_the_old_one(
    browser: Browser, office: Office, open_unit: OpenUnit
):
    form = browser.form(browser.opens("/desk/sign-in").text, "/desk/sign-in")
    filled = form | {"email": office.ada, "password": PASSWORD}
    browser.client.post("/desk/sign-in", data=filled)
    first = browser.client.cookies["desk"]
    browser.client.post("/desk/sign-in", data=filled)

    assert browser.client.cookies["desk"] != first
    with open_unit() as session:
        ended = [sign_in.ended_at is not None for sign_in in session.query(SignIn)]
        assert sorted(ended) == [False, True]


@pytest.mark.parametrize(
    ("unused", "total"), [(timedelta(hours=8, minutes=1), 0), (timedelta(hours=7), 2)]
)
def test_a_sign_in_ends_after_a_working_day(
    browser: Browser, office: Office, clock: Clock, unused: timedelta, total: int
):
    browser.signs_in(office.ada)
    for _ in range(max(total - 1, 0)):
        clock.passes(seconds=unused.total_seconds())
        assert browser.opens("/desk/").url.path == "/desk/"

    clock.passes(seconds=unused.total_seconds())

    assert browser.opens("/desk/").url.path == "/desk/sign-in"


def test_the_token_of_a_sign_in_is_not_in_the_database(
    browser: Browser, office: Office, open_unit: OpenUnit
):
    browser.signs_in(office.ada)

    with open_unit() as session:
        kept = session.query(SignIn).one()
        assert browser.client.cookies["desk"] not in (kept.token_hash, kept.csrf)
        assert len(kept.token_hash) == 64


def test_cookies_are_kept_from_scripts_and_other_sites(browser: Browser, office: Office):
    offered = browser.client.get("/desk/sign-in").headers.get_list("set-cookie")

    assert any(cookie.startswith("__Host-desk-form=") for cookie in offered)
    for cookie in offered:
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
        assert cookie.startswith("__Host-") == ("Secure" in cookie)


def test_a_browser_that_keeps_secure_cookies_gets_no_others(browser: Browser, office: Office):
    page = browser.client.get("/desk/sign-in")
    secret = next(
        c for c in page.headers.get_list("set-cookie") if c.startswith("__Host-desk-form")
    )
    browser.client.cookies.clear()
    cookie = secret.partition(";")[0]
    again = browser.client.get("/desk/sign-in", headers={"Cookie": cookie})
    filled = browser.form(again.text, "/desk/sign-in") | {
        "email": office.ada,
        "password": PASSWORD,
    }

    inside = browser.client.post("/desk/sign-in", data=filled, headers={"Cookie": cookie})

    kept = inside.headers.get_list("set-cookie")
    assert {c.partition("=")[0] for c in kept} == {"__Host-desk", "__Host-desk-known"}
    assert all("Secure" in c for c in kept)


def test_what_happened_is_in_the_audit_log(browser: Browser, office: Office, open_unit: OpenUnit):
    browser.signs_in(office.ada)
    browser.opens(f"/desk/leads/{office.lead}")
    browser.presses("/desk/sign-out", on="/desk/")

    with open_unit() as session:
        entries = [(e.who, e.did, e.subject) for e in session.query(AuditEntry)]
    assert ("ada@example.org", "saw", office.lead) in entries
    assert [did for _, did, _ in entries] == [
        "signed in",
        "saw the list",
        "saw",
        "saw the list",
        "signed out",
    ]
