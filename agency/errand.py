"""Becomes another program that gives way to everything else, and ends with whoever sent it."""

import os
import signal
import sys

from agency.children import end_with_parent

POLITENESS = 15


def main() -> None:
    """Run the program that the arguments name."""
    os.nice(POLITENESS)
    end_with_parent(signal.SIGKILL)
    os.execv(sys.argv[1], sys.argv[1:])  # noqa: S606 (our own worker names the program)


if __name__ == "__main__":
    main()
