"""The people of these tests: an office of two branches, a browser, and a clock they agree on."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape

import httpx

from agency.core.roles import Role
from agency.services.keys.tokens import create_token, hash_token
from agency.services.people.passwords import hash_password
from agency.services.people.sign_in_links import make_sign_in_link
from agency.storage.models import Access, Consultant
from agency.storage.unit import OpenUnit
from tests.factories import MONDAY, a_branch, a_consultant, a_desk, a_lead

PASSWORD = "tea cup river lantern"
HASHED = hash_password(PASSWORD)


@dataclass
class Clock:
    """The time as the served desk reads it."""

    time: datetime

    def __call__(self) -> datetime:
        return self.time

    def passes(self, **much: float) -> None:
        self.time += timedelta(**much)


@dataclass(frozen=True)
class Office:
    """Ids and names of who and what is there."""

    ada: str  # consultant in Manchester, whose desk has the lead
    bea: str  # consultant in Manchester
    cleo: str  # consultant in Leeds
    mo: str  # manager
    ed: str  # content editor
    pia: str  # privacy officer
    lead: str


def open_office(open_unit: OpenUnit) -> Office:
    with open_unit() as session:
        manchester = a_branch(session, key="manchester", name="Manchester")
        leeds = a_branch(
            session,
            key="leeds",
            name="Leeds",
            postcode_areas=["LS"],
            towns=["Leeds"],
            is_head=False,
        )
        hired = {
            name: a_consultant(
                session,
                email=f"{name.lower()}@example.org",
                name=name,
                access=access,
                branch_id=branch.id if branch else None,
                password_hash=HASHED,
            )
            for name, access, branch in [
                ("Ada", Access.CONSULTANT, manchester),
                ("Bea", Access.CONSULTANT, manchester),
                ("Cleo", Access.CONSULTANT, leeds),
                ("Mo", Access.MANAGER, manchester),
                ("Ed", Access.EDITOR, None),
                ("Pia", Access.PRIVACY_OFFICER, None),
            ]
        }
        a_desk(session, branch=manchester, consultant=hired["Ada"], name="Support")
        a_desk(session, branch=leeds, consultant=hired["Cleo"], name="Leeds")
        lead = a_lead(session, role=Role.SEN_SUPPORT_WORKER)
        emails = {name.lower(): person.email for name, person in hired.items()}
        return Office(**emails, lead=lead.reference)


def a_link(open_unit: OpenUnit, email: str, *, now: datetime = MONDAY) -> str:
    token = secrets.token_urlsafe(32)
    with open_unit() as session:
        consultant = session.query(Consultant).filter_by(email=email).one()
        make_sign_in_link(session, consultant, token_hash=hash_token(token), now=now)
    return f"/desk/sign-in/{token}"


def a_token(open_unit: OpenUnit, *scopes: str) -> dict[str, str]:
    """Return the header with which one of the agency's systems comes."""
    token = secrets.token_urlsafe(32)
    with open_unit() as session:
        create_token(session, "payroll", scopes, token_hash=hash_token(token), now=MONDAY)
    return {"Authorization": f"Bearer {token}"}


def forget_password(open_unit: OpenUnit, email: str) -> None:
    with open_unit() as session:
        session.query(Consultant).filter_by(email=email).one().password_hash = None


class Browser:
    """Somebody who opens pages, fills forms in and presses their buttons."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    def opens(self, path: str) -> httpx.Response:
        return self.client.get(path, follow_redirects=True)

    def sends(self, path: str, *, on: str, **fields: str) -> httpx.Response:
        """Fill in the form on page *on* that goes to *path*, and send it."""
        form = self.form(self.opens(on).text, path)
        return self.client.post(path, data=form | fields, follow_redirects=True)

    def presses(self, path: str, *, on: str, **fields: str) -> httpx.Response:
        return self.sends(path, on=on, **fields)

    def signs_in(self, email: str, password: str = PASSWORD) -> httpx.Response:
        return self.sends("/desk/sign-in", on="/desk/sign-in", email=email, password=password)

    def form(self, html: str, action: str) -> dict[str, str]:
        """Return the hidden fields of the form that goes to *action*."""
        forms = re.findall(r"<form[^>]*>.*?</form>", html, re.DOTALL)
        wanted = [f for f in forms if f'action="{action}"' in f or "action=" not in f]
        assert wanted, f"no form goes to {action}"
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', wanted[0])
        return {name: unescape(value) for name, value in hidden}
