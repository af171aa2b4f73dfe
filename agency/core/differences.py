"""What changed between two states of one entry, in words; and which two states are the same."""

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

LONGEST = 120  # letters of a value: the log says what changed, it is no second copy


def fingerprint(entry: Any) -> str:
    """Return what tells one state of an entry from another; nothing has one too."""
    written = json.dumps(entry, sort_keys=True, ensure_ascii=False, default=str)
    return sha256(written.encode()).hexdigest()[:24]


def changes_in_words(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, *, unsaid: Sequence[str] = ()
) -> list[str]:
    """
    Return each change from *before* to *after* as a phrase: "phone from A to B".

    Of the fields in *unsaid* only the name is told: they hold details of a person, or a key.
    """
    old, new = before or {}, after or {}
    names = [*old, *(name for name in new if name not in old)]
    return [
        phrase
        for name in names
        if (was := old.get(name)) != (now := new.get(name))
        for phrase in ([_name(name)] if name in unsaid else _phrases(_name(name), was, now))
    ]


def _phrases(name: str, was: Any, now: Any) -> Iterator[str]:
    if isinstance(was or {}, Mapping) and isinstance(now or {}, Mapping) and (was or now):
        for phrase in changes_in_words(was, now):
            yield f"{name}: {phrase}"
    elif isinstance(was or [], list) and isinstance(now or [], list):
        gone = [_value(each) for each in was or [] if each not in (now or [])]
        come = [_value(each) for each in now or [] if each not in (was or [])]
        said = [f"without {', '.join(gone)}"] if gone else []
        said += [f"with {', '.join(come)}"] if come else []
        yield f"{name} {_short(' and '.join(said) or 'in another order')}"
    else:
        yield f"{name} from {_value(was)} to {_value(now)}"


def _name(name: str) -> str:
    return name.replace("_", " ")


def _value(value: Any) -> str:
    if value in (None, "", [], {}):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return _short(" ".join(_value(each) for each in value.values()))
    return f"“{_short(' '.join(str(value).split()))}”"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
