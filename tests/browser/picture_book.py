"""
The pictures of docs/desk.md and the README's two of the desk: `make pictures`.

    python -m tests.browser.picture_book docs/pictures

A full office is served and looked at. What is kept has few colours: a repository can bear it.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import ARGUMENTS, find_chromium
from tests.browser.full_office import ADMINISTRATOR
from tests.browser.served_office import ServedOffice, a_served_office

COLOURS = 96
AISHA = "aisha.khan@example.org"
DESKTOP = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}
README = {"width": 1200, "height": 780}


@dataclass(frozen=True)
class Picture:
    """One page as it is shown: from its top, or from the heading *at*."""

    name: str
    path: str
    size: dict[str, int]
    at: str = ""
    scheme: str = "light"
    press: str = ""
    who: str | None = ADMINISTRATOR


def on_a_desktop(name: str, path: str, **but: Any) -> Picture:
    return Picture(f"desk/{name}", path, DESKTOP, **but)


def on_a_phone(name: str, path: str, **but: Any) -> Picture:
    return Picture(f"desk/phone-{name}", path, PHONE, **but)


LEADS = "/desk/?whose=everyone"
LEAD = "/desk/leads/{reference}"
CANDIDATE = "/desk/candidates/{reference}"
PICTURES = (
    Picture("desk", LEADS, README),
    Picture("desk-lead", LEAD, README),
    on_a_desktop("sign-in", "/desk/sign-in", who=None),
    on_a_desktop("my-day", "/desk/my-day", who=AISHA),
    on_a_desktop("leads", LEADS),
    on_a_desktop("leads-keys", LEADS, press="?"),
    on_a_desktop("lead", LEAD),
    on_a_desktop("lead-talk", LEAD, at="#talk"),
    on_a_desktop("lead-work", LEAD, at="#tasks"),
    on_a_desktop("letter", f"{LEAD}/letter?template=nice-to-meet-you"),
    on_a_desktop("conversations", "/desk/conversations"),
    on_a_desktop("conversation", "/desk/conversations/{conversation_id}"),
    on_a_desktop("candidate", CANDIDATE),
    on_a_desktop("candidate-erase", f"{CANDIDATE}/erase"),
    on_a_desktop("answers", "/desk/answers"),
    on_a_desktop("answer", "/desk/answers/salary/senco/england"),
    on_a_desktop("questions", "/desk/questions"),
    on_a_desktop("question", "/desk/questions/2"),
    on_a_desktop("topic", "/desk/questions/2/topic"),
    on_a_desktop("teaching", "/desk/questions/teaching"),
    on_a_desktop("training", "/desk/questions/trainings/1"),
    on_a_desktop("report-funnel", "/desk/reports/funnel"),
    on_a_desktop("report-questions", "/desk/reports/questions"),
    on_a_desktop("deliveries", "/desk/deliveries"),
    on_a_desktop("privacy", "/desk/privacy"),
    on_a_desktop("retention", "/desk/settings/retention"),
    on_a_desktop("audit", "/desk/audit"),
    on_a_desktop("settings", "/desk/settings"),
    on_a_desktop("settings-branch", "/desk/settings/branches/manchester"),
    on_a_desktop("settings-people", "/desk/settings/people"),
    on_a_desktop("settings-vacancies", "/desk/settings/vacancies"),
    on_a_desktop("settings-webhook", "/desk/settings/webhooks/{webhook_id}"),
    on_a_desktop("settings-widget", "/desk/settings/widget"),
    on_a_desktop("routing", "/desk/routing"),
    on_a_desktop("second-factor", "/desk/me/second-factor"),
    on_a_phone("leads", LEADS),
    on_a_phone("lead", LEAD),
    on_a_phone("my-day", "/desk/my-day", who=AISHA, scheme="dark"),
    on_a_phone("report", "/desk/reports/funnel", scheme="dark"),
)


def main(folder: Path) -> None:
    """Renew every picture in *folder*."""
    with (
        tempfile.TemporaryDirectory() as home,
        a_served_office(Path(home)) as office,
        sync_playwright() as playwright,
    ):
        path = find_chromium()
        browser = playwright.chromium.launch(
            executable_path=path, args=[*ARGUMENTS, "--lang=en-GB"]
        )
        whose = {
            who: office.window(browser, who).new_page() for who in (ADMINISTRATOR, AISHA, None)
        }
        for picture in PICTURES:
            taken = take(whose[picture.who], picture, office)
            keep(taken, folder / f"{picture.name}.png")
        browser.close()


def take(page: Page, picture: Picture, office: ServedOffice) -> bytes:
    page.set_viewport_size(picture.size)
    page.emulate_media(color_scheme=picture.scheme)
    answer = page.goto(office.filled(picture.path))
    assert answer
    assert answer.ok, picture.path
    if picture.at:
        page.locator(picture.at).evaluate(
            "node => scrollTo(0, node.getBoundingClientRect().top - 32)"
        )
    if picture.press:
        page.keyboard.press(picture.press)
    page.evaluate("document.fonts.ready")
    return page.screenshot(animations="disabled", caret="hide")


def keep(taken: bytes, at: Path) -> None:
    at.parent.mkdir(parents=True, exist_ok=True)
    few = Image.open(BytesIO(taken)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(at, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
