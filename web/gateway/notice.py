"""The privacy notice, for whoever shows it before details are left."""

from fastapi import APIRouter
from pydantic import BaseModel

from web.gateway.parts import TheParts

router = APIRouter(prefix="/api/v1/notice", tags=["chat"])


class NoticeShown(BaseModel):
    """The wording that a yes is a yes to."""

    version: str
    wording: str


@router.get("")
async def read_notice(parts: TheParts) -> NoticeShown:
    """Return the notice as it is kept with every consent."""
    notice = parts.record.notice
    return NoticeShown(version=notice.version, wording=notice.wording)
