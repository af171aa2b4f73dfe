import pytest

from agency.core.own_details_wishes import wants_own_details


@pytest.mark.parametrize(
    "text",
    [
        "can I see my data",
        "I want a copy of my data please",
        "can i have a copy of my personal information",
        "delete my details",
        "please delete all my information",
        "erase everything you have about me",
        "show me what you hold about me",
        "i want to correct my phone number",
        "I\u2019d like to update my e-mail address",
        "my phone number is wrong",
        "I registered under the wrong email",
        "take me off your list",
        "please delete me",
    ],
)
def test_who_asks_for_their_own_details_is_heard(text):
    assert wants_own_details(text)


@pytest.mark.parametrize(
    "text",
    [
        "what happens to my details?",
        "do you delete my data after a year?",
        "how long do you keep my details",
        "who gets to see my details?",
        "show me the details of candidate L-0002",
        "tell me the details of the job",
        "can I see my child's plan at work?",
        "can you show me jobs in Leeds",
        "will you show my CV to schools?",
        "how do I send my CV",
        "",
        None,
    ],
)
def test_a_question_about_details_asks_for_none(text):
    assert not wants_own_details(text)
