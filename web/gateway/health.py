"""Whether it is alive, and whether it works."""

import logging

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import text

from web.gateway.parts import TheParts
from web.gateway.problems import Problem
from web.gateway.room import ROOM_FOR_A_TURN

logger = logging.getLogger(__name__)

router = APIRouter(tags=["health"])


class Alive(BaseModel):
    status: str = "ok"


@router.get("/healthz")
async def alive() -> Alive:
    """Say that this process answers, whatever the others do."""
    return Alive()


@router.get("/readyz")
def ready(parts: TheParts) -> Alive:
    """Say that there is room, and that a real question was answered in the last 30 s."""
    with parts.open_unit() as session:
        session.execute(text("SELECT 1"))
    parts.record.room.require(ROOM_FOR_A_TURN)
    if not parts.probe.is_ready:
        raise Problem("not_ready", retry_after=5)
    return Alive(status="ready")
