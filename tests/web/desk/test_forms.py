import re

import pytest

from agency.storage.models import Lead
from agency.storage.unit import OpenUnit
from tests.web.desk.people import PASSWORD, Browser, Office, a_link


@pytest.mark.parametrize("deed", ["accept", "notes", "stage"])
@pytest.mark.parametrize("csrf", [None, "", "x" * 43])
def test_a_form_that_is_not_ours_changes_nothing(
    browser: Browser, office: Office, open_unit: OpenUnit, deed: str, csrf: str | None
):
    browser.signs_in(office.ada)
    fields = {"note": "hello", "stage": "contacted", "version": "1"}

    page = browser.client.post(
        f"/desk/leads/{office.lead}/{deed}", data=fields | ({"csrf": csrf} if csrf else {})
    )

    assert page.status_code == 403
    assert "out of date" in page.text
    with open_unit() as session:
        lead = session.query(Lead).one()
        assert (lead.version, lead.notes) == (1, [])


def test_a_form_sent_by_another_site_is_refused_even_with_the_right_words(
    browser: Browser, office: Office
):
    browser.signs_in(office.ada)
    path = f"/desk/leads/{office.lead}"
    form = browser.form(browser.opens(path).text, f"{path}/accept")

    page = browser.client.post(
        f"{path}/accept", data=form, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert page.status_code == 403


def test_nobody_is_signed_in_or_out_by_another_site(
    browser: Browser, office: Office, open_unit: OpenUnit
):
    link = a_link(open_unit, office.ada)
    filled = {"email": office.ada, "password": PASSWORD, "csrf": "made up"}

    assert browser.client.post("/desk/sign-in", data=filled).status_code == 403
    assert browser.client.post(link, data={"csrf": "made up"}).status_code == 403
    browser.signs_in(office.ada)
    assert browser.client.post("/desk/sign-out", data={"csrf": "made up"}).status_code == 403
    assert browser.opens("/desk/").url.path == "/desk/"


@pytest.mark.parametrize("path", ["/desk/sign-in", "/desk/", "/desk/nothing", "/desk/?stage=x"])
def test_every_page_says_what_a_browser_may_do_with_it(browser: Browser, office: Office, path: str):
    browser.signs_in(office.ada)

    headers = browser.client.get(path).headers

    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"


def test_every_style_sheet_and_script_a_page_names_is_served(browser: Browser, office: Office):
    browser.signs_in(office.mo)
    lead = f"/desk/leads/{office.lead}"

    for path in ("/desk/", "/desk/deliveries", "/desk/my-news", lead, f"{lead}/call"):
        for named in re.findall(r'(?:href|src)="(/desk/static/[^"]+)"', browser.opens(path).text):
            assert browser.client.get(named).status_code == 200, named
