import pytest

from agency.core.enquiry import Kind
from agency.core.roles import Role
from agency.core.routing import BranchPatch, DeskSeat, NoDesk, choose_desk

MANCHESTER = BranchPatch("Manchester", frozenset({"M", "SK"}), frozenset({"Stockport"}), True)
LEEDS = BranchPatch("Leeds", frozenset({"LS"}), frozenset({"Leeds", "Otley"}))
NATIONAL = BranchPatch("National team", frozenset(), frozenset())

HEAD_DUTY = DeskSeat(1, "Manchester duty", MANCHESTER, frozenset(), on_duty=True)
HEAD_SENCO = DeskSeat(2, "Manchester SENCO", MANCHESTER, frozenset({"senco"}))
LEEDS_DUTY = DeskSeat(3, "Leeds duty", LEEDS, frozenset(), on_duty=True)
LEEDS_SEND = DeskSeat(4, "Leeds SEND", LEEDS, frozenset({"sen_support_worker"}))
NATIONAL_SENCO = DeskSeat(5, "National SENCO", NATIONAL, frozenset({"senco"}))
EVERY = [HEAD_DUTY, HEAD_SENCO, LEEDS_DUTY, LEEDS_SEND]


@pytest.mark.parametrize(
    ("role", "postcode", "town", "desk"),
    [
        (Role.SENCO, "M1 4BT", None, HEAD_SENCO),
        (Role.SEN_SUPPORT_WORKER, "LS6 3QS", None, LEEDS_SEND),
        (Role.SEN_SUPPORT_WORKER, None, "otley", LEEDS_SEND),
        (Role.SENCO, "LS6 3QS", "Stockport", LEEDS_DUTY),
        (None, "LS6", None, LEEDS_DUTY),
        (Role.SEN_SUPPORT_WORKER, "ZE1 0AA", None, HEAD_DUTY),
        (Role.SEN_SUPPORT_WORKER, None, "Atlantis", HEAD_DUTY),
        (Role.SEN_SUPPORT_WORKER, None, None, HEAD_DUTY),
    ],
)
def test_a_lead_goes_where_its_place_and_role_belong(role, postcode, town, desk):
    assert choose_desk(EVERY, role, postcode=postcode, town=town).desk is desk


def test_a_town_counts_where_no_branch_knows_the_postcode():
    assert choose_desk(EVERY, None, postcode="BD1 1AA", town="Otley").desk is LEEDS_DUTY


def test_a_branch_without_a_duty_desk_leaves_it_to_the_head_branch():
    choice = choose_desk([HEAD_DUTY, LEEDS_SEND], Role.SENCO, postcode="LS6 3QS")

    assert choice.desk is HEAD_DUTY
    assert "nobody is on duty for LS" in choice.because


def test_a_nationwide_desk_takes_its_role_where_no_branch_is_near():
    everybody = [*EVERY, NATIONAL_SENCO]

    assert choose_desk(everybody, Role.SENCO, postcode="ZE1 0AA").desk is NATIONAL_SENCO
    assert choose_desk(everybody, Role.SENCO, postcode="M1 4BT").desk is HEAD_SENCO
    assert choose_desk(everybody, None, postcode="ZE1 0AA").desk is HEAD_DUTY


def test_the_less_busy_desk_takes_the_next_lead():
    busy = DeskSeat(6, "Busy", LEEDS, frozenset({"sen_support_worker"}), waiting=7)
    calm = DeskSeat(7, "Calm", LEEDS, frozenset({"sen_support_worker"}), waiting=1)

    assert choose_desk([busy, calm], Role.SEN_SUPPORT_WORKER, postcode="LS1").desk is calm


def test_a_desk_whose_owner_has_left_is_passed_over_while_another_is_attended():
    left = DeskSeat(8, "Left", LEEDS, frozenset({"senco"}), attended=False)

    assert choose_desk([left, LEEDS_DUTY], Role.SENCO, postcode="LS1").desk is LEEDS_DUTY
    assert choose_desk([left], Role.SENCO, postcode="LS1").desk is left


@pytest.mark.parametrize("desk", EVERY)
def test_a_single_desk_takes_everything(desk):
    assert choose_desk([desk], Role.SEMH_SUPPORT_WORKER, postcode="ZE1 0AA").desk is desk


def test_an_agency_without_desks_says_so():
    with pytest.raises(NoDesk):
        choose_desk([], Role.SENCO, postcode="M1 4BT")


@pytest.mark.parametrize("postcode", ["M1 4BT", "LS6 3QS", "ZE1 0AA", None])
def test_a_consultant_is_told_why_a_lead_came(postcode):
    choice = choose_desk(EVERY, Role.SENCO, postcode=postcode)

    assert choice.because
    assert "None" not in choice.because


CLIENTS = DeskSeat(9, "Schools and councils", NATIONAL, frozenset({"clients"}), waiting=40)


def test_a_school_that_wants_staff_goes_to_the_desk_for_clients_wherever_it_is():
    choice = choose_desk([*EVERY, CLIENTS], None, kind=Kind.CLIENT, postcode="LS6 3QS")

    assert choice.desk is CLIENTS
    assert "wants staff" in choice.because


def test_a_candidate_never_goes_to_the_desk_for_clients_while_there_is_another():
    idle = DeskSeat(10, "Schools", MANCHESTER, frozenset({"clients"}), on_duty=True)

    assert choose_desk([idle, *EVERY], Role.SENCO, postcode="ZE1 0AA").desk is HEAD_DUTY
    assert choose_desk([idle], Role.SENCO).desk is idle


def test_without_a_desk_for_clients_a_school_goes_where_its_place_belongs():
    assert choose_desk(EVERY, None, kind=Kind.CLIENT, town="Leeds").desk is LEEDS_DUTY
