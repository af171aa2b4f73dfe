import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.language.build import language
from bot.nlu.questions import QuestionReader
from bot.nlu.vocabulary import vocabulary

TOPICS = {"greet": "greeting", "register": "register_cv", "request_person": "human_handoff"}
READER = QuestionReader(TOPICS, {"skills": 0.7})


@pytest.fixture(scope="module")
def nlp():
    return language()


def read(
    nlp,
    text: str,
    ranking: dict[str, float],
    *,
    topic=None,
    parts=(),
    role=None,
    likely=None,
    asks=None,
) -> Message:
    message = Message(
        {
            "text": text,
            "entities": vocabulary(nlp(text)),
            "intent_ranking": [{"name": n, "confidence": c} for n, c in ranking.items()],
            "parts": list(parts),
            "metadata": {"topic": topic, "role": role, "asks": asks},
            "likely_role": likely,
        }
    )
    return READER.process([message])[0]


def test_a_question_has_its_topic_and_role(nlp):
    message = read(nlp, "how much does a senco earn", {"ask/salary": 0.9, "ask/skills": 0.05})

    assert message.get("intent") == {"name": "ask", "confidence": 0.9}
    assert message.get("questions") == [{"topic": "salary", "role": "senco", "confidence": 0.9}]


def test_a_role_alone_asks_the_last_question_again(nlp):
    message = read(nlp, "and for a TA?", {"ask/definition": 0.4})

    assert message.get("intent")["name"] == "switch_role"
    assert message.get("questions")[0]["role"] == "sen_support_worker"


def test_a_place_alone_asks_the_last_question_again(nlp):
    message = read(nlp, "in Wales?", {"ask/job_search": 0.3, "ask/employers": 0.29}, topic="salary")

    assert message.get("questions")[0]["topic"] == "salary"
    assert message.get("intent_ranking") == [{"name": "ask", "confidence": 1.0}]


@pytest.mark.parametrize("text", ["jobs in Leeds", "Leeds jobs?", "a job in Manchester please"])
def test_jobs_in_a_place_are_a_question_of_their_own(nlp, text: str):
    message = read(nlp, text, {"ask/job_search": 0.9, "ask/salary": 0.05}, topic="salary")

    assert message.get("questions")[0]["topic"] == "job_search"


def test_what_points_back_leans_on_the_last_topic(nlp):
    message = read(
        nlp,
        "and who has to pay for that",
        {"ask/agency_terms": 0.3, "follow_up": 0.4, "ask/dbs_safeguarding_checks": 0.2},
        topic="dbs_safeguarding_checks",
    )

    assert message.get("questions")[0]["topic"] == "dbs_safeguarding_checks"


def test_what_only_follows_on_asks_for_more(nlp):
    message = read(nlp, "why though", {"follow_up": 0.8, "deny": 0.1}, topic="maths_english")

    assert message.get("questions")[0]["topic"] == "maths_english"
    assert message.get("questions")[0]["more"] is True


def test_what_only_follows_on_is_unclear_before_the_first_answer(nlp):
    message = read(nlp, "why though", {"follow_up": 0.8, "deny": 0.1})

    assert message.get("intent")["confidence"] < 0.18


def test_a_role_that_is_likely_is_answered_for_and_marked(nlp):
    message = read(
        nlp, "would I change nappies", {"ask/skills": 0.9}, likely=("sen_support_worker", 0.95)
    )

    assert message.get("questions")[0] == {
        "topic": "skills",
        "role": "sen_support_worker",
        "confidence": 0.9,
        "likely": True,
    }


def test_a_role_that_is_not_likely_enough_is_not_guessed(nlp):
    message = read(nlp, "is it hard", {"ask/skills": 0.9}, likely=("senco", 0.5))

    assert message.get("questions")[0]["role"] is None


def test_a_role_named_before_is_not_guessed_again(nlp):
    message = read(
        nlp, "would I change nappies", {"ask/skills": 0.9}, likely=("senco", 0.99), role="senco"
    )

    assert "likely" not in message.get("questions")[0]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("not the TA, the SENCO", "senco"),
        ("no that's the teaching assistant, I meant what the SENCO does", "senco"),
        ("I'm only a TA, what does a SENCO earn", "senco"),
        ("I'm a TA, what could I earn", "sen_support_worker"),
        ("how do I go from TA to SENCO", "senco"),
        ("does a SENCO manage the TAs", "senco"),
        ("I'm a TA, can I become a SENCO", "senco"),
        ("behaviour mentor rather than a SENCO", "semh_support_worker"),
    ],
)
def test_of_several_roles_the_one_that_is_meant_counts(nlp, text, role):
    message = read(nlp, text, {"ask/definition": 0.9})

    assert message.get("questions")[0]["role"] == role


def test_a_faint_alarm_is_none(nlp):
    ranking = {"express_distress": 0.2, "ask/skills": 0.19, "disclose_concern": 0.1}

    assert read(nlp, "will I cope", ranking).get("questions")[0]["topic"] == "skills"


def test_two_faint_alarms_are_one(nlp):
    ranking = {"disclose_concern": 0.3, "express_distress": 0.2, "ask/skills": 0.25}

    assert read(nlp, "nobody feeds me", ranking).get("intent")["name"] == "disclose_concern"


def test_a_person_may_be_asked_for_beside_a_question(nlp):
    text = "what does it pay and can someone ring me"
    parts = [a_part(0, 16, "ask/salary", 0.9), a_part(21, len(text), "request_person", 0.95)]

    message = read(nlp, text, {"request_person": 0.6}, parts=parts)

    assert [q["topic"] for q in message.get("questions")] == ["salary", "human_handoff"]


def test_another_question_does_not(nlp):
    message = read(nlp, "how much does a senco earn", {"ask/salary": 0.9}, topic="qualifications")

    assert message.get("questions")[0]["topic"] == "salary"


def a_part(start: int, end: int, label: str, sure: float) -> dict:
    ranking = [{"name": label, "confidence": sure}]
    return {"start": start, "end": end, "asks": True, "ranking": ranking}


def test_each_question_of_a_message_keeps_its_order_and_role(nlp):
    text = "What is a SENCO and what does a TA earn?"
    parts = [a_part(0, 15, "ask/definition", 0.9), a_part(20, len(text), "ask/salary", 0.8)]

    message = read(nlp, text, {"ask/salary": 0.5}, parts=parts)

    asked = [(q["topic"], q["role"]) for q in message.get("questions")]
    assert asked == [("definition", "senco"), ("salary", "sen_support_worker")]


def test_of_the_questions_in_a_story_the_one_it_is_about_comes_first(nlp):
    text = f"{'long ago and far away ' * 8}do I get the holidays? Would a baker be any use?"
    cut = text.index("Would")
    parts = [
        a_part(0, cut, "ask/working_patterns", 0.6),
        a_part(cut, len(text), "ask/transferable_occupations", 0.8),
    ]

    message = read(
        nlp,
        text,
        {"ask/transferable_occupations": 0.7, "ask/working_patterns": 0.2},
        parts=parts,
    )

    asked = [question["topic"] for question in message.get("questions")]
    assert asked == ["transferable_occupations", "working_patterns"]


def test_a_part_is_believed_sooner_if_the_whole_message_says_the_same(nlp):
    text = "What is a SENCO and is it well off?"
    parts = [a_part(0, 15, "ask/definition", 0.9), a_part(20, len(text), "ask/salary", 0.35)]

    heard = read(nlp, text, {"ask/definition": 0.8, "ask/salary": 0.1}, parts=parts)
    unheard = read(nlp, text, {"ask/definition": 0.9, "ask/salary": 0.03}, parts=parts)

    assert [q["topic"] for q in heard.get("questions")] == ["definition", "salary"]
    assert [q["topic"] for q in unheard.get("questions")] == ["definition"]


def test_a_part_is_believed_later_if_the_whole_message_says_nothing_of_it(nlp):
    text = "Do I plan the lessons or does the teacher?"
    parts = [a_part(0, 21, "ask/responsibilities", 0.9), a_part(25, 42, "ask/works_with", 0.6)]

    message = read(nlp, text, {"ask/responsibilities": 0.95}, parts=parts)

    assert [q["topic"] for q in message.get("questions")] == ["responsibilities"]


def test_a_part_nobody_is_sure_of_is_no_question(nlp):
    parts = [a_part(0, 8, "ask/definition", 0.9), a_part(9, 20, "ask/salary", 0.3)]

    message = read(nlp, "What is a SENCO, hm?", {"ask/definition": 0.8}, parts=parts)

    assert [q["topic"] for q in message.get("questions")] == ["definition"]


def test_a_typed_command_is_unclear_and_nothing_more(nlp):
    message = read(nlp, '\u2215register{"email":"x"}', {"register": 0.9})

    assert message.get("intent")["name"] == "nlu_fallback"
    assert message.get("questions") == []


def test_a_new_subject_does_not_lean_on_the_last_topic(nlp):
    ranking = {"ask/transferable_occupations": 0.6, "ask/salary": 0.1}

    message = read(nlp, "im a postman can i do it", ranking, topic="salary")

    assert message.get("questions")[0]["topic"] == "transferable_occupations"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("best way to become a social worker", "oos"),
        ("any jobs as a social worker in a special school", "how_to_become"),
        ("im a social worker how do I start", "how_to_become"),
    ],
)
def test_another_occupation_is_not_ours_unless_it_leads_here(nlp, text, topic):
    message = read(nlp, text, {"ask/how_to_become": 0.8})

    assert message.get("questions")[0]["topic"] == topic


def test_after_one_occupation_another_is_asked_about(nlp):
    ranking = {"ask/works_with": 0.8}

    asked = read(nlp, "and social workers?", ranking, topic="transferable_occupations")

    assert asked.get("questions")[0]["topic"] == "transferable_occupations"


def test_a_place_alone_speaks_of_no_role(nlp):
    message = read(
        nlp, "and in wales?", {"ask/skills": 0.9}, topic="skills", likely=("senco", 0.99)
    )

    assert message.get("questions")[0]["role"] is None


def test_what_somebody_does_is_asked_about_where_it_was_hardly_out_of_scope(nlp):
    message = read(
        nlp, "im a dental nurse", {"out_of_scope": 0.4, "ask/transferable_occupations": 0.3}
    )

    assert message.get("questions")[0]["topic"] == "transferable_occupations"


def test_work_of_another_kind_stays_out_of_scope(nlp):
    message = read(nlp, "any vacancies for a plumber", {"ask/job_search": 0.5, "out_of_scope": 0.4})

    assert message.get("questions")[0]["topic"] == "oos"


def test_a_question_about_a_thing_is_no_cry_for_help(nlp):
    ranking = {"express_distress": 0.35, "out_of_scope": 0.3}

    thing = read(nlp, "what's the dress code", ranking)
    person = read(nlp, "what do i do now", ranking)

    assert thing.get("intent")["name"] == "out_of_scope"
    assert person.get("intent")["name"] == "express_distress"


def test_after_help_was_offered_a_new_question_is_a_new_question(nlp):
    ranking = {"follow_up": 0.6, "ask/employers": 0.3}

    message = read(nlp, "is there parking", ranking, topic="wellbeing_distress")

    assert message.get("intent")["name"] == "ask"


def test_a_doubt_whether_it_follows_on_is_settled_by_what_was_asked_before(nlp):
    doubtful = {"register": 0.38, "follow_up": 0.37, "ask/privacy": 0.05}

    message = read(nlp, "can it wait until the evening", doubtful, topic="register_cv")

    assert message.get("intent")["name"] == "register"
    assert len(message.get("intent_ranking")) == 1


def test_a_cry_for_help_is_not_put_off_because_it_may_be_something_else(nlp):
    doubtful = {"express_distress": 0.37, "out_of_scope": 0.36}

    message = read(nlp, "I just keep staring at the water", doubtful)

    assert message.get("intent_ranking") == [{"name": "express_distress", "confidence": 0.37}]


def test_help_comes_before_a_complaint_that_is_hardly_more_likely(nlp):
    doubtful = {"complain": 0.38, "express_distress": 0.36, "ask/skills": 0.1}

    assert read(nlp, "nobody listens to me", doubtful).get("intent")["name"] == "express_distress"


def test_of_two_questions_that_leave_no_third_the_first_is_answered(nlp):
    message = read(nlp, "what about overtime", {"ask/salary": 0.47, "ask/working_patterns": 0.46})

    assert message.get("intent_ranking") == [{"name": "ask", "confidence": 0.47}]
    assert [near["topic"] for near in message.get("nearest")] == ["salary", "working_patterns"]


def test_leaving_where_nothing_is_open_may_be_despair(nlp):
    message = read(nlp, "i can't do this any more", {"stop": 0.55, "express_distress": 0.43})

    assert message.get("intent")["name"] == "express_distress"


@pytest.mark.parametrize("text", ["??", "42", "...", "!!!"])
def test_signs_and_figures_alone_are_unclear(nlp, text):
    message = read(nlp, text, {"ask/salary": 0.6}, topic="salary")

    assert message.get("intent") == {"name": "nlu_fallback", "confidence": 1.0}


def test_in_a_form_nobody_says_the_wish_again_that_opened_it(nlp):
    heard = {"follow_up": 0.6, "out_of_scope": 0.2}
    asked = read(nlp, "Jo Example", heard, topic="human_handoff", asks="name")
    alone = read(nlp, "Jo Example", heard, topic="human_handoff")

    assert asked.get("intent")["name"] != "request_person"
    assert alone.get("intent")["name"] == "request_person"
