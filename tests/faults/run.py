"""One run: a house, a crowd, a killer, and the reckoning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.faults.house import KillableHouse
from tests.faults.killer import Killer, plan
from tests.faults.reckoning import Reckoning, reckon, wait_until_settled
from tests.faults.sinks import SECRET, Mailbox, Moments, System
from tests.faults.visitors import Crowd


def run_faults(
    home: Path, *, kills: int, visitors: int, seed: int, tell: Callable[[str], None]
) -> tuple[Counter[tuple[str, str]], Reckoning, list[str]]:
    """Kill *kills* processes while *visitors* register; return the deaths and the reckoning."""
    moments = Moments()
    mailbox, system = Mailbox(moments), System(moments)
    mailbox.server.start()
    system.start()
    with KillableHouse(
        home,
        AGENCY_SMTP_URL=mailbox.url,
        AGENCY_WEBHOOK_URL=system.url,
        AGENCY_WEBHOOK_SECRET=SECRET,
        AGENCY_WEBHOOK_ALLOW_PRIVATE="on",
    ) as house:
        tell("the house is ready")
        killer = Killer(house, moments, seed)
        crowd = Crowd(house.url, visitors, killer.sending, seed)
        crowd.start()
        killer.carry_out(plan(kills), tell)
        tell("nobody is killed any more; everybody finishes")
        crowd.finish()
        tell("the last news is on its way")
        wait_until_settled(house.database)
        reckoning = reckon(
            house.database, home / "processes.log", crowd.talks, mailbox.came, system.came
        )
        tell("done")
    mailbox.server.stop()
    system.shutdown()
    system.server_close()
    return killer.deaths, reckoning, crowd.troubles
