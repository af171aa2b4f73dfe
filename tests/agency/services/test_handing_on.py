from datetime import date, timedelta

import pytest
from sqlalchemy import select

from agency.core.enquiry import Kind
from agency.core.roles import Role
from agency.services.agency.absences import (
    AbsenceUnclear,
    end_absences,
    keep_absence,
    list_absences,
)
from agency.services.leads.handing_on import hand_on_waiting
from agency.services.leads.leads import accept_lead, change_lead
from agency.storage.models import AuditEntry, Channel, DeliveryState, Stage
from tests.factories import MONDAY, a_branch, a_consultant, a_desk, a_lead

TODAY = MONDAY.date()
SUPPORT = [Role.SEN_SUPPORT_WORKER]


@pytest.fixture
def office(session):
    """Ada takes support workers in Manchester; Bea is on duty there."""
    branch = a_branch(session, name="Manchester")
    ada, bea = a_consultant(session, name="Ada"), a_consultant(session, name="Bea")
    desk = a_desk(session, branch=branch, consultant=ada, roles=SUPPORT, on_duty=False, name="SEND")
    duty = a_desk(session, branch=branch, consultant=bea, roles=[], name="Duty")
    return ada, bea, desk, duty


def test_while_a_consultant_is_away_the_duty_desk_stands_in_and_says_why(session, office):
    ada, _, _, duty = office
    keep_absence(session, ada, TODAY, TODAY + timedelta(days=4), now=MONDAY)

    lead = a_lead(session)

    assert lead.desk is duty
    assert lead.stands_in
    assert "Ada is away until Monday 9 March" in lead.routed_because


def test_when_an_absence_ends_the_leads_go_to_the_one_who_is_back_oldest_first(session, office):
    ada, _, desk, duty = office
    keep_absence(session, ada, TODAY, TODAY + timedelta(days=4), now=MONDAY)
    leads = [a_lead(session, now=MONDAY + timedelta(hours=n)) for n in (2, 0, 1)]

    assert hand_on_waiting(session, now=MONDAY + timedelta(days=1)) == []
    moved = hand_on_waiting(session, now=MONDAY + timedelta(days=7))

    assert moved == [leads[1], leads[2], leads[0]]
    assert all(lead.desk is desk and lead.owner is ada for lead in leads)
    assert not any(lead.stands_in for lead in leads)
    told = session.scalars(select(AuditEntry).where(AuditEntry.who == "routing")).all()
    assert [entry.subject for entry in told] == [lead.reference for lead in moved]
    assert {entry.did for entry in told} == {"moved from Duty to SEND"}
    assert duty not in {lead.desk for lead in leads}


def test_when_a_consultant_has_room_again_the_oldest_lead_moves_and_no_more_than_fit(
    session, office
):
    ada, *_ = office
    ada.capacity = 1
    first = a_lead(session, now=MONDAY)
    waiting = [a_lead(session, now=MONDAY + timedelta(minutes=n)) for n in (9, 3, 6)]
    assert first.owner is ada
    assert all(lead.stands_in for lead in waiting)

    change_lead(session, first, by=ada, stage=Stage.PLACED, now=MONDAY)
    moved = hand_on_waiting(session, now=MONDAY + timedelta(hours=1))

    assert moved == [waiting[1]]
    assert waiting[1].owner is ada


def test_a_lead_whose_owner_goes_away_before_anybody_accepts_it_is_handed_on(session, office):
    ada, bea, *_ = office
    lead = a_lead(session)
    keep_absence(session, ada, TODAY, TODAY + timedelta(days=9), now=MONDAY)

    assert hand_on_waiting(session, now=MONDAY) == [lead]

    assert lead.owner is bea
    assert lead.stands_in


def test_a_lead_whose_owner_has_left_is_handed_on(session, office):
    ada, bea, *_ = office
    lead = a_lead(session)
    ada.active = False

    hand_on_waiting(session, now=MONDAY)

    assert lead.owner is bea


def test_a_day_off_moves_nothing_that_has_come_already(session, office):
    ada, *_ = office
    lead = a_lead(session)
    ada.working_days = ["tuesday"]

    assert hand_on_waiting(session, now=MONDAY) == []
    assert lead.owner is ada


def test_a_lead_that_somebody_accepted_stays(session, office):
    ada, bea, *_ = office
    keep_absence(session, ada, TODAY, TODAY, now=MONDAY)
    lead = a_lead(session)
    accept_lead(session, lead, by=bea, now=MONDAY)

    assert hand_on_waiting(session, now=MONDAY + timedelta(days=1)) == []


def test_a_lead_that_a_person_handed_on_stays_where_they_put_it(session, office):
    ada, _, _, _ = office
    keep_absence(session, ada, TODAY, TODAY, now=MONDAY)
    lead = a_lead(session)
    cleo = a_consultant(session, name="Cleo")
    change_lead(session, lead, by="a manager", owner=cleo, now=MONDAY)

    lead.accepted_at, lead.stage = None, Stage.NEW

    assert hand_on_waiting(session, now=MONDAY + timedelta(days=1)) == []
    assert lead.owner is cleo


def test_the_new_owner_hears_of_a_lead_the_old_one_was_told_of(session, office):
    ada, *_ = office
    keep_absence(session, ada, TODAY, TODAY, now=MONDAY)
    told, untold = a_lead(session), a_lead(session)
    for news in told.deliveries:
        news.state = DeliveryState.SENT

    hand_on_waiting(session, now=MONDAY + timedelta(days=1))

    letters = [d for d in told.deliveries if d.to is Channel.MAIL]
    assert [d.state for d in letters] == [DeliveryState.SENT, DeliveryState.WAITING]
    assert len([d for d in untold.deliveries if d.to is Channel.MAIL]) == 1


def test_leads_that_cannot_move_keep_nobody_behind_them_waiting(session, office):
    ada, *_ = office
    dan = a_consultant(session, name="Dan", capacity=0)
    a_desk(session, branch=a_branch(session, name="Leeds", postcode_areas=["LS"], towns=["Leeds"],
                                    is_head=False),
           consultant=dan, roles=SUPPORT, on_duty=False)  # fmt: skip
    stuck = [a_lead(session, postcode="LS1 1AA", town=None) for _ in range(60)]
    keep_absence(session, ada, TODAY, TODAY, now=MONDAY)
    last = a_lead(session, now=MONDAY + timedelta(hours=1))
    assert all(lead.stands_in for lead in stuck)

    assert hand_on_waiting(session, now=MONDAY + timedelta(days=1)) == [last]


def test_on_a_bank_holiday_and_at_the_weekend_nobody_counts_as_away(session, office):
    ada, *_ = office
    saturday, boxing_day = MONDAY + timedelta(days=5), MONDAY.replace(month=12, day=28)

    assert a_lead(session, now=saturday).owner is ada
    assert a_lead(session, now=boxing_day).owner is ada


def test_a_bank_holiday_of_one_nation_is_none_of_anothers(session):
    scottish = a_branch(session, postcode_areas=["EH"], towns=["Edinburgh"], is_head=False)
    ada = a_consultant(session, name="Ada", working_days=["monday"])
    a_desk(session, branch=scottish, consultant=ada, roles=SUPPORT, on_duty=False)
    duty = a_desk(session, branch=scottish, roles=[], name="Duty")
    second_of_january = MONDAY.replace(year=2026, month=1, day=2)

    lead = a_lead(session, postcode="EH1 1AA", town=None, now=second_of_january)

    # On 2 January Scotland rests, so Ada, who is there on Mondays, is there as soon as anybody.
    assert lead.owner is ada
    assert (
        a_lead(session, postcode="EH1 1AA", town=None, now=MONDAY.replace(month=1, day=9)).desk
        is duty
    )


def test_absences_end_when_somebody_comes_back_early_and_make_sense(session, office):
    ada, *_ = office
    keep_absence(session, ada, TODAY, TODAY + timedelta(days=9), now=MONDAY)
    keep_absence(session, ada, TODAY, TODAY + timedelta(days=9), now=MONDAY)
    keep_absence(session, ada, date(2026, 8, 1), date(2026, 8, 14), now=MONDAY)

    assert len(list_absences(session, on=TODAY)) == 2
    assert end_absences(session, ada, on=TODAY + timedelta(days=2)) == 2
    assert list_absences(session, on=TODAY + timedelta(days=2)) == []
    with pytest.raises(AbsenceUnclear, match="before the first"):
        keep_absence(session, ada, TODAY, TODAY - timedelta(days=1), now=MONDAY)


def test_what_was_accepted_goes_on_when_its_owner_has_left_for_good(session, office):
    ada, bea, *_ = office
    lead = a_lead(session)
    change_lead(session, lead, by=ada, stage=Stage.CONTACTED, now=MONDAY)
    ada.active = False

    assert hand_on_waiting(session, now=MONDAY) == [lead]

    assert lead.owner is bea
    assert lead.accepted_at is None
    assert lead.stage is Stage.CONTACTED
    assert hand_on_waiting(session, now=MONDAY) == []


def test_a_handed_on_lead_says_who_handed_it_on(session, office):
    lead, max_ = a_lead(session), a_consultant(session, name="Max")

    change_lead(session, lead, by=max_, owner=office[1], now=MONDAY)

    assert lead.routed_because == "Max handed it to Bea"


@pytest.fixture
def leeds(session):
    """Cleo takes support workers in Leeds."""
    branch = a_branch(session, name="Leeds", postcode_areas=["LS"], is_head=False)
    cleo = a_consultant(session, name="Cleo")
    return a_desk(session, branch=branch, consultant=cleo, roles=SUPPORT, name="Leeds SEND")


def a_call_back(session, **but):
    told = {"role": None, "postcode": None, "town": None, "call_when": "any time"}
    return a_lead(session, kind=Kind.CALLBACK, **(told | but))


def test_a_registration_that_says_where_moves_the_call_back_before_it_and_says_why(
    session, office, leeds
):
    lead = a_call_back(session)
    assert lead.desk.name == "Duty"

    same = a_lead(
        session, conversation_id=lead.conversation_id, postcode="LS6 3QS", role=SUPPORT[0]
    )

    assert same is lead
    assert lead.desk is leeds
    assert lead.owner is leeds.consultant
    assert lead.routed_because.endswith("; known since it came to Duty")
    moved = session.scalars(select(AuditEntry.did).where(AuditEntry.who == "routing")).all()
    assert moved == ["moved from Duty to Leeds SEND"]
    letters = [d for d in lead.deliveries if d.to is Channel.MAIL]
    assert len(letters) == 2


@pytest.mark.parametrize("kept_by", ["accepting", "handing on"])
def test_what_a_person_took_or_placed_stays_when_it_says_more(session, office, leeds, kept_by):
    lead = a_call_back(session)
    if kept_by == "accepting":
        accept_lead(session, lead, by=lead.owner, now=MONDAY)
    else:
        change_lead(session, lead, by="a manager", owner=office[0], now=MONDAY)
    owner = lead.owner

    a_lead(session, conversation_id=lead.conversation_id, postcode="LS6 3QS", role=SUPPORT[0])

    assert lead.owner is owner


def test_a_desk_that_fits_as_well_as_another_keeps_what_says_more(session, office, leeds):
    other = a_desk(session, branch=leeds.branch, roles=SUPPORT, name="Leeds too")
    lead = a_call_back(session, postcode="LS6 3QS", role=SUPPORT[0])
    first = lead.desk

    a_lead(session, conversation_id=lead.conversation_id, postcode="LS1 4DY", role=SUPPORT[0])

    assert lead.desk is first
    assert first in (leeds, other)
