"""What keeps a process from starting, in the one sentence that whoever started it needs."""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, OperationalError

from agency.services.agency.setup import SetupInvalid
from agency.settings import SettingsRefused
from agency.storage.answers_shipped import AnswersBroken
from agency.storage.lexicon import LexiconBroken
from agency.storage.rule_file import RuleFileBroken
from agency.storage.unit import SchemaUnknown

SPEAK_FOR_THEMSELVES = (
    SettingsRefused,
    SetupInvalid,
    AnswersBroken,
    LexiconBroken,
    RuleFileBroken,
    SchemaUnknown,
)
TROUBLES = (*SPEAK_FOR_THEMSELVES, DatabaseError, OSError)


def sentence_for(trouble: Exception) -> str:
    """Return what a person at a terminal needs to know of one of TROUBLES."""
    if isinstance(trouble, SPEAK_FOR_THEMSELVES):
        return " ".join(str(trouble).split())
    if isinstance(trouble, DatabaseError):
        return about_the_database(trouble)
    if isinstance(trouble, OSError) and trouble.errno in (errno.ENOSPC, errno.EDQUOT):
        return "there is no room left on the disk."
    if isinstance(trouble, OSError):
        words = (trouble.strerror or "not to be used").lower()
        return f"{trouble.filename or 'a file'}: {words}."
    raise trouble


DAMAGED = "the database is damaged; `agency restore` puts a backup back."
# What SQLite and PostgreSQL say themselves, where it is plain what to do.
PLAIN = {
    "disk is full": "the disk is full; nothing was changed.",
    "readonly": "the database may not be written to; whose file is it?",
    "unable to open": "the database may not be opened; whose file is it?",
    "not a database": DAMAGED,
    "malformed": DAMAGED,
    "is locked": "the database is busy with something else; try again in a moment.",
    "authentication failed": "PostgreSQL does not let us in: check user and password in"
    " AGENCY_DATABASE_URL.",
    'FATAL:  database "': "PostgreSQL has no such database: `createdb` makes one.",
    'FATAL:  role "': "PostgreSQL has no such user: `createuser` makes one.",
    "refused": "PostgreSQL does not answer: is it running, and are host and port in"
    " AGENCY_DATABASE_URL right?",
    "No such file": "PostgreSQL does not answer: is it running, and is the host in"
    " AGENCY_DATABASE_URL right?",
    "resolve host": "nobody knows the host in AGENCY_DATABASE_URL.",
}


def about_the_database(trouble: DatabaseError) -> str:
    """Return what can be done; the database's own words may quote its address."""
    said = str(trouble.orig)
    for words, sentence in PLAIN.items():
        if words in said:
            return sentence
    if isinstance(trouble, OperationalError):
        return "the database cannot be reached or is busy."
    return "the database does not take this."


@contextmanager
def said_in_a_sentence() -> Iterator[None]:
    """End the process with the sentence that says why, where it cannot start."""
    try:
        yield
    except TROUBLES as trouble:
        sys.exit(f"\nagency: {sentence_for(trouble)}\n")
