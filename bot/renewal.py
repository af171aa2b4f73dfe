"""A retrained assistant takes over where it runs: no restart, and no conversation notices."""

from __future__ import annotations

import asyncio
import copy
import logging
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from sanic import Sanic

logger = logging.getLogger(__name__)

LOOKS_EVERY = 1.0
# What a new assistant must have understood before anybody depends on it.
TRIAL = "What does a SENCO earn?"


async def renew_when_retrained(app: Sanic[Any, Any]) -> None:
    """
    Load the trained assistant again whenever its file has changed; return only when cancelled.

    Rasa keeps nothing between turns, so that one turn may be understood by the old assistant and
    the next by the new. A file that cannot be loaded changes nothing.
    """
    path = Path(app.ctx.agent.processor.model_path)
    seen = stamp(path)
    while True:
        await asyncio.sleep(LOOKS_EVERY)
        now = stamp(path)
        if now is None or now == seen:
            continue
        seen = now
        try:
            app.ctx.agent = await renewed(app.ctx.agent, path)
        except Exception as problem:  # Whatever is wrong with the file, the old one still answers.
            logger.error("the retrained assistant could not be loaded", exc_info=problem)
        else:
            logger.warning("the retrained assistant is live")


async def renewed(agent: Agent, path: Path) -> Agent:
    """Return *agent* with the assistant in *path*, tried once; raise if it understands nothing."""
    fresh = copy.copy(agent)
    await asyncio.to_thread(fresh.load_model, path)
    understood = await fresh.parse_message(TRIAL)
    if not understood.get("questions"):
        raise ValueError("no question was heard")
    return fresh


def stamp(path: Path) -> tuple[int, int] | None:
    """Return what changes when the file does; None while there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size
