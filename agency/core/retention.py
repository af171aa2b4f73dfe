"""How long we keep what about whom."""

from datetime import datetime, timedelta

# A visitor may come back to a chat within weeks; nobody needs it for longer.
CONVERSATION_KEPT = timedelta(days=30)
# A file sent by somebody who never registered was not ours to keep.
UNCLAIMED_CV_KEPT = timedelta(days=7)
# A file is written before its row is: a day later, whoever was to write the row has died.
FILE_WITHOUT_ROW_KEPT = timedelta(days=1)
# An employment business keeps a work-seeker's records for a year after it last did something
# for them, and our notice promises no longer.
CANDIDATE_KEPT = timedelta(days=366)


def conversations_end_before(now: datetime) -> datetime:
    """Return the time before which the last turn of a chat without a lead lies too far back."""
    return now - CONVERSATION_KEPT


def unclaimed_cvs_end_before(now: datetime) -> datetime:
    """Return the time before which a CV without a candidate came in too long ago."""
    return now - UNCLAIMED_CV_KEPT


def files_without_rows_end_before(now: datetime) -> datetime:
    """Return the time before which a file must have found its row."""
    return now - FILE_WITHOUT_ROW_KEPT


def candidates_end_before(now: datetime) -> datetime:
    """Return the time before which a candidate's last lead was touched too long ago."""
    return now - CANDIDATE_KEPT
