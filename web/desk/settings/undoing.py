"""A change of the settings, taken back from the page on which it was made, for ten minutes."""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import Depends
from starlette.responses import Response

from agency.core.differences import fingerprint
from agency.services.keys.vault import SealBroken, Vault
from web.desk.access import TheJar, TheSettings, TheSignedIn, TheTime
from web.desk.cookies import Jar

UNDO = "desk-undo"
LASTS = timedelta(minutes=10)
# A browser keeps no larger cookie, and drops one without a word.
LONGEST = 3_800


@dataclass(frozen=True)
class Undoable:
    """What stood there before a change, whose it was, and what it was changed into."""

    by: int
    what: str
    before: dict[str, Any]
    after: str
    until: str


@dataclass(frozen=True)
class Undoing:
    """
    Keeps the last change in the browser of whoever made it, sealed.

    It names people, so it lies in no address and in no table; a sign-out or ten minutes end it.
    """

    jar: Jar
    vault: Vault
    consultant_id: int
    now: datetime

    def offer(
        self, response: Response, what: str, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> Response:
        """Let *response* offer to put *before* back; a change of nothing offers nothing."""
        if before == after:
            self.jar.forget(response, UNDO)
            return response
        until = (self.now + LASTS).isoformat()
        undo = Undoable(self.consultant_id, what, dict(before), fingerprint(after), until)
        packed = zlib.compress(json.dumps(asdict(undo), default=str).encode(), 9)
        sealed = self.vault.seal(b64encode(packed).decode())
        if len(sealed) <= LONGEST:
            self.jar.keep(response, UNDO, sealed, seconds=int(LASTS.total_seconds()))
        else:
            self.jar.forget(response, UNDO)
        return response

    def find(self, what: str, standing: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return what stood there before, if this browser's last change was this one, and lasts."""
        try:
            packed = b64decode(self.vault.unseal(self.jar.read(UNDO) or ""))
        except SealBroken:
            return None
        undo = Undoable(**json.loads(zlib.decompress(packed)))
        is_theirs = undo.by == self.consultant_id and undo.what == what
        in_time = self.now <= datetime.fromisoformat(undo.until)
        return (
            undo.before if is_theirs and in_time and undo.after == fingerprint(standing) else None
        )

    def forget(self, response: Response) -> Response:
        self.jar.forget(response, UNDO)
        return response


def their_undoing(
    jar: TheJar, settings: TheSettings, somebody: TheSignedIn, now: TheTime
) -> Undoing:
    return Undoing(jar, Vault(settings.signing_key), somebody.consultant.id, now)


TheUndoing = Annotated[Undoing, Depends(their_undoing)]
