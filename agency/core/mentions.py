"""Colleagues named in a note: "@Aisha, can you ring her?"."""

import re
from collections.abc import Iterable, Mapping

# Never within a word: what stands before the @ of an e-mail address is one.
_AT = re.compile(r"(?<![\w.+-])@(?=\w)")


def find_mentions(text: str, people: Mapping[int, str]) -> list[int]:
    """
    Return which of *people*, by id, are named after an @, each once.

    A whole name counts; a first name counts where one person alone has it.
    """
    names = dict(_names(people))
    longest = sorted(names, key=len, reverse=True)
    found: dict[int, None] = {}
    for at in _AT.finditer(text):
        rest = " ".join(text[at.end() : at.end() + 80].casefold().split())
        name = next((each for each in longest if _begins(rest, each)), None)
        if name:
            found[names[name]] = None
    return list(found)


def handle_of(name: str, others: Iterable[str]) -> str:
    """Return how to name somebody after an @: by first name where no other has the same."""
    first = name.split()[0] if name.split() else name
    alike = sum(each.split()[:1] == [first] for each in others)
    return f"@{first if alike <= 1 else name}"


def _names(people: Mapping[int, str]) -> Iterable[tuple[str, int]]:
    firsts: dict[str, list[int]] = {}
    for number, name in people.items():
        words = name.casefold().split()
        if words:
            firsts.setdefault(words[0], []).append(number)
    for first, numbers in firsts.items():
        if len(numbers) == 1:
            yield first, numbers[0]
    wholes: dict[str, list[int]] = {}
    for number, name in people.items():
        wholes.setdefault(" ".join(name.casefold().split()), []).append(number)
    for whole, numbers in wholes.items():
        if whole and len(numbers) == 1:
            yield whole, numbers[0]


def _begins(rest: str, name: str) -> bool:
    return rest.startswith(name) and not rest[len(name) : len(name) + 1].isalnum()
