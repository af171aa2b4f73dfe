"""The four processes: what each is started with, and what each may know."""

import os
import socket
import sys
from collections.abc import Callable, Mapping

from agency.children import Child
from agency.settings import ROOT, Settings

ASSISTANT_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
ASSISTANT_MODEL = ROOT / "models" / "assistant.tar.gz"

# All that the assistant is told of the house. Where the database is, and its password, are not.
ASSISTANT_KNOWS = ("AGENCY_ASSISTANT_KEY", "AGENCY_ACTIONS_KEY", "AGENCY_ACTIONS_URL")
ASSISTANT_QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TICKET_LOCK_LIFETIME": "330",  # an action may take 300 s; the lock must outlast it
    "LOG_LEVEL_LIBRARIES": "ERROR",
    "PYTHONWARNINGS": "ignore",  # its pinned libraries warn of one another at every start
    # A message is too small to share out: further threads only wait for each other, at full speed.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}

ACTIONS = [sys.executable, "-m", "actions.server"]

type SayFor = Callable[[str, str], None]


def four_processes(settings: Settings, *, say: SayFor) -> list[Child]:
    """Return rasa, actions, web and worker, ready to be kept; the first is the assistant."""
    assistant_port, actions_port = free_ports(2)
    ours = surroundings(settings, assistant_port, actions_port)

    def child(name: str, command: list[str], env: Mapping[str, str] = ours) -> Child:
        return Child(name, command, env=env, cwd=ROOT, say=lambda line: say(name, line))

    return [
        child("rasa", rasa(assistant_port), known_to_the_assistant(ours) | ASSISTANT_QUIET),
        child("actions", ACTIONS),
        child("web", [sys.executable, "-m", "web"]),
        child("worker", [sys.executable, "-m", "agency.worker"]),
    ]


def surroundings(settings: Settings, assistant_port: int, actions_port: int) -> dict[str, str]:
    """Return the environment that tells our processes where the others are."""
    return {
        **os.environ,
        "AGENCY_HOME": str(settings.home),
        "AGENCY_PORT": str(settings.port),
        "AGENCY_DATABASE_URL": settings.database_url,
        "AGENCY_ASSISTANT_URL": f"http://127.0.0.1:{assistant_port}",
        "AGENCY_ACTIONS_PORT": str(actions_port),
        "AGENCY_ACTIONS_URL": f"http://127.0.0.1:{actions_port}/webhook",
        "AGENCY_ASSISTANT_KEY": settings.assistant_key,
        "AGENCY_ACTIONS_KEY": settings.actions_key,
        "AGENCY_SIGNING_KEY": settings.signing_key,
        "PYTHONUNBUFFERED": "1",
    }


def rasa(port: int) -> list[str]:
    return [
        *(str(ASSISTANT_PYTHON), "-m", "rasa", "run", "--model", str(ASSISTANT_MODEL)),
        *("--credentials", "credentials.yml", "--endpoints", "endpoints.yml"),
        *("-i", "127.0.0.1", "-p", str(port)),
    ]


def known_to_the_assistant(env: Mapping[str, str]) -> dict[str, str]:
    return {
        name: value
        for name, value in env.items()
        if not name.startswith("AGENCY_") or name in ASSISTANT_KNOWS
    }


def errand(module: str, *words: str) -> tuple[list[str], dict[str, str]]:
    """Return command and environment of work in the assistant's room for which nobody waits."""
    command = [sys.executable, "-m", "agency.errand", str(ASSISTANT_PYTHON), "-W", "ignore"]
    return [*command, "-m", module, *words], known_to_the_assistant(os.environ) | ASSISTANT_QUIET


def free_ports(count: int) -> list[int]:
    """Return *count* ports of this machine that nothing listens at."""
    held = [socket.socket() for _ in range(count)]
    for each in held:
        each.bind(("127.0.0.1", 0))
    ports: list[int] = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports
