"""What is over, erased a little at a time."""

import logging
from datetime import UTC, datetime
from pathlib import Path

from agency.services.privacy.retention import forget_tonight
from agency.storage.files import CvStore
from agency.storage.unit import OpenUnit

logger = logging.getLogger("agency.worker")


def forget_what_is_over(open_unit: OpenUnit, home: Path) -> bool:
    """Erase some of what was over last night; say whether there may be more."""
    with open_unit() as session:
        gone = forget_tonight(session, CvStore(home / "cvs"), now=datetime.now(UTC))
    if gone.any:
        logger.info(
            "forgot %d conversations, %d CVs, %d candidates, %d lost files, %d wrong values",
            *(gone.conversations, gone.cvs, gone.candidates, gone.lost_files, gone.corrections),
        )
    return gone.any
