"""A profile of one page, for whoever has no CV: made from what they told us, and nothing else."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import yaml
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepInFrame, Paragraph, Spacer

HERE = Path(__file__).parent
WIDTH, HEIGHT = A4
MARGIN = 22 * mm
FOOT = 14 * mm
PLAIN, BOLD = "DejaVuSans", "DejaVuSans-Bold"
BLUE = HexColor("#1d4f6e")
SENCO = "senco"


@dataclass(frozen=True)
class Profile:
    """What somebody told us about themselves; what they left out is None or empty."""

    name: str | None
    role: str | None
    email: str | None = None
    phone: str | None = None
    place: str | None = None
    current_occupation: str | None = None
    experience_years: float | None = None
    qualifications: tuple[str, ...] = ()
    availability: str | None = None
    start: str | None = None
    right_to_work: str | None = None
    dbs: str | None = None


def write_profile(profile: Profile, *, agency: str, on: date) -> bytes:
    """Return the profile as a PDF of one page; the same answers give the same bytes."""
    learn_fonts()
    paper = io.BytesIO()
    # Invariant: no time and no random id in it, so that the same file is known again.
    canvas = Canvas(paper, pagesize=A4, invariant=1, lang="en-GB")
    canvas.setTitle(words()["title"])
    frame = KeepInFrame(
        WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN - FOOT, list(told(profile)), mode="shrink"
    )
    _, height = frame.wrapOn(canvas, WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN - FOOT)
    frame.drawOn(canvas, MARGIN, HEIGHT - MARGIN - height)
    foot = words()["foot"].format(agency=agency, day=f"{on.day} {on:%B %Y}")
    line = Paragraph(escape(foot), style(8, color=HexColor("#555555")))
    line.wrapOn(canvas, WIDTH - 2 * MARGIN, FOOT)
    line.drawOn(canvas, MARGIN, MARGIN - 4 * mm)
    canvas.showPage()
    canvas.save()
    return paper.getvalue()


def told(profile: Profile) -> Iterator[Flowable]:
    """Return the page from its top: the name, what is looked for, then each part with facts."""
    yield Paragraph(escape(profile.name or words()["title"]), style(22, bold=True, color=BLUE))
    if profile.role in words()["role"]:
        looks_for = f"{words()['looks_for']} {words()['role'][profile.role]}"
        yield Paragraph(escape(looks_for), style(12))
    for part in words()["parts"]:
        facts = [
            (heading, said)
            for name, heading in part["facts"].items()
            if (said := say(profile, name))
        ]
        if not facts:
            continue
        yield Spacer(1, 6 * mm)
        yield Paragraph(escape(part["title"]), style(12, bold=True, color=BLUE))
        yield Spacer(1, 1 * mm)
        for heading, said in facts:
            begins = f'<font name="{BOLD}">{escape(heading)}:</font> ' if heading else ""
            for line in said:
                yield Paragraph(begins + escape(line), style(10.5))


def say(profile: Profile, name: str) -> list[str]:
    """Return the lines for one fact; none where it was not told."""
    if name == "experience":
        return say_years(profile)
    value: Any = getattr(profile, name)
    if name in ("right_to_work", "dbs"):
        value = words()[name].get(value)
    if not value:
        return []
    return [f"\u2022 {each}" for each in value] if isinstance(value, tuple) else [str(value)]


def say_years(profile: Profile) -> list[str]:
    years, said = profile.experience_years, words()["experience"]
    if years is None:
        return []
    if years in (0, 1):
        return [said["one" if years else "none"]]
    return [said["teaching" if profile.role == SENCO else "many"].format(years=f"{years:g}")]


def style(size: float, *, bold: bool = False, color: Color | None = None) -> ParagraphStyle:
    return ParagraphStyle(
        "told",
        fontName=BOLD if bold else PLAIN,
        fontSize=size,
        leading=size * 1.4,
        textColor=color or HexColor("#111111"),
        splitLongWords=1,
    )


@cache
def learn_fonts() -> None:
    for name in (PLAIN, BOLD):
        pdfmetrics.registerFont(TTFont(name, HERE / "fonts" / f"{name}-subset.ttf"))


@cache
def words() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((HERE / "profile_words.yml").read_text("utf-8"))
    return content
