import logging
import sys

from agency.logs import PlainLines


def line(message: str, *args: object, exc_info=None, **extra: object) -> str:
    record = logging.LogRecord("agency", logging.INFO, "x.py", 1, message, args, exc_info)
    vars(record).update(extra)
    return PlainLines().format(record)


def test_a_line_says_what_happened_with_ids():
    said = line("delivered", delivery="msg_1", attempt=2)

    assert said == "info agency delivered attempt=2 delivery=msg_1"


def test_a_field_that_is_not_listed_is_not_printed():
    assert "jo@example.org" not in line("kept", email="jo@example.org")


def test_an_exception_is_told_without_its_words():
    try:
        raise ValueError("jo@example.org is no postcode")
    except ValueError:
        said = line("failed", exc_info=sys.exc_info())

    assert "ValueError" in said
    assert "test_logs.py" in said
    assert "jo@example.org" not in said
