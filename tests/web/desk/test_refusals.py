"""What the desk says when it cannot show a page."""

from fastapi import FastAPI

from tests.web.desk.people import Browser, Office


def test_a_page_that_breaks_is_a_page_all_the_same(
    served: tuple[FastAPI, str], browser: Browser, office: Office
):
    served[0].state.open_unit = None  # no refusal of ours foresees it

    answer = browser.client.get("/desk/")

    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-store"
