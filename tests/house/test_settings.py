"""Every setting is explained where people look for it."""

import re
from pathlib import Path

from agency.processes import ASSISTANT_QUIET
from agency.settings import Settings

ROOT = Path(__file__).parents[2]
EXAMPLE = (ROOT / ".env.example").read_text("utf-8")
WRITTEN = dict(re.findall(r"^(AGENCY_\w+)=(.*)$", EXAMPLE, re.MULTILINE))
DOORS = [ROOT / "agency" / name for name in ("settings.py", "processes.py")]


def test_every_setting_is_explained_and_nothing_else_is():
    assert set(WRITTEN) == {f"AGENCY_{name.upper()}" for name in Settings.model_fields}


def test_the_example_changes_nothing(monkeypatch):
    for name in WRITTEN:
        monkeypatch.delenv(name, raising=False)
    example = Settings(_env_file=ROOT / ".env.example")
    bare = Settings(_env_file=None)

    assert example == bare


def test_who_starts_rasa_alone_is_told_of_the_environment_it_has_here():
    told = (ROOT / "docs" / "operations.md").read_text("utf-8")

    for name, value in ASSISTANT_QUIET.items():
        assert f"{name}={value}" in told


def test_only_settings_and_the_supervisor_read_the_environment():
    for room in ("agency", "actions", "web"):
        for path in (ROOT / room).rglob("*.py"):
            if path not in DOORS:
                assert not re.search(r"\bos\.(environ|getenv)", path.read_text("utf-8")), path
