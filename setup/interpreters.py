"""Where a machine may keep its Pythons."""

import os
import re
import shutil
import subprocess
from pathlib import Path

# A version manager leaves inactive shims on PATH, and a distribution may ship a Python without
# its parts: only one that runs, and has what an environment needs, counts.
PROBE = "import sys, ssl, sqlite3, venv, ctypes; print('%d.%d' % sys.version_info[:2])"


class NotFound(Exception):
    """No such Python on this machine; the message says what was tried and what helps."""


def find_python(version, uv):
    """Return the path of a Python *version* ("3.10") that really runs."""
    named = "AGENCY_PYTHON" + version.replace(".", "")
    chosen = os.environ.get(named)
    if chosen:
        if runs(chosen, version):
            return chosen
        raise NotFound("{} is set to {}, which is no Python {}.".format(named, chosen, version))

    for candidate in candidates(version):
        if runs(candidate, version):
            return str(candidate)
    found = ask_uv(uv, version)
    if found:
        return found
    raise NotFound(
        "Python {v} is needed and was not found on PATH, in pyenv, asdf, mise or uv, under /usr "
        "and /opt, or in Homebrew: `{uv} python install {v}` or `pyenv install {v}` brings it "
        "(or set {named} to its path), then run make again.".format(v=version, uv=uv, named=named)
    )


def candidates(version):
    """List the likely places, the most deliberate first."""
    name = "python" + version
    home = Path.home()
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        if folder:
            yield Path(folder) / name

    managers = [
        Path(os.environ.get("PYENV_ROOT") or home / ".pyenv") / "versions",
        Path(os.environ.get("ASDF_DATA_DIR") or home / ".asdf") / "installs" / "python",
        Path(os.environ.get("MISE_DATA_DIR") or home / ".local/share/mise") / "installs/python",
        Path("/opt/pyenv/versions"),
        Path("/usr/local/pyenv/versions"),
    ]
    for manager in managers:
        for kept in newest_first(manager.glob(version + "*")):
            yield kept / "bin" / name

    for folder in (
        "/usr/bin",
        "/usr/local/bin",
        "/opt/homebrew/bin",
        "/opt/homebrew/opt/python@" + version + "/bin",
        "/usr/local/opt/python@" + version + "/bin",
        "/home/linuxbrew/.linuxbrew/opt/python@" + version + "/bin",
        "/opt/python" + version + "/bin",
        "/opt/python/" + version + "/bin",
        "/Library/Frameworks/Python.framework/Versions/" + version + "/bin",
    ):
        yield Path(folder) / name


def newest_first(folders):
    """Order 3.10.13 before 3.10.9."""
    return sorted(folders, key=lambda f: [int(n) for n in re.findall(r"\d+", f.name)], reverse=True)


def runs(python, version):
    """Say whether *python* starts, and is the *version* it should be."""
    if not shutil.which(str(python)):
        return False
    try:
        answer = subprocess.run(
            [str(python), "-c", PROBE],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=30,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0 and answer.stdout.decode().strip() == version


def ask_uv(uv, version):
    """Ask uv for a Python it knows of; it downloads none."""
    answer = subprocess.run(
        [str(uv), "python", "find", "--no-project", "--no-python-downloads", version],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    found = answer.stdout.decode().strip()
    return found if answer.returncode == 0 and runs(found, version) else None
