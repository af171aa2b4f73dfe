"""One visitor's message must not keep everybody else waiting."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.core.checks import find_dbs, find_right_to_work
from agency.core.email import find_address
from agency.core.email_slips import doubt_address, suggest_domain
from agency.core.experience import find_years
from agency.core.names import find_name
from agency.core.own_words import tidy_occupation, tidy_words
from agency.core.phone import find_phone
from agency.core.phone_doubts import doubt_phone
from agency.core.postcode import find_outward, find_postcode

READERS = [
    doubt_address,
    doubt_phone,
    tidy_occupation,
    tidy_words,
    find_address,
    find_dbs,
    find_name,
    find_outward,
    find_phone,
    find_postcode,
    find_right_to_work,
    find_years,
    suggest_domain,
]

LONG = [
    "x" * 2000,
    "x@" * 1000,
    "@" * 2000,
    "a." * 1000,
    "jo@" + "a-" * 998,
    "jo at " * 333,
    " dot " * 400,
    "0" * 2000,
    "0 " * 1000,
    "0770 " * 400,
    "+44(" * 500,
    "M1 " * 666,
    "O0" * 1000,
    "1 year " * 285,
    "two and a half " * 133,
    "a " * 1000,
    "twenty-" * 285,
    "no " * 666,
    "not really " * 181,
    "my name is " * 181,
    "hi " * 666,
    "'" * 2000,
    "-" * 2000,
    " " * 2000,
    "\u202e" * 2000,
    "é" * 2000,
    "\x00" * 2000,
]


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
@pytest.mark.parametrize("text", LONG, ids=lambda text: repr(text[:8]))
def test_two_thousand_characters_of_anything_are_read_in_no_time(read, text):
    quickest = min(_seconds(read, text) for _ in range(3))

    assert quickest < 0.05


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=200))
def test_no_text_at_all_makes_a_reader_fail(read, text):
    read(text)


def _seconds(read, text):
    start = time.thread_time()
    read(text)
    return time.thread_time() - start
