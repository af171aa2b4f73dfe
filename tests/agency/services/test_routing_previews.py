import copy
from datetime import timedelta
from pathlib import Path
from time import thread_time

import pytest
import yaml
from sqlalchemy import func, select

from agency.core.roles import Role
from agency.core.routing import NoDesk
from agency.services.agency.absences import keep_absence
from agency.services.agency.rules import find_rules
from agency.services.agency.setup import SetupInvalid, import_agency
from agency.services.routing.previews import Asked, preview_route, route_as_json
from agency.services.routing.trials import compare_rules, comparison_as_json
from agency.storage.models import AuditEntry, Consultant, Desk, Lead, Model, RuleVersion
from tests.factories import MONDAY, a_branch, a_consultant, a_conversation, a_cv, a_desk, a_lead

OURS = yaml.safe_load((Path(__file__).parents[3] / "data" / "agency.yml").read_text("utf-8"))
MONTH_AGO = MONDAY - timedelta(days=30)


def ours(**but):
    return copy.deepcopy(OURS) | but


@pytest.fixture
def house(session):
    import_agency(session, OURS, now=MONDAY)
    return session


def rows(session):
    session.flush()
    return {
        table.name: sorted(map(repr, session.execute(select(table)).all()))
        for table in Model.metadata.sorted_tables
        if table.name != AuditEntry.__tablename__
    }


def compare(session, data):
    return compare_rules(session, data, since=MONTH_AGO, who="a test", now=MONDAY)


# Rules in force.


def test_rules_count_from_the_next_lead_on_without_a_restart(house):
    before = a_lead(house)
    changed = ours()
    changed["scoring"]["rules"][0]["cases"][0] |= {"points": 3, "because": "has two ways"}

    import_agency(house, changed, now=MONDAY)
    after = a_lead(house)

    assert before.points - after.points == 12
    assert {"points": 3, "because": "has two ways"} in after.reasons
    assert house.scalar(select(func.count()).select_from(RuleVersion)) == 2


def test_rules_that_are_not_right_change_nothing_and_say_where(house):
    broken = ours()
    broken["scoring"]["rules"][0]["cases"][0]["points"] = -1
    broken["branches"][0]["name"] = "Somewhere else"

    with pytest.raises(SetupInvalid, match="rule contactable, case 1: points"):
        import_agency(house, broken, now=MONDAY)

    assert house.scalar(select(func.count()).select_from(RuleVersion)) == 1
    assert house.scalar(select(Desk).where(Desk.key == "manchester-send")).branch.name == (
        "Manchester"
    )


def test_the_same_rules_again_are_no_new_version(house):
    import_agency(house, OURS, now=MONDAY)

    assert house.scalar(select(func.count()).select_from(RuleVersion)) == 1


def test_an_agency_that_keeps_no_rules_has_those_that_came_with_the_house(session):
    assert find_rules(session).scoring.rules[0].key == "contactable"


def test_rules_alone_can_be_taken_in(house):
    import_agency(house, {"routing": {"near_km": 5}}, now=MONDAY)

    assert find_rules(house).routing.near_km == 5
    assert len(find_rules(house).scoring.rules) == 9


@pytest.mark.parametrize(
    ("who", "but", "said"),
    [
        ("consultants", {"languages": ["klingon"]}, "knows no language klingon"),
        ("consultants", {"working_days": ["moonday"]}, "moonday is no day of the week"),
        ("consultants", {"capacity": -1}, "capacity: Write a whole number"),
        ("consultants", {"absences": [{"from": "soon"}]}, "from a day to a day"),
        ("consultants", {"absences": [{"from": "2026-05-02", "to": "2026-05-01"}]}, "before"),
        ("desks", {"roles": ["astronaut"]}, "cannot take astronaut"),
        ("desks", {"capacity": "many"}, "capacity: Write a whole number"),
        ("desks", {"consultant": "nobody@example.org"}, "belongs to nobody"),
    ],
)
def test_what_is_wrong_with_people_and_desks_is_said_too(session, who, but, said):
    broken = ours()
    (broken["consultants"] if who == "consultants" else broken["branches"][0]["desks"])[0] |= but

    with pytest.raises(SetupInvalid, match=said):
        import_agency(session, broken, now=MONDAY)


def test_languages_days_capacity_and_absences_are_taken_in(session):
    told = ours()
    told["consultants"][2] |= {
        "languages": ["Welsh", "bsl"],
        "working_days": ["Monday", "tuesday"],
        "capacity": 12,
        "absences": [{"from": "2026-03-02", "to": "2026-03-06"}],
    }

    import_agency(session, told, now=MONDAY)
    import_agency(session, told, now=MONDAY)

    aisha = session.scalar(select(Consultant).where(Consultant.name == "Aisha Khan"))
    assert (aisha.languages, aisha.working_days) == (["welsh", "bsl"], ["monday", "tuesday"])
    assert aisha.capacity == 12
    choice = preview_route(session, Asked("M1 4BT", Role.SEN_SUPPORT_WORKER), now=MONDAY)
    assert "Aisha Khan is away until Monday 9 March" in choice.because


# Who would get a lead.


def test_a_preview_says_who_and_why_of_every_desk_and_changes_nothing(house):
    a_lead(house)
    before = rows(house)

    told = route_as_json(preview_route(house, Asked("SK4 4QT", Role.SENCO), now=MONDAY))

    assert (told["desk"], told["owner"]) == ("North West SENCO desk", "Ruth Adeyemi")
    assert len(told["considered"]) == 15
    assert all(each["because"] for each in told["considered"])
    assert rows(house) == before


def test_a_preview_counts_who_is_away_on_that_day(house):
    ruth = house.scalar(select(Consultant).where(Consultant.name == "Ruth Adeyemi"))
    keep_absence(house, ruth, MONDAY.date(), MONDAY.date(), now=MONDAY)
    asked = Asked("SK4 4QT", Role.SENCO)

    assert preview_route(house, asked, now=MONDAY).stands_in
    assert not preview_route(house, asked, now=MONDAY + timedelta(days=1)).stands_in


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Can somebody who speaks Polish ring me?", True),
        ("Please call me in Polish", True),
        ("I would like a Polish speaking consultant", True),
        ("I am Polish and 61. Is there work?", False),
        ("I teach Polish children", False),
        ("I come from Poland, my English is good", False),
    ],
)
def test_a_language_counts_when_it_is_asked_for_and_never_as_where_somebody_is_from(
    house, question, language
):
    hannah = house.scalar(select(Consultant).where(Consultant.name == "Hannah Booth"))
    hannah.languages = ["polish"]

    lead = a_lead(house, question=question)

    assert (lead.owner is hannah) is language
    assert lead.language == ("polish" if language else None)


def test_an_agency_without_desks_says_so(session):
    with pytest.raises(NoDesk):
        preview_route(session, Asked("M1"), now=MONDAY)


# What other rules would have done.


def test_other_rules_are_tried_on_the_leads_there_were_and_nothing_changes(house):
    leads = [a_lead(house, postcode=postcode, town=None) for postcode in ("M1 4BT", "LS6 3QS")]
    a_lead(house, postcode="M2 1AA", now=MONDAY - timedelta(days=60))
    before = rows(house)
    changed = ours()
    changed["branches"][0]["postcode_areas"].remove("M")
    changed["branches"][1]["postcode_areas"].append("M")
    changed["scoring"]["grades"]["ready"]["from"] = 100

    found = compare(house, changed)

    assert (found.count, found.moved, found.regraded) == (2, 1, 2)
    moved = next(change for change in found.changes if change.moves)
    assert moved.lead == leads[0].reference
    assert (moved.before.desk, moved.after.desk) == (
        "Manchester SEND support",
        "Leeds SEND and SEMH support",
    )
    assert (found.grades_before, found.grades_after) == ({"ready": 2}, {"promising": 2})
    assert rows(house) == before


def test_the_same_rules_would_have_changed_nothing(house):
    conversation = a_conversation(house)
    a_cv(house, conversation)
    a_lead(house, conversation_id=conversation.id)
    a_lead(house, role=Role.SENCO, postcode=None, town="Leeds")

    found = compare(house, ours())

    assert found.count == 2
    assert found.changes == []


def test_what_is_compared_is_what_was_kept_of_each_lead(house):
    conversation = a_conversation(house)
    a_cv(house, conversation)
    lead = a_lead(house, conversation_id=conversation.id)
    changed = {"scoring": ours()["scoring"]}
    changed["scoring"]["rules"][-1]["cases"][0]["points"] = 9

    (change,) = compare(house, changed).changes

    assert (change.before.points, change.after.points) == (lead.points, lead.points - 1)
    assert not change.regrades


def test_rules_to_compare_that_are_not_right_are_refused_in_words(house):
    broken = ours()
    broken["scoring"]["rules"][0]["cases"][0]["points"] = -1

    with pytest.raises(SetupInvalid, match="rule contactable"):
        compare(house, broken)


def test_a_comparison_names_leads_by_reference_and_nobody_by_name(house):
    a_lead(house, name="Jo O'Brien", email="jo@example.org")
    changed = ours()
    changed["scoring"]["rules"][0]["cases"][0]["points"] = 1

    told = repr(comparison_as_json(compare(house, changed)))

    assert "L-0001" in told
    assert "O'Brien" not in told
    assert "jo@example" not in told


def test_every_comparison_is_written_down(house):
    a_lead(house)
    compare(house, ours())

    entry = house.scalars(select(AuditEntry).where(AuditEntry.did == "compared rules")).one()
    assert (entry.who, entry.subject) == ("a test", "1 leads")


def test_a_choice_among_two_hundred_desks_takes_a_moment(session):
    for number in range(40):
        branch = a_branch(session, postcode_areas=[f"A{number}"], towns=[f"Town {number}"],
                          is_head=number == 0)  # fmt: skip
        for _ in range(5):
            a_desk(session, branch=branch, consultant=a_consultant(session))
    asked = Asked("SK4 4QT", Role.SENCO)
    preview_route(session, asked, now=MONDAY)

    start = thread_time()
    choice = preview_route(session, asked, now=MONDAY)

    assert thread_time() - start < 1
    assert len(choice.considered()) == session.scalar(select(func.count()).select_from(Desk)) == 200


def test_no_lead_is_left_without_an_owner_whoever_is_away(house):
    for person in house.scalars(select(Consultant)):
        keep_absence(house, person, MONDAY.date(), MONDAY.date() + timedelta(days=7), now=MONDAY)

    leads = [a_lead(house, role=role, town=None, postcode=place)
             for role in (None, *Role) for place in ("M1 4BT", "LS6 3QS", None)]  # fmt: skip

    assert all(lead.owner and lead.stands_in for lead in leads)
    assert house.scalar(select(func.count()).select_from(Lead)) == len(leads)
