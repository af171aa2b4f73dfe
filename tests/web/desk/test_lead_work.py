"""What a consultant does on a lead's page, as the page has it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from agency.services.agency.ready_words import import_words
from agency.storage.models import (
    AuditEntry,
    CandidateLetter,
    Consultant,
    Lead,
    Mention,
    Speaker,
    Stage,
    Task,
)
from agency.storage.unit import OpenUnit
from tests.factories import MONDAY, a_cv, a_turn
from tests.web.desk.people import Browser, Clock, Office

WORDS = {
    "letter_templates": [
        {
            "key": "hello",
            "title": "Hello",
            "subject": "{reference}",
            "body": "Dear {first_name}, {call_time}",
        }
    ],
    "canned_replies": [{"key": "ring", "title": "I will ring", "text": "I will ring you today."}],
    "closing_reasons": [{"key": "found", "title": "Found work elsewhere"}],
}  # fmt: skip


@pytest.fixture
def path(office: Office, open_unit: OpenUnit) -> str:
    with open_unit() as session:
        import_words(session, WORDS, now=MONDAY)
    return f"/desk/leads/{office.lead}"


def test_a_fact_leads_to_where_it_was_said_and_to_the_line_of_the_cv(
    browser: Browser, office: Office, path: str, open_unit: OpenUnit
):
    with open_unit() as session:
        lead = session.scalars(select(Lead)).one()
        form = {"name": "registration", "asks": "experience"}
        a_turn(
            session, lead.conversation, "How long?", speaker=Speaker.ASSISTANT, reply={"form": form}
        )
        turn = a_turn(session, lead.conversation, "3 years and a bit", told=["experience"])
        said = turn.public_id
        evidence = {"email": {"line": "jo@example.org"}}
        read = {"email": "jo@example.org", "jobs": [], "qualifications": [], "evidence": evidence}
        a_cv(
            session, lead.conversation, candidate_id=lead.candidate_id, outcome="parsed",
            read_at=MONDAY, text="Jo O'Brien\njo@example.org", fields=read,
        )  # fmt: skip
    browser.signs_in(office.ada)

    page = browser.opens(path).text

    assert f'id="turn-{said}"' in page
    assert f'<a href="#turn-{said}"><span class="hidden">Experience: </span>said</a>' in page
    assert '<a href="#cv-line-2"><span class="hidden">E-mail: </span>CV line 2</a>' in page


def test_what_was_typed_stays_beside_what_changed_meanwhile(
    browser: Browser, another_browser, office: Office, path: str, clock: Clock, open_unit: OpenUnit
):
    browser.signs_in(office.ada)
    bea = another_browser()
    bea.signs_in(office.bea)
    opened = browser.form(browser.opens(path).text, f"{path}/stage")
    clock.passes(minutes=1)
    bea.sends(f"{path}/stage", on=path, stage="contacted", note="Rang her at nine")

    late = browser.client.post(
        f"{path}/stage",
        data=opened | {"stage": "closed", "note": "Wrong number", "reason": "found"},
    )

    assert late.status_code == 409
    assert "Rang her at nine" in late.text.partition("</ul>")[0] + late.text
    assert 'value="Wrong number"' in late.text
    assert '<option value="closed" selected>' in late.text
    assert '<option value="found" selected>' in late.text
    with open_unit() as session:
        assert session.scalars(select(Lead)).one().stage is Stage.CONTACTED
    again = browser.form(late.text, f"{path}/stage")
    browser.client.post(
        f"{path}/stage", data=again | {"stage": "closed", "note": "Wrong number", "reason": "found"}
    )
    assert "Found work elsewhere: Wrong number" in browser.opens(path).text


def test_two_people_on_one_lead_are_named_to_each_other(
    browser: Browser, another_browser, office: Office, path: str, clock: Clock
):
    browser.signs_in(office.ada)
    browser.opens(path)
    bea = another_browser()
    bea.signs_in(office.bea)

    assert "<strong>Ada</strong> is looking at this lead too." in bea.opens(path).text
    clock.passes(minutes=5)
    assert "<strong>Ada</strong> is looking" not in bea.opens(path).text


def test_a_letter_is_filled_in_changed_sent_and_kept_with_its_state(
    browser: Browser, office: Office, path: str, open_unit: OpenUnit
):
    browser.signs_in(office.ada)
    with open_unit() as session:
        session.scalars(select(Lead)).one().promise.call_at = None

    begun = browser.opens(f"{path}/letter?template=hello").text
    assert "Dear Jo, {call_time}" in begun
    open_still = browser.sends(
        f"{path}/letter", on=f"{path}/letter?template=hello", subject="Hi", text="{call_time}"
    )
    assert open_still.status_code == 422
    sent = browser.sends(
        f"{path}/letter", on=f"{path}/letter?template=hello", subject="Hi", text="Dear Jo <b>"
    ).text

    assert "Your letter is on its way" in sent
    assert "Dear Jo &lt;b&gt;" in sent
    assert "Waiting to go" in sent
    with open_unit() as session:
        letter = session.scalars(select(CandidateLetter)).one()
        assert (letter.author, letter.template, letter.address) == (
            "Ada",
            "hello",
            "jo@example.org",
        )


def test_nobody_is_written_to_who_took_their_consent_back(
    browser: Browser, office: Office, path: str, open_unit: OpenUnit
):
    browser.signs_in(office.ada)
    form = browser.form(browser.opens(f"{path}/letter").text, f"{path}/letter")
    with open_unit() as session:
        session.scalars(select(Lead)).one().consent.withdrawn_at = MONDAY

    refused = browser.client.post(f"{path}/letter", data=form | {"subject": "Hi", "text": "Hello"})

    assert refused.status_code == 409
    assert "took their consent back" in refused.text
    assert "Consent withdrawn" in browser.opens(path).text
    with open_unit() as session:
        assert session.scalars(select(CandidateLetter)).all() == []


def test_a_canned_reply_is_put_into_the_box_without_a_script(
    browser: Browser, office: Office, path: str
):
    browser.signs_in(office.ada)

    assert ">I will ring you today.</textarea>" in browser.opens(f"{path}?reply=ring").text
    assert "I will ring you today.</textarea>" in browser.opens(f"{path}/letter?reply=ring").text


def test_a_talk_offers_the_canned_replies_that_wait_for_nothing(
    browser: Browser, office: Office, path: str, open_unit: OpenUnit
):
    waits = {"key": "when", "title": "Your call", "text": "I will ring {call_time}."}
    named = {"key": "hello", "title": "Hello", "text": "{consultant} here, {first_name}."}
    with open_unit() as session:
        import_words(session, {"canned_replies": [waits, named]}, now=MONDAY)
        talk = f"/desk/conversations/{session.scalars(select(Lead.conversation_id)).one()}"
    browser.signs_in(office.ada)

    page = browser.opens(f"{talk}?reply=hello").text
    assert ">Ada here, Jo.</textarea>" in page
    assert "I will ring you today." in page
    assert "Your call" not in page


def test_a_day_has_what_is_promised_to_do_said_and_new(
    browser: Browser, another_browser, office: Office, path: str, open_unit: OpenUnit
):
    bea = another_browser()
    bea.signs_in(office.bea)
    with open_unit() as session:
        ada = session.scalars(select(Consultant.id).where(Consultant.name == "Ada")).one()
    bea.sends(f"{path}/notes", on=path, note="@Ada please ring, not bob@ada.example")
    bea.sends(
        f"{path}/tasks", on=path, title="Ask for references", day="2026-03-02", at="09:00",
        whose=str(ada),
    )  # fmt: skip
    browser.signs_in(office.ada)

    day = browser.opens("/desk/my-day").text

    for said in ("Answer in", "Ask for references", "Due", "please ring", "not accepted yet"):
        assert said in day
    with open_unit() as session:
        task = session.scalars(select(Task)).one()
        assert len(session.scalars(select(Mention)).all()) == 1
    done = browser.sends(f"{path}/tasks/{task.id}/done", on="/desk/my-day").text
    assert "Ask for references" not in done
    browser.opens(path)
    assert "please ring" not in browser.opens("/desk/my-day").text


def test_a_lead_handed_on_is_with_its_new_owner_and_in_the_timeline(
    browser: Browser, office: Office, path: str, open_unit: OpenUnit
):
    browser.signs_in(office.ada)
    with open_unit() as session:
        bea = session.scalars(select(Consultant.id).where(Consultant.name == "Bea")).one()

    page = browser.sends(f"{path}/hand", on=path, to=f"person-{bea}", note="Knows Makaton").text

    assert "Handed on" in page
    assert "Bea has not accepted it yet" in page
    assert "handed to Bea" in browser.opens(f"{path}?happened=work").text
    assert (
        "handed to Bea"
        not in browser.opens(f"{path}?happened=notes").text.partition('id="timeline"')[2]
    )
    nobody = browser.sends(f"{path}/hand", on=path, to="person-9999", note="x y")
    assert (nobody.status_code, 'value="x y"' in nobody.text) == (422, True)


def test_a_second_person_is_taken_out_and_put_back(browser: Browser, office: Office, path: str):
    browser.signs_in(office.ada)

    page = browser.sends(
        f"{path}/split", on=f"{path}/split", role="senco", **{"fact-name": "other"}
    ).text
    assert "This is the second person’s lead now" in page
    assert "Jo O&#39;Brien" not in browser.opens(path).text
    back = browser.presses("/desk/leads/L-0002/split/undo", on="/desk/leads/L-0002").text

    assert "Put back" in back
    assert "Jo O&#39;Brien" in back
    assert browser.opens("/desk/leads/L-0002").status_code == 404


def test_a_split_that_is_refused_keeps_what_was_said_of_each_detail(
    browser: Browser, office: Office, path: str
):
    browser.signs_in(office.ada)

    nothing = browser.sends(
        f"{path}/split", on=f"{path}/split", role="senco", **{"fact-phone": "both"}
    )
    unnamed = browser.sends(f"{path}/split", on=f"{path}/split", name="07700 900123")

    assert (nothing.status_code, "Nothing was chosen" in nothing.text) == (422, True)
    assert 'name="fact-phone" value="both" checked' in nothing.text
    assert '<option value="senco" selected>' in nothing.text
    assert (unnamed.status_code, "does not look like a name" in unnamed.text) == (422, True)
    named = browser.sends(f"{path}/split", on=f"{path}/split", name="Kim Example").text
    assert "Kim Example" in named
    assert "saw the facts" not in browser.opens(path).text


@pytest.mark.parametrize(
    "deed", ["notes", "stage", "hand", "tasks", "letter", "split", "split/undo", "called"]
)
def test_another_branch_does_nothing_here_and_finds_nothing(
    browser: Browser, office: Office, path: str, deed: str, open_unit: OpenUnit
):
    browser.signs_in(office.cleo)
    csrf = browser.form(browser.opens("/desk/").text, "/desk/sign-out")

    given = {"note": "x", "stage": "closed", "version": "1", "to": "person-1", "title": "x"}
    given |= {"day": "2026-03-03", "outcome": "spoke", "subject": "x", "text": "x"}
    refused = browser.client.post(f"{path}/{deed}", data=csrf | given)

    assert refused.status_code == 404
    for page in ("letter", "split", "events"):
        assert browser.opens(f"{path}/{page}").status_code == 404
    with open_unit() as session:
        written = select(AuditEntry).where(AuditEntry.who == office.cleo, AuditEntry.kind == "lead")
        assert session.scalars(written).all() == []


@pytest.mark.parametrize("who", ["ed", "pia"])
def test_whoever_has_no_leads_has_no_day(browser: Browser, office: Office, who: str):
    browser.signs_in(getattr(office, who))

    assert browser.opens("/desk/my-day").status_code == 404


def test_a_call_without_an_answer_can_be_tried_again_at_a_time_of_ones_own(
    browser: Browser, office: Office, path: str, open_unit: OpenUnit, clock: Clock
):
    browser.signs_in(office.ada)
    tomorrow = (clock() + timedelta(days=1)).date().isoformat()

    page = browser.sends(
        f"{path}/called", on=path, outcome="no_answer", words="Voicemail", again_day=tomorrow
    ).text

    assert "Rang: no answer. Voicemail" in page
    assert "Ring again" in page
    past = browser.sends(
        f"{path}/called", on=path, outcome="no_answer", words="kept", again_day="2026-01-01"
    )
    assert (past.status_code, 'value="kept"' in past.text) == (422, True)
