"""A lead as a row of a table: the columns of exports.yml, in the words the desk has for them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml
from markupsafe import Markup

from web.desk.pages import LONDON, templates

COLUMNS = Path(__file__).with_name("columns.yml")

type Cell = str | int | float | datetime | None


@dataclass(frozen=True)
class Column:
    """One column: what a row keeps it under, what stands above it, how it is written."""

    field: str
    heading: str
    kind: str
    width: int


class Phone(str):
    """A telephone number, kept by us as E.164: its plus is no formula's."""

    __slots__ = ()


@cache
def columns() -> tuple[Column, ...]:
    """Return the columns of an exported list."""
    return tuple(Column(**each) for each in yaml.safe_load(COLUMNS.read_bytes()))


def rows_of(leads: Iterable[Mapping[str, Any]]) -> Iterator[list[Cell]]:
    """Yield the cells of each lead."""
    order = columns()
    for lead in leads:
        values = {"reference": f"L-{lead['id']:04d}", **lead}
        yield [_cell(column.kind, values[column.field]) for column in order]


def _cell(kind: str, value: Any) -> Cell:
    if value is None and kind != "role":
        return None
    match kind:
        case "text":
            return str(value)
        case "number":
            return float(value) if value % 1 else int(value)
        case "time":
            # Spreadsheets know no zones: the heading says whose time it is.
            local: datetime = value.astimezone(LONDON)
            return local.replace(tzinfo=None, second=0, microsecond=0)
        case "phone":
            return Phone(value)
        case "list":
            return "; ".join(value)
        case "yes_or_no":
            return "Yes" if value else "No"
    return _in_words(kind, value)


@lru_cache(maxsize=512)
def _in_words(kind: str, value: Any) -> str:
    words = templates().get_template("words.html").make_module({"now": None})
    said: Markup = getattr(words, kind)(value)
    return said.unescape()
