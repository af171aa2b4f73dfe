"""What the import contracts cannot say."""

import ast
import importlib.metadata
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("actions", "agency", "web")
LOCKS = (
    "requirements.txt",
    "requirements-dev.txt",
    "requirements-weights.txt",
    "bot/requirements.txt",
    "setup/requirements.txt",
)
LONGEST_MODULE = 350
# They come with a package that is named.
BROUGHT_ALONG = {
    "pydantic": "fastapi",
    "starlette": "fastapi",
    "anyio": "fastapi",
    "markupsafe": "jinja2",
    "sanic": "rasa-sdk",
    "typing-extensions": "fastapi",
}


def modules(*rooms: str) -> Iterator[Path]:
    for room in rooms:
        yield from sorted((ROOT / room).rglob("*.py"))


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def test_core_needs_nothing_but_the_standard_library():
    for path in modules("agency/core"):
        assert imported(path) - set(sys.stdlib_module_names) <= {"agency"}, path


def test_the_assistants_room_imports_nothing_of_the_house():
    for path in modules("bot"):
        assert not imported(path) & set(ROOMS), path


def test_every_package_that_is_imported_is_asked_for_by_name():
    asked = {
        re.split(r"[=<>\[; ]", line)[0].lower()
        for line in (ROOT / "requirements.in").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    }
    owners = importlib.metadata.packages_distributions()
    for path in modules(*ROOMS):
        for name in imported(path) - set(sys.stdlib_module_names) - set(ROOMS):
            packages = {owner.lower() for owner in owners[name]}
            asked_for = {BROUGHT_ALONG.get(package, package) for package in packages}
            assert asked_for & asked, f"{path}: {name}"


def test_no_rule_hides_a_source_from_git():
    if not (ROOT / ".git").exists():
        pytest.skip("these files came without their history")
    sources = [str(path.relative_to(ROOT)) for path in modules(*ROOMS, "bot", "setup", "tests")]
    hidden = subprocess.run(
        ["git", "check-ignore", "--no-index", "--stdin"],
        input="\n".join(sources),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert hidden.stdout == ""


def test_a_function_without_a_home_is_a_noun_not_named_yet():
    homeless = {"utils.py", "helpers.py", "common.py", "misc.py", "domain.py"}

    assert [path for path in modules(*ROOMS, "bot") if path.name in homeless] == []


def test_every_package_says_its_law():
    for path in modules(*ROOMS, "bot"):
        if path.name == "__init__.py" and "versions" not in path.parts:
            assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), path


def test_a_module_fits_in_a_head():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in modules(*ROOMS, "bot")
        if "versions" not in path.parts  # a migration is as long as what it changes
        and (lines := len(path.read_text("utf-8").splitlines())) > LONGEST_MODULE
    }

    assert long == {}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_names_versions_and_hashes_alone(lock: str):
    entry = re.compile(
        r"[a-z0-9._-]+(\[[a-z,]+\])?==[^ ]+( ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?"
    )

    for line in (ROOT / lock).read_text("utf-8").splitlines():
        assert entry.fullmatch(line), line


def test_what_is_asked_for_is_locked():
    for lock in LOCKS:
        locked = {
            line.partition("==")[0]
            for line in (ROOT / lock).read_text("utf-8").splitlines()
            if "==" in line
        }
        for line in (ROOT / lock.replace(".txt", ".in")).read_text("utf-8").splitlines():
            if line and line[0] not in "#-":
                name = re.split(r"[=<>\[; ]", line)[0].lower()
                assert name in locked, f"{name}: run `make locks`"
