"""What is compared at the end: what visitors were told, what was kept, and what arrived."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.faults.killer import look_into
from tests.faults.visitors import Talk

SETTLED_WITHIN = 900.0
SECRETS = ("Jo Example", "07700 900123", "+447700900123", '@example.org"', "SK4 4QT", "Stockport")

WAITING = "SELECT count(*) FROM delivery WHERE state = 'waiting'"
LEADS = "SELECT conversation_id, printf('L-%04d', id) FROM lead"
DELIVERIES = 'SELECT id, lead_id, "to", state FROM delivery'
ORPHANS = """
    SELECT count(*) FROM candidate
    WHERE NOT EXISTS (SELECT 1 FROM lead WHERE lead.candidate_id = candidate.id)
"""
UNTOLD = """
    SELECT count(*) FROM lead JOIN candidate ON candidate.id = lead.candidate_id
    WHERE NOT EXISTS (SELECT 1 FROM delivery d WHERE d.lead_id = lead.id AND d."to" = 'mail')
    OR NOT EXISTS (SELECT 1 FROM delivery d WHERE d.lead_id = lead.id AND d."to" = 'webhook')
    OR candidate.email IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.lead_id = lead.id AND d."to" = 'receipt')
"""
# News is queued once for each time a visitor was told that something is with us.
TOLD_TOO_OFTEN = """
    SELECT count(*) FROM lead WHERE
    (SELECT count(*) FROM delivery d WHERE d.lead_id = lead.id AND d."to" = 'mail') >
    (SELECT count(*) FROM turn t WHERE t.conversation_id = lead.conversation_id
        AND t.speaker = 'assistant' AND t.text LIKE '%' || printf('L-%04d', lead.id) || '%')
"""


@dataclass(frozen=True)
class Reckoning:
    """The counts, and those among them that must be nothing."""

    counts: dict[str, int]
    wrong: dict[str, int]

    @property
    def is_good(self) -> bool:
        return not any(self.wrong.values())

    def __str__(self) -> str:
        lines = [f"{count:>6}  {what}" for what, count in self.counts.items()]
        lines += ["", "  what must be nothing:"]
        return "\n".join([*lines, *(f"{count:>6}  {what}" for what, count in self.wrong.items())])


def wait_until_settled(database: Path) -> None:
    """Wait until no news is on its way; a claim that nobody finished lasts a minute."""
    until = time.monotonic() + SETTLED_WITHIN
    with closing(look_into(database)) as looking:
        while looking.execute(WAITING).fetchone()[0] and time.monotonic() < until:
            time.sleep(0.5)


def reckon(
    database: Path, log: Path, talks: Sequence[Talk], letters: Counter[str], told: Counter[str]
) -> Reckoning:
    """Compare what visitors were told with what was kept, and that with what arrived."""
    with closing(look_into(database)) as looking:
        leads = looking.execute(LEADS).fetchall()
        deliveries = looking.execute(DELIVERIES).fetchall()
        count = {
            name: looking.execute(question).fetchone()[0]
            for name, question in (
                ("orphans", ORPHANS),
                ("untold", UNTOLD),
                ("too", TOLD_TOO_OFTEN),
            )
        }
        sound = looking.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    by_talk: dict[str, list[str]] = {}
    for talk, reference in leads:
        by_talk.setdefault(talk, []).append(reference)
    confirmed = [talk for talk in talks if talk.confirmed]
    came = letters + told
    said = log.read_text("utf-8", errors="replace")
    return Reckoning(
        counts={
            "conversations": len(talks),
            "confirmed to the visitor": len(confirmed),
            "of these at the end of a form": sum(talk.sends > 0 for talk in confirmed),
            "handed over twice at the same moment": sum(talk.doubled for talk in talks),
            "handed over again after no answer": sum(talk.sends > 1 for talk in talks),
            "leads": len(leads),
            "deliveries": len(deliveries),
            "arrived": sum(came.values()),
            "of these a repeat under the same id": sum(came.values()) - len(came),
            "most copies of one": max(came.values(), default=0),
        },
        wrong={
            "confirmed, but not that one lead": sum(
                by_talk.get(talk.id) != [*talk.confirmed] for talk in confirmed
            ),
            "leads twice in one conversation": len(leads) - len(by_talk),
            "visitors who were never answered": sum(bool(talk.gave_up) for talk in talks),
            "candidates without a lead": count["orphans"],
            "leads that somebody should hear of and nobody was to be told": count["untold"],
            "leads told of more often than there was news": count["too"],
            "deliveries not sent": sum(state != "sent" for *_, state in deliveries),
            "sent, but never arrived": sum(
                state == "sent" and not came[name] for name, _, _, state in deliveries
            ),
            "arrived, but known to nobody": len(set(came) - {name for name, *_ in deliveries}),
            "personal words in the log": sum(said.count(each) for each in SECRETS),
            "damage in the database": 0 if sound else 1,
        },
    )
