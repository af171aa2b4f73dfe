"""Letters on a telephone: what somebody wrote without a break does not push the rest aside."""

import pytest
from playwright.sync_api import Browser

from agency.delivery.letters import Letter
from tests.agency.test_delivery_letters import LETTERS
from tests.agency.test_delivery_mail import LEAD

pytestmark = pytest.mark.browser

LONG = "annabel-charlotte.example-featherstonehaugh@a-school-with-a-long-name.example.org"
PERSON = LEAD["candidate"] | {"email": LONG, "current_occupation": "x" * 120}
DETAILS = "http://localhost:8000/my-details/x"


@pytest.mark.parametrize(
    "letter",
    [
        LETTERS.to_the_owner(LEAD | {"candidate": PERSON}),
        LETTERS.of_several([LEAD | {"candidate": PERSON}] * 2),
        LETTERS.to_a_colleague(LEAD, "note.mention", {"by": "Ruth", "text": LONG * 2}),
    ],
    ids=["lead", "digest", "mention"],
)
def test_a_letter_is_no_wider_than_the_telephone_it_is_read_on(browser: Browser, letter: Letter):
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.set_content(letter.html)

    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()
