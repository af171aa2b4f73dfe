"""
How long news takes: from "send" in the chat to the desk, to a mail server, to another system.

    python -m benchmarks.handing_over [--leads 40] [--at-once 1]

Starts a house of its own with a mail server and a receiver beside it. A lead is on the desk when
GET /api/v1/leads shows it. The clock starts when the visitor's last press leaves the browser.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from tests.faults.sinks import SECRET, Mailbox, Moments, System
from tests.faults.visitors import Visitor
from tests.whole_house import WholeHouse

PROMISED = {"on the desk": 1.0, "letter at the mail server": 3.0}
PATIENCE = 30.0


class Timed(Visitor):
    """A visitor who looks at the clock when everything is handed over, and presses once."""

    pressed = 0.0

    def note(self, _talk: str) -> None:
        self.pressed = time.monotonic()


def hand_over(
    house: WholeHouse, desk: httpx.Client, mail: Mailbox, system: System, seed: int
) -> dict[str, float]:
    """Register one visitor and return how long each part of the news took."""
    visitor = Timed(house.url, "registration", lambda _: None, seed)
    visitor.sending = visitor.note
    seen: dict[str, float] = {}
    done = threading.Event()

    def watch() -> None:
        while not visitor.pressed and not done.wait(0.002):
            pass
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and not done.is_set():
            found = desk.get("/leads", params={"q": f"jo.{talk_id()[:12]}@example.org"}).json()
            if found["leads"]:
                seen["on the desk"] = time.monotonic() - visitor.pressed
                return
            time.sleep(0.01)

    def talk_id() -> str:
        return visitor.path.split("/")[2]

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    visitor.talk()
    seen["answered in the chat"] = time.monotonic() - visitor.pressed
    watching.join(PATIENCE)
    done.set()
    [lead] = desk.get("/leads", params={"q": f"jo.{talk_id()[:12]}@example.org"}).json()["leads"]
    news = desk.get("/deliveries", params={"limit": 100}).json()["deliveries"]
    for each in (each for each in news if each["lead"] == lead["reference"]):
        name, came = {
            "mail": ("letter at the mail server", mail.first),
            "receipt": ("receipt at the mail server", mail.first),
            "webhook": ("told by webhook", system.first),
        }[each["to"]]
        seen[name] = wait_for(came, each["id"]) - visitor.pressed
    return seen


def wait_for(came: dict[str, float], name: str) -> float:
    until = time.monotonic() + PATIENCE
    while name not in came and time.monotonic() < until:
        time.sleep(0.01)
    return came.get(name, float("inf"))


def p95(values: list[float]) -> float:
    return (
        statistics.quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]
    )


def measure(home: Path, leads: int, at_once: int, say: Callable[[str], None]) -> bool:
    """Hand over *leads* registrations, *at_once* together; say whether the promises hold."""
    mail, system = Mailbox(Moments()), System(Moments())
    mail.server.start()
    system.start()
    house = WholeHouse(
        home,
        {
            "AGENCY_SMTP_URL": mail.url,
            "AGENCY_WEBHOOK_URL": system.url,
            "AGENCY_WEBHOOK_SECRET": SECRET,
            "AGENCY_WEBHOOK_ALLOW_PRIVATE": "on",
        },
    )
    house.start()
    try:
        token = house.command("token", "create", "clock", "--scope", "leads:read").strip()
        with (
            httpx.Client(
                base_url=f"{house.url}/api/v1", headers={"Authorization": f"Bearer {token}"}
            ) as desk,
            ThreadPoolExecutor(at_once) as visitors,
        ):
            hand_over(house, desk, mail, system, 0)  # the first one warms everything up
            times = list(
                visitors.map(
                    lambda seed: hand_over(house, desk, mail, system, seed), range(1, leads + 1)
                )
            )
    finally:
        house.stop()
        mail.server.stop()
        system.shutdown()
    good = True
    say(f"{leads} leads, {at_once} at once; seconds from the visitor's last press")
    say(f"{'':28}{'median':>8}{'p95':>8}{'slowest':>9}{'promised':>10}")
    for name in sorted({name for each in times for name in each}):
        values = [each.get(name, float("inf")) for each in times]
        promise = PROMISED.get(name)
        good = good and (promise is None or p95(values) < promise)
        said = f"{promise:>9.1f}" if promise else ""
        say(
            f"{name:28}{statistics.median(values):8.2f}{p95(values):8.2f}{max(values):9.2f}{said:>10}"
        )
    return good


def main() -> None:
    """Measure and print; end with 1 where a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=40)
    parser.add_argument("--at-once", type=int, default=1)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        good = measure(Path(home), wanted.leads, wanted.at_once, print)
    raise SystemExit(0 if good else 1)


if __name__ == "__main__":
    main()
