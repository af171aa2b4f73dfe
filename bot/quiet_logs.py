"""Rasa's log without the visitor: what happened and where, never who said what."""

from __future__ import annotations

import logging
from collections.abc import MutableMapping
from typing import Any

import structlog

SAID_IN_FULL = frozenset({"event", "level", "event_info", "exc_type"})


class NamesOnly(logging.Filter):
    """Replaces an exception's text and traceback, which quote the conversation, by its type."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[0]:
            record.msg = f"{record.module}: {record.exc_info[0].__name__}"
            record.args = ()
            record.exc_info = None
            record.exc_text = None
        elif record.levelno >= logging.WARNING and record.name.startswith(("rasa", "sanic")):
            # Their messages are built from slot values and replies as often as not.
            record.msg = f"{record.name}, line {record.lineno} ({record.levelname.lower()})"
            record.args = ()
        return True


def keep_events_only(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Drop every field of a structured log line that could carry what somebody said."""
    if event.get("exc_info"):
        event["exc_type"] = type(event["exc_info"]).__name__
    return {key: value for key, value in event.items() if key in SAID_IN_FULL}


def quieten_logs() -> None:
    """Apply both to every handler there is: call it after Rasa has set up its own logging."""
    for name in ("", "rasa", "sanic.root", "sanic.error", "sanic.access"):
        for handler in logging.getLogger(name).handlers:
            if not any(isinstance(known, NamesOnly) for known in handler.filters):
                handler.addFilter(NamesOnly())
    processors = structlog.get_config()["processors"]
    if keep_events_only not in processors:
        structlog.configure(processors=[keep_events_only, *processors])
