"""What a process says about itself: what happened, with ids, and never who said what."""

import logging
import sys
import traceback
from typing import Any

# A field is printed because it is listed here, not because somebody logged it.
FIELDS = (
    "action", "attempt", "conversation", "count", "delivery", "kind", "lead", "method", "path",
    "port", "round", "state", "status", "to", "took_ms", "turn",
)  # fmt: skip
FRAMES = 6


class PlainLines(logging.Formatter):
    """
    One line for each record: level, logger, words, allowed fields.

    An exception is told by its type and its places. Its own words may quote a
    row, a message or an address.
    """

    def format(self, record: logging.LogRecord) -> str:
        fields = [f"{name}={getattr(record, name)}" for name in FIELDS if name in vars(record)]
        line = " ".join([record.levelname.lower(), record.name, record.getMessage(), *fields])
        return line + told(record.exc_info) if record.exc_info else line


def told(exception: Any) -> str:
    """Return the exception's type and where it came through, without its words."""
    kind, _, trace = exception
    frames = traceback.extract_tb(trace)[-FRAMES:]
    places = [f"\n    {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    return f" ({kind.__name__})" + "".join(places)


def configure_logs() -> None:
    """Set this process's logging up, once, at its door."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(PlainLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    # These would log addresses with their query strings, statements with their values.
    for chatty in ("httpx", "httpcore", "sqlalchemy", "alembic", "uvicorn.access", "asyncio"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
