from agency.storage.unit import OpenUnit
from tests.web.desk.people import Browser, Office


def test_a_consultant_signs_in_and_sees_their_leads(browser: Browser, office: Office):
    page = browser.signs_in(office.ada)

    assert page.url.path == "/desk/"
    assert "Jo O&#39;Brien" in page.text
