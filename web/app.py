"""Both doors in one application: the chat for visitors, the desk for consultants."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from agency.services.answers_facts import facts_of
from agency.services.desks import prepare_desks
from agency.services.private_links import PrivateLinks
from agency.services.takeovers import Notices
from agency.settings import Settings
from agency.storage.answers import AnswerBook
from agency.storage.files import CvStore
from agency.storage.lexicon import read_yaml
from agency.storage.takeover_words import takeover_words
from agency.storage.unit import OpenUnit, looks, open_database, units
from web.desk.app import desk_routes
from web.gateway.access_log import AccessLog
from web.gateway.answers_page import AnswersPage, answers_routes
from web.gateway.bodies import BodyLimit
from web.gateway.choices import ChoiceTokens, offer_value
from web.gateway.door import make_parts, open_gateway, running
from web.gateway.headers import SecurityHeaders
from web.gateway.my_details import MyDetails, details_routes
from web.gateway.problems import Problems, answer_with_problems
from web.gateway.resume import Resume, resume_routes
from web.gateway.room import Room
from web.gateway.sentences import Sentences, read_agency, read_responses
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
    agency = read_agency(ROOT / "data" / "agency.yml")
    facts = {name: str(agency[name]) for name in ("phone", "email", "hours")}
    facts |= {"agency": str(agency["name"]), "wording": str(agency["privacy"]["wording"])}
    sentences = Sentences(read_responses(ROOT / "domain.yml"), facts)
    problems = Problems(sentences)

    tokens = ChoiceTokens(settings.signing_key)
    words = takeover_words(sentences.responses, facts)
    notices = Notices(words, lambda *told: offer_value(tokens, *told))
    engine = open_database(settings.database_url)
    open_unit = units(engine)
    parts = make_parts(
        open_unit=open_unit,
        store=CvStore(settings.home / "cvs"),
        room=room or Room(settings.home),
        sentences=sentences,
        privacy=agency["privacy"],
        assistant_url=settings.assistant_url,
        assistant_key=settings.assistant_key,
        signing_key=settings.signing_key,
        limited=settings.limits == "on",
        webhook=settings.webhook_url is not None,
        notices=notices,
        patience=timedelta(minutes=settings.takeover_quiet_minutes),
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        prepare_desks(now=datetime.now(UTC))
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
    app.state.store = parts.store
    app.state.news = parts.news
    app.state.notices = notices
    app.state.now = lambda: datetime.now(UTC)
    app.state.answers = book_of_answers()
    app.state.facts = facts_of(read_yaml(ROOT / "data" / "agency.yml"))

    answer_with_problems(app, problems)
    open_gateway(app, parts)
    app.include_router(desk_routes())
    told = AnswersPage(book_of_answers(open_unit), app.state.facts, settings.public_url)
    app.include_router(answers_routes(told))
    links = PrivateLinks(settings.signing_key, settings.public_url)
    app.include_router(details_routes(MyDetails(links, open_unit, parts.store, facts)))
    app.include_router(resume_routes(Resume(links, open_unit, facts)))
    show_site(app)

    # The last one added is the first to see a request.
    app.add_middleware(BodyLimit, problems=problems)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.origins,
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID"],
        expose_headers=["Retry-After"],
        max_age=600,
    )
    app.add_middleware(SecurityHeaders)
    app.add_middleware(AccessLog)
    return app


def book_of_answers(open_unit: OpenUnit | None = None) -> AnswerBook:
    """Return the answers of data/answers, with the desk's edits where *open_unit* is given."""
    roles = read_yaml(ROOT / "data" / "lexicon" / "roles.yml")
    return AnswerBook(ROOT / "data" / "answers", {"roles": roles}, open_unit=open_unit)
