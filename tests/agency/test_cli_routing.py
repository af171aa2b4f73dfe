import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select

from agency.storage.models import Consultant, Lead
from agency.storage.unit import open_database, units
from tests.factories import a_lead

ROOT = Path(__file__).parents[2]
OURS = ROOT / "data" / "agency.yml"
NOW = datetime.now(UTC)


@pytest.fixture
def open_unit(home, says):
    return units(open_database(f"sqlite:///{home}/agency.sqlite3"))


def test_it_says_who_would_get_a_lead_and_why_of_every_desk(says):
    said = says("route", "--place", "SK4 4QT", "--role", "senco", "--kind", "registration")

    assert said.startswith("North West SENCO desk (Manchester), Ruth Adeyemi\nbecause Manchester")
    assert said.count("\n - ") == 14
    assert "Schools and councils desk, Tom Ellison, 0 open: it is there for schools" in said


def test_it_says_the_same_as_json(says):
    told = json.loads(says("route", "--place", "Leeds", "--role", "senco", "--json"))

    assert told["desk"] == "Yorkshire and North East SENCO desk"
    assert len(told["considered"]) == 15


def test_it_says_what_other_rules_would_have_done_and_changes_nothing(says, open_unit, tmp_path):
    with open_unit() as session:
        lead = a_lead(session, now=NOW, postcode="LS1 1AA", town=None)
    rules = yaml.safe_load(OURS.read_text("utf-8"))
    rules["branches"][1]["postcode_areas"].remove("LS")
    rules["branches"][0]["postcode_areas"].append("LS")
    (tmp_path / "other.yml").write_text(yaml.safe_dump(rules), "utf-8")

    said = says("route", "--rules", str(tmp_path / "other.yml"), "--last-month")
    told = says("route", "--rules", str(tmp_path / "other.yml"), "--since", "2020-01-01", "--json")

    assert "1 would be on another desk, 0 would have another grade" in said
    assert "* L-0001: Leeds SEND and SEMH support -> Manchester SEND support" in said
    assert json.loads(told)["moved"] == 1
    with open_unit() as session:
        assert session.get(Lead, lead.id).desk.name == "Leeds SEND and SEMH support"
    assert says("route", "--place", "LS1 1AA", "--role", "senco").startswith("Yorkshire")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("scoring: {grades: {}, rules: []}", "grades: lacks promising, ready"),
        ("a: [", "line "),
        ("branches: [{name: Nowhere}]", "It lacks a key"),
    ],
)
def test_rules_that_are_not_right_are_one_sentence(says, tmp_path, text, said):
    (tmp_path / "other.yml").write_text(text, "utf-8")

    for command in (("route", "--rules"), ("import", "agency")):
        told = says(*command, str(tmp_path / "other.yml"), ok=False)
        assert said in told
        assert told.count("\n") == 1


def test_to_compare_there_must_be_rules(says):
    assert "name them with --rules" in says("route", "--last-month", ok=False)


def test_a_language_that_nobody_knows_is_said(says):
    assert "no such language" in says("route", "--language", "klingon", ok=False)


def test_whoever_goes_away_hands_their_leads_on_and_gets_them_again(says, open_unit):
    with open_unit() as session:
        a_lead(session, now=NOW)
    today = NOW.date().isoformat()

    gone = says("consultant", "away", "aisha.khan@example.org", "--first", today, "--last", today)
    with open_unit() as session:
        # At a weekend or on a bank holiday she is back as soon as the others are, so nothing moves.
        owner = session.scalars(select(Lead)).one().owner.name
    assert (owner == "Tom Ellison") == ("1 lead moved" in gone)
    says("consultant", "back", "aisha.khan@example.org")

    with open_unit() as session:
        aisha = session.scalar(select(Consultant).where(Consultant.name == "Aisha Khan"))
        assert session.scalars(select(Lead)).one().owner is aisha


def test_nobody_unknown_goes_away(says):
    told = says("consultant", "back", "nobody@example.org", ok=False)

    assert told == "agency: no consultant has this address.\n"
