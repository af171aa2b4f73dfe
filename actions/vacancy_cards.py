"""Open vacancies as cards, for the place and role somebody asked about."""

from typing import Any

from actions.clock import Clock
from actions.vocabulary import Vocabulary
from actions.wording import Wording
from agency.core.postcode import area_of, find_outward
from agency.core.roles import find_role
from agency.services.vacancies import search_vacancies
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

    def add_to(self, text: str, role: str, where: str | None) -> tuple[str, list[dict[str, Any]]]:
        """Return what to say and which cards to show; *text* is for when nothing is named."""
        postcode = find_outward(where) if where else None
        town = None if postcode else where
        wanted = find_role(role)
        with self.open_unit() as session:
            found = [
                vacancy
                for area in self.areas(postcode, town)
                for vacancy in search_vacancies(
                    session,
                    role=wanted,
                    area=area,
                    town=town,
                    on=self.clock().date(),
                    limit=MOST_CARDS,
                )
            ]
            cards = [card(vacancy) for vacancy in dict.fromkeys(found)][:MOST_CARDS]
        named = bool(postcode or town or wanted)
        if cards:
            heading = self.wording.say("utter_vacancies_found")
            return (heading if named else f"{text}\n\n{heading}"), cards
        return (self.wording.say("utter_no_vacancy_now") if named else text), []

    def areas(self, postcode: str | None, town: str | None) -> tuple[str | None, ...]:
        """Return the postcode areas of what was named; (None,) is the whole country."""
        if postcode:
            return (area_of(postcode),)
        place = self.vocabulary.find_place(town) if town else None
        return place.areas if place else (None,)


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
