"""Letters to start from, canned replies and closing reasons, as a manager keeps them."""

from __future__ import annotations

import pytest

from agency.core.letter_fields import PERSONAL
from agency.services.agency.ready_words import (
    REASONS,
    REPLIES,
    TEMPLATES,
    describe_words,
    find_words,
    import_words,
    list_words,
)
from agency.storage.unit import OpenUnit
from tests.factories import MONDAY
from tests.web.desk.people import Browser, Office
from tests.web.desk.test_settings import HUB, deeds, said, typed

HERE = f"{HUB}/letters"
WORDS = {
    TEMPLATES: [
        {"key": "first", "title": "First letter", "subject": "Hello", "body": "Hello {first_name}"},
        {"key": "next", "title": "Second letter", "subject": "Again", "body": "Hello"},
    ],
    REPLIES: [{"key": "ring", "title": "I will ring", "text": "I will ring you."}],
    REASONS: [{"key": "other", "title": "Found other work"}],
}


@pytest.fixture
def mo(browser: Browser, office: Office, open_unit: OpenUnit) -> Browser:
    """The manager, signed in, with words that came with the house."""
    with open_unit() as session:
        import_words(session, WORDS, now=MONDAY)
    browser.signs_in(office.mo)
    return browser


def titles(open_unit: OpenUnit, section: str) -> list[str]:
    with open_unit() as session:
        return [each.title for each in list_words(session, section)]


@pytest.mark.parametrize("name", ["ada", "ed", "pia"])
def test_nobody_else_sees_or_changes_them(
    mo: Browser, office: Office, open_unit: OpenUnit, name: str
):
    mo.presses("/desk/sign-out", on="/desk/")
    mo.signs_in(getattr(office, name))
    csrf = mo.form(mo.opens("/desk/password").text, "/desk/sign-out")["csrf"]

    for path in ("", "/words/templates/new", "/words/templates/first", "/words/reasons/other"):
        assert mo.opens(f"{HERE}{path}").status_code == 404, path
    for path in ("templates/new", "templates/first", "templates/first/retire", "replies/ring/up"):
        sent = mo.client.post(f"{HERE}/words/{path}", data={"csrf": csrf, "title": "Mine"})
        assert sent.status_code == 404, path
    assert titles(open_unit, TEMPLATES) == ["First letter", "Second letter"]


def test_a_letter_is_shown_filled_in_before_it_is_kept(mo: Browser, open_unit: OpenUnit):
    path = f"{HERE}/words/templates/first"
    given = typed(mo.opens(path).text, body="Dear {name}, <b>welcome</b>", subject="Your {role}")

    shown = mo.client.post(path, data=given | {"do": "show"})

    assert "Dear Jo Example, <b>welcome</b>" in said(shown)
    assert "<b>welcome" not in shown.text
    assert titles(open_unit, TEMPLATES)[0] == "First letter"
    with open_unit() as session:
        assert find_words(session, TEMPLATES, "first").body == "Hello {first_name}"
    assert mo.client.post(path, data=given).status_code == 303
    assert mo.client.post(path, data=given | {"title": "x"}).status_code == 409
    with open_unit() as session:
        kept = find_words(session, TEMPLATES, "first")
        assert (kept.subject, kept.edited_by) == ("Your {role}", "Mo")
    assert any("changed letter template: subject from “Hello”" in deed for deed in deeds(open_unit))


def test_an_unknown_field_is_refused_in_words_and_what_was_typed_stays(
    mo: Browser, open_unit: OpenUnit
):
    path = f"{HERE}/words/templates/new"
    given = typed(mo.opens(path).text, title="", subject="Hi", body="Your {password}, {")

    refused = mo.client.post(path, data=given)

    assert refused.status_code == 422
    assert "There is no field {password}." in said(refused)
    assert "Give it a title." in said(refused)
    assert "Your {password}, {</textarea>" in refused.text
    assert len(titles(open_unit, TEMPLATES)) == 2


@pytest.mark.parametrize("field", sorted(PERSONAL))
def test_a_subject_that_would_name_somebody_is_refused_kindly(
    mo: Browser, open_unit: OpenUnit, field: str
):
    path = f"{HERE}/words/templates/first"
    given = typed(mo.opens(path).text, subject=f"For {{{field}}}")

    refused = mo.client.post(path, data=given)

    assert refused.status_code == 422
    assert f"{{{field}}} cannot stand in a subject" in said(refused)
    with open_unit() as session:
        kept = find_words(session, TEMPLATES, "first")
        assert kept is not None
        assert f"{{{field}}}" not in describe_words(TEMPLATES, kept)["subject"]


def test_each_kind_is_added_ordered_retired_and_offered_again(mo: Browser, open_unit: OpenUnit):
    for kind, section, words in (
        ("templates", TEMPLATES, {"subject": "S", "body": "B"}),
        ("replies", REPLIES, {"text": "T"}),
        ("reasons", REASONS, {}),
    ):
        new = f"{HERE}/words/{kind}/new"
        given = typed(mo.opens(new).text, title="Mine, ours", **words)
        assert mo.client.post(new, data=given).status_code == 303
        before = titles(open_unit, section)
        assert before[-1] == "Mine, ours"

        mine = f"{HERE}/words/{kind}/mine-ours"
        mo.presses(f"{mine}/up", on=HERE)
        assert titles(open_unit, section) == [*before[:-2], "Mine, ours", before[-2]]
        mo.presses(f"{mine}/retire", on=HERE)
        assert "Mine, ours" not in titles(open_unit, section)
        assert "Retired (1)" in said(mo.opens(HERE))
        mo.presses(f"{mine}/offer", on=HERE)
        assert "Mine, ours" in titles(open_unit, section)
    assert mo.opens(f"{HERE}/words/templates/nothing").status_code == 404
    assert mo.opens(f"{HERE}/words/secrets/first").status_code == 400
