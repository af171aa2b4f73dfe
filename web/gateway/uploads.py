"""A CV sent in the chat."""

import asyncio
import logging
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from agency.services.cvs.cvs import (
    LARGEST_CV,
    CvRefused,
    TooManyCvs,
    keep_cv,
    tidy_filename,
)
from agency.services.cvs.reading import count_unread
from agency.storage.files import CvStore
from agency.storage.models import Conversation
from web.gateway.access import Bearer, TheBearer, their_conversation
from web.gateway.chat import IdempotencyKey, as_key, shown
from web.gateway.parts import Parts, TheParts
from web.gateway.problems import Problem
from web.gateway.replies import Kept, Replies
from web.gateway.room import ROOM_FOR_A_CV, TRY_AGAIN_AFTER
from web.gateway.turns import Said

logger = logging.getLogger(__name__)

router = APIRouter(prefix="/api/v1/conversations", tags=["chat"])

# Ten megabytes over a poor mobile line; whoever is slower would only hold up the others.
LONGEST_READING = 60.0

# How much of the wait for what was read may pass before somebody has begun to read.
UNTIL_BEGUN = 0.4
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
    return shown(await take_cv(bearer, parts, request, idempotency_key), 202)


async def take_cv(bearer: Bearer, parts: Parts, request: Request, key: str | None) -> list[Kept]:
    """
    Return the replies to the file in a request, which is kept first.

    Without a *key* in its headers a form carries it in a field, `once`.
    """
    # Whoever may not send a file is told before the file is read.
    await run_in_threadpool(_check, parts, bearer)
    async with parts.uploads:
        sent = await _read_in_time(request)
    body = sent.body
    said = Said(
        text=f"CV: {tidy_filename(sent.filename)}",
        heard="CV",
        intent="provide_cv",
        digest=sha256(body).hexdigest(),
    )

    def keep(session: Session, conversation: Conversation) -> None:
        _keep(session, parts.store, conversation, sent.filename, body)

    async def give_time_to_read() -> None:
        await _wait_until_read(parts, bearer.conversation_id)

    return await parts.exchange.take(
        bearer, said, key or sent.once, also=keep, before_hearing=give_time_to_read
    )


def _check(parts: Parts, bearer: Bearer) -> None:
    with parts.open_unit() as session:
        their_conversation(session, bearer, now=datetime.now(UTC))
    parts.record.room.require(ROOM_FOR_A_CV)


@dataclass(frozen=True)
class Sent:
    """A file as it came, and the key its form carries."""

    filename: str
    body: bytes
    once: str | None


async def _read_in_time(request: Request) -> Sent:
    try:
        async with asyncio.timeout(LONGEST_READING):
            return await _read_file(request)
    except TimeoutError:
        raise Problem("upload_too_slow") from None
    except OSError as trouble:
        raise not_kept(trouble) from None


async def _read_file(request: Request) -> Sent:
    async with request.form(max_files=1, max_fields=5, max_part_size=16 * 1024) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise Problem("not_a_form")
        if (file.size or 0) > LARGEST_CV:
            raise Problem("file_too_large")
        return Sent(file.filename or "", await file.read(), as_key(form.get("once")))


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
    except OSError as trouble:
        raise not_kept(trouble) from None


def not_kept(trouble: OSError) -> Problem:
    """Say that the disk took no file: it filled up since it was looked at, or may not be used."""
    logger.error("no file could be kept: %s", trouble.strerror)
    return Problem("no_room", retry_after=TRY_AGAIN_AFTER)


async def _wait_until_read(parts: Parts, conversation_id: str) -> None:
    began = time.monotonic()
    while (waited := time.monotonic() - began) < parts.cv_wait:
        unread, begun = await run_in_threadpool(_count_unread, parts, conversation_id)
        if not unread or (not begun and waited > UNTIL_BEGUN * parts.cv_wait):
            return
        await asyncio.sleep(LOOK_AGAIN)


def _count_unread(parts: Parts, conversation_id: str) -> tuple[int, bool]:
    with parts.open_unit() as session:
        return count_unread(session, conversation_id)
