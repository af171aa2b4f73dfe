"""Questions about the one job somebody is looking at."""

from datetime import date, timedelta

import pytest

from agency.storage.unit import OpenUnit
from tests.actions.conftest import Call, a_question, said
from tests.factories import MONDAY, a_vacancy

PAY = "£101 a day"


@pytest.fixture
def job(open_unit: OpenUnit) -> str:
    with open_unit() as session:
        a_vacancy(
            session, reference="V-1", title="One-to-one TA", school="Example Oak School",
            place="Bolton", area="BL", pay=PAY, pattern="Full time", starts="11 January 2027",
            contract="Permanent", closes=date(2027, 1, 4),
        )  # fmt: skip
    return "V-1"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("where is it", "Example Oak School, Bolton"),
        ("is it permanent?", "Contract: Permanent"),
        ("when does it start?", "11 January 2027"),
        ("when does it close?", "4 January 2027"),
        ("where is it and what does it pay?", PAY),
        ("tell me more about this job", "Closes: 4 January 2027"),
    ],
)
@pytest.mark.parametrize("action", ["action_offer_topics", "action_answer"])
def test_a_fact_of_the_job_is_told_from_the_job(call: Call, job: str, action, text, answer):
    intent = "nlu_fallback" if action == "action_offer_topics" else "ask"
    heard = call(
        action, intent=intent, text=text, vacancy=job, questions=[a_question("definition")]
    )

    reply = heard["responses"][0]
    assert answer in reply["text"]
    assert len(heard["responses"]) == 1
    assert "Register for this job" in [each["title"] for each in reply["buttons"]]


def test_what_it_pays_is_told_with_what_others_pay(call: Call, job: str):
    heard = call(
        "action_answer",
        intent="ask",
        text="what does it pay?",
        vacancy=job,
        questions=[a_question("salary")],
    )

    assert PAY in heard["responses"][0]["text"]
    assert heard["responses"][0]["custom"]["answer"]["source"]


def test_in_a_form_a_fact_of_the_job_has_no_buttons_to_lead_away(call: Call, job: str):
    heard = call(
        "action_answer",
        intent="ask",
        text="where is it?",
        vacancy=job,
        form="registration_form",
        requested_slot="email",
    )

    assert "Example Oak School" in heard["responses"][0]["text"]
    assert heard["responses"][0]["buttons"] == []


def test_a_job_that_is_closed_answers_nothing(call: Call, open_unit: OpenUnit):
    with open_unit() as session:
        a_vacancy(session, reference="V-2", closes=(MONDAY - timedelta(days=1)).date())

    heard = call("action_offer_topics", intent="nlu_fallback", text="where is it", vacancy="V-2")

    assert said(heard) == ["utter_not_understood"]


def test_somebody_in_need_is_heard_first(call: Call, job: str):
    heard = call(
        "action_answer",
        intent="express_distress",
        text="where is it safe for me",
        vacancy=job,
        questions=[a_question("wellbeing_distress")],
    )

    assert "Example Oak School" not in heard["responses"][0]["text"]
