"""
A table as a file: CSV, and the workbook that Excel opens.

Its cells hold what strangers typed. None of it is ever a formula: not in the file, and not once a
spreadsheet has opened it and saved it again.
"""

import csv
import io
import re
import shutil
import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from web.desk.exports.rows import Cell, Column, Phone

BOM = "\ufeff"  # without it Excel takes UTF-8 for the letters of 1252
LONGEST = 16_000  # Excel holds twice that, and counts some letters double
ASIDE = "export-"
LONGEST_MAKING = 3600  # seconds
MOST_ROWS = 1_000_000  # of one sheet; Excel ends at 1,048,576

# The wide ones are typed on Asian keyboards, and are formulas there.
_STARTS_A_FORMULA = frozenset("=+-@＝＋－＠")
_NUMBER = re.compile(r"\+\d{7,15}(?:;ext=\d{1,6})?")
# What no cell can hold or nobody sees: control characters, half letters, and marks that turn the
# direction of reading, behind which a formula or another name could hide.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff"
    "\ufeff\ufffe\uffff]"
)


def write_csv(file: IO[bytes], columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> int:
    """Write a table after RFC 4180, in UTF-8 with its mark; return how many rows it has."""
    text = io.TextIOWrapper(file, "utf-8", newline="", write_through=True)
    text.write(BOM)
    out = csv.writer(text)
    out.writerow([column.heading for column in columns])
    count = 0
    for row in rows:
        out.writerow([_for_csv(cell) for cell in row])
        count += 1
    text.flush()
    text.detach()
    return count


def write_xlsx(
    file: IO[bytes], columns: Sequence[Column], rows: Iterable[Sequence[Cell]], *, scratch: Path
) -> int:
    """
    Write a workbook, row by row; return how many rows it has, its headings not counted.

    What does not fit in memory lies in *scratch* meanwhile, which its owner alone can read.
    """
    _sweep(scratch)
    with TemporaryDirectory(prefix=ASIDE, dir=scratch) as aside:
        options = {"constant_memory": True, "tmpdir": aside, "default_date_format": TIME}
        with Workbook(file, options) as book:
            return _Sheets(book, columns).write(rows)


TIME = "yyyy-mm-dd hh:mm"


class _Sheets:
    """The sheets of a workbook: one, until a million rows are full."""

    def __init__(self, book: Workbook, columns: Sequence[Column]) -> None:
        self.book, self.columns = book, columns
        self.bold: Format = book.add_format({"bold": True})
        # As if somebody had typed an apostrophe first: it stays text when the cell is edited.
        self.text: Format = book.add_format({"num_format": "@", "quote_prefix": True})

    def write(self, rows: Iterable[Sequence[Cell]]) -> int:
        sheet, count = self._begin(), 0
        for row in rows:
            at = count % MOST_ROWS + 1
            if count and at == 1:
                sheet = self._begin()
            for place, cell in enumerate(row):
                self._write(sheet, at, place, cell)
            count += 1
        return count

    def _begin(self) -> Worksheet:
        sheet: Worksheet = self.book.add_worksheet()
        for place, column in enumerate(self.columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, column.heading, self.bold)
        sheet.freeze_panes(1, 0)
        return sheet

    def _write(self, sheet: Worksheet, row: int, place: int, cell: Cell) -> None:
        match cell:
            case None | "":
                pass
            case Phone():
                sheet.write_string(row, place, said_phone(cell) or harmless(cell), self.text)
            case str():
                sheet.write_string(row, place, harmless(cell), self.text)
            case datetime():
                sheet.write_datetime(row, place, cell)
            case int() | float():
                sheet.write_number(row, place, cell)


def harmless(text: str) -> str:
    """Return *text* as a cell may hold it; one that would be a formula gets an apostrophe first."""
    tidy = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(tidy) > LONGEST:
        tidy = f"{tidy[:LONGEST]}…"
    return f"'{tidy}" if tidy[:1] in _STARTS_A_FORMULA else tidy


def said_phone(number: str) -> str | None:
    """Return a number of ours with its plus: "+441614960123 ext 204"; None for any other text."""
    return number.replace(";ext=", " ext ") if _NUMBER.fullmatch(number) else None


def _sweep(scratch: Path) -> None:
    """Remove what a power cut left of an earlier list: people's details lie in it."""
    for left in scratch.glob(f"{ASIDE}*"):
        if time.time() - left.stat().st_mtime > LONGEST_MAKING:
            shutil.rmtree(left, ignore_errors=True)


def _for_csv(cell: Cell) -> str | int | float:
    match cell:
        case None:
            return ""
        case Phone():
            # A CSV knows no text: without the apostrophe Excel makes a number of it.
            return harmless(said_phone(cell) or cell)
        case str():
            return harmless(cell)
        case datetime():
            return f"{cell:%Y-%m-%d %H:%M}"
    return cell
