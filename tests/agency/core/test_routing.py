import pytest

from agency.core.enquiry import Kind
from agency.core.places import Point
from agency.core.roles import Role
from agency.core.routing import (
    BranchPatch,
    Choice,
    ConsultantSeat,
    DeskSeat,
    NoDesk,
    Wish,
    choose_desk,
)
from agency.storage.field_words import gazetteer

MANCHESTER = BranchPatch("Manchester", frozenset({"M", "SK"}), frozenset({"Stockport"}), True)
LEEDS = BranchPatch("Leeds", frozenset({"LS"}), frozenset({"Leeds", "Otley"}))
NATIONAL = BranchPatch("National team", frozenset(), frozenset())

HEAD_DUTY = DeskSeat(1, "Manchester duty", MANCHESTER, frozenset(), on_duty=True)
HEAD_SENCO = DeskSeat(2, "Manchester SENCO", MANCHESTER, frozenset({"senco"}))
LEEDS_DUTY = DeskSeat(3, "Leeds duty", LEEDS, frozenset(), on_duty=True)
LEEDS_SEND = DeskSeat(4, "Leeds SEND", LEEDS, frozenset({"sen_support_worker"}))
NATIONAL_SENCO = DeskSeat(5, "National SENCO", NATIONAL, frozenset({"senco"}))
EVERY = [HEAD_DUTY, HEAD_SENCO, LEEDS_DUTY, LEEDS_SEND]


def choose(desks, role, *, postcode=None, town=None, near_km=80.0, **wish) -> Choice:
    where = gazetteer().locate(postcode, town)
    return choose_desk(desks, Wish(role, where=where, **wish), near_km=near_km)


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
    assert choose(EVERY, role, postcode=postcode, town=town).desk is desk


def test_a_town_counts_where_no_branch_knows_the_postcode():
    assert choose(EVERY, None, postcode="BD1 1AA", town="Otley").desk is LEEDS_DUTY


def test_a_branch_without_a_duty_desk_leaves_it_to_the_head_branch():
    choice = choose([HEAD_DUTY, LEEDS_SEND], Role.SENCO, postcode="LS6 3QS")

    assert choice.desk is HEAD_DUTY
    assert "nobody is on duty for LS" in choice.because


def test_a_nationwide_desk_takes_its_role_where_no_branch_is_near():
    everybody = [*EVERY, NATIONAL_SENCO]

    assert choose(everybody, Role.SENCO, postcode="ZE1 0AA").desk is NATIONAL_SENCO
    assert choose(everybody, Role.SENCO, postcode="M1 4BT").desk is HEAD_SENCO
    assert choose(everybody, None, postcode="ZE1 0AA").desk is HEAD_DUTY


def test_the_less_busy_desk_takes_the_next_lead():
    busy = DeskSeat(6, "Busy", LEEDS, frozenset({"sen_support_worker"}), waiting=7)
    calm = DeskSeat(7, "Calm", LEEDS, frozenset({"sen_support_worker"}), waiting=1)

    assert choose([busy, calm], Role.SEN_SUPPORT_WORKER, postcode="LS1").desk is calm


def test_a_desk_whose_owner_has_left_is_passed_over_while_another_is_attended():
    left = DeskSeat(8, "Left", LEEDS, frozenset({"senco"}), attended=False)

    assert choose([left, LEEDS_DUTY], Role.SENCO, postcode="LS1").desk is LEEDS_DUTY
    assert choose([left], Role.SENCO, postcode="LS1").desk is left


@pytest.mark.parametrize("desk", EVERY)
def test_a_single_desk_takes_everything(desk):
    assert choose([desk], Role.SEMH_SUPPORT_WORKER, postcode="ZE1 0AA").desk is desk


def test_an_agency_without_desks_says_so():
    with pytest.raises(NoDesk):
        choose([], Role.SENCO, postcode="M1 4BT")


@pytest.mark.parametrize("postcode", ["M1 4BT", "LS6 3QS", "ZE1 0AA", None])
def test_a_consultant_is_told_why_a_lead_came(postcode):
    choice = choose(EVERY, Role.SENCO, postcode=postcode)

    assert choice.because
    assert "None" not in choice.because


CLIENTS = DeskSeat(9, "Schools and councils", NATIONAL, frozenset({"clients"}), waiting=40)


def test_a_school_that_wants_staff_goes_to_the_desk_for_clients_wherever_it_is():
    choice = choose([*EVERY, CLIENTS], None, kind=Kind.CLIENT, postcode="LS6 3QS")

    assert choice.desk is CLIENTS
    assert "wants staff" in choice.because


def test_a_candidate_never_goes_to_the_desk_for_clients_while_there_is_another():
    idle = DeskSeat(10, "Schools", MANCHESTER, frozenset({"clients"}), on_duty=True)

    assert choose([idle, *EVERY], Role.SENCO, postcode="ZE1 0AA").desk is HEAD_DUTY
    assert choose([idle], Role.SENCO).desk is idle


def test_without_a_desk_for_clients_a_school_goes_where_its_place_belongs():
    assert choose(EVERY, None, kind=Kind.CLIENT, town="Leeds").desk is LEEDS_DUTY


# Who is there, who has room, and who speaks what.

ADA, BEA = ConsultantSeat(1, "Ada"), ConsultantSeat(2, "Bea")
AWAY = ConsultantSeat(3, "Cleo", away="is away until Monday 9 March")
FULL = ConsultantSeat(4, "Dan", held=30, capacity=30)
SUPPORT = frozenset({"sen_support_worker"})


def test_a_consultant_who_is_away_is_passed_over_and_the_duty_desk_stands_in():
    away = DeskSeat(4, "Leeds SEND", LEEDS, SUPPORT, consultant=AWAY)

    choice = choose([HEAD_DUTY, LEEDS_DUTY, away], Role.SEN_SUPPORT_WORKER, postcode="LS1")

    assert choice.desk is LEEDS_DUTY
    assert choice.stands_in
    assert "Cleo is away until Monday 9 March" in choice.because


def test_whoever_holds_as_many_leads_as_they_can_gets_no_more():
    full = DeskSeat(4, "Leeds SEND", LEEDS, SUPPORT, consultant=FULL)

    choice = choose([HEAD_DUTY, LEEDS_DUTY, full], Role.SEN_SUPPORT_WORKER, postcode="LS1")

    assert choice.desk is LEEDS_DUTY
    assert "Dan holds 30 leads, and takes 30 at most" in choice.because


def test_a_desk_that_is_full_is_passed_over_too():
    full = DeskSeat(4, "Leeds SEND", LEEDS, SUPPORT, waiting=5, capacity=5)

    assert choose([LEEDS_DUTY, full], Role.SEN_SUPPORT_WORKER, postcode="LS1").stands_in


def test_where_the_branch_is_away_the_agencys_duty_desk_has_it():
    away = [
        DeskSeat(4, "Leeds SEND", LEEDS, SUPPORT, consultant=AWAY),
        DeskSeat(3, "Leeds duty", LEEDS, frozenset(), on_duty=True, consultant=AWAY),
    ]

    assert choose([HEAD_DUTY, *away], Role.SEN_SUPPORT_WORKER, postcode="LS1").desk is HEAD_DUTY


@pytest.mark.parametrize("who", [AWAY, FULL])
def test_there_is_no_lead_without_an_owner_though_everybody_is_away_or_full(who):
    desks = [
        DeskSeat(1, "Leeds SEND", LEEDS, SUPPORT, consultant=who),
        DeskSeat(2, "Leeds duty", LEEDS, frozenset(), on_duty=True, consultant=who),
    ]

    choice = choose(desks, Role.SEN_SUPPORT_WORKER, postcode="LS1")

    assert choice.desk.name == "Leeds duty"
    assert choice.stands_in
    assert "a lead always has an owner" in choice.because


def test_whoever_is_there_though_full_goes_before_whoever_is_away():
    desks = [
        DeskSeat(1, "Leeds SEND", LEEDS, SUPPORT, consultant=FULL),
        DeskSeat(2, "Leeds duty", LEEDS, frozenset(), on_duty=True, consultant=AWAY),
    ]

    assert choose(desks, Role.SEN_SUPPORT_WORKER, postcode="LS1").desk.name == "Leeds SEND"


def test_what_a_consultant_holds_at_other_desks_counts_as_theirs():
    busy = DeskSeat(1, "A", LEEDS, SUPPORT, waiting=0, consultant=ConsultantSeat(1, held=9))
    calm = DeskSeat(2, "B", LEEDS, SUPPORT, waiting=2, consultant=ConsultantSeat(2, held=2))

    assert choose([busy, calm], Role.SEN_SUPPORT_WORKER, postcode="LS1").desk is calm


SIGNS = ConsultantSeat(5, "Eve", languages=frozenset({"bsl"}))


def test_a_language_of_need_goes_before_the_place():
    signs = DeskSeat(6, "Manchester SEND", MANCHESTER, SUPPORT, consultant=SIGNS)

    choice = choose([*EVERY, signs], Role.SEN_SUPPORT_WORKER, postcode="LS1", language="bsl")

    assert choice.desk is signs
    assert "asked for BSL" in choice.because


def test_of_those_who_speak_a_language_whoever_is_near_goes_first():
    near = DeskSeat(6, "Leeds SEMH", LEEDS, frozenset(), on_duty=True, consultant=SIGNS)
    far = DeskSeat(7, "Manchester SEND", MANCHESTER, SUPPORT, consultant=SIGNS)

    found = choose([*EVERY, far, near], Role.SEN_SUPPORT_WORKER, postcode="LS1", language="bsl")

    assert found.desk is near


def test_a_language_nobody_speaks_leaves_the_lead_where_its_place_belongs():
    choice = choose(EVERY, Role.SEN_SUPPORT_WORKER, postcode="LS1", language="welsh")

    assert choice.desk is LEEDS_SEND
    assert choice.because.endswith("nobody who is free speaks Welsh")
    assert not choice.stands_in


def test_a_lead_waits_for_the_one_who_speaks_the_language_and_is_away():
    away = ConsultantSeat(5, "Eve", languages=frozenset({"bsl"}), away="is away until Friday")
    signs = DeskSeat(6, "Manchester SEND", MANCHESTER, SUPPORT, consultant=away)

    choice = choose([*EVERY, signs], Role.SEN_SUPPORT_WORKER, postcode="LS1", language="bsl")

    assert choice.desk is LEEDS_SEND
    assert choice.stands_in


# How far a branch reaches.

NEAR_LEEDS = BranchPatch("Leeds", frozenset({"LS"}), frozenset(), point=Point(53.80, -1.55))
NEAR_HEAD = BranchPatch("Manchester", frozenset({"M"}), frozenset(), True, Point(53.48, -2.24))
NEAREST = [
    DeskSeat(1, "Manchester duty", NEAR_HEAD, frozenset(), on_duty=True),
    DeskSeat(2, "Leeds duty", NEAR_LEEDS, frozenset(), on_duty=True),
    DeskSeat(3, "Leeds SENCO", NEAR_LEEDS, frozenset({"senco"})),
    NATIONAL_SENCO,
]


@pytest.mark.parametrize(
    ("postcode", "town", "role", "desk"),
    [
        ("YO1 7HH", None, Role.SENCO, "Leeds SENCO"),
        (None, "Harrogate", Role.SENCO, "Leeds SENCO"),
        (None, "near Wakefield", None, "Leeds duty"),
        ("SK4 4QT", None, None, "Manchester duty"),
        ("EX1 1AA", None, Role.SENCO, "National SENCO"),
        ("NE1 1AA", None, None, "Leeds duty"),
        ("ZE1 0AA", None, Role.SEN_SUPPORT_WORKER, "Leeds duty"),
    ],
)
def test_where_no_branch_names_the_place_the_nearest_has_it(postcode, town, role, desk):
    choice = choose(NEAREST, role, postcode=postcode, town=town)

    assert choice.desk.name == desk
    assert "km away" in choice.because


def test_how_far_a_branch_reaches_is_a_rule():
    assert choose(NEAREST, Role.SENCO, postcode="YO1 7HH", near_km=10).desk is NATIONAL_SENCO


# A nationwide desk that takes the role goes before a duty desk that does not.


def test_a_senco_goes_to_the_nationwide_desk_where_the_branch_has_none():
    assert choose([*EVERY, NATIONAL_SENCO], Role.SENCO, postcode="LS6 3QS").desk is NATIONAL_SENCO


def test_who_asks_for_a_councils_team_goes_to_the_desk_that_knows_it():
    council = DeskSeat(11, "Councils", NATIONAL, frozenset({"local_authority"}))

    choice = choose([*EVERY, council], Role.SENCO, postcode="M1", for_local_authority=True)

    assert choice.desk is council


def test_every_desk_is_told_why_it_was_not_chosen():
    away = DeskSeat(12, "Leeds SEND two", LEEDS, SUPPORT, consultant=AWAY)
    busy = DeskSeat(13, "Leeds SEND three", LEEDS, SUPPORT, consultant=ConsultantSeat(9, held=4))
    everybody = [*EVERY, CLIENTS, away, busy]

    told = choose(everybody, Role.SEN_SUPPORT_WORKER, postcode="LS1").considered()

    assert len(told) == len(everybody)
    assert [each.chosen for each in told].count(True) == 1
    assert told[0].desk is LEEDS_SEND
    because = {each.desk.name: each.because for each in told}
    assert "Cleo is away until Monday 9 March" in because["Leeds SEND two"]
    assert "holds 4 leads where Leeds SEND holds 0" in because["Leeds SEND three"]
    assert "a desk that fits better has it" in because["Leeds duty"]
    assert because["Schools and councils"] == "it is there for schools and councils"


def test_a_desk_with_roles_is_said_to_have_them_where_no_role_is_named():
    told = choose(EVERY, None, postcode="SK4 4QT").considered()

    said = {each.desk.name: each.because for each in told}
    assert said["Leeds SEND"] == "it takes some roles, and none is named"
