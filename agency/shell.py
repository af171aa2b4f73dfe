"""The assistant in a terminal: Rasa's own shell, with our action server beside it."""

import subprocess
import sys

from agency.preparation import make_database, make_home
from agency.processes import (
    ACTIONS,
    ASSISTANT_MODEL,
    ASSISTANT_PYTHON,
    ASSISTANT_QUIET,
    free_ports,
    known_to_the_assistant,
    surroundings,
)
from agency.refusals import said_in_a_sentence
from agency.settings import ROOT, Settings

RASA_SHELL = [
    *(str(ASSISTANT_PYTHON), "-m", "rasa", "shell", "--model", str(ASSISTANT_MODEL)),
    *("--credentials", "credentials.yml", "--endpoints", "endpoints.yml"),
]


def main() -> int:
    """
    Talk until /stop, and return Rasa's exit code.

    Without the gateway there is no conversation to keep a lead for: "Send" brings nothing.
    """
    with said_in_a_sentence():
        settings = Settings.load()
        make_home(settings.home)
        settings = Settings.load()
        make_database(settings)
    shell_port, actions_port = free_ports(2)
    ours = surroundings(settings, shell_port, actions_port)
    with subprocess.Popen(ACTIONS, cwd=ROOT, env=ours, stderr=subprocess.DEVNULL) as actions:  # noqa: S603 (our own command)
        try:
            known = known_to_the_assistant(ours) | ASSISTANT_QUIET
            shell = [*RASA_SHELL, "--port", str(shell_port)]
            return subprocess.run(shell, cwd=ROOT, env=known, check=False).returncode  # noqa: S603
        finally:
            actions.terminate()


if __name__ == "__main__":
    sys.exit(main())
