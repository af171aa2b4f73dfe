"""The example agency's pages and the widget's files, as a browser gets them."""

import re
from hashlib import sha256

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from web.gateway.headers import SecurityHeaders
from web.gateway.site import DEMO, EDITION, show_site


@pytest.fixture
def browser() -> TestClient:
    app = FastAPI()
    show_site(app)
    app.add_middleware(SecurityHeaders)
    return TestClient(app)


@pytest.mark.parametrize("address", ["/", "/send-support", "/senco-jobs", "/privacy"])
def test_every_page_runs_its_own_scripts_and_no_others(browser: TestClient, address: str) -> None:
    policy = browser.get(address).headers["Content-Security-Policy"]

    assert "script-src 'self';" in policy
    assert "unsafe" not in policy


def test_a_page_that_has_not_changed_keeps_its_policy(browser: TestClient) -> None:
    first = browser.get("/senco-jobs")

    again = browser.get("/senco-jobs", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    assert "Content-Security-Policy" not in again.headers


@pytest.mark.parametrize("address", ["/widget/chat.js", "/widget/chat.css", "/site.css"])
def test_files_travel_compressed(browser: TestClient, address: str) -> None:
    assert browser.get(address).headers["Content-Encoding"] == "gzip"


def test_a_file_that_has_not_changed_is_not_sent_again(browser: TestClient) -> None:
    first = browser.get("/widget/chat.js")

    again = browser.get("/widget/chat.js", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["Content-Type"].startswith("text/javascript")


def test_what_is_no_file_of_the_chat_is_not_there(browser: TestClient) -> None:
    for address in ("/widget/nothing.js", "/widget/..%2fsite.py", "/widget/lean.py"):
        assert browser.get(address).status_code == 404, address


def test_the_launcher_names_the_edition_of_the_window_and_that_is_kept_for_good(
    browser: TestClient,
) -> None:
    launcher = browser.get("/widget.js")
    named = re.search(r"widget/\w{12}/chat\.js", launcher.text)
    assert named

    ours = browser.get(f"/{named.group()}")
    another = browser.get("/widget/0123456789ab/chat.js")

    assert launcher.headers["Cache-Control"] == "no-cache"
    assert ours.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert ours.headers["Content-Encoding"] == "gzip"
    assert another.headers["Cache-Control"] == "no-cache"
    assert another.content == ours.content


def test_a_file_that_is_kept_for_good_is_named_after_what_it_holds(browser: TestClient) -> None:
    kept = [path for path in DEMO.rglob("*") if EDITION.search(path.name)]

    assert kept
    for path in kept:
        assert f"-{sha256(path.read_bytes()).hexdigest()[:8]}." in path.name
        answer = browser.get(f"/{path.relative_to(DEMO)}")
        assert "immutable" in answer.headers["Cache-Control"]
    assert browser.get("/site.css").headers["Cache-Control"] == "no-cache"
