"""Open vacancies as cards, for the place and role somebody asked about."""

from collections.abc import Sequence
from typing import Any

from actions.choices import Button
from actions.clock import Clock
from actions.vocabulary import Vocabulary
from actions.wording import Wording
from agency.core.postcode import area_of, find_outward
from agency.core.roles import find_role
from agency.services.vacancies.vacancies import card_of, search_vacancies
from agency.services.vacancies.words import find_vacancy, say_facts, say_of, ways_on, words
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
            cards = [card_of(vacancy) for vacancy in dict.fromkeys(found)][:MOST_CARDS]
        named = bool(postcode or town or wanted)
        if cards:
            heading = self.wording.say("utter_vacancies_found")
            return (heading if named else f"{text}\n\n{heading}"), cards
        return (self.wording.say("utter_no_vacancy_now") if named else text), []

    def looked_at(self, reference: Any, topic: str) -> tuple[str, list[dict[str, Any]]]:
        """Return what the vacancy on the visitor's page says to *topic*, and cards beside it."""
        if not isinstance(reference, str):
            return "", []
        today = self.clock().date()
        with self.open_unit() as session:
            vacancy = find_vacancy(session, reference, on=today)
            text = say_of(vacancy, topic) if vacancy else None
            if vacancy is None or text is None or topic != "job_search":
                return text or "", []
            alike = search_vacancies(
                session, role=vacancy.role, area=vacancy.area, on=today, limit=MOST_CARDS
            )
            others = [card_of(each) for each in alike if each.id != vacancy.id]
        return (f"{text}\n\n{words()['others']}" if others else text), others

    def facts(self, reference: Any, facts: Sequence[str]) -> tuple[str, str] | None:
        """Return these facts of an open vacancy in words, and its role."""
        if not isinstance(reference, str):
            return None
        with self.open_unit() as session:
            vacancy = find_vacancy(session, reference, on=self.clock().date())
            return (say_facts(vacancy, facts), vacancy.role.value) if vacancy else None

    def ways_on(self, reference: Any, *, but: str) -> list[Button]:
        """Return the buttons of somebody who looks at this vacancy, without the one for *but*."""
        if not isinstance(reference, str):
            return []
        with self.open_unit() as session:
            vacancy = find_vacancy(session, reference, on=self.clock().date())
            shown = ways_on(vacancy) if vacancy else ()
        return [
            {"title": title, "payload": payload} for title, payload in shown if but not in payload
        ]

    def areas(self, postcode: str | None, town: str | None) -> tuple[str | None, ...]:
        """Return the postcode areas of what was named; (None,) is the whole country."""
        if postcode:
            return (area_of(postcode),)
        place = self.vocabulary.find_place(town) if town else None
        return place.areas if place else (None,)
