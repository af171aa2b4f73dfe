"""Every other room of the desk that lists, counts or finds: what is asked of it, and by whom."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle

import httpx

from agency.services.reports.access import LOAD, OF_THE_ANSWERS, OF_THE_BRANCH, REPORTS
from benchmarks.desk_example import a_moment
from benchmarks.desk_example_years import TOKEN

REFERENCE = re.compile(r'href="/desk/leads/(L-\d+)"')


@dataclass(frozen=True)
class Wanted:
    """One page to ask for; with words, as a form sends them."""

    address: str
    form: dict[str, str] | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, client: httpx.Client) -> httpx.Response:
        """Ask for it as a browser would."""
        if self.form is None:
            return client.get(self.address, headers=self.headers)
        return client.post(self.address, data=self.form, headers=self.headers)


type Next = Callable[[], Wanted]


def one_of(*addresses: str) -> Next:
    """Return what gives one address after another."""
    return cycle([Wanted(address) for address in addresses]).__next__


def rooms(client: httpx.Client, who: str) -> Iterator[tuple[str, Next]]:
    """Yield what is asked of each room that *who* may enter."""
    if who == "an editor":
        yield from reports(OF_THE_ANSWERS)
        yield from questions()
        return
    whose = "everyone" if who == "an administrator" else "mine"
    references = REFERENCE.findall(client.get(f"/desk/?whose={whose}&stage=registered").text)
    lead = references[len(references) // 2]
    yield from people(client, lead)
    yield "Conversations", one_of("/desk/conversations")
    yield "My day", one_of("/desk/my-day")
    yield "Deliveries", one_of("/desk/deliveries")
    yield "Deliveries: dead", one_of("/desk/deliveries?state=dead")
    yield "Deliveries: sent", one_of("/desk/deliveries?state=sent")
    after = re.findall(r'href="([^"]+after=[^"]+)"', client.get("/desk/deliveries").text)
    if after:
        yield "Deliveries: next page", one_of(after[0].replace("&amp;", "&"))
    if who == "a consultant":
        yield from reports(OF_THE_BRANCH)
        return
    yield from reports(REPORTS)
    yield from privacy(lead)
    yield from settings()
    yield from interface(client)


def people(client: httpx.Client, lead: str) -> Iterator[tuple[str, Next]]:
    csrf = re.findall(r'name="csrf" value="([^"]+)"', client.get("/desk/candidates").text)[0]
    person = client.get(f"/desk/candidates/{lead}").text
    email = re.findall(r"[\w.]+@example\.org", person)
    postcode = re.findall(r"\b[A-Z]{1,2}\d{1,2} \d[A-Z]{2}\b", person)

    def sought(*words: str) -> Next:
        forms = [{"csrf": csrf, "words": each} for each in words]
        return cycle([Wanted("/desk/candidates", form) for form in forms]).__next__

    yield "Candidates: a name", sought("ashford", "priya", "sam blackwell")
    yield "Candidates: beginnings", sought("sa", "pri as", "mo")
    yield "Candidates: an address", sought(*(email[:1] or ["nobody@example.org"]))
    yield "Candidates: a number", sought("07700 900123", "07700 900456")
    yield "Candidates: a postcode", sought(*(postcode[:1] or ["CV1 1AA"]))
    yield "Candidates: half a postcode", sought("CV1", "B12")
    yield "Candidates: nobody", sought("zzzzzz", "xylophone")
    yield "A person", one_of(f"/desk/candidates/{lead}")


def reports(which: tuple[str, ...]) -> Iterator[tuple[str, Next]]:
    for report in which:
        at = f"/desk/reports/{report}"
        yield f"Report: {report}", one_of(at)
        yield f"Report: {report}, 13 weeks", one_of(f"{at}?span=90")
        yield f"Report: {report}, as files", one_of(f"{at}.csv", f"{at}.xlsx")
        if report not in OF_THE_ANSWERS and report != LOAD:
            yield f"Report: {report}, a branch", one_of(f"{at}?branch=birmingham")


def questions() -> Iterator[tuple[str, Next]]:
    yield "Questions", one_of("/desk/questions")
    yield "Questions: a year", one_of("/desk/questions?days=365")
    yield "Questions: next page", one_of("/desk/questions?after=40")
    yield "Questions: aside", one_of("/desk/questions?standing=aside")
    yield "Questions: a group", one_of("/desk/questions/1", "/desk/questions/7")
    yield "Questions: answered", one_of("/desk/questions/answered?topic=dbs_safeguarding_checks")
    yield "Answers", one_of("/desk/answers")


def privacy(lead: str) -> Iterator[tuple[str, Next]]:
    day = a_moment().date() - timedelta(days=3)
    yield "Audit log", one_of("/desk/audit")
    yield "Audit log: who", one_of("/desk/audit?who=birmingham.0", "/desk/audit?who=nobody")
    yield "Audit log: did", one_of("/desk/audit?did=accepted", "/desk/audit?did=exported")
    yield "Audit log: about", one_of(f"/desk/audit?subject={lead}", "/desk/audit?subject=L-0042")
    yield "Audit log: a day", one_of(f"/desk/audit?first={day}&last={day}")
    yield "Audit log: long ago", one_of(f"/desk/audit?last={day - timedelta(days=600)}")
    yield "Privacy", one_of("/desk/privacy")
    yield "Privacy: tonight", one_of("/desk/privacy/tonight")
    yield "Privacy: everything", one_of(f"/desk/candidates/{lead}/everything")
    yield "Privacy: erase", one_of(f"/desk/candidates/{lead}/erase")
    yield "Settings: retention", one_of("/desk/settings/retention")


def settings() -> Iterator[tuple[str, Next]]:
    yield "Settings: people", one_of("/desk/settings/people")
    yield "Settings: a person", one_of("/desk/settings/people/1")
    yield "Settings: leaving", one_of("/desk/settings/people/1/leaving")
    yield "Settings: branches", one_of("/desk/settings/branches")
    yield "Settings: a branch", one_of("/desk/settings/branches/birmingham")
    yield "Routing", one_of("/desk/routing")


def interface(client: httpx.Client) -> Iterator[tuple[str, Next]]:
    by = {"Authorization": f"Bearer {TOKEN}"}
    yield "API: leads", lambda: Wanted("/api/v1/leads?limit=50", headers=by)
    cursor = None
    for _ in range(40):
        more: dict[str, str] = {"cursor": cursor} if cursor else {}
        told = client.get("/api/v1/leads", params={"limit": 100, **more}, headers=by).json()
        cursor = told["next"]
    deep = Wanted(f"/api/v1/leads?limit=50&cursor={cursor}", headers=by)
    yield "API: leads, deep", lambda: deep
    yield "API: leads, found", lambda: Wanted("/api/v1/leads?q=ashford", headers=by)
    yield "API: deliveries", lambda: Wanted("/api/v1/deliveries", headers=by)
