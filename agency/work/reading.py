"""CVs that wait to be read."""

import logging
from datetime import UTC, datetime

from agency.cv.process import CvReader
from agency.cv.reading import refusal
from agency.cv.refusal import Reason
from agency.services.cvs.reading import claim_reading, mark_read
from agency.storage.files import CvStore
from agency.storage.unit import OpenUnit

logger = logging.getLogger("agency.worker")


def read_one(open_unit: OpenUnit, store: CvStore, reader: CvReader) -> bool:
    """
    Read one CV that waits; say whether there was any.

    No transaction is open meanwhile. Killed before the mark, the file is claimed again.
    """
    with open_unit() as session:
        claimed = claim_reading(session, now=datetime.now(UTC))
    if claimed is None:
        return False
    try:
        body = store.open(claimed.key)
    except FileNotFoundError:
        reading = refusal(Reason.DAMAGED)
    else:
        reading = reader.read(body, claimed.filename, today=datetime.now(UTC).date())
    with open_unit() as session:
        mark_read(session, claimed, reading, now=datetime.now(UTC))
    known = {"cv": claimed.cv, "attempt": claimed.attempt, "reason": reading.reason}
    logger.info("a CV was looked at: %s", reading.outcome, extra=known)
    return True
