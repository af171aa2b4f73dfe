"""A password forgotten: a letter for whoever works here, and the same words for everybody."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from sqlalchemy import Engine

from agency.dispatch import dispatch_for
from agency.services.people.sign_in_links import LETTER_LASTS, MOST_LETTERS
from agency.settings import Settings
from agency.storage.models import AuditEntry, Consultant, SignInLink
from agency.storage.unit import OpenUnit, looks
from agency.work.links import empty_outbox
from agency.work.ways_in import WAY_IN, send_account_news, send_way_in
from tests.web.desk.people import Browser, Clock, Office

PAGE = "/desk/sign-in/forgotten"
KEY = "an example key"


@pytest.fixture
def post(engine: Engine, open_unit: OpenUnit, tmp_path: Path, clock: Clock):
    """Send what waits, and return every letter that was sent, by address."""
    clock.time = datetime.now(UTC)
    settings = Settings(_env_file=None, home=tmp_path, signing_key=KEY)

    def sends() -> list[tuple[str, str]]:
        while send_way_in(looks(engine), open_unit, dispatch_for(settings), KEY):
            pass
        letters = [
            message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in sorted((tmp_path / "outbox").glob("*.eml"))
        ]
        return [(str(each["To"]), each.get_body(("plain",)).get_content()) for each in letters]

    return sends


def asks(browser: Browser, email: str):
    return browser.sends(PAGE, on=PAGE, email=email)


def link_in(text: str) -> str:
    found = re.search(r"(/desk/sign-in/[\w-]{43})\s", text)
    assert found
    return found[1]


def test_a_letter_lets_its_owner_choose_a_new_password_and_signs_others_out(
    browser: Browser, another_browser: Callable[[], Browser], office: Office, post
):
    thief = another_browser()
    thief.signs_in(office.ada)
    assert "a letter with a link is on its way" in asks(browser, office.ada.upper()).text
    [(to, text)] = post()
    assert to == office.ada
    link, new = link_in(text), "walrus bicycle thunder"

    browser.presses(link, on=link)
    browser.sends("/desk/password", on="/desk/password", password=new, again=new)

    assert thief.opens("/desk/").url.path == "/desk/sign-in"
    assert another_browser().signs_in(office.ada, new).url.path == "/desk/"
    assert another_browser().opens(link).status_code == 410


def test_it_reads_the_same_whether_there_is_such_a_person_or_not(
    browser: Browser, another_browser: Callable[[], Browser], office: Office, open_unit, post
):
    with open_unit() as session:
        session.query(Consultant).filter_by(email=office.bea).one().active = False

    known = asks(browser, office.ada)
    others = [asks(another_browser(), who) for who in ("nobody@example.org", office.bea)]

    def plain(page: str) -> str:
        return re.sub(r'value="[0-9a-f]{64}"', "", page)

    assert {other.status_code for other in others} == {known.status_code}
    assert {plain(other.text) for other in others} == {plain(known.text)}
    assert [to for to, _ in post()] == [office.ada]


def test_a_letter_works_for_an_hour(browser: Browser, office: Office, post, clock: Clock):
    asks(browser, office.ada)
    [(_, text)] = post()
    clock.passes(seconds=LETTER_LASTS.total_seconds())

    assert browser.opens(link_in(text)).status_code == 410


def test_nobodys_mailbox_is_filled_by_a_stranger(
    another_browser: Callable[[], Browser], office: Office, post, open_unit: OpenUnit
):
    for _ in range(MOST_LETTERS + 1):
        asks(another_browser(), office.ada)
    assert len(post()) == MOST_LETTERS

    asks(another_browser(), "nobody@example.org")
    slow = asks(another_browser(), "nobody@example.org")
    assert slow.status_code == 429


def test_the_link_is_not_in_the_database_and_the_letter_goes_with_it(
    browser: Browser, office: Office, post, open_unit: OpenUnit, tmp_path: Path
):
    asks(browser, office.ada)
    [(_, text)] = post()
    token = link_in(text).rpartition("/")[2]
    with open_unit() as session:
        kept = session.query(SignInLink).one()
        assert token not in (kept.token_hash, kept.letter_id)
        assert "sent a link for a new password" in {e.did for e in session.query(AuditEntry)}

    empty_outbox(open_unit, tmp_path)
    assert len(list((tmp_path / "outbox").glob(f"{WAY_IN}*.eml"))) == 1
    browser.presses(link_in(text), on=link_in(text))
    empty_outbox(open_unit, tmp_path)
    assert not list((tmp_path / "outbox").glob("*.eml"))


def test_a_mail_server_that_is_away_is_tried_again(
    browser: Browser, office: Office, open_unit: OpenUnit, engine: Engine, tmp_path: Path,
    unused_port: int, clock: Clock,
):  # fmt: skip
    clock.time = datetime.now(UTC)
    away = Settings(
        _env_file=None, home=tmp_path, signing_key=KEY,
        smtp_url=f"smtp://127.0.0.1:{unused_port}?tls=none",
    )  # fmt: skip
    asks(browser, office.ada)

    assert send_way_in(looks(engine), open_unit, dispatch_for(away), KEY)
    assert not send_way_in(looks(engine), open_unit, dispatch_for(away), KEY)

    with open_unit() as session:
        link = session.query(SignInLink).one()
        assert (link.attempts, link.due_at is not None) == (1, True)


def test_whoever_has_another_password_is_told_by_letter(
    browser: Browser, office: Office, engine: Engine, open_unit: OpenUnit, tmp_path: Path, post
):
    browser.signs_in(office.ada)
    browser.sends(
        "/desk/password",
        on="/desk/password",
        present="tea cup river lantern",
        password="another cup of lanterns",
        again="another cup of lanterns",
    )
    dispatch = dispatch_for(Settings(_env_file=None, home=tmp_path, signing_key=KEY))

    assert send_account_news(looks(engine), open_unit, dispatch)
    assert not send_account_news(looks(engine), open_unit, dispatch)

    [(to, text)] = post()
    assert to == office.ada
    assert "The password of your account at the desk was changed." in text
    assert "lantern" not in text
    empty_outbox(open_unit, tmp_path)
    assert len(post()) == 1
