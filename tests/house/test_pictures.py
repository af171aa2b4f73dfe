"""Pictures in the documentation: each lies where it is named, and the desk's come from one book."""

import re
from pathlib import Path

from tests.browser.picture_book import PICTURES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SHOWN = re.compile(r"!\[([^\]]*)\]\((?!https?:)([^)]+\.(?:png|svg|jpg))\)")


def pictures_in(page: Path) -> dict[Path, str]:
    found = SHOWN.findall(page.read_text("utf-8"))
    return {(page.parent / path).resolve(): words for words, path in found}


def test_every_picture_a_page_shows_is_there_and_said_in_words():
    for page in (ROOT / "README.md", *DOCS.rglob("*.md")):
        for path, words in pictures_in(page).items():
            assert path.is_file(), f"{page.name} shows {path.name}: `make pictures`"
            assert len(words) > 15, f"{page.name}: say what {path.name} shows"


def test_every_picture_of_the_book_is_shown_and_no_other_lies_there():
    shown = pictures_in(DOCS / "desk.md") | pictures_in(ROOT / "README.md")
    made = {(DOCS / "pictures" / f"{each.name}.png").resolve() for each in PICTURES}

    assert made <= set(shown)
    assert set((DOCS / "pictures" / "desk").glob("*.png")) <= made


def test_the_pictures_are_small_enough_for_everybody_who_clones():
    assert sum(each.stat().st_size for each in (DOCS / "pictures").rglob("*.png")) < 4_000_000
