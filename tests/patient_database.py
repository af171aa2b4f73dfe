"""A database that many write to at once, on a machine that may be busy with other things."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, event


def be_patient(engine: Engine) -> Engine:
    """Let a test wait longer for its turn to write than the house would; return *engine*."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _wait_longer)
    return engine


def _wait_longer(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA busy_timeout = 10000")
