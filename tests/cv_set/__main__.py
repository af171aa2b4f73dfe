"""Writes the CVs and their truth into a folder, to look at."""

import sys
from pathlib import Path

from tests.cv_set import write_set

if __name__ == "__main__":
    write_set(Path(sys.argv[1]))
