"""Who may use the desk API: one dependency for each scope."""

from typing import Annotated

from fastapi import Depends, Path
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.orm import Session

from agency.services.keys.tokens import Scope, find_token, hash_token
from agency.services.leads.leads import find_lead_by_id
from agency.storage.models import ApiToken, Lead
from web.desk.access import TheTime, TheUnit
from web.desk.api.problems import Problem

bearer = HTTPBearer(
    auto_error=False, scheme_name="desk", description='a token made by "agency token create"'
)


def the_token(
    given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
    session: TheUnit,
    now: TheTime,
) -> ApiToken:
    token = given and find_token(session, token_hash=hash_token(given.credentials), now=now)
    if not token:
        raise Problem("no_token")
    return token


TheToken = Annotated[ApiToken, Depends(the_token)]


def a_reader(token: TheToken) -> ApiToken:
    return allowed(token, Scope.LEADS_READ)


def a_writer(token: TheToken) -> ApiToken:
    return allowed(token, Scope.LEADS_WRITE)


def allowed(token: ApiToken, scope: Scope) -> ApiToken:
    if scope not in token.scopes:
        raise Problem("scope_missing")
    return token


AReader = Annotated[ApiToken, Depends(a_reader)]
AWriter = Annotated[ApiToken, Depends(a_writer)]

LeadId = Annotated[str, Path(alias="id", description="the lead's id, or its reference, L-0042")]


def a_lead_to_read(lead_id: LeadId, _reader: AReader, session: TheUnit) -> Lead:
    return lead_named(lead_id, session)


def a_lead_to_change(lead_id: LeadId, _writer: AWriter, session: TheUnit) -> Lead:
    lead = lead_named(lead_id, session)
    # Of two who change it at once, the second waits here, and then sees what the first did.
    session.refresh(lead, with_for_update=True)
    return lead


def lead_named(lead_id: str, session: Session) -> Lead:
    lead = find_lead_by_id(session, lead_id)
    if lead is None:
        raise Problem("no_such_lead")
    return lead


ALeadToRead = Annotated[Lead, Depends(a_lead_to_read)]
ALeadToChange = Annotated[Lead, Depends(a_lead_to_change)]
