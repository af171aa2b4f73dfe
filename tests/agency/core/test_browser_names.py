import pytest

from agency.core.browser_names import name_browser

KIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("says", "name"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KIT} Chrome/140.0 Safari/537.36",
         "Chrome on Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0) {KIT} Chrome/140.0 Safari/537.36 Edg/140.0",
         "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
         "Safari on iPhone"),
        (f"Mozilla/5.0 (Linux; Android 15; K) {KIT} Chrome/140.0 Mobile Safari/537.36",
         "Chrome on Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Firefox/140.0",
         "Firefox on a Mac"),
        ("curl/8.0", "A browser"),
        ("", "A browser"),
    ],
)  # fmt: skip
def test_a_browser_is_called_what_its_owner_calls_it(says: str, name: str):
    assert name_browser(says) == name
