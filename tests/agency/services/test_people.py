import pytest
from sqlalchemy import select

from agency.services.agency.setup import import_agency
from agency.services.people.access import seen_by, sees
from agency.services.people.people import (
    LastAdministrator,
    Person,
    change_consultant,
    deactivate_consultant,
    reactivate_consultant,
)
from agency.services.people.sign_in_links import make_sign_in_link, use_sign_in_link
from agency.storage.models import Access, AuditEntry, Consultant, Desk, Lead, SignIn, Team
from tests.agency.services.test_agency_setup import an_agency
from tests.factories import MONDAY, a_branch, a_consultant, a_desk, a_lead, kept


@pytest.fixture
def leads(session):
    """One lead on each desk: at home, in another branch, of a team, and a stranger's."""
    home = a_branch(session, key="home", postcode_areas=["M"], towns=["Manchester"])
    other = a_branch(session, key="other", postcode_areas=["LS"], towns=["Leeds"], is_head=False)
    far = a_branch(session, key="far", postcode_areas=["BS"], towns=["Bristol"], is_head=False)
    team = kept(session, Team(key="send", name="SEND"))
    desks = {
        "home": a_desk(session, branch=home),
        "other": a_desk(session, branch=other),
        "team": a_desk(session, branch=far, team=team),
        "stranger": a_desk(session, branch=far),
    }
    opened = {}
    for name, desk in desks.items():
        lead = a_lead(session)
        lead.desk, lead.branch, lead.owner = desk, desk.branch, desk.consultant
        opened[name] = lead
    session.flush()
    return opened


def names_seen(session, consultant, leads):
    """Return what both twins of the rule say, and hold them to one answer."""
    said = {name for name, lead in leads.items() if sees(consultant, lead)}
    found = set(session.scalars(select(Lead.id).where(seen_by(consultant))))
    assert {name for name, lead in leads.items() if lead.id in found} == said
    return said


def test_a_consultant_sees_the_leads_of_their_branches_and_teams_and_no_others(session, leads):
    home, other = leads["home"].branch, leads["other"].branch
    ada = a_consultant(session, branch_id=home.id)
    assert names_seen(session, ada, leads) == {"home"}

    ada.further_branches = [other]
    ada.teams = [leads["team"].desk.team]
    session.flush()
    assert names_seen(session, ada, leads) == {"home", "other", "team"}


def test_a_consultant_of_no_branch_and_no_team_sees_what_is_their_own(session, leads):
    nobody = a_consultant(session)
    assert names_seen(session, nobody, leads) == set()

    leads["stranger"].owner_id = nobody.id
    session.flush()
    assert names_seen(session, nobody, leads) == {"stranger"}
    assert names_seen(session, leads["home"].desk.consultant, leads) == {"home"}


@pytest.mark.parametrize("access", list(Access))
def test_other_kinds_of_access_see_all_or_nothing(session, leads, access):
    somebody = a_consultant(session, access=access)
    sees_all = access in {Access.MANAGER, Access.ADMINISTRATOR, Access.PRIVACY_OFFICER}

    assert names_seen(session, somebody, leads) == (set(leads) if sees_all else set())


def test_an_editor_who_owns_a_lead_does_not_see_it(session, leads):
    editor = a_consultant(session, access=Access.EDITOR, branch_id=leads["home"].branch_id)
    leads["home"].owner_id = editor.id
    session.flush()

    assert names_seen(session, editor, leads) == set()


def test_the_last_administrator_stays_one(session):
    ann = a_consultant(session, access=Access.ADMINISTRATOR)
    a_consultant(session, access=Access.ADMINISTRATOR, active=False)
    less = Person(name="Ann", phone=None, access=Access.MANAGER, branch_id=None)

    with pytest.raises(LastAdministrator):
        deactivate_consultant(session, ann, by=ann.email, now=MONDAY)
    with pytest.raises(LastAdministrator):
        change_consultant(session, ann, less, by=ann.email, now=MONDAY)

    a_consultant(session, access=Access.ADMINISTRATOR)
    change_consultant(session, ann, less, by=ann.email, now=MONDAY)
    assert (ann.access, ann.active) == (Access.MANAGER, True)


def test_whoever_is_sent_away_is_signed_out_everywhere_and_their_links_are_void(session):
    ada = a_consultant(session)
    for name in ("here", "there"):
        session.add(
            SignIn(
                consultant_id=ada.id,
                token_hash=name,
                csrf=name,
                started_at=MONDAY,
                seen_at=MONDAY,
            )
        )
    make_sign_in_link(session, ada, token_hash="a link", now=MONDAY)

    deactivate_consultant(session, ada, by="ann@example.org", now=MONDAY)

    ends = session.scalars(select(SignIn.ended_at)).all()
    assert ends == [MONDAY, MONDAY]
    assert use_sign_in_link(session, token_hash="a link", now=MONDAY) is None
    reactivate_consultant(session, ada, by="ann@example.org", now=MONDAY)
    assert use_sign_in_link(session, token_hash="a link", now=MONDAY) is None
    written = [(each.who, each.did, each.subject) for each in session.scalars(select(AuditEntry))]
    assert written == [
        ("ann@example.org", "deactivated", str(ada.id)),
        ("ann@example.org", "activated again", str(ada.id)),
    ]


def test_the_agencys_file_names_teams_and_who_belongs_to_them(session):
    described = an_agency(teams=[{"key": "send", "name": "SEND"}])
    described["branches"].append({"key": "hull", "name": "Hull"})
    described["branches"][0]["desks"][0]["team"] = "send"
    described["consultants"][0] |= {"branches": ["hull"], "teams": ["send"]}

    import_agency(session, described, now=MONDAY)
    import_agency(session, an_agency(), now=MONDAY)

    ada = session.scalars(select(Consultant)).one()
    assert [branch.key for branch in ada.further_branches] == ["hull"]
    assert [team.key for team in ada.teams] == ["send"]
    team = session.scalars(select(Team)).one()
    assert team.members == [ada]
    assert session.scalars(select(Desk)).one().team is team
