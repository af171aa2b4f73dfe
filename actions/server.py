"""Starts Rasa's door: `python -m actions.server`."""

import gc
import logging
from datetime import timedelta
from pathlib import Path

import uvicorn
from rasa_sdk.interfaces import Action

from actions.agency_facts import AgencyFacts
from actions.agency_form import AgencyForm
from actions.answering import ActionAnswer
from actions.answers_in_words import AnswersInWords
from actions.call_times import ActionAskWhen, CallTimes
from actions.callback_form import ValidateCallbackForm
from actions.clock import Clock, now
from actions.coming_back import WaysBack
from actions.consent_notice import ActionAskConsent
from actions.contact_forms import ValidateClientForm, ValidateMessageForm
from actions.cv_fields import CvFields
from actions.cv_offer import ActionAskCv, CvOffers
from actions.door import create_app
from actions.elsewhere import Elsewhere
from actions.executor import OwnExecutor
from actions.forgetting import ActionStopForm, Forgetting
from actions.form_asking import ASKING, ActionAskInRegistration
from actions.form_steps import (
    ActionGoBack,
    ActionKeepAnswers,
    ActionLeaveForCall,
    ActionSayWhy,
    ActionStartAgain,
)
from actions.handoff import ActionHandOff
from actions.heard_in_form import HeardInForm
from actions.job_in_hand import JobInHand
from actions.lead_notes import LeadNotes
from actions.offering import ActionOfferTopics
from actions.pausing import ActionPauseForm, ActionResume
from actions.private_details import OffTheRecord, PrivateDetails
from actions.readings import Readings
from actions.receipts import Receipts
from actions.registration_form import ValidateRegistrationForm
from actions.self_check import ActionBeginSelfCheck, ActionSayFit, ValidateSelfCheckForm
from actions.summary import ActionAskRegistrationFormSummary, FieldNames
from actions.vacancy_cards import VacancyCards
from actions.vocabulary import Vocabulary
from actions.wording import Wording
from agency.logs import configure_logs
from agency.refusals import said_in_a_sentence
from agency.services.agency.desks import prepare_desks
from agency.services.keys.private_links import PrivateLinks
from agency.settings import ROOT, Settings
from agency.storage.answers import AnswerBook
from agency.storage.files import CvStore
from agency.storage.lexicon import load_lexicon, read_yaml
from agency.storage.sections import look_at_agency
from agency.storage.unit import OpenUnit, looks, open_database, units

# Rasa waits 5 s, the gateway 8 s for the whole turn.
DEADLINE = timedelta(seconds=4)
LARGEST_HEADERS = 16_384


def main() -> None:
    """Serve the actions on loopback until told to stop."""
    with said_in_a_sentence():
        settings = Settings.load()
    configure_logs()
    logging.getLogger("rasa_sdk").setLevel(logging.WARNING)
    prepare_desks(now=now())
    engine = open_database(settings.database_url)
    app = create_app(
        build_executor(
            ROOT,
            open_unit=units(engine),
            look=looks(engine),
            cvs=CvStore(settings.home / "cvs"),
            links=PrivateLinks(settings.signing_key, settings.public_url),
            webhook=bool(settings.webhook_url),
        ),
        key=settings.actions_key,
    )
    # What was read once stays for good: to look through it for garbage holds a visitor up.
    gc.freeze()
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=settings.actions_port,
        access_log=False,
        log_config=None,
        h11_max_incomplete_event_size=LARGEST_HEADERS,
        timeout_graceful_shutdown=5,
    )


def build_executor(
    root: Path,
    *,
    open_unit: OpenUnit,
    cvs: CvStore,
    links: PrivateLinks,
    webhook: bool,
    clock: Clock = now,
    look: OpenUnit | None = None,
) -> OwnExecutor:
    """Return every action of domain.yml in *root*, given what each of them needs."""
    domain = read_yaml(root / "domain.yml")
    lexicon = load_lexicon(root / "data" / "lexicon")
    vocabulary = Vocabulary(lexicon)
    ours = read_yaml(root / "data" / "agency.yml")
    office = look_at_agency(look or open_unit)

    def agency() -> AgencyFacts:
        return AgencyFacts.read(office.read())

    answers = AnswerBook(root / "data" / "answers", lexicon, open_unit=open_unit)
    wording = Wording(domain)
    notes = LeadNotes(open_unit, links, clock)
    forgetting = Forgetting(open_unit, cvs, clock)
    readings, fields = Readings(vocabulary, clock), FieldNames(domain)
    in_words = AnswersInWords(vocabulary, wording)
    in_school = ours.get("agency", {}).get("call_after_school", [])
    times = CallTimes(open_unit, clock, vocabulary, in_school=in_school)
    offers = CvOffers(open_unit, CvFields(readings, wording))
    private = PrivateDetails(lexicon.get("private_details", {}))
    record = OffTheRecord(open_unit, wording.say("utter_left_out"))
    registration = ValidateRegistrationForm(readings, fields, in_words, private, record, offers)
    short: list[AgencyForm] = [
        ValidateCallbackForm(times, readings, fields, in_words, private, record),
        ValidateMessageForm(readings, fields, in_words, private, record),
        ValidateClientForm(readings, fields, in_words, private, record),
    ]
    others = {str(form.form_name()): form for form in short}
    ways_back = WaysBack(open_unit, clock)
    vacancies = VacancyCards(open_unit, vocabulary, wording, clock)
    actions: list[Action] = [
        ActionAnswer(
            answers,
            vocabulary,
            wording,
            agency,
            Elsewhere(answers, vocabulary, wording),
            vacancies,
            notes,
            clock,
            HeardInForm(registration, others, readings, domain),
            ways_back,
            JobInHand(vacancies),
        ),
        ActionOfferTopics(answers, wording, notes, JobInHand(vacancies)),
        ActionPauseForm(),
        ActionResume(),
        ActionAskConsent(agency),
        ActionAskRegistrationFormSummary(in_words, wording),
        ActionHandOff(
            open_unit,
            forgetting,
            agency,
            Receipts(cvs, links, in_words, wording),
            wording,
            clock,
            webhook=webhook,
        ),
        ActionStopForm(forgetting),
        *(ActionAskInRegistration(name, in_words, wording) for name in ASKING),
        ActionSayWhy(),
        ActionGoBack(),
        ActionStartAgain(forgetting),
        ActionKeepAnswers(ways_back),
        ActionLeaveForCall(),
        ActionAskCv(in_words, wording),
        registration,
        ActionAskWhen(times, wording),
        *short,
        ActionBeginSelfCheck(),
        ValidateSelfCheckForm(vocabulary),
        ActionSayFit(answers, vocabulary, wording),
    ]
    return OwnExecutor(domain, actions, deadline=DEADLINE.total_seconds())


if __name__ == "__main__":
    main()
