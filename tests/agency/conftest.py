from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from agency.cli import agency, one_sentence
from agency.settings import Settings
from agency.storage.unit import OpenUnit


@pytest.fixture
def session(open_unit: OpenUnit) -> Iterator[Session]:
    """One unit of work; what a test leaves behind is thrown away with its file."""
    with open_unit() as session:
        yield session


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A house of its own for the command line, with no settings but that."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"AGENCY_{name.upper()}", raising=False)
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    monkeypatch.setenv("AGENCY_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def says(home: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run a command in a house that knows the example agency; return what it says."""

    def run(*words: str, ok: bool = True) -> str:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended, one_sentence():
            agency(words)
        said = capsys.readouterr()
        assert (ended.value.code == 0) is ok, said.err
        return said.out if ok else said.err

    run("import", "agency")
    return run
