"""A CV sent in the chat."""

import asyncio
import secrets
import time
from datetime import UTC, datetime
from hashlib import sha256

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from agency.services.cv_reading import count_unread
from agency.services.cvs import (
    LARGEST_CV,
    CvRefused,
    TooManyCvs,
    keep_cv,
    tidy_filename,
)
from agency.storage.files import CvStore
from agency.storage.models import Conversation
from web.gateway.access import Bearer, TheBearer, their_conversation
from web.gateway.chat import IdempotencyKey, shown
from web.gateway.parts import Parts, TheParts
from web.gateway.problems import Problem
from web.gateway.replies import Replies
from web.gateway.room import ROOM_FOR_A_CV
from web.gateway.turns import Said

router = APIRouter(prefix="/api/v1/conversations", tags=["chat"])

# Ten megabytes over a poor mobile line; whoever is slower would only hold up the others.
LONGEST_READING = 60.0

# How long an upload waits to hear what was read, and how long for somebody to begin.
UNTIL_READ, UNTIL_BEGUN = 1.5, 0.6
LOOK_AGAIN = 0.1

A_FILE = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {
                            "type": "string",
                            "format": "binary",
                            "description": "PDF, DOCX, ODT, RTF or text by content, 10 MB at most",
                        }
                    },
                }
            }
        },
    }
}


@router.post("/{conversation_id}/cv", status_code=202, response_model=Replies, openapi_extra=A_FILE)
async def send_cv(
    bearer: TheBearer, parts: TheParts, request: Request, idempotency_key: IdempotencyKey = None
) -> JSONResponse:
    """
    Keep a CV privately, and return what the assistant says to it.

    It is read by another process. What that takes longer over is said in a later turn.
    """
    # Whoever may not send a file is told before the file is read.
    await run_in_threadpool(_check, parts, bearer)
    async with parts.uploads:
        filename, body = await _read_in_time(request)
    said = Said(
        text=f"CV: {tidy_filename(filename)}",
        heard="CV",
        intent="provide_cv",
        digest=sha256(body).hexdigest(),
    )

    def keep(session: Session, conversation: Conversation) -> None:
        _keep(session, parts.store, conversation, filename, body)

    async def give_time_to_read() -> None:
        await _wait_until_read(parts, bearer.conversation_id)

    replies = await parts.exchange.take(
        bearer, said, idempotency_key, also=keep, before_hearing=give_time_to_read
    )
    return shown(replies, 202)


def _check(parts: Parts, bearer: Bearer) -> None:
    with parts.open_unit() as session:
        their_conversation(session, bearer, now=datetime.now(UTC))
    parts.record.room.require(ROOM_FOR_A_CV)


async def _read_in_time(request: Request) -> tuple[str, bytes]:
    try:
        async with asyncio.timeout(LONGEST_READING):
            return await _read_file(request)
    except TimeoutError:
        raise Problem("upload_too_slow") from None


async def _read_file(request: Request) -> tuple[str, bytes]:
    async with request.form(max_files=1, max_fields=5, max_part_size=16 * 1024) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise Problem("not_a_form")
        if (file.size or 0) > LARGEST_CV:
            raise Problem("file_too_large")
        return file.filename or "", await file.read()


def _keep(
    session: Session, store: CvStore, conversation: Conversation, filename: str, body: bytes
) -> None:
    try:
        keep_cv(
            session,
            store,
            conversation,
            filename,
            body,
            cv_id=secrets.token_hex(16),
            now=datetime.now(UTC),
        )
    except CvRefused as refusal:
        raise Problem(f"file_{refusal.reason}") from refusal
    except TooManyCvs as enough:
        raise Problem("too_many_files") from enough


async def _wait_until_read(parts: Parts, conversation_id: str) -> None:
    began = time.monotonic()
    while (waited := time.monotonic() - began) < UNTIL_READ:
        unread, begun = await run_in_threadpool(_count_unread, parts, conversation_id)
        if not unread or (not begun and waited > UNTIL_BEGUN):
            return
        await asyncio.sleep(LOOK_AGAIN)


def _count_unread(parts: Parts, conversation_id: str) -> tuple[int, bool]:
    with parts.open_unit() as session:
        return count_unread(session, conversation_id)
