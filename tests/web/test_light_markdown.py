"""What the assistant writes, as the pages show it. A browser test compares it with the chat's."""

import pytest

from web.light_markdown import to_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One\ntwo\n\nThree", "<p>One two</p>\n<p>Three</p>"),
        ("- one\n- two\n  more", "<ul><li>one</li><li>two more</li></ul>"),
        (
            "1. one\n2. two\n   more\n3. **last**",
            "<ol><li>one</li><li>two more</li><li><strong>last</strong></li></ol>",
        ),
        ("Like:\n1. one\n- two", "<p>Like:</p>\n<ol><li>one</li></ol>\n<ul><li>two</li></ul>"),
        ("It closes on\n5. May", "<p>It closes on 5. May</p>"),
        ("Like:\n- one\nand", "<p>Like:</p>\n<ul><li>one</li></ul>\n<p>and</p>"),
        ("**Pay:** £5", "<p><strong>Pay:</strong> £5</p>"),
        (
            "[us](https://example.org/?a=1&b=2)",
            '<p><a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer">us</a></p>',
        ),
        ("[us](/privacy)", '<p><a href="/privacy" rel="noopener noreferrer">us</a></p>'),
        ("", ""),
    ],
)
def test_light_markdown_is_shown(text: str, html: str):
    assert to_html(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "**<img src=x onerror=alert(1)>**",
        "- <svg onload=alert(1)>",
        '[<b>](https://example.org/"onclick="alert)',
        "[x](javascript:alert)",
        "[x](JAVASCRIPT:alert)",
        "[x](data:text/html,hello)",
        "[x](//evil.example)",
        "[x](http://example.org)",
        "[x](https://[::1)",
    ],
)
def test_nothing_else_is_read_into_it(text: str):
    html = to_html(text)

    assert not any(tag in html for tag in ("<script", "<img", "<svg", "<b>"))
    assert " onclick" not in html
    assert "href" not in html or 'href="https://example.org/&#34;onclick=&#34;alert"' in html


def test_a_long_text_full_of_beginnings_takes_no_time():
    to_html("**a[" * 20_000 + "](" * 20_000)
