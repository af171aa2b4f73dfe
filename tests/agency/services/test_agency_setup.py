import csv
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from sqlalchemy import func, select

from agency.core.postcode import AREAS
from agency.core.roles import Role
from agency.services.agency.setup import SetupInvalid, import_agency, import_vacancies
from agency.storage.models import Access, Branch, Consultant, Desk, Vacancy
from tests.factories import MONDAY, a_lead

DATA = Path(__file__).parents[3] / "data"
OURS = yaml.safe_load((DATA / "agency.yml").read_text("utf-8"))


def an_agency(**but):
    return {
        "branches": [
            {
                "key": "leeds",
                "name": "Leeds",
                "is_head": True,
                "postcode_areas": ["ls"],
                "towns": ["Leeds"],
                "desks": [
                    {
                        "key": "leeds-duty",
                        "name": "Leeds duty desk",
                        "roles": ["senco"],
                        "on_duty": True,
                        "consultant": "ada@example.org",
                    }
                ],
            }
        ],
        "consultants": [
            {
                "email": "Ada@example.org",
                "name": "Ada",
                "access": "administrator",
                "branch": "leeds",
            }
        ],
    } | but


def a_row(**but):
    return {
        "reference": "EX-1",
        "role": "senco",
        "title": "SENCO",
        "school": "Example Primary School",
        "place": "Leeds",
        "postcode": "LS6",
        "pay": "£40,000",
        "closes": "2026-06-30",
    } | but


def test_the_agency_is_taken_in_as_its_file_says(session):
    import_agency(session, an_agency(), now=MONDAY)

    desk = session.scalars(select(Desk)).one()
    assert (desk.branch.name, desk.branch.postcode_areas) == ("Leeds", ["LS"])
    assert (desk.consultant.email, desk.consultant.access) == (
        "ada@example.org",
        Access.ADMINISTRATOR,
    )
    assert desk.roles == ["senco"]


def test_taken_in_twice_it_is_there_once_and_people_keep_what_they_were_given_since(session):
    import_agency(session, an_agency(), now=MONDAY)
    ada = session.scalars(select(Consultant)).one()
    ada.password_hash, ada.access, ada.active = "a hash", Access.EDITOR, False

    changed = an_agency()
    changed["branches"][0]["name"] = "Leeds and Bradford"
    import_agency(session, changed, now=MONDAY + timedelta(days=1))

    for table in (Branch, Desk, Consultant):
        assert session.scalar(select(func.count()).select_from(table)) == 1
    assert session.scalars(select(Branch)).one().name == "Leeds and Bradford"
    assert (ada.password_hash, ada.access, ada.active) == ("a hash", Access.EDITOR, False)


def test_a_desk_of_nobody_is_refused(session):
    with pytest.raises(SetupInvalid, match="leeds-duty"):
        import_agency(session, an_agency(consultants=[]), now=MONDAY)


def test_a_file_that_lacks_something_says_what(session):
    with pytest.raises(SetupInvalid, match="name"):
        import_agency(session, an_agency(branches=[{"key": "leeds"}]), now=MONDAY)


def test_vacancies_are_taken_in_and_brought_up_to_date_by_reference(session):
    assert import_vacancies(session, [a_row(), a_row(reference="EX-2")], now=MONDAY) == 2
    assert import_vacancies(session, [a_row(pay="£45,000")], now=MONDAY) == 1

    first = session.scalars(select(Vacancy).where(Vacancy.reference == "EX-1")).one()
    assert (first.pay, first.area, first.role) == ("£45,000", "LS", Role.SENCO)
    assert session.scalar(select(func.count()).select_from(Vacancy)) == 2


@pytest.mark.parametrize(
    ("but", "problem"),
    [
        ({"role": "astronaut"}, "line 3: astronaut"),
        ({"closes": "soon"}, "line 3: soon"),
        ({"school": " "}, "line 3 has no school"),
    ],
)
def test_a_bad_row_refuses_the_file_and_says_which_line(session, but, problem):
    with pytest.raises(SetupInvalid, match=problem):
        import_vacancies(session, [a_row(), a_row(reference="EX-2", **but)], now=MONDAY)


def test_our_own_example_is_complete(session):
    import_agency(session, OURS, now=MONDAY)
    with (DATA / "vacancies.csv").open(encoding="utf-8", newline="") as file:
        assert import_vacancies(session, csv.DictReader(file), now=MONDAY) >= 10
    in_three_months = MONDAY.date() + timedelta(days=90)
    assert all(each.closes > in_three_months for each in session.scalars(select(Vacancy)))

    branches = session.scalars(select(Branch)).all()
    assert [branch.is_head for branch in branches].count(True) == 1
    assert {area for branch in branches for area in branch.postcode_areas} == AREAS
    assert all(any(desk.on_duty for desk in branch.desks) for branch in branches)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("postcode", ["M1 4BT", "LS6 3QS", "SE1 1AA", "CF10 1AA", None])
def test_in_our_own_example_every_lead_finds_a_desk(session, role, postcode):
    import_agency(session, OURS, now=MONDAY)

    lead = a_lead(session, role=role, postcode=postcode, town=None)

    assert lead.owner.active
