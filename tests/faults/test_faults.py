"""The first dozen of the deaths that `python -m tests.faults` counts two hundred of."""

from pathlib import Path

import pytest

from tests.faults.killer import PLAN
from tests.faults.run import run_faults
from tests.whole_house import ROOT


@pytest.mark.assistant
def test_whoever_dies_whatever_was_confirmed_is_one_lead_and_is_delivered(tmp_path: Path):
    if not (ROOT / "models" / "assistant.tar.gz").exists():
        pytest.skip("the assistant is not trained: `make train` does it")

    deaths, reckoning, troubles = run_faults(
        tmp_path, kills=12, visitors=3, seed=1, tell=lambda _: None
    )

    assert deaths.total() == 12
    assert reckoning.counts["of these at the end of a form"] >= 5
    assert reckoning.is_good, f"{reckoning}"
    assert troubles == []


def test_every_process_dies_at_every_step():
    died = {(step.process, step.moment) for step in PLAN}

    handing_over = {(name, "at work") for name in ("web", "actions", "rasa")}
    handing_over |= {(name, "committed") for name in ("web", "actions", "rasa")}
    delivering = {"claimed", "letter arrives", "letter answered", "webhook arrives"}
    assert died >= handing_over | {("worker", moment) for moment in delivering}
    assert ("web", "replying") in died
