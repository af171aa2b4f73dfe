"""A full office, served by the web process's own application on a socket; nothing else runs."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext
from sqlalchemy import select

from agency.services.keys.tokens import hash_token
from agency.services.people.sign_in_links import make_sign_in_link
from agency.services.people.sign_ins import start_sign_in
from agency.settings import Settings
from agency.storage.files import CvStore
from agency.storage.models import Consultant
from agency.storage.unit import OpenUnit, open_database, units, upgrade
from tests.browser.full_office import ADMINISTRATOR, NOW, open_full_office
from tests.browser.full_rooms import furnish
from tests.web.desk.people import Clock
from tests.web.gateway.conftest import SERVED, serving


@dataclass
class ServedOffice:
    """Where it is served, and what stands for the gaps in its addresses."""

    url: str
    open_unit: OpenUnit
    known: dict[str, Any]
    clock: Clock

    def window(
        self,
        browser: Browser,
        who: str | None = ADMINISTRATOR,
        *,
        half: bool = False,
        **wishes: Any,
    ) -> BrowserContext:
        """Open a browser's window in which *who* is signed in, or has yet to give the code."""
        context = browser.new_context(
            base_url=self.url, locale="en-GB", timezone_id="Europe/London",
            **{"reduced_motion": "reduce"} | wishes,
        )  # fmt: skip
        if who:
            token = secrets.token_urlsafe(32)
            with self.open_unit() as session:
                start_sign_in(
                    session, self.find(session, who), token_hash=hash_token(token),
                    csrf=secrets.token_urlsafe(32), waits_for_code=half, now=self.clock(),
                    browser="Firefox on Windows",
                )  # fmt: skip
            context.add_cookies([{"name": "desk", "value": token, "url": self.url}])
        return context

    def find(self, session: Any, email: str) -> Consultant:
        return session.scalars(select(Consultant).where(Consultant.email == email)).one()

    def link(self, email: str) -> str:
        """Return the path of a one-time link with which *email* signs in."""
        token = secrets.token_urlsafe(32)
        with self.open_unit() as session:
            somebody = self.find(session, email)
            make_sign_in_link(session, somebody, token_hash=hash_token(token), now=self.clock())
        return f"/desk/sign-in/{token}"

    def filled(self, path: str) -> str:
        """Return the route *path* with its gaps filled in."""
        known = self.known
        if path.startswith("/desk/privacy/erasures/"):
            known = known | {"reference": known["erasure"]}
        if path.startswith("/desk/settings/letters/words/"):
            known = known | {"key": known["letter"]}
        for name, value in known.items():
            path = path.replace(f"{{{name}}}", str(value))
        assert "{" not in path, f"full_rooms.furnish must say what stands for the gap in {path}"
        return path


@contextmanager
def a_served_office(home: Path) -> Iterator[ServedOffice]:
    """Serve a full office out of *home*; its clock goes on only when it is told to."""
    url = f"sqlite:///{home / 'agency.sqlite3'}"
    upgrade(url)
    engine = open_database(url)
    open_unit, store = units(engine), CvStore(home / "cvs")
    with open_unit() as session:
        office = open_full_office(session, store)
        known = office.known | furnish(session, store, office)
    settings = Settings(
        _env_file=None, home=home, database_url=url, signing_key="an example key", limits="off"
    )
    clock = Clock(NOW)
    with serving() as serve:
        served_at = serve(settings)
        SERVED[served_at].state.now = clock
        address = served_at.replace("127.0.0.1", "localhost")
        yield ServedOffice(address, open_unit, known, clock)
    engine.dispose()
