"""The way from nothing but an old Python to both environments."""

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def module(name: str):
    file = ROOT / "setup" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"setup_{name}", file)
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


sys.path.insert(0, str(ROOT / "setup"))
interpreters = module("interpreters")
environments = module("environments")
main = module("__main__")
sys.path.remove(str(ROOT / "setup"))
OURS = ".".join(map(str, sys.version_info[:2]))


def a_program(path: Path, code: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{code}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with a home, a PATH, and nothing on it."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/bin")
    for name in ("PYENV_ROOT", "ASDF_DATA_DIR", "MISE_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_an_inactive_shim_is_passed_over_for_a_python_that_runs(bare: Path):
    a_program(bare / "bin" / f"python{OURS}", "exit 127")
    real = a_program(
        bare / ".pyenv" / "versions" / f"{OURS}.1" / "bin" / f"python{OURS}",
        f'exec {sys.executable} "$@"',
    )

    assert interpreters.find_python(OURS, "/bin/false") == str(real)


def test_the_newest_patch_comes_first(tmp_path: Path):
    folders = [tmp_path / "3.10.9", tmp_path / "3.10.13", tmp_path / "3.10.2"]

    assert [f.name for f in interpreters.newest_first(folders)] == ["3.10.13", "3.10.9", "3.10.2"]


def test_a_python_of_another_version_is_not_taken(bare: Path):
    a_program(bare / "bin" / "python3.99", f'exec {sys.executable} "$@"')

    with pytest.raises(interpreters.NotFound, match=r"Python 3\.99 is needed") as missing:
        interpreters.find_python("3.99", "/bin/false")

    assert "AGENCY_PYTHON399" in str(missing.value)
    assert "\n" not in str(missing.value)


def test_a_python_that_was_named_is_the_one_or_it_is_an_error(bare: Path, monkeypatch):
    monkeypatch.setenv("AGENCY_PYTHON399", str(a_program(bare / "mine", "exit 1")))

    with pytest.raises(interpreters.NotFound, match="AGENCY_PYTHON399"):
        interpreters.find_python("3.99", "/bin/false")


def test_an_environment_is_made_anew_when_its_lock_changes(tmp_path: Path):
    lock = tmp_path / "requirements.txt"
    lock.write_text("one==1\n")
    (tmp_path / "env" / "bin").mkdir(parents=True)
    (tmp_path / "env" / "bin" / "python").touch()
    environment = environments.Environment(tmp_path / "env", "3.12", [lock])
    assert not environment.is_made()

    environment.stamp.write_text(environment.recipe())
    assert environment.is_made()

    lock.write_text("one==2\n")
    assert not environment.is_made()


@pytest.mark.parametrize("path", sorted((ROOT / "setup").glob("*.py")), ids=lambda p: p.name)
def test_setup_is_written_for_any_python_since_3_8(path: Path):
    ast.parse(path.read_text("utf-8"), feature_version=(3, 8))


def test_a_second_setup_is_done_at_once():
    if not all(each.is_made() for each in (main.HOUSE, main.ASSISTANT)):
        pytest.skip("the environments here are not made by `make setup`, or older than the locks")
    done = subprocess.run(
        [sys.executable, "setup"], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout == ""
