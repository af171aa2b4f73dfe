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


# For whoever sits at the command line; the chat's own words are elsewhere.
IN_WORDS = {
    Reason.SCAN: "it is a scan: pictures of pages, and no text in them",
    Reason.UNREADABLE_FONT: "its letters can be seen but not read; save it as a PDF once more",
    Reason.EMPTY: "there is no text in it",
    Reason.PASSWORD: "it is locked with a password; save it without one",
    Reason.PICTURE: "it is a picture; a PDF or Word document can be read",
    Reason.DISGUISED: "it is not what its name says",
    Reason.MACROS: "it carries macros; save it without them, or as a PDF",
    Reason.ACTIVE: "it carries something that would run or load; save it as a plain PDF",
    Reason.BOMB: "it unpacks to far more than a CV ever holds",
    Reason.TOO_LARGE: "it is larger than 10 MB",
    Reason.TOO_MANY_PAGES: "it has far more pages than a CV",
    Reason.TOO_HEAVY: "it took too long, or too much, to read",
    Reason.DAMAGED: "it is damaged, or not a text at all",
    Reason.OLD_WORD: "it is a Word document of the old kind; save it as .docx or PDF",
    Reason.UNKNOWN_KIND: "it is neither PDF, Word, OpenDocument, RTF nor plain text",
}

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
