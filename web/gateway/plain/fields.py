"""What a browser sends from a form of ours, and from nobody else's."""

from fastapi import Request
from starlette.exceptions import HTTPException

from web.gateway.plain.details import Fields

FORBIDDEN = 403
LONGEST_FIELD = 16 * 1024


async def read_fields(request: Request) -> Fields:
    """Return the fields of a form of ours, however a browser writes them."""
    refuse_other_sites(request)
    async with request.form(max_files=0, max_fields=12, max_part_size=LONGEST_FIELD) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


def refuse_other_sites(request: Request) -> None:
    """Refuse a form that a browser tells us another site has sent."""
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise HTTPException(FORBIDDEN)
