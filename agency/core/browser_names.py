"""What a browser says of itself, in words its owner knows."""

import re

# In this order: Edge and Opera say that they are Chrome, and Chrome that it is Safari.
BROWSERS = (
    ("Edge", r"\bEdgA?/|\bEdgiOS/"),
    ("Opera", r"\bOPR/"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Firefox", r"\bFirefox/|\bFxiOS/"),
    ("Chrome", r"Chrome/|\bCriOS/"),
    ("Safari", r"\bSafari/"),
)
MACHINES = (
    ("iPhone", r"\biPhone\b"),
    ("iPad", r"\biPad\b"),
    ("Android", r"\bAndroid\b"),
    ("Windows", r"\bWindows\b"),
    ("a Mac", r"\bMac OS X\b|\bMacintosh\b"),
    ("Chromebook", r"\bCrOS\b"),
    ("Linux", r"\bLinux\b"),
)


def name_browser(user_agent: str) -> str:
    """Return such as "Firefox on Windows"; what is not known is said to be so."""
    browser = _first(BROWSERS, user_agent) or "A browser"
    machine = _first(MACHINES, user_agent)
    return f"{browser} on {machine}" if machine else browser


def _first(known: tuple[tuple[str, str], ...], user_agent: str) -> str | None:
    return next((name for name, says in known if re.search(says, user_agent[:500])), None)
