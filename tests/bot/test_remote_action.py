import pytest

from bot.remote_action import fits


@pytest.mark.parametrize("answer", [{}, {"events": [], "responses": [{"text": "Hello"}]}])
def test_an_actions_answer_is_taken(answer):
    assert fits(answer)


@pytest.mark.parametrize("answer", [None, [], "hello", {"events": None}, {"responses": ["Hello"]}])
def test_anything_else_is_a_failure_and_not_silence(answer):
    assert not fits(answer)
