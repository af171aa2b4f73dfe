"""What passes between those who want a CV read and the process that reads it, and its limits."""

from typing import BinaryIO

SECONDS = 10
MEMORY = 512 * 1024 * 1024  # beyond what the nursery holds already
LARGEST_ANSWER = 8 * 1024 * 1024
LENGTH = 8


def frame(content: bytes) -> bytes:
    """Return *content* with its length before it."""
    return len(content).to_bytes(LENGTH, "big") + content


def receive(stream: BinaryIO) -> bytes | None:
    """Return what was sent; None when the other side is gone."""
    head = stream.read(LENGTH)
    if len(head) < LENGTH:
        return None
    size = int.from_bytes(head, "big")
    content = stream.read(size)
    return content if len(content) == size else None
