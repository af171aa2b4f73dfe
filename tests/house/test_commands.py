"""A command that is written down exists."""

import re
import subprocess
from pathlib import Path

import pytest
import typer

from agency.cli import agency

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
CODE = re.compile(r"```[a-z]*\n(.*?)```|`([^`\n]+)`", re.DOTALL)

MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))


def commands() -> set[str]:
    """Every command of `agency`, as people type it."""
    return {" ".join(words) for words in walk(typer.main.get_command(agency), ())}


def walk(command, words):
    subcommands = getattr(command, "commands", None)
    if not subcommands:
        yield words
        return
    for name, sub in subcommands.items():
        yield from walk(sub, (*words, name))


def code_of(page: Path) -> str:
    return "\n".join(a or b for a, b in CODE.findall(page.read_text("utf-8")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_on_a_page_exists(page: Path):
    code = code_of(page)

    for target in re.findall(r"^\s*(?:\$ )?(?:[A-Z_]+=\S+ )*make ([a-z-]+)", code, re.MULTILINE):
        assert target in TARGETS, f"make {target}"
    for line in re.findall(r"^\s*(?:\$ )?(?:\S*/)?agency ([a-z][a-z -]*)", code, re.MULTILINE):
        assert any(line.startswith(known) for known in commands()), f"agency {line}"


def test_the_promised_commands_exist():
    promised = {
        "consultant add", "token create", "deliver", "forget", "doctor", "import vacancies",
        "backup", "restore",
    }  # fmt: skip

    assert promised <= commands()
    assert {"run", "test", "train", "check", "bench", "setup", "shell", "help"} <= TARGETS


def test_make_alone_says_what_there_is():
    told = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    for target in ("run", "test", "train", "check", "setup"):
        assert f"make {target} " in told


def test_ci_runs_the_readmes_test_command_last():
    script = (ROOT / ".ci" / "run").read_text("utf-8").strip().splitlines()

    assert script[-1] == "make test"
