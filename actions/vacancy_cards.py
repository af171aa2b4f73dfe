"""Open vacancies as cards, for the place and role somebody asked about."""

from typing import Any

from agency.services.vacancies import search_vacancies
from rasa_sdk.interfaces import Tracker

from actions.clock import Clock
from actions.hearing import entity
from actions.vocabulary import Vocabulary
from actions.wording import Wording
from agency.core.postcode import area_of
from agency.core.roles import find_role
from agency.storage.models import Vacancy
from agency.storage.unit import OpenUnit

MOST_CARDS = 4


class VacancyCards:
    """Finds what is open, and says so."""

    def __init__(
        self, open_unit: OpenUnit, vocabulary: Vocabulary, wording: Wording, clock: Clock
    ) -> None:
        self.open_unit = open_unit
        self.vocabulary = vocabulary
        self.wording = wording
        self.clock = clock

    def add_to(self, text: str, role: str, tracker: Tracker) -> tuple[str, list[dict[str, Any]]]:
        """Return what to say and which cards to show; *text* is for when nothing is named."""
        postcode, town = entity(tracker, "postcode"), entity(tracker, "place")
        with self.open_unit() as session:
            vacancies = search_vacancies(
                session,
                role=find_role(role),
                area=self.area(postcode, town),
                town=town,
                on=self.clock().date(),
                limit=MOST_CARDS,
            )
            cards = [card(vacancy) for vacancy in vacancies]
        named = bool(postcode or town or find_role(role))
        if cards:
            found = self.wording.say("utter_vacancies_found")
            return (found if named else f"{text}\n\n{found}"), cards
        return (self.wording.say("utter_no_vacancy_now") if named else text), []

    def area(self, postcode: str | None, town: str | None) -> str | None:
        """Return the postcode area of what was named."""
        if postcode:
            return area_of(postcode)
        places = self.vocabulary.places.find(town) if town else []
        return places[0].area if places else None


def card(vacancy: Vacancy) -> dict[str, Any]:
    """Return one vacancy as the widget shows it."""
    return {
        "kind": "vacancy",
        "id": vacancy.reference,
        "title": vacancy.title,
        "place": vacancy.place,
        "pay": vacancy.pay,
        "closes": vacancy.closes.isoformat(),
    }
