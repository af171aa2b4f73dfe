"""An environment is made from its locks, and remembers which."""

import hashlib
import os
import shutil
import subprocess
import sys
import time

from interpreters import runs

STILL_GOING = 20  # seconds of silence before a long step says that it is still going


class Trouble(Exception):
    """A step failed; the message says which, and the step itself said why."""


class Environment:
    """One Python with exactly the packages of its locks."""

    def __init__(self, folder, python, locks, alone=(), project=None):
        self.folder = folder
        self.python = python
        self.locks = list(locks)
        self.alone = list(alone)  # packages wanted without what they ask for
        self.project = project
        self.stamp = folder / ".made-from"

    def recipe(self):
        """Return a mark of everything that this environment is made from."""
        mark = hashlib.sha256((str(self.folder) + self.python).encode())
        for lock in self.locks + self.alone:
            mark.update(lock.read_bytes())
        return mark.hexdigest()

    def is_made(self):
        """Say whether the environment stands, and stands for today's locks."""
        python = self.folder / "bin" / "python"
        return self.stamp.exists() and self.stamp.read_text() == self.recipe() and python.exists()

    def make(self, uv, python):
        """
        Bring the environment to what its locks say; the stamp is its last act.

        One that stands is changed where it differs: a process that runs in it
        does not lose the ground under its feet.
        """
        recipe = self.recipe()
        if self.stamp.exists():
            self.stamp.unlink()
        ours = self.folder / "bin" / "python"
        if not runs(ours, self.python):
            say("making {} with {}".format(self.folder.name, python))
            step([uv, "venv", "--quiet", "--clear", "--python", python, self.folder], "the folder")

        count = sum(lock.read_text().count("==") for lock in self.locks)
        say("installing about {} packages into {}".format(count, self.folder.name))
        # Compiled once: Rasa's imports cost ten seconds a start where Python may keep no bytecode.
        quietly = ["--quiet", "--compile-bytecode", "--python", ours]
        step(
            [uv, "pip", "sync", *quietly, "--require-hashes", *self.locks],
            "the packages of " + self.folder.name,
        )
        into = [uv, "pip", "install", *quietly]
        for lock in self.alone:
            say("installing {}".format(lock.stem.replace("requirements-", "the sentence model's ")))
            step([*into, "--require-hashes", "--no-deps", "--requirement", lock], lock.name)
        if self.project:
            editable = ["--no-deps", "--no-build-isolation", "--editable", self.project]
            step([*into, *editable], "the command `agency`")
        self.stamp.write_text(recipe)


def find_uv(folder, lock):
    """Return the path of our own uv, installing it first where it is missing."""
    uv = folder / "bin" / "uv"
    stamp = folder / ".made-from"
    recipe = hashlib.sha256(lock.read_bytes()).hexdigest()
    if uv.exists() and stamp.exists() and stamp.read_text() == recipe:
        return uv
    say("installing uv into " + folder.name)
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)])
    if made.returncode != 0:
        shutil.rmtree(str(folder), ignore_errors=True)
        other = shutil.which("uv")
        if other and subprocess.call([other, "--version"], stdout=subprocess.DEVNULL) == 0:
            say("this Python cannot make an environment; going on with " + other)
            return other
        raise Trouble(
            "this Python cannot make an environment; on Debian and Ubuntu `apt install "
            "python3-venv` gives it what it lacks, then run make again."
        )
    pip = [folder / "bin" / "python", "-m", "pip", "--quiet", "--disable-pip-version-check"]
    step([*pip, "install", "--require-hashes", "--requirement", lock], "uv")
    stamp.write_text(recipe)
    return uv


def step(command, what):
    """Run one step to its end, saying now and then that it is still going."""
    began = time.monotonic()
    with subprocess.Popen([str(part) for part in command], env=surroundings()) as running:
        while running.poll() is None:
            try:
                running.wait(timeout=STILL_GOING)
            except subprocess.TimeoutExpired:
                say("  still going, {:.0f} s".format(time.monotonic() - began))
    if running.returncode != 0:
        raise Trouble("{} could not be installed; the lines above say why.".format(what))


def surroundings():
    """
    Return the environment variables for uv.

    It reads neither pip's settings nor this machine's certificates unless it is told.
    """
    env = dict(os.environ)
    env.pop("VIRTUAL_ENV", None)
    env.setdefault("UV_HTTP_TIMEOUT", "180")
    for pips, uvs in (("PIP_INDEX_URL", "UV_DEFAULT_INDEX"), ("PIP_CERT", "SSL_CERT_FILE")):
        if env.get(pips):
            env.setdefault(uvs, env[pips])
    return env


def say(words):
    """Print one line of progress."""
    print("setup: " + words, flush=True)
