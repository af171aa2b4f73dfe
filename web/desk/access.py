"""Who may see this: one dependency for each kind of access. A handler that has it may have it."""

import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from agency.services.keys.tokens import hash_token
from agency.services.leads.leads import find_lead_by_id
from agency.services.people.access import (
    ANSWERS_FOR_PRIVACY,
    LETS_PEOPLE_IN,
    READS_LEADS,
    RUNS_THE_DESK,
    TEACHES_THE_ASSISTANT,
    WORKS_ON_LEADS,
    corrects,
    sees,
    works_on,
)
from agency.services.people.second_factors import has_second_factor, is_demanded
from agency.services.people.sign_ins import find_sign_in
from agency.services.reports.access import reports_for
from agency.settings import Settings
from agency.storage.files import CvStore
from agency.storage.models import Access, Consultant, Lead, SignIn
from agency.storage.unit import OpenUnit
from web.desk.cookies import SIGNED_IN, Jar
from web.desk.refusals import Refused, SecondFactorNeeded, SignInNeeded, not_there

UNITS_AT_ONCE = 8  # SQLite writes one at a time: more would only wait, each in a thread


@dataclass(frozen=True)
class SignedIn:
    """A browser in which somebody is signed in."""

    sign_in: SignIn
    consultant: Consultant
    # Nothing is open to them but the page on which they set their second factor up.
    lacks_second_factor: bool = False


def the_settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def the_time(request: Request) -> datetime:
    now: datetime = request.app.state.now()
    return now


def the_units(request: Request) -> OpenUnit:
    open_unit: OpenUnit = request.app.state.open_unit
    return open_unit


def the_cvs(request: Request) -> CvStore:
    cvs: CvStore = request.app.state.store
    return cvs


def the_unit(open_unit: "TheUnits") -> Iterator[Session]:
    with open_unit() as session:
        yield session


def the_jar(request: Request, settings: "TheSettings") -> Jar:
    return Jar.of(request, settings)


TheSettings = Annotated[Settings, Depends(the_settings)]
TheCvs = Annotated[CvStore, Depends(the_cvs)]
TheTime = Annotated[datetime, Depends(the_time)]
TheUnits = Annotated[OpenUnit, Depends(the_units)]
# "function": committed before the answer leaves, so nobody is told of what was not kept.
TheUnit = Annotated[Session, Depends(the_unit, scope="function", max_concurrency=UNITS_AT_ONCE)]
TheJar = Annotated[Jar, Depends(the_jar)]


def perhaps_signed_in(
    session: TheUnit, jar: TheJar, settings: TheSettings, now: TheTime
) -> SignedIn | None:
    token = jar.read(SIGNED_IN)
    found = find_sign_in(session, token_hash=hash_token(token), now=now) if token else None
    if found is None:
        return None
    sign_in, consultant = found
    demanded = is_demanded(settings.second_factor, consultant.access)
    # Whoever came from the provider proved there what the provider asks for.
    lacks = demanded and not sign_in.by_provider and not has_second_factor(session, consultant)
    return SignedIn(sign_in, consultant, lacks)


def barely_signed_in(perhaps: "PerhapsSignedIn") -> SignedIn:
    if perhaps is None:
        raise SignInNeeded
    return perhaps


def signed_in(perhaps: "PerhapsSignedIn") -> SignedIn:
    somebody = barely_signed_in(perhaps)
    if somebody.lacks_second_factor:
        raise SecondFactorNeeded
    return somebody


PerhapsSignedIn = Annotated[SignedIn | None, Depends(perhaps_signed_in)]
# For sign-out, the password and the second factor alone: everything else needs `TheSignedIn`.
BarelySignedIn = Annotated[SignedIn, Depends(barely_signed_in)]
TheSignedIn = Annotated[SignedIn, Depends(signed_in)]


def the_consultant(somebody: TheSignedIn) -> Consultant:
    return somebody.consultant


TheConsultant = Annotated[Consultant, Depends(the_consultant)]


def whoever_has(allowed: frozenset[Access]) -> Callable[[Consultant], Consultant]:
    """Return the guard of a room; for whoever may not enter, it is not there."""

    def guard(consultant: TheConsultant) -> Consultant:
        if consultant.access not in allowed:
            raise not_there()
        return consultant

    return guard


ALeadsReader = Annotated[Consultant, Depends(whoever_has(READS_LEADS))]
ALeadsWorker = Annotated[Consultant, Depends(whoever_has(WORKS_ON_LEADS))]
AManager = Annotated[Consultant, Depends(whoever_has(RUNS_THE_DESK))]
ATeacher = Annotated[Consultant, Depends(whoever_has(TEACHES_THE_ASSISTANT))]
AnAdministrator = Annotated[Consultant, Depends(whoever_has(LETS_PEOPLE_IN))]
APrivacyOfficer = Annotated[Consultant, Depends(whoever_has(ANSWERS_FOR_PRIVACY))]


def a_reports_reader(
    report: str, open_unit: TheUnits, jar: TheJar, settings: TheSettings, now: TheTime
) -> SignedIn:
    """
    Return who may read *report*; for others it is not there.

    No unit stays open: a chat would wait while a report is reckoned.
    """
    with open_unit() as session:
        somebody = signed_in(perhaps_signed_in(session, jar, settings, now))
    if report not in reports_for(somebody.consultant.access):
        raise not_there()
    return somebody


AReportsReader = Annotated[SignedIn, Depends(a_reports_reader)]


def a_privacy_officer_with_time(
    open_unit: TheUnits, jar: TheJar, settings: TheSettings, now: TheTime
) -> Consultant:
    """Return who answers for privacy, with no unit open: what they take away takes a while."""
    with open_unit() as session:
        consultant = signed_in(perhaps_signed_in(session, jar, settings, now)).consultant
    return whoever_has(ANSWERS_FOR_PRIVACY)(consultant)


APrivacyOfficerWithTime = Annotated[Consultant, Depends(a_privacy_officer_with_time)]


def their_lead(reference: str, session: TheUnit, consultant: TheConsultant) -> Lead:
    lead = find_lead_by_id(session, reference)
    if lead is None or not sees(consultant, lead):
        raise not_there()
    return lead


TheirLead = Annotated[Lead, Depends(their_lead)]


def their_lead_to_work_on(lead: TheirLead, consultant: TheConsultant, session: TheUnit) -> Lead:
    if not works_on(consultant, lead):
        raise Refused(403, "reads_only")
    # Of two who change it at once, the second waits here, and then sees what the first did.
    session.refresh(lead, with_for_update=True)
    return lead


TheirLeadToWorkOn = Annotated[Lead, Depends(their_lead_to_work_on)]


def their_lead_to_correct(lead: TheirLead, consultant: TheConsultant, session: TheUnit) -> Lead:
    if not corrects(consultant, lead):
        raise Refused(403, "reads_only")
    session.refresh(lead, with_for_update=True)
    return lead


# Whoever works on it, and whoever answers for privacy: also where nobody works on it any more.
TheirLeadToCorrect = Annotated[Lead, Depends(their_lead_to_correct)]


async def their_own_form(request: Request, somebody: BarelySignedIn) -> None:
    """
    Let a form through that came from our page, in this sign-in.

    It hangs on the whole router, so that a new form cannot be forgotten.
    """
    if request.method in {"GET", "HEAD"}:
        return
    sent = (await request.form()).get("csrf")
    if comes_from_elsewhere(request) or not is_same(sent, somebody.sign_in.csrf):
        raise Refused(403, "form_not_ours")


def comes_from_elsewhere(request: Request) -> bool:
    """Say whether a browser tells us that another site sent this form."""
    return request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}


def is_same(sent: Any, ours: str) -> bool:
    return isinstance(sent, str) and hmac.compare_digest(sent.encode(), ours.encode())
