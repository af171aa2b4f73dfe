"""Both doors in one application: the chat for visitors, the desk for consultants."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from fastapi import FastAPI

from agency.call_minutes import CallMinutes
from agency.core.section_entries import WIDGET
from agency.services.agency.desks import prepare_desks
from agency.services.answers.facts import FactsNow, facts_of
from agency.services.conversations.takeovers import Notices
from agency.services.keys.private_links import PrivateLinks
from agency.settings import Settings
from agency.storage.answers import AnswerBook
from agency.storage.files import CvStore
from agency.storage.lexicon import read_yaml
from agency.storage.sections import SectionBook, look_at_agency
from agency.storage.takeover_words import takeover_words
from agency.storage.unit import OpenUnit, looks, open_database, units
from web.desk.app import desk_routes
from web.gateway.access_log import AccessLog
from web.gateway.answers_page import AnswersPage, answers_routes
from web.gateway.bodies import BodyLimit
from web.gateway.contact import notice_in
from web.gateway.door import make_parts, open_gateway, running
from web.gateway.embedding import ListedWebsites, OwnWebsites
from web.gateway.example import vacancies
from web.gateway.frame import frame_routes
from web.gateway.headers import SecurityHeaders
from web.gateway.my_details import MyDetails, details_routes
from web.gateway.plain.key import Key
from web.gateway.plain.routes import PlainChat, plain_routes
from web.gateway.problems import Problems, answer_with_problems
from web.gateway.resume import Resume, resume_routes
from web.gateway.room import Room
from web.gateway.sentences import Sentences, read_responses
from web.gateway.site import show_site

ROOT = Path(__file__).parents[1]

DESCRIPTION = """
The careers chat of an agency for work with pupils who have special educational needs.

Start a conversation, keep its token, say things, read the replies. Every error is
`application/problem+json` with a `detail` that may be shown to a person.
"""


def create_app(settings: Settings, *, room: Room | None = None) -> FastAPI:
    """
    Return the application; the database is at its newest schema already.

    What it keeps needs *room*: that on the volume of the settings' home, if none is given.
    """
    engine = open_database(settings.database_url)
    open_unit = units(engine)
    sections = SectionBook(looks(engine))
    agency = look_at_agency(looks(engine))
    agency.read()  # before the first visitor asks
    prepare_desks(now=datetime.now(UTC))
    answer_facts = FactsNow(lambda: facts_of(agency.glance()))
    facts = FactsNow(lambda: {**answer_facts, "wording": notice_in(agency.glance()).wording})
    sentences = Sentences(read_responses(ROOT / "domain.yml"), facts)
    problems = Problems(sentences)

    notices = Notices.signed(
        lambda: takeover_words(sentences.responses, facts), settings.signing_key
    )
    sections.read(WIDGET)  # before the first website asks
    own_websites = OwnWebsites(sections, settings.origins)
    parts = make_parts(
        open_unit=open_unit,
        store=CvStore(settings.home / "cvs"),
        room=room or Room(settings.home),
        sentences=sentences,
        agency=agency,
        assistant_url=settings.assistant_url,
        assistant_key=settings.assistant_key,
        signing_key=settings.signing_key,
        limited=settings.limits == "on",
        webhook=settings.webhook_url is not None,
        notices=notices,
        greeting=own_websites.greeting,
        patience=CallMinutes(settings, sections).quiet,
        cv_wait=settings.cv_wait_seconds,
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with running(parts):
            yield
        engine.dispose()

    app = FastAPI(
        title="Careers chat",
        version="1.0.0",
        description=DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.settings = settings
    app.state.open_unit = open_unit
    app.state.looks = looks(engine)
    app.state.sections = sections
    app.state.own_websites = own_websites
    app.state.store = parts.store
    app.state.news = parts.news
    app.state.notices = notices
    app.state.now = lambda: datetime.now(UTC)
    app.state.answers = book_of_answers()
    app.state.facts = answer_facts

    answer_with_problems(app, problems)
    open_gateway(app, parts)
    app.include_router(desk_routes())
    told = AnswersPage(book_of_answers(open_unit), app.state.facts, settings.public_url)
    app.include_router(answers_routes(told))
    links = PrivateLinks(settings.signing_key, settings.public_url)
    app.include_router(details_routes(MyDetails(links, open_unit, parts.store, facts)))
    key = Key(settings.public_url)
    app.include_router(resume_routes(Resume(links, open_unit, key, facts)))
    app.include_router(plain_routes(PlainChat(key, problems, facts)))
    app.include_router(frame_routes(facts, own_websites))
    app.include_router(vacancies.router)
    show_site(app, lambda: own_websites.looks(facts["agency"]))

    # The last one added is the first to see a request.
    app.add_middleware(BodyLimit, problems=problems)
    app.add_middleware(ListedWebsites, own=own_websites)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(AccessLog)
    return app


def book_of_answers(open_unit: OpenUnit | None = None) -> AnswerBook:
    """Return the answers of data/answers, with the desk's edits where *open_unit* is given."""
    roles = read_yaml(ROOT / "data" / "lexicon" / "roles.yml")
    return AnswerBook(ROOT / "data" / "answers", {"roles": roles}, open_unit=open_unit)
