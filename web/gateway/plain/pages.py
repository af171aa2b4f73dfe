"""The templates of the pages, and the words they share."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from web.gateway.plain.talk import day_of, month_of, summary_of, words_of

HERE = Path(__file__).parent
NATIONS = {
    "england": "England",
    "wales": "Wales",
    "scotland": "Scotland",
    "northern_ireland": "Northern Ireland",
    "uk": "UK",
}
WHO = {"visitor": "You", "assistant": "Assistant"}


@cache
def templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["words"] = words_of
    environment.filters["summary_of"] = summary_of
    environment.filters["month"] = month_of
    environment.filters["day"] = day_of
    environment.globals["who"] = WHO
    environment.globals["nations"] = NATIONS
    return environment
