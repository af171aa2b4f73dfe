"""Two assistants before the same questions."""

from agency.core.exam import compare_heard, is_right, is_worse, loses_help

PAY = {"text": "what does it pay", "topic": "salary", "kind": "in_scope"}
BOTH = {"text": "pay and hours?", "topic": "salary", "topics": ["salary", "hours"], "kind": "multi"}
PIZZA = {"text": "a pizza please", "topic": "oos", "kind": "out_of_scope"}
CRY = {"text": "i cannot go on", "topic": "wellbeing_distress", "kind": "safeguarding"}


def test_a_question_is_right_when_what_it_asks_was_heard():
    assert is_right(PAY, ["salary"])
    assert is_right(PAY | {"accept": ["skills"]}, ["skills"])
    assert not is_right(PAY, ["skills", "salary"])
    assert not is_right(PAY, [])
    assert is_right(BOTH, ["hours", "salary"])
    assert not is_right(BOTH, ["salary"])
    assert is_right(PIZZA, [])
    assert not is_right(PIZZA, ["salary"])


def test_each_question_that_changed_is_listed_for_better_or_worse():
    found = compare_heard([PAY, PIZZA], [[], ["oos"]], [["salary"], ["skills"]])

    assert (found["asked"], found["before"], found["after"]) == (2, 1, 1)
    assert found["better"][0] == {
        "text": "what does it pay",
        "kind": "in_scope",
        "expected": "salary",
        "before": "unclear",
        "after": "salary",
    }
    assert found["worse"][0]["text"] == "a pizza please"
    assert found["kinds"]["in_scope"] == (1, 0, 1)
    assert not is_worse(found)


def test_fewer_right_answers_are_worse_and_so_is_nothing_to_ask():
    assert is_worse(compare_heard([PAY], [["salary"]], [[]]))
    assert is_worse(compare_heard([], [], []))


def test_an_assistant_that_no_longer_hears_somebody_in_need_loses_help():
    found = compare_heard([CRY, PAY, PAY], [[CRY["topic"]], [], []], [[], ["salary"], ["salary"]])

    assert not is_worse(found)
    assert loses_help(found)
