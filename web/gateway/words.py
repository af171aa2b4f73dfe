"""What a visitor typed, made safe to keep and to hear."""

import re
import unicodedata

LONGEST_MESSAGE = 2_000
MOST_WORDS = 300
LONGEST_WORD = 200

A_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")

SLASH_THAT_IS_ONLY_TEXT = "∕"


def as_words(text: str) -> str:
    """
    Return *text* composed, without control characters and outer space.

    A leading slash becomes a look-alike: the assistant reads a real one as a command,
    and removing it would only uncover the next one.
    """
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    printable = "".join(c for c in composed if c in "\n\t" or unicodedata.category(c) != "Cc")
    words = printable.strip()
    return SLASH_THAT_IS_ONLY_TEXT + words[1:] if words.startswith("/") else words


def says_nothing(words: str) -> bool:
    """Tell whether nobody could see anything in *words*: joiners and marks of direction alone."""
    return all(c.isspace() or unicodedata.category(c) in {"Cf", "Cc"} for c in words)


def as_heard(words: str) -> str:
    """Return *words* no longer than the assistant can read without keeping others waiting."""
    parts = words.split()
    if len(parts) <= MOST_WORDS and all(len(part) <= LONGEST_WORD for part in parts):
        return words
    return " ".join(part[:LONGEST_WORD] for part in parts[:MOST_WORDS])


def as_page(page: str | None) -> str | None:
    """Return the path of the page the chat was opened on, without its query."""
    if not page:
        return None
    printable = "".join(c for c in page if c.isprintable()).strip()
    path = printable.split("?", 1)[0].split("#", 1)[0]
    return path[:LONGEST_WORD] or None


def as_reference(vacancy: str | None) -> str | None:
    """Return a vacancy's reference as a page named it, or None where it cannot be one."""
    said = (vacancy or "").strip()
    return said if A_REFERENCE.fullmatch(said) else None
