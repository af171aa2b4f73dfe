import pytest

from agency.core.nation_words import nation_of_words


@pytest.mark.parametrize(
    ("text", "nation"),
    [
        ("what do ALNCos get paid", "Wales"),
        ("do I register with the EWC?", "Wales"),
        ("how do i join the pvg", "Scotland"),
        ("is it AccessNI", "Northern Ireland"),
        ("what does a SENCO earn", None),
        ("I want to learn signing", None),
        ("ALNCo or PVG?", None),
    ],
)
def test_a_word_that_one_nation_uses_tells_the_nation(text: str, nation: str | None):
    assert nation_of_words(text) == nation
