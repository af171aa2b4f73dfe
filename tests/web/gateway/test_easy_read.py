"""Where a sentence ends, for whoever reads one at a time."""

import pytest
from markupsafe import Markup

from web.gateway.plain.easy import apart, folded


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("One. Two? Three", ["One.", "Two?", "Three"]),
        ("**Is it hard?** No. Most is play.", ["**Is it hard?**", "No.", "Most is play."]),
        ("Visit St. Helens, e.g. Monday.", ["Visit St. Helens, e.g. Monday."]),
        ("By 5.30pm. £90 a day.", ["By 5.30pm.", "£90 a day."]),
        (
            "See [St. Ives. Its page](https://example.org). Then ring.",
            ["See [St. Ives. Its page](https://example.org).", "Then ring."],
        ),
        ("**Level 2. Or 3** helps. Ask.", ["**Level 2. Or 3** helps.", "Ask."]),
    ],
)
def test_each_sentence_is_a_paragraph(text: str, lines: list[str]):
    assert apart(text).split("\n\n") == lines


def test_a_list_stays_as_it_is():
    text = "- One. Two.\n- Three.\n\n1. Four. Five.\n2. Six."

    assert apart(text) == text


def test_what_ends_in_a_colon_is_shown_with_its_list():
    blocks = ["<p>A</p>", "<p><b>You do:</b></p>", "<ul></ul>", "<p>B</p>", "<p>C</p>"]

    html = folded(Markup("\n").join(map(Markup, blocks)))

    assert html.index("<ul>") < html.index("<details>") < html.index("B")


def test_an_answer_of_a_few_lines_is_shown_whole():
    html = Markup("<p>A</p>\n<p>B</p>\n<p>C</p>")

    assert folded(html) == html


def test_a_long_text_full_of_beginnings_takes_no_time():
    apart("**a. [B. " * 5_000)
