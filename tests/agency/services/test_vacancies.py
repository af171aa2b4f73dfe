from datetime import date

from agency.core.roles import Role
from agency.services.vacancies.vacancies import search_vacancies
from tests.factories import a_vacancy

TODAY = date(2026, 3, 2)


def test_what_closes_today_is_still_open_and_what_closed_yesterday_is_not(session):
    still_open = a_vacancy(session, closes=TODAY)
    a_vacancy(session, closes=date(2026, 3, 1))

    assert list(search_vacancies(session, on=TODAY)) == [still_open]


def test_the_town_comes_before_its_surroundings_and_then_whatever_closes_soonest(session):
    stockport = a_vacancy(session, place="Stockport", area="SK", closes=date(2026, 3, 3))
    later = a_vacancy(session, place="Manchester", closes=date(2026, 5, 1))
    sooner = a_vacancy(session, place="Manchester", closes=date(2026, 4, 1))
    nearby = a_vacancy(session, place="Salford", closes=date(2026, 3, 4))

    found = search_vacancies(session, town="manchester", area="m", on=TODAY)

    assert list(found) == [sooner, later, nearby]
    assert stockport not in found


def test_only_the_role_that_was_asked_for_is_shown(session):
    a_vacancy(session)
    senco = a_vacancy(session, role=Role.SENCO)

    assert list(search_vacancies(session, role=Role.SENCO, on=TODAY)) == [senco]


def test_a_place_without_work_finds_nothing(session):
    a_vacancy(session)

    assert list(search_vacancies(session, town="Truro", on=TODAY)) == []
    assert list(search_vacancies(session, area="TR", on=TODAY)) == []


def test_no_more_are_shown_than_were_asked_for(session):
    for _ in range(4):
        a_vacancy(session)

    assert len(search_vacancies(session, on=TODAY, limit=3)) == 3
