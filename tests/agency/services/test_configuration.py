"""The whole configuration as one file: the same again, shown before it counts, and merged."""

from pathlib import Path

import pytest
import yaml
from sqlalchemy import select

from agency.core.merging import merge_changes
from agency.services.agency.absences import keep_absence
from agency.services.agency.configuration import (
    describe_agency,
    find_offer,
    note_file,
    preview_taking_in,
    take_in_agency,
    write_agency,
)
from agency.services.agency.ready_words import list_words, move_words, offer_words
from agency.services.agency.sections import ChangedMeanwhile, keep_section
from agency.services.agency.setup import SetupInvalid, import_agency
from agency.storage.models import AuditEntry, Branch, Consultant, Team
from agency.storage.rule_file import read_rule_file
from agency.storage.unit import open_database, units, upgrade
from tests.factories import MONDAY

OURS = yaml.safe_load((Path(__file__).parents[3] / "data" / "agency.yml").read_text("utf-8"))


@pytest.fixture
def our_house(session):
    """Our own example, and whatever else can be set."""
    import_agency(session, OURS, now=MONDAY)
    widget = {
        "colour": "#0d5757",
        "greetings": [{"page": "/senco-jobs", "text": "Hello: a SENCO?"}],
        "origins": ["https://www.example.org"],
    }
    keep_section(session, "widget", widget, who="mo", now=MONDAY)
    days = {"days": [{"day": "2026-12-24", "name": "Christmas Eve"}]}
    keep_section(session, "closing", days, who="mo", now=MONDAY)
    resume = {"subject": "Go on", "body": "Here:\n\n{resume_link}"}
    keep_section(session, "letters", {"resume": resume}, who="mo", now=MONDAY)
    aisha = session.scalars(select(Consultant).where(Consultant.name == "Aisha Khan")).one()
    keep_absence(session, aisha, MONDAY.date(), MONDAY.date(), now=MONDAY)
    aisha.teams = [Team(key="autism", name="Autism team")]
    leeds = session.scalars(select(Branch).where(Branch.key == "leeds")).one()
    leeds.hours = {**leeds.hours, "2026-12-24": "08:00-12:00", "2026-12-31": "closed"}
    session.flush()
    return session


def test_written_out_taken_in_by_an_empty_house_and_written_again_it_is_the_same(
    our_house, tmp_path
):
    first = write_agency(our_house, now=MONDAY)

    url = f"sqlite:///{tmp_path}/another.sqlite3"
    upgrade(url)
    with units(open_database(url))() as empty:
        import_agency(empty, read_rule_file(first), now=MONDAY)
        second = write_agency(empty, now=MONDAY)

    assert second.encode() == first.encode()
    assert "Autism team" in first
    assert "{resume_link}" in first
    assert "2026-12-24: 08:00-12:00" in first.replace("'", "")


def test_what_a_file_would_change_is_shown_line_by_line_and_nothing_is_changed(our_house):
    before = describe_agency(our_house, now=MONDAY)

    lines, _ = preview_taking_in(
        our_house, {"branches": [{"key": "leeds", "name": "Leeds and York"}]}, now=MONDAY
    )

    assert "-  name: Leeds" in lines
    assert "+  name: Leeds and York" in lines
    assert describe_agency(our_house, now=MONDAY) == before


def test_what_was_taken_in_is_written_down_in_words_without_anybodys_details(our_house):
    changed = describe_agency(our_house, now=MONDAY)
    changed["branches"][1]["phone"] = "0113 496 0199"
    changed["consultants"][2]["phone"] = "07700 900199"

    take_in_agency(our_house, changed, who="mo@example.org", now=MONDAY)

    told = [entry.did for entry in our_house.scalars(select(AuditEntry))]
    assert "changed branch: phone from “0113 496 0102” to “0113 496 0199”" in told
    assert "changed consultant: phone" in told
    assert not any("900199" in each for each in told)


def test_what_somebody_changed_since_the_preview_is_told_and_not_lost(our_house):
    data = {"branches": [{"key": "leeds", "name": "Leeds and York"}]}
    _, seen = preview_taking_in(our_house, data, now=MONDAY)
    our_house.scalars(select(Branch).where(Branch.key == "london")).one().name = "The capital"
    our_house.flush()

    with pytest.raises(ChangedMeanwhile):
        take_in_agency(our_house, data, who="mo", now=MONDAY, seen=seen)


def test_a_changed_file_is_offered_and_leaves_what_the_desk_changed(our_house):
    note_file(our_house, OURS, who="the start", now=MONDAY)
    assert find_offer(our_house, OURS, now=MONDAY) is None
    leeds = our_house.scalars(select(Branch).where(Branch.key == "leeds")).one()
    leeds.phone = "0113 496 0177"

    file = yaml.safe_load(yaml.safe_dump(OURS))
    file["branches"][1]["name"] = "Leeds and York"
    offer = find_offer(our_house, file, now=MONDAY)
    take_in_agency(our_house, offer, who="mo", now=MONDAY)
    note_file(our_house, file, who="mo", now=MONDAY)

    assert (leeds.name, leeds.phone) == ("Leeds and York", "0113 496 0177")
    assert find_offer(our_house, file, now=MONDAY) is None


def test_where_nothing_changed_in_the_file_ours_stays_and_what_is_new_in_it_comes():
    base = {"branches": [{"key": "a", "name": "A"}, {"key": "b", "name": "B"}], "x": 1}
    file = {"branches": [{"key": "a", "name": "A2"}, {"key": "b", "name": "B"},
                         {"key": "c", "name": "C"}], "x": 1}  # fmt: skip
    ours = {"branches": [{"key": "a", "name": "A", "own": 1}], "x": 2}

    assert merge_changes(base, file, ours) == {
        "branches": [{"key": "a", "name": "A2", "own": 1}, {"key": "c", "name": "C"}],
        "x": 2,
    }


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"branches": 5}, "branches is not a list"),
        ({"branches": ["x"]}, "each branch is a list of names"),
        ({"branches": [{"key": "x", "name": "X", "postcode_areas": ["QQ"]}]}, "QQ is no postcode"),
        ({"branches": [{"key": "x", "name": "X", "hours": {"monday": "9 to 5"}}]}, "write hours"),
        ({"branches": [{"key": "../x", "name": "X"}]}, "A key is small letters"),
        ({"widget": {"colour": "#ffff00"}}, "White letters could not be read"),
        ({"widget": {"origins": ["https://example.org/path"]}}, "is no website"),
        ({"closing": {"days": [{"day": "soon"}]}}, "soon is no day"),
        ({"secrets": {}}, "there is no section secrets"),
    ],
)
def test_what_is_wrong_with_a_file_is_one_sentence_and_keeps_nothing(our_house, data, said):
    with pytest.raises(SetupInvalid, match=said):
        preview_taking_in(our_house, data, now=MONDAY)


def test_letters_replies_and_reasons_go_out_and_come_back_with_their_order(our_house):
    first, second, *_ = list_words(our_house, "letter_templates")
    move_words(our_house, "letter_templates", second, by=-1, who="mo", now=MONDAY)
    reason = list_words(our_house, "closing_reasons")[0]
    offer_words(
        our_house, "closing_reasons", reason, offered=False, who="mo", name="Mo", now=MONDAY
    )
    told = yaml.safe_load(write_agency(our_house, now=MONDAY))
    assert [each["key"] for each in told["letter_templates"][:2]] == [second.key, first.key]
    assert {"key": reason.key, "title": reason.title, "retired": True} in told["closing_reasons"]

    second.subject, second.edited_at = "Changed since", MONDAY
    lines, _ = preview_taking_in(our_house, told, now=MONDAY)
    assert any("-  subject: Changed since" in line for line in lines)
    take_in_agency(our_house, told, who="mo@example.org", now=MONDAY)

    assert yaml.safe_load(write_agency(our_house, now=MONDAY)) == told
    entry = our_house.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.kind, entry.subject) == ("letter template", second.key)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"letter_templates": "all"}, "a list"),
        ({"closing_reasons": ["one"]}, "a list"),
        ({"closing_reasons": [{"title": "No key"}]}, "A key is written"),
        ({"canned_replies": [{"key": "k", "title": "T", "text": "{secret}"}]}, "no field {secret}"),
    ],
)
def test_words_that_cannot_be_kept_refuse_the_file(our_house, words, why):
    with pytest.raises(SetupInvalid, match=why):
        preview_taking_in(our_house, words, now=MONDAY)
