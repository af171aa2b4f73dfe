"""Why a file gives no fields: each reason has an id, which a sentence elsewhere is written for."""

from enum import StrEnum


class Reason(StrEnum):
    """What was wrong with the file, as the desk and the chat know it."""

    SCAN = "scan"
    UNREADABLE_FONT = "unreadable_font"
    EMPTY = "empty"
    PASSWORD = "password"  # noqa: S105  it is the reason, not the word
    PICTURE = "picture"
    DISGUISED = "disguised"
    MACROS = "macros"
    ACTIVE = "active_content"
    BOMB = "bomb"
    TOO_LARGE = "too_large"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_HEAVY = "too_heavy"
    DAMAGED = "damaged"
    OLD_WORD = "old_word"
    UNKNOWN_KIND = "unknown_kind"


NEEDS_OCR = frozenset({Reason.SCAN, Reason.UNREADABLE_FONT})


class FileUnsafe(Exception):
    """A PDF or Word file that carries more than a document, or that unpacks without end."""

    def __init__(self, words: str, reason: Reason = Reason.ACTIVE) -> None:
        super().__init__(words)
        self.reason = reason


class CvUnreadable(Exception):
    """No text can be had from the file."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
