"""Draws a CV's blocks as a PDF, in the layouts people's templates have."""

from __future__ import annotations

from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.cv_set.wording import Block

WIDTH, HEIGHT = A4
FONTS = "/usr/share/fonts/truetype/dejavu/"


def _fonts() -> tuple[str, str]:
    if "Body" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Body", FONTS + "DejaVuSans.ttf"))
        pdfmetrics.registerFont(TTFont("Bold", FONTS + "DejaVuSans-Bold.ttf"))
    return "Body", "Bold"


class Column:
    """A place to write downwards, on as many pages as it takes."""

    def __init__(
        self, canvas: Canvas, x: float, width: float, top: float, size: float = 9.5
    ) -> None:
        self.canvas, self.x, self.width, self.top, self.size = canvas, x, width, top, size
        self.y = top
        self.body, self.bold = _fonts()

    def line(self, text: str, *, font: str = "", size: float = 0, indent: float = 0) -> None:
        size = size or self.size
        for piece in simpleSplit(text, font or self.body, size, self.width - indent) or [""]:
            self.room(size)
            self.canvas.setFont(font or self.body, size)
            self.canvas.drawString(self.x + indent, self.y, piece)
            self.y -= size * 1.35

    def room(self, size: float) -> None:
        if self.y < 55:
            self.canvas.showPage()
            self.y = HEIGHT - 60

    def draw(self, block: Block) -> None:  # noqa: C901  a case for each kind of block
        kind, *words = block
        text = words[0] if words else ""
        if kind == "name":
            self.line(text, font=self.bold, size=20)
            self.y -= 4
        elif kind in ("h", "sh"):
            self.y -= 6
            self.line(text, font=self.bold, size=12.5)
            self.y -= 2
        elif kind == "headline":
            self.line(text, size=11.5)
        elif kind == "b":
            self.line(text, font=self.bold)
        elif kind in ("li", "sli"):
            self.line("• " + text, indent=8)
        elif kind == "gap":
            self.y -= 4
        elif kind == "row":
            self.row(text, words[1])
        elif kind == "row2":
            self.cells([text, words[1]], [0, 60])
        elif kind == "table":
            self.table(words)
        elif kind == "pairs":
            self.pairs(words)
        else:
            self.line(text)

    def row(self, left: str, right: str) -> None:
        self.room(self.size)
        self.canvas.setFont(self.bold, self.size)
        self.canvas.drawString(self.x, self.y, left)
        self.canvas.setFont(self.body, self.size)
        self.canvas.drawRightString(self.x + self.width, self.y, right)
        self.y -= self.size * 1.35

    def cells(self, words: list[str], offsets: list[float]) -> None:
        self.room(self.size)
        top, lowest = self.y, self.y
        ends = [*offsets[1:], self.width]
        for word, offset, end in zip(words, offsets, ends, strict=True):
            self.y = top
            for piece in simpleSplit(word, self.body, self.size, end - offset - 8):
                self.canvas.setFont(self.body, self.size)
                self.canvas.drawString(self.x + offset, self.y, piece)
                self.y -= self.size * 1.3
            lowest = min(lowest, self.y)
        self.y = lowest - 2

    def table(self, rows: list[str]) -> None:
        count = len(rows[0].split("\t"))
        offsets = [self.width * n / count for n in range(count)]
        for row in rows:
            self.cells(row.split("\t"), offsets)

    def pairs(self, rows: list[str]) -> None:
        for row in rows:
            dates, title, duties = row.split("\t")
            self.cells([dates, title], [0, 130])
            if duties:
                self.cells(["", duties], [0, 130])


def single(blocks: list[Block], title: bool = False) -> bytes:
    """One column, from top to bottom."""
    canvas, out = _open()
    column = Column(canvas, 56, WIDTH - 112, HEIGHT - 70, 10)
    if title:
        column.line("Curriculum Vitae", size=13)
    for block in blocks:
        column.draw(block)
    return _close(canvas, out)


def sidebar(blocks: list[Block], *, right: bool = False, narrow: float = 165) -> bytes:
    """How to reach the person, and what they can do, in a narrow column beside the rest."""
    canvas, out = _open()
    side_x, main_x = (WIDTH - narrow - 30, 40) if right else (30, narrow + 55)
    main = Column(canvas, main_x, WIDTH - narrow - 100, HEIGHT - 60)
    aside = Column(canvas, side_x, narrow, HEIGHT - 60)
    beside = ("contact", "side", "sh", "sli", "sp")
    aside.draw(("sh", "Contact"))
    for block in blocks:
        if block[0] in beside:
            aside.draw(block)
    for block in blocks:
        if block[0] not in beside:
            main.draw(block)
    return _close(canvas, out)


def two_columns(blocks: list[Block]) -> bytes:
    """A head across the page; below it experience on the left, everything else on the right."""
    canvas, out = _open()
    head = Column(canvas, 45, WIDTH - 90, HEIGHT - 60)
    parts: list[list[Block]] = [[]]
    for block in blocks:
        if block[0] in ("h", "sh"):
            parts.append([])
        parts[-1].append(block)
    for block in parts[0]:
        head.draw(block)
    left = Column(canvas, 45, 245, head.y - 6)
    right = Column(canvas, 315, 235, head.y - 6)
    jobs = max(range(1, len(parts)), key=lambda n: sum(len(str(b)) for b in parts[n]))
    for number, part in enumerate(parts[1:], 1):
        for block in part:
            (left if number in (1, jobs) else right).draw(block)
    return _close(canvas, out)


def header_and_footer(blocks: list[Block]) -> bytes:
    """Name above and contact below every page; the rest runs over two of them."""
    canvas, out = _open()
    body, bold = _fonts()
    name = next(b[1] for b in blocks if b[0] == "name")
    reach = "  ·  ".join(b[1] for b in blocks if b[0] == "contact")
    page = [0]

    def dress() -> None:
        page[0] += 1
        canvas.setFont(bold, 14 if page[0] == 1 else 9)
        canvas.drawString(56, HEIGHT - 40, name if page[0] == 1 else f"{name} - Curriculum Vitae")
        canvas.setFont(body, 7)
        canvas.drawCentredString(WIDTH / 2, 28, reach)
        canvas.drawRightString(WIDTH - 30, 16, f"Page {page[0]}")

    column = Column(canvas, 56, WIDTH - 112, HEIGHT - 75, 11.5)
    turn = canvas.showPage

    def show_page() -> None:
        dress()
        turn()

    canvas.showPage = show_page  # type: ignore[method-assign]
    for block in blocks:
        if block[0] not in ("name", "contact"):
            column.draw(block)
    column.y -= 30
    return _close(canvas, out)


def exported(blocks: list[Block]) -> bytes:
    """As a network's profile is exported: contact and top skills aside, dates under every job."""
    return sidebar(blocks, narrow=140)


def labels(blocks: list[Block], pairs: list[tuple[str, str]]) -> bytes:
    """The older European form: what it is on the left, what it says on the right."""
    canvas, out = _open()
    column = Column(canvas, 50, WIDTH - 100, HEIGHT - 60)
    column.line("Curriculum vitae", font=column.bold, size=13)
    for left, right in pairs:
        if right:
            column.cells([left, right], [0, 170])
        else:
            column.y -= 5
            column.line(left, font=column.bold, size=11)
    return _close(canvas, out)


def _open() -> tuple[Canvas, BytesIO]:
    out = BytesIO()
    return Canvas(out, pagesize=A4, invariant=True), out


def _close(canvas: Canvas, out: BytesIO) -> bytes:
    canvas.showPage()
    canvas.save()
    return out.getvalue()
