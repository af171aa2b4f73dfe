"""What a changed file brings to a house whose people have changed things themselves."""

from collections.abc import Mapping
from typing import Any

KEYS = ("key", "email")


def merge_changes(base: Any, file: Any, ours: Any) -> Any:
    """
    Return *ours* with what *file* says otherwise than it said in *base*.

    Where the file did not change, what people set at the desk stays; where both changed the
    same thing, the file's word is offered. What the file no longer names stays too.
    """
    if file == base:
        return ours
    if isinstance(file, Mapping) and isinstance(ours, Mapping):
        before = base if isinstance(base, Mapping) else {}
        merged = {
            name: merge_changes(before.get(name), file[name], value) if name in file else value
            for name, value in ours.items()
        }
        come = {n: value for n, value in file.items() if n not in ours and n not in before}
        changed = {
            n: v for n, v in file.items() if n not in ours and n in before and v != before[n]
        }
        return merged | come | changed
    if _has_keys(file) and _has_keys(ours):
        before = _by_key(base) if _has_keys(base) else {}
        return list(merge_changes(before, _by_key(file), _by_key(ours)).values())
    return file


def _has_keys(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(each, Mapping) and any(key in each for key in KEYS) for each in value)
    )


def _by_key(entries: list[Mapping[str, Any]]) -> dict[str, Any]:
    return {str(next(each[key] for key in KEYS if key in each)).lower(): each for each in entries}
