"""What several rooms' tests share: a free port, and the whole house, started once."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator

import pytest

from tests.whole_house import ROOT, WholeHouse, free_port

# What a machine may lack, and CI may not: there, a skipped conversation is a failure.
NEVER_SKIPPED_IN_CI = ("assistant", "browser")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    marked = any(item.get_closest_marker(name) for name in NEVER_SKIPPED_IN_CI)
    if report.skipped and marked and os.environ.get("AGENCY_CI"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {call.excinfo.value if call.excinfo else item.name}"
    return report


@pytest.fixture
def unused_port() -> int:
    """A port of this machine that nothing listens at."""
    return free_port()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeHouse]:
    """The four processes, running; skipped where the assistant was never trained."""
    if not (ROOT / "models" / "assistant.tar.gz").exists():
        pytest.skip("the assistant is not trained: `make train` does it")
    running = WholeHouse(tmp_path_factory.mktemp("home"))
    running.start()
    yield running
    running.stop()
