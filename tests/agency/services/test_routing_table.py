"""Our own example agency, place by place: who gets a lead."""

from pathlib import Path

import pytest
import yaml

from agency.core.enquiry import Kind
from agency.core.roles import Role
from agency.services.agency.setup import import_agency
from agency.services.routing.previews import Asked, preview_route
from agency.storage.unit import open_database, units, upgrade
from tests.factories import MONDAY

OURS = Path(__file__).parents[3] / "data" / "agency.yml"
SEND, SEMH, SENCO = Role.SEN_SUPPORT_WORKER, Role.SEMH_SUPPORT_WORKER, Role.SENCO


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    url = f"sqlite:///{tmp_path_factory.mktemp('table')}/agency.sqlite3"
    upgrade(url)
    open_unit = units(open_database(url))
    with open_unit() as session:
        import_agency(session, yaml.safe_load(OURS.read_text("utf-8")), now=MONDAY)
    return open_unit


TABLE = [
    # postcodes, whole and in part, however they are typed
    ("M1 4BT", SEND, "Manchester SEND support"),
    ("SK4 4QT", SENCO, "North West SENCO desk"),
    ("sk44qt", SEMH, "Manchester SEMH support"),
    ("L1 8JQ", SEMH, "Manchester SEMH support"),
    ("somewhere in M20", SEND, "Manchester SEND support"),
    ("LS6 3QS", SEND, "Leeds SEND and SEMH support"),
    ("BD1 1AA", SEMH, "Leeds SEND and SEMH support"),
    ("YO1 7HH", SENCO, "Yorkshire and North East SENCO desk"),
    ("NE1 4ST", SEND, "Leeds SEND and SEMH support"),
    ("S1 2HE", None, "Leeds duty desk"),
    ("SE1 1AA", SEMH, "London SEND and SEMH support"),
    ("CR0 1NA", SENCO, "London and South East SENCO desk"),
    ("BN1 1AA", SEND, "London SEND and SEMH support"),
    ("OX1 1AA", None, "London duty desk"),
    ("B1 1AA", SEND, "Birmingham SEND and SEMH support"),
    ("CF10 1AA", SENCO, "Midlands and South West SENCO desk"),
    ("PL1 1AA", SEMH, "Birmingham SEND and SEMH support"),
    ("LL11 1AA", SEND, "Manchester SEND support"),
    ("BT1 1AA", SENCO, "North West SENCO desk"),
    ("EH1 1AA", SEND, "Manchester SEND support"),
    ("ZE1 0AA", SEMH, "Manchester SEMH support"),
    ("JE2 3AA", SEND, "London SEND and SEMH support"),
    # towns that a branch names
    ("Stockport", SEND, "Manchester SEND support"),
    ("near Stockport", SEMH, "Manchester SEMH support"),
    ("stockport area please", SENCO, "North West SENCO desk"),
    ("Leeds", SEND, "Leeds SEND and SEMH support"),
    ("Newcastle upon Tyne", SEMH, "Leeds SEND and SEMH support"),
    ("Croydon", SEND, "London SEND and SEMH support"),
    ("Norwich", SENCO, "London and South East SENCO desk"),
    ("Bristol", SEND, "Birmingham SEND and SEMH support"),
    ("Cardiff", SEMH, "Birmingham SEND and SEMH support"),
    ("Newport", SEND, "Birmingham SEND and SEMH support"),
    ("Belfast", SENCO, "North West SENCO desk"),
    ("Glasgow", None, "Manchester duty desk"),
    # towns that none names, by the postcode area they lie in
    ("Harrogate", SEND, "Leeds SEND and SEMH support"),
    ("Otley", SEMH, "Leeds SEND and SEMH support"),
    ("Macclesfield", SEND, "Manchester SEND support"),
    ("Wigan", SENCO, "North West SENCO desk"),
    ("Durham", SEND, "Leeds SEND and SEMH support"),
    ("Truro", SEMH, "Birmingham SEND and SEMH support"),
    ("Guildford", SENCO, "London and South East SENCO desk"),
    ("Aberystwyth", SEND, "Birmingham SEND and SEMH support"),
    ("Inverness", SENCO, "North West SENCO desk"),
    ("Swindon", None, "Birmingham duty desk"),
    ("Wythenshawe", SEND, "Manchester SEND support"),
    # several places, and what people call them
    ("Leeds and Bradford", SEND, "Leeds SEND and SEMH support"),
    ("Bolton or Bury", SEMH, "Manchester SEMH support"),
    ("mcr", SEND, "Manchester SEND support"),
    ("brum", SENCO, "Midlands and South West SENCO desk"),
    ("Newport, Gwent", SEND, "Birmingham SEND and SEMH support"),
    ("Ashford, Kent", SENCO, "London and South East SENCO desk"),
    # boroughs, counties, regions
    ("Barking and Dagenham", SEND, "London SEND and SEMH support"),
    ("Tower Hamlets", SEMH, "London SEND and SEMH support"),
    ("West Yorkshire", SEND, "Leeds SEND and SEMH support"),
    ("Greater Manchester", SENCO, "North West SENCO desk"),
    ("Cheshire", SEND, "Manchester SEND support"),
    ("Cornwall", SENCO, "Midlands and South West SENCO desk"),
    ("Kent", SEMH, "London SEND and SEMH support"),
    ("the North East", SEND, "Leeds SEND and SEMH support"),
    ("north west", SEMH, "Manchester SEMH support"),
    ("Yorkshire", SENCO, "Yorkshire and North East SENCO desk"),
    ("East Anglia", SEND, "London SEND and SEMH support"),
    ("West Midlands", SENCO, "Midlands and South West SENCO desk"),
    ("London", SEND, "London SEND and SEMH support"),
    ("South West", SEMH, "Birmingham SEND and SEMH support"),
    # nowhere
    ("", SENCO, "National SENCO and local authority desk"),
    ("Atlantis", SENCO, "National SENCO and local authority desk"),
    ("", SEND, "Manchester duty desk"),
    ("anywhere", SEMH, "Manchester duty desk"),
    ("", None, "Manchester duty desk"),
]


@pytest.mark.parametrize(("place", "role", "desk"), TABLE)
def test_a_lead_goes_to_the_desk_its_place_and_role_belong_to(house, place, role, desk):
    with house() as session:
        choice = preview_route(session, Asked(place, role), now=MONDAY)

    assert choice.desk.name == desk, choice.because
    assert not choice.stands_in
    assert "None" not in choice.because


def test_the_table_is_as_long_as_promised():
    assert len(TABLE) >= 60
    assert len({(place, role) for place, role, _ in TABLE}) == len(TABLE)


@pytest.mark.parametrize("place", ["Leeds", "SE1 1AA", "", "Cornwall"])
def test_a_school_that_wants_staff_goes_to_the_desk_for_schools_wherever_it_is(house, place):
    with house() as session:
        choice = preview_route(session, Asked(place, kind=Kind.CLIENT), now=MONDAY)

    assert choice.desk.name == "Schools and councils desk"


@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize("place", ["M1 4BT", "Leeds", ""])
def test_no_candidate_goes_to_the_desk_for_schools(house, place, role):
    with house() as session:
        choice = preview_route(session, Asked(place, role), now=MONDAY)

    assert choice.desk.name != "Schools and councils desk"


@pytest.mark.parametrize(
    "question", ["Do you have work in a council SEND team?", "I want to join a local authority"]
)
def test_who_asks_about_a_councils_team_goes_to_the_desk_that_knows_it(house, question):
    asked = Asked("Leeds", SEND, Kind.CALLBACK, question=question)

    with house() as session:
        choice = preview_route(session, asked, now=MONDAY)

    assert choice.desk.name == "National SENCO and local authority desk"
