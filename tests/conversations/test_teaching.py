"""What visitors ask in vain is taught, trained, compared and answered: all of it real."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from html import unescape

import httpx
import pytest

from tests.copied_house import copy_checkout
from tests.visitor import Visitor
from tests.web.desk.people import Browser
from tests.whole_house import ROOT, WholeHouse

pytestmark = pytest.mark.assistant

# A machine that does a dozen other things needs minutes for what takes one.
PATIENCE = 900
QUESTIONS = "/desk/questions"
TEACHING = f"{QUESTIONS}/teaching"
BUS = (
    "who pays for my bus fare",
    "do you pay my bus fares",
    "will somebody pay for the bus i take",
    "is my bus fare paid for",
)
MORE = (
    "can i claim my train ticket",
    "do i get petrol money",
    "is there a mileage allowance",
    "what about travel expenses",
    "are my travel costs covered",
    "do i get money back for driving there",
)
TOPIC = "own_travel_costs"
ANSWER = "Most schools pay no fares. Ask us: we say so before you agree."
IN_OTHER_WORDS = "would i get anything towards my bus and train fares?"


@pytest.fixture(scope="module")
def own_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeHouse]:
    """A house in a checkout of its own: what it promotes becomes nobody else's assistant."""
    if not (ROOT / "models" / "assistant.tar.gz").exists():
        pytest.skip("the assistant is not trained: `make train` does it")
    root = copy_checkout(tmp_path_factory.mktemp("checkout"))
    running = WholeHouse(tmp_path_factory.mktemp("home"), root=root)
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def desk(own_house: WholeHouse) -> Iterator[Browser]:
    """An administrator, come in with the link that the house printed."""
    link = str(own_house.sign_in_link())
    with httpx.Client(base_url=own_house.url, timeout=60) as client:
        browser = Browser(client)
        path = link.removeprefix(own_house.url)
        browser.presses(path, on=path)
        yield browser


@pytest.fixture(scope="module")
def group(own_house: WholeHouse, desk: Browser) -> str:
    """The address of the group of what was asked in vain."""
    for words in BUS:
        Visitor(own_house.url).say(words)
    return wait_for(lambda: the_group(desk))


def the_group(desk: Browser) -> str | None:
    """Return the group that holds the most of what was asked, once it holds several."""
    shown = desk.opens(QUESTIONS).text
    for found in re.finditer(rf'<a href="({QUESTIONS}/\d+)">[^<]*bus[^<]*</a>', shown):
        held = unescape(desk.opens(found[1]).text)
        if sum(words in held for words in BUS) > 1:
            return found[1]
    return None


def wait_for[Found](look: Callable[[], Found | None]) -> Found:
    """Return what *look* finds, in the end."""
    until = time.monotonic() + PATIENCE
    while (found := look()) is None:
        assert time.monotonic() < until, "it did not come"
        time.sleep(1)
    return found


def trained(desk: Browser) -> str:
    """Train with what is proposed, and return where the training that is ready stands."""
    here = desk.sends(f"{TEACHING}/train", on=TEACHING).url.path

    def ready() -> bool | None:
        shown = desk.opens(here).text
        assert "Failed" not in shown, shown
        return True if "Ready for your decision" in shown else None

    wait_for(ready)
    return here


def live_digest(house: WholeHouse) -> str:
    return sha256((house.root / "models" / "assistant.tar.gz").read_bytes()).hexdigest()


def heard(house: WholeHouse, words: str) -> list[str]:
    """Return the topics with which a new visitor is answered."""
    visitor = Visitor(house.url)
    visitor.say(words)
    return [answer["topic"] for answer in visitor.answers]


def begin_topic(desk: Browser, group: str) -> httpx.Response:
    """Write the form of a new topic: its answer, and what was asked with more ways to ask it."""
    there = f"{group}/topic"
    shown = desk.opens(there).text
    asked = [unescape(words) for words in re.findall(r'name="text" value="([^"]*)"', shown)]
    # Which of them were asked in vain is the assistant's doing: another training hears another one.
    in_vain = [words for words in BUS if words in asked]
    assert in_vain, "what visitors wrote is offered"
    uses = ["test" if words == in_vain[-1] else "teach" for words in asked]
    others = [words for words in (*BUS, *MORE) if words not in asked]
    written = {
        "title": "Travel costs",
        "question": "Do you pay for travel?",
        "answer": ANSWER,
        "source": "Example agency",
        "nation": "uk",
        "checked": "2026-05-01",
        "review_by": "2027-05-01",
        "text": asked,
        "use": uses,
        "others": "\n".join(others),
    }
    csrf = desk.form(shown, there)
    return desk.client.post(there, data=csrf | written, follow_redirects=True)


def test_a_new_topic_is_refused_at_first_then_promoted_and_a_visitor_is_answered(
    own_house: WholeHouse, desk: Browser, group: str
):
    before = live_digest(own_house)
    begun = begin_topic(desk, group)
    assert "The topic is begun" in begun.text
    assert f"ask/{TOPIC}" in begun.text

    refused = trained(desk)
    assert TOPIC not in heard(own_house, IN_OTHER_WORDS)
    assert "Refused" in desk.sends(f"{refused}/refuse", on=refused, why="Not yet").text
    assert live_digest(own_house) == before
    assert "Travel costs" not in httpx.get(f"{own_house.url}/answers", timeout=20).text
    assert BUS[0] in unescape(desk.opens(TEACHING).text), "what is proposed stays proposed"

    promoted = trained(desk)
    compared = unescape(desk.opens(promoted).text)
    assert re.search(r"Of \d+ questions that neither was taught", compared)
    assert "Your own test sentences" in compared
    why = "A small house is trained on few sentences"
    assert "Going live" in desk.sends(f"{promoted}/promote", on=promoted, why=why).text

    wait_for(lambda: heard(own_house, IN_OTHER_WORDS) == [TOPIC] or None)
    assert live_digest(own_house) != before
    assert not [line for line in own_house.lines if "starting it again" in line]
    visitor = Visitor(own_house.url)
    visitor.say(IN_OTHER_WORDS)
    assert ANSWER in visitor.text
    assert "Do you pay for travel?" in httpx.get(f"{own_house.url}/answers", timeout=20).text
    assert heard(own_house, "how much does a SENCO earn?") == ["salary"]

    applicant = Visitor(own_house.url)
    applicant.say("I want to register")
    asks = applicant.asks
    assert asks
    applicant.say(IN_OTHER_WORDS)
    assert [each["topic"] for each in applicant.answers] == [TOPIC]
    assert applicant.asks == asks, "the form goes on where it was"
