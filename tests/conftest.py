"""What several rooms' tests share: a free port, and the whole house, started once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.whole_house import ROOT, WholeHouse, free_port


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
