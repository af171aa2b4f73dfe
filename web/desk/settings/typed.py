"""What somebody typed into a form, as it came: checked by a service, and shown again if unfit."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.datastructures import FormData

LONGEST = 20_000


class Typed:
    """The fields of a form; nothing in it is trusted, and nothing is lost."""

    def __init__(self, form: FormData) -> None:
        self.form = form

    def text(self, name: str) -> str:
        """Return a field as it was typed."""
        value = self.form.get(name, "")
        return value[:LONGEST] if isinstance(value, str) else ""

    def whole(self, name: str, longest: int) -> str:
        """Return a long text with the line ends of a file; what is too long shows in its length."""
        value = self.form.get(name, "")
        return value.replace("\r\n", "\n")[: longest + 1] if isinstance(value, str) else ""

    def many(self, name: str) -> list[str]:
        """Return every choice that was ticked, or every line of a list of fields."""
        return [each[:LONGEST] for each in self.form.getlist(name)[:500] if isinstance(each, str)]

    def ticked(self, name: str) -> bool:
        return self.text(name) == "yes"

    def rows(self, *names: str) -> list[dict[str, str]]:
        """Return what was typed into a list of rows; one without a word in it is left out."""
        columns = [self.many(name) for name in names]
        rows = [dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=False)]
        return [row for row in rows if any(cell.strip() for cell in row.values())]


async def as_typed(request: Request) -> Typed:
    return Typed(await request.form())


TheTyped = Annotated[Typed, Depends(as_typed)]


def shown(entry: Mapping[str, Any], **but: Any) -> dict[str, Any]:
    """Return an entry's values for a form: nothing is an empty field."""
    values = {name: "" if value is None else value for name, value in entry.items()}
    return values | but
