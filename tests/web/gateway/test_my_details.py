"""A candidate's own page: everything they told us, to see, to put right, to have erased."""

import re
from datetime import timedelta

import httpx
import pypdfium2
import pytest
from sqlalchemy import select

from agency.core.roles import Role
from agency.services.candidates.profiles import make_profile
from agency.services.keys.private_links import DETAILS, GOOD_FOR, PrivateLinks
from agency.settings import Settings
from agency.storage.files import CvStore
from agency.storage.models import Candidate, Conversation, Cv, Lead, Note
from agency.storage.unit import OpenUnit
from tests.factories import MONDAY, a_desk, a_lead, an_id

TYPED = {
    "name": "Łukasz Nowak",
    "email": "lukasz@example.org",
    "phone": "07700 900199",
    "town": "Leeds",
    "postcode": "ls63qs",
    "current_occupation": "carer",
    "experience_years": "4",
    "qualifications": "GCSEs\r\nMakaton",
    "availability": "mornings",
    "start": "now",
    "right_to_work": "yes",
    "dbs": "no",
}


@pytest.fixture
def links(settings: Settings) -> PrivateLinks:
    return PrivateLinks(settings.signing_key, "")


@pytest.fixture
def address(open_unit: OpenUnit, links: PrivateLinks, settings: Settings) -> str:
    """The page of a candidate for whom a profile was made."""
    with open_unit() as session:
        a_desk(session)
        lead = a_lead(session)
        store = CvStore(settings.home / "cvs")
        assert make_profile(
            session, store, lead, agency="Example", cv_id=an_id("profile"), now=MONDAY
        )
        return links.details(lead.id)


def test_it_shows_everything_and_says_nothing_to_others(door: httpx.Client, address: str):
    page = door.get(address)

    assert page.status_code == 200
    for told in ("Jo O&#39;Brien", "jo@example.org", "07700 900123", "M1 4BT", "nursery nurse"):
        assert told in page.text
    assert "<script" not in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]


def test_what_is_put_right_is_kept_told_to_the_consultant_and_in_the_profile(
    door: httpx.Client, address: str, open_unit: OpenUnit
):
    kept = door.post(address, data=TYPED)

    assert kept.status_code == 303
    assert "Your changes are kept" in door.get(kept.headers["Location"]).text
    with open_unit() as session:
        candidate = session.scalars(select(Candidate)).one()
        assert (candidate.name, candidate.phone) == ("Łukasz Nowak", "+447700900199")
        assert (candidate.postcode, candidate.experience_years) == ("LS6 3QS", 4.0)
        assert candidate.qualifications == ["GCSEs", "Makaton"]
        assert "phone" in session.scalars(select(Note.text)).one()
    profile = pypdfium2.PdfDocument(door.get(f"{address}/profile.pdf").content)
    assert profile[0].get_textpage().get_text_range().startswith("Łukasz Nowak")


def test_the_role_can_be_changed_and_not_taken_back(
    door: httpx.Client, address: str, open_unit: OpenUnit
):
    door.post(address, data=TYPED | {"role": "senco"})
    door.post(address, data=TYPED | {"role": ""})

    assert '<option value="senco" selected>' in door.get(address).text
    with open_unit() as session:
        lead = session.scalars(select(Lead)).one()
        assert lead.role is Role.SENCO
        assert session.scalars(select(Note.text)).first().startswith("Put right: role")


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "nowhere"},
        {"phone": "123"},
        {"experience_years": "many"},
        {"dbs": "purple"},
        {"email": "", "phone": ""},
        {"start": "x" * 300},
    ],
)
def test_what_makes_no_sense_changes_nothing_and_stays_in_the_form(
    door: httpx.Client, address: str, open_unit: OpenUnit, wrong: dict[str, str]
):
    refused = door.post(address, data=TYPED | wrong)

    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.text or "wrong" in refused.text
    assert "Łukasz Nowak" in refused.text
    with open_unit() as session:
        assert session.scalars(select(Candidate.name)).one() == "Jo O'Brien"


def test_deleting_asks_for_a_tick_and_erases_everything(
    door: httpx.Client, address: str, open_unit: OpenUnit, settings: Settings
):
    unsure = door.post(f"{address}/delete")
    assert unsure.status_code == 303
    gone = door.post(f"{address}/delete", data={"sure": "yes"})

    assert "Everything is deleted" in gone.text
    with open_unit() as session:
        for model in (Candidate, Lead, Conversation, Cv):
            assert session.scalars(select(model)).all() == []
    assert list(CvStore(settings.home / "cvs").keys()) == []
    assert door.get(address).status_code == 404


def test_a_link_that_is_forged_old_or_for_something_else_opens_nothing(
    door: httpx.Client, address: str, monkeypatch: pytest.MonkeyPatch, links: PrivateLinks
):
    forged = re.sub(r".$", lambda found: "A" if found[0] != "A" else "B", address)
    other = links.resume("1").replace("/chat/resume/", "/my-details/")
    for link in (forged, other, "/my-details/1", "/my-details/" + "x" * 2_000):
        assert door.get(link).status_code == 404
        assert door.post(link, data=TYPED).status_code == 404
    monkeypatch.setitem(GOOD_FOR, DETAILS, -1)
    assert door.get(address).status_code == 404


def test_markup_in_a_value_is_only_text(door: httpx.Client, address: str):
    door.post(address, data=TYPED | {"start": '"><script>alert(1)</script>'})

    assert "<script" not in door.get(address).text


def test_a_link_is_good_for_a_month():
    assert timedelta(seconds=GOOD_FOR[DETAILS]) == timedelta(days=30)
