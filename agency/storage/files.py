"""CV files: nameless, private, away from anything a web server shows."""

import os
import re
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

_KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")


class CvStore:
    """Keeps files under random names. Who sent which one is known to the database alone."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def keep(self, body: bytes) -> str:
        """Keep *body* and return its key. It is on the disk, whole, when this returns."""
        name = secrets.token_hex(16)
        key = f"{name[:2]}/{name}"
        path = self._path(key)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        opened = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(opened, "wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(path)
        except OSError:
            unfinished.unlink(missing_ok=True)
            raise
        return key

    def open(self, key: str) -> bytes:
        """Return the file kept under *key*; a FileNotFoundError says it was erased."""
        return self._path(key).read_bytes()

    def erase(self, key: str) -> None:
        """Erase the file kept under *key*; one that is gone already is no mistake."""
        self._path(key).unlink(missing_ok=True)

    def keys(self) -> Iterator[str]:
        """Return the key of every file kept."""
        for folder in self.root.glob("[0-9a-f][0-9a-f]"):
            with os.scandir(folder) as kept:
                keys = [f"{folder.name}/{each.name}" for each in kept]
            yield from filter(_KEY.fullmatch, keys)

    def is_kept_before(self, key: str, then: datetime) -> bool:
        """Say whether the file of this key is here, and has been since before *then*."""
        try:
            return _changed(self._path(key)) < then
        except FileNotFoundError:
            return False

    def sweep(self, then: datetime) -> None:
        """Erase what a process that died before *then* had begun to write."""
        for path in self.root.glob("[0-9a-f][0-9a-f]/*.part"):
            if _changed(path) < then:
                path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        # A key comes from a row, and a row from anywhere: it may not lead out of the store.
        if not _KEY.fullmatch(key):
            raise ValueError("not the key of a CV")
        return self.root / key


def _changed(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
