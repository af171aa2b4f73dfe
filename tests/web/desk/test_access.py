"""
Every door of the desk and its API, and who may open it: the whole table, walked.

A new door needs a line here. The people: Ada, whose lead it is; Cleo, a stranger from another
branch; Mo, a manager; Ed, a content editor; Pia, the privacy officer; Ann, an administrator.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from agency.services.keys.tokens import Scope
from agency.settings import Settings
from agency.storage.files import CvStore
from agency.storage.unit import OpenUnit
from tests.web.desk.people import Office
from tests.web.desk.walking import Walk, a_walk, routes_of
from tests.web.gateway.conftest import serving
from web.desk.app import desk_routes

PEOPLE = ("Ada", "Cleo", "Mo", "Ed", "Pia", "Ann")
ALL = "Ada Cleo Mo Ed Pia Ann"
READERS = "Ada Mo Pia Ann"  # of this lead
LISTERS = "Ada Cleo Mo Pia Ann"  # of leads at all
WORKERS = "Ada Mo Ann"  # on this lead
CORRECTORS = "Ada Mo Pia Ann"
ANYBODY = "anybody"  # before they have signed in
NOBODY = ""  # in this office: there is nothing behind it

DOORS = """
GET   /desk/static/{name}                                       ANYBODY
GET   /desk/sign-in                                             ANYBODY
POST  /desk/sign-in                                             ANYBODY
GET   /desk/sign-in/code                                        ANYBODY
POST  /desk/sign-in/code                                        ANYBODY
GET   /desk/sign-in/forgotten                                   ANYBODY
POST  /desk/sign-in/forgotten                                   ANYBODY
GET   /desk/sign-in/provider                                    ANYBODY
GET   /desk/sign-in/provider/back                               ANYBODY
GET   /desk/sign-in/{token}                                     ANYBODY
POST  /desk/sign-in/{token}                                     ANYBODY
GET   /desk/{path:path}                                         ANYBODY
GET   /desk                                                     ALL
GET   /desk/                                                    ALL
GET   /desk/password                                            ALL
POST  /desk/password                                            ALL
GET   /desk/me                                                  ALL
POST  /desk/me                                                  ALL
GET   /desk/me/second-factor                                    ALL
POST  /desk/me/second-factor                                    ALL
POST  /desk/me/second-factor/codes                              ALL
POST  /desk/me/second-factor/off                                ALL
GET   /desk/me/sign-ins                                         ALL
POST  /desk/me/sign-ins/others/end                              ALL
POST  /desk/me/sign-ins/{sign_in_id}/end                        ALL
GET   /desk/settings/people/{person_id}/sign-ins                         Ann
POST  /desk/settings/people/{person_id}/sign-ins/{sign_in_id}/end        Ann
POST  /desk/settings/people/{person_id}/sign-ins/all/end                 Ann
POST  /desk/settings/people/{person_id}/second-factor/off                Ann
GET   /desk/audit                                               Pia Ann
GET   /desk/audit.csv                                           Pia Ann
GET   /desk/leads.{suffix}                                      Ada Cleo Mo Ann
GET   /desk/leads-events                                        LISTERS
POST  /desk/bulk                                                Ada Cleo Mo Ann
POST  /desk/bulk/{deed_id}/undo                                 Ada Cleo Mo Ann
POST  /desk/views                                               LISTERS
POST  /desk/views/{view_id}/drop                                Ada
GET   /desk/leads/{reference}                                   READERS
GET   /desk/leads/{reference}/resume.json                       READERS
GET   /desk/leads/{reference}/contact.vcf                       READERS
GET   /desk/leads/{reference}/cv/{cv_id}                        READERS
GET   /desk/leads/{reference}/call                              READERS
POST  /desk/leads/{reference}/call                              WORKERS
POST  /desk/leads/{reference}/call/cancel                       WORKERS
POST  /desk/leads/{reference}/accept                            WORKERS
POST  /desk/leads/{reference}/notes                             WORKERS
POST  /desk/leads/{reference}/stage                             WORKERS
POST  /desk/leads/{reference}/called                            WORKERS
POST  /desk/leads/{reference}/same                              WORKERS
POST  /desk/leads/{reference}/same/undo                         WORKERS
POST  /desk/leads/{reference}/same/verified                     WORKERS
GET   /desk/conversations                                       LISTERS
GET   /desk/conversations/events                                LISTERS
GET   /desk/conversations/{conversation_id}                     READERS
GET   /desk/conversations/{conversation_id}/events              READERS
POST  /desk/conversations/{conversation_id}/take                WORKERS
POST  /desk/conversations/{conversation_id}/say                 WORKERS
POST  /desk/conversations/{conversation_id}/back                WORKERS
GET   /desk/candidates                                          LISTERS
POST  /desk/candidates                                          LISTERS
GET   /desk/candidates/{reference}                              READERS
GET   /desk/candidates/{reference}/correct                      CORRECTORS
POST  /desk/candidates/{reference}/correct                      CORRECTORS
POST  /desk/candidates/{reference}/consents/{consent_id}/withdraw  CORRECTORS
POST  /desk/candidates/{reference}/requests                     CORRECTORS
GET   /desk/candidates/{reference}/everything                   Pia Ann
POST  /desk/candidates/{reference}/everything                   Pia Ann
POST  /desk/candidates/{reference}/restriction                  Pia Ann
GET   /desk/candidates/{reference}/erase                        Pia Ann
POST  /desk/candidates/{reference}/erase                        Pia Ann
POST  /desk/candidates/{reference}/holds                        Pia Ann
POST  /desk/candidates/{reference}/holds/{hold_id}/end          Pia Ann
GET   /desk/privacy                                             Pia Ann
GET   /desk/privacy/tonight                                     Pia Ann
GET   /desk/privacy/erasures/{reference}                        Pia Ann
POST  /desk/privacy/requests/{number}                           Pia Ann
GET   /desk/settings/retention                                  Pia Ann
POST  /desk/settings/retention                                  Pia Ann
GET   /desk/deliveries                                          LISTERS
POST  /desk/deliveries/{delivery_id}/again                      Mo Ann
POST  /desk/deliveries/receivers/{to}/start                     Mo Ann
GET   /desk/my-news                                             Ada Cleo Mo Ann
POST  /desk/my-news                                             Ada Cleo Mo Ann
GET   /desk/routing                                             Mo Ann
POST  /desk/routing/compare                                     Mo Ann
POST  /desk/routing/rules                                       Mo Ann
POST  /desk/routing/rules/back                                  Mo Ann
POST  /desk/routing/absences                                    Mo Ann
POST  /desk/routing/absences/{consultant_id}/end                Mo Ann
GET   /desk/answers                                             Mo Ed Ann
GET   /desk/answers/new                                         Ed Ann
GET   /desk/answers/{topic}/{role}/{nation}                     Mo Ed Ann
POST  /desk/answers/{topic}/{role}/{nation}                     Ed Ann
GET   /desk/answers/{topic}/{role}/{nation}/versions/{number}   Mo Ed Ann
POST  /desk/answers/{topic}/{role}/{nation}/versions/{number}/publish  Ed Ann
POST  /desk/answers/{topic}/{role}/{nation}/versions/{number}/back     Ed Ann
POST  /desk/answers/{topic}/{role}/{nation}/versions/{number}/send-back  Ed Ann
GET   /desk/questions                                           Mo Ed Ann
GET   /desk/questions/answered                                  Mo Ed Ann
GET   /desk/questions/teaching                                  Mo Ed Ann
POST  /desk/questions/teaching/train                            Mo Ed Ann
POST  /desk/questions/examples/{number:int}/withdraw            Mo Ed Ann
GET   /desk/questions/trainings/{number:int}                    Mo Ed Ann
POST  /desk/questions/trainings/{number:int}/{decision}         Mo Ed Ann
GET   /desk/questions/{number:int}                              Mo Ed Ann
POST  /desk/questions/{number:int}                              Mo Ed Ann
POST  /desk/questions/{number:int}/aside                        Mo Ed Ann
POST  /desk/questions/{number:int}/back                         Mo Ed Ann
GET   /desk/questions/{number:int}/topic                        Ed Ann
POST  /desk/questions/{number:int}/topic                        Ed Ann
POST  /desk/questions/topics/{name}/rename                      Ed Ann
POST  /desk/questions/topics/{name}/withdraw                    Ed Ann
GET   /desk/reports                                             Ada Cleo Mo Ed Ann
GET   /desk/reports/{report}                                    Mo Ann
GET   /desk/reports/{report}.{suffix}                           Mo Ann
GET   /desk/settings                                            Mo Ann
GET   /desk/settings/branches                                   Mo Ann
GET   /desk/settings/branches/new                               Mo Ann
POST  /desk/settings/branches/new                               Mo Ann
POST  /desk/settings/branches/teams                             Mo Ann
GET   /desk/settings/branches/{key}                             Mo Ann
POST  /desk/settings/branches/{key}                             Mo Ann
POST  /desk/settings/branches/{key}/undo                        Mo Ann
GET   /desk/settings/branches/{key}/desks/new                   Mo Ann
POST  /desk/settings/branches/{key}/desks/new                   Mo Ann
GET   /desk/settings/branches/{key}/desks/{desk_key}            Mo Ann
POST  /desk/settings/branches/{key}/desks/{desk_key}            Mo Ann
GET   /desk/settings/people                                     Ann
GET   /desk/settings/people/new                                 Ann
POST  /desk/settings/people/new                                 Ann
GET   /desk/settings/people/{person_id}                         Ann
POST  /desk/settings/people/{person_id}                         Ann
POST  /desk/settings/people/{person_id}/undo                    Ann
POST  /desk/settings/people/{person_id}/link                    Ann
GET   /desk/settings/people/{person_id}/leaving                 Ann
POST  /desk/settings/people/{person_id}/leaving                 Ann
POST  /desk/settings/people/{person_id}/back                    Ann
GET   /desk/settings/tokens                                     Ann
POST  /desk/settings/tokens                                     Ann
POST  /desk/settings/tokens/{token_id}/revoke                   Ann
GET   /desk/settings/configuration                              Mo Ann
GET   /desk/settings/configuration/agency.yml                   Mo Ann
POST  /desk/settings/configuration/compare                      Mo Ann
POST  /desk/settings/configuration/take-in                      Ann
POST  /desk/settings/configuration/decline                      Ann
GET   /desk/leads/{reference}/events                            READERS
POST  /desk/leads/{reference}/hand                              WORKERS
POST  /desk/leads/{reference}/tasks                             WORKERS
POST  /desk/leads/{reference}/tasks/{task_id}/done              WORKERS
POST  /desk/leads/{reference}/tasks/{task_id}/open              WORKERS
GET   /desk/leads/{reference}/letter                            WORKERS
POST  /desk/leads/{reference}/letter                            WORKERS
GET   /desk/leads/{reference}/split                             WORKERS
POST  /desk/leads/{reference}/split                             WORKERS
POST  /desk/leads/{reference}/split/undo                        WORKERS
GET   /desk/my-day                                              Ada Cleo Mo Ann
GET   /desk/settings/times                                      Mo Ann
POST  /desk/settings/times                                      Mo Ann
GET   /desk/settings/vacancies                                  Mo Ann
GET   /desk/settings/vacancies/new                              Mo Ann
POST  /desk/settings/vacancies/new                              Mo Ann
POST  /desk/settings/vacancies/compare                          Mo Ann
POST  /desk/settings/vacancies/take-in                          Mo Ann
GET   /desk/settings/vacancies/{vacancy_id}                     Mo Ann
POST  /desk/settings/vacancies/{vacancy_id}                     Mo Ann
POST  /desk/settings/vacancies/{vacancy_id}/close               Mo Ann
GET   /desk/settings/widget                                     Mo Ann
POST  /desk/settings/widget                                     Mo Ann
POST  /desk/settings/widget/back                                Mo Ann
GET   /desk/settings/letters                                    Mo Ann
GET   /desk/settings/letters/words/{kind}/new                   Mo Ann
POST  /desk/settings/letters/words/{kind}/new                   Mo Ann
GET   /desk/settings/letters/words/{kind}/{key}                 Mo Ann
POST  /desk/settings/letters/words/{kind}/{key}                 Mo Ann
POST  /desk/settings/letters/words/{kind}/{key}/{deed}          Mo Ann
GET   /desk/settings/letters/sent/{name}                        Mo Ann
POST  /desk/settings/letters/sent/{name}                        Mo Ann
POST  /desk/settings/letters/sent/{name}/back                   Mo Ann
GET   /desk/settings/webhooks                                   Ann
GET   /desk/settings/webhooks/new                               Ann
POST  /desk/settings/webhooks/new                               Ann
GET   /desk/settings/webhooks/{webhook_id}                      Ann
POST  /desk/settings/webhooks/{webhook_id}                      Ann
POST  /desk/settings/webhooks/{webhook_id}/test                 Ann
POST  /desk/settings/webhooks/{webhook_id}/secret               Ann
POST  /desk/settings/webhooks/{webhook_id}/start                Ann
POST  /desk/settings/webhooks/{webhook_id}/deliveries/{delivery_id}/again  Ann
POST  /desk/settings/webhooks/{webhook_id}/remove               Ann
POST  /desk/sign-out                                            ALL
"""
API = """
GET   /api/v1/leads                 leads:read
GET   /api/v1/leads.{suffix}        leads:read
GET   /api/v1/leads/{id}            leads:read
GET   /api/v1/leads/{id}/cv         leads:read
GET   /api/v1/leads/{id}/resume     leads:read
GET   /api/v1/leads/{id}/vcard      leads:read
PATCH /api/v1/leads/{id}            leads:write
GET   /api/v1/deliveries            leads:read
POST  /api/v1/deliveries/{id}/again leads:write
GET   /api/v1/routing               routing:read
POST  /api/v1/routing/comparison    routing:read
"""

# A walk through any other door that opens writes an entry into the audit log.
WITHOUT_AN_ENTRY = """
GET   /desk                                       leads to their own room
GET   /desk/password                              their own
GET   /desk/me                                    their own
GET   /desk/me/second-factor                      their own
GET   /desk/me/sign-ins                           their own
GET   /desk/my-news                               their own
POST  /desk/views                                 their own
POST  /desk/views/{view_id}/drop                  their own
GET   /desk/candidates                            an empty box
GET   /desk/leads-events                          a number
GET   /desk/conversations/events                  that something changed
GET   /desk/leads/{reference}/events              colleagues, beside a page that was written down
GET   /desk/conversations/{conversation_id}/events  goes on with a page that was written down
POST  /desk/bulk/{deed_id}/undo                   nothing to undo here; see test_leads_lists
POST  /desk/leads/{reference}/call/cancel         no call is agreed here; see test_lead_work
POST  /desk/questions/topics/{name}/rename     no words are given here; see test_questions_topic
POST  /desk/questions/teaching/train              nothing new to teach here; see test_questions
POST  /desk/questions/trainings/{number:int}/{decision}  not ready here; see test_questions
GET   /desk/reports                               leads to the first report
GET   /desk/answers                               nobody's data
GET   /desk/answers/new                           nobody's data
GET   /desk/answers/{topic}/{role}/{nation}       nobody's data
GET   /desk/answers/{topic}/{role}/{nation}/versions/{number}  nobody's data
GET   /desk/routing                               rules
POST  /desk/routing/compare                       rules
GET   /api/v1/routing                             rules
GET   /desk/settings                              settings
GET   /desk/settings/retention                    settings
GET   /desk/settings/branches                     settings
GET   /desk/settings/branches/new                 settings
GET   /desk/settings/branches/{key}               settings
GET   /desk/settings/branches/{key}/desks/new     settings
GET   /desk/settings/branches/{key}/desks/{desk_key}  settings
GET   /desk/settings/people/new                   an empty form
GET   /desk/settings/tokens                       settings
GET   /desk/settings/configuration                settings
POST  /desk/settings/configuration/compare        settings
GET   /desk/settings/times                        settings
GET   /desk/settings/vacancies                    settings
GET   /desk/settings/vacancies/new                settings
POST  /desk/settings/vacancies/compare            settings
GET   /desk/settings/vacancies/{vacancy_id}       settings
GET   /desk/settings/letters                                    settings
GET   /desk/settings/letters/words/{kind}/new                   settings
GET   /desk/settings/letters/words/{kind}/{key}                 settings
GET   /desk/settings/letters/sent/{name}          settings
POST  /desk/settings/letters/sent/{name}/back     nothing to go back to
GET   /desk/settings/widget                       settings
POST  /desk/settings/branches/{key}/undo          nothing was changed; see test_settings_undo
POST  /desk/settings/people/{person_id}/undo      nothing was changed; see test_settings_undo
POST  /desk/settings/people/{person_id}/back      nobody has left here; see test_settings
POST  /desk/settings/vacancies/{vacancy_id}/close  closed already; see test_settings_rooms
POST  /desk/settings/webhooks/{webhook_id}/test   nobody's data
POST  /desk/settings/widget/back                  nothing to go back to
GET   /desk/settings/webhooks                     settings
GET   /desk/settings/webhooks/new                 settings
GET   /desk/settings/webhooks/{webhook_id}        settings
"""

NAMED = {"ALL": ALL, "READERS": READERS, "LISTERS": LISTERS, "WORKERS": WORKERS,
         "CORRECTORS": CORRECTORS, "ANYBODY": ANYBODY, "NOBODY": NOBODY}  # fmt: skip


def read(table: str) -> dict[tuple[str, str], str]:
    rows = (line.split(maxsplit=2) for line in table.splitlines() if line)
    return {(method, path): NAMED.get(who.strip(), who.strip()) for method, path, who in rows}


DESK_DOORS, API_DOORS = read(DOORS), read(API)
SILENT = read(WITHOUT_AN_ENTRY)


@pytest.fixture(scope="module")
def walk(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """The application in earnest, with its office, and one lead in Manchester."""
    import shutil

    from agency.storage.unit import open_database, units
    from tests.web.desk.people import open_office

    home = tmp_path_factory.mktemp("walked")
    shutil.copy(migrated, home / "agency.sqlite3")
    url = f"sqlite:///{home / 'agency.sqlite3'}"
    open_unit: OpenUnit = units(open_database(url))
    office: Office = open_office(open_unit)
    settings = Settings(_env_file=None, home=home, database_url=url, signing_key="an example key")
    with serving() as serve, httpx.Client(base_url=serve(settings), timeout=20) as client:
        yield a_walk(client, open_unit, CvStore(home / "cvs"), office, datetime.now(UTC))


def test_every_door_of_the_desk_and_its_api_stands_in_the_table():
    doors = set(routes_of(desk_routes()))

    assert doors - set(DESK_DOORS) - set(API_DOORS) == set(), "who may open these?"
    assert set(DESK_DOORS) | set(API_DOORS) == doors, "these doors are gone"
    assert set(SILENT) <= doors, "these doors are gone"


@pytest.mark.parametrize(("method", "path"), DESK_DOORS, ids=str)
def test_a_door_of_the_desk_opens_to_whom_the_table_says(walk: Walk, method: str, path: str):
    may = DESK_DOORS[method, path]
    if may == ANYBODY:
        assert walk.step(method, path, None) < 500
        return
    before = walk.written()
    met = {who: walk.step(method, path, who) for who in PEOPLE}

    assert walk.step(method, path, None) == 401
    if path == "/desk/sign-out":
        assert set(met.values()) == {401}  # signed out: back at the sign-in page
        return
    let_in = {who for who, status in met.items() if status not in {401, 403, 404}}
    assert let_in == set(may.split()), met
    assert max(met.values()) < 500, met
    went_through = not {200, 303}.isdisjoint(met.values())
    if went_through and (method, path) not in SILENT:
        assert walk.written() > before, "who went through this door, and when?"


@pytest.mark.parametrize(("method", "path"), API_DOORS, ids=str)
def test_a_door_of_the_api_opens_to_tokens_of_its_scope_alone(walk: Walk, method: str, path: str):
    before = walk.written()
    met = {scope: walk.api_step(method, path, scope) for scope in Scope}
    went_through = met[Scope(API_DOORS[method, path])] == 200

    assert walk.api_step(method, path, None) == 401
    assert {scope for scope, status in met.items() if status not in {401, 403, 404}} == {
        Scope(API_DOORS[method, path])
    }, met
    assert max(met.values()) < 500, met
    if went_through and (method, path) not in SILENT:
        assert walk.written() > before, "whose system went through this door, and when?"
