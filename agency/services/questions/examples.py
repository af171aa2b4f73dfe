"""Sentences to teach the assistant: chosen by people, checked, and shown before they are used."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from agency.core.asked import HELP_FIRST
from agency.core.masking import names_somebody
from agency.cv.private import private_spans
from agency.services.audit import keep_audit
from agency.storage.answers_edited import read_passages
from agency.storage.example_file import MARKS, ExampleFile, as_example_file, words_in
from agency.storage.models import Consultant, Example, QuestionGroup, Use
from agency.storage.own_topics import live_examples, read_desk_topics

SHORTEST, LONGEST = 3, 300
MOST_AT_ONCE = 60
# Two sentences that share this part of their words teach the same.
SAME = 0.85
# What people say in need, and yes and no, is for whoever looks after the software.
NOT_TAUGHT_HERE = HELP_FIRST | {"affirm", "deny", "greeting", "goodbye", "thanks"}
# A line that has these goes on where a file of examples lists its lines.
CONTEXT = 2


@dataclass(frozen=True)
class Chosen:
    """A sentence as a person left it, and what it is to be used for."""

    text: str
    use: Use = Use.TEACH


@dataclass(frozen=True)
class Objection:
    """Why one sentence cannot be taken as it is."""

    text: str
    code: str
    like: str = ""
    topic: str = ""


class ExamplesRefused(Exception):
    """Something stands against what was chosen; nothing was kept."""

    def __init__(self, objections: Sequence[Objection]) -> None:
        super().__init__("; ".join(f"{each.code}: {each.text}" for each in objections))
        self.objections = objections


@dataclass(frozen=True)
class Change:
    """What would be otherwise in data/nlu.yml: lines with a sign, below a label."""

    label: str
    lines: Sequence[tuple[str, str]]


def objection_to(session: Session, file: ExampleFile, text: str) -> Objection | None:
    """Return what stands against one sentence, if anything does."""
    found = objections_to(session, file, [Chosen(text)])
    return found[0] if found else None


def teachable_topics(session: Session, file: ExampleFile) -> list[str]:
    """Return the topics for which sentences may be taught at the desk, the agency's own too."""
    every = {*file.topics(), *read_desk_topics(session)}
    return sorted(every - NOT_TAUGHT_HERE)


def propose_examples(
    session: Session,
    file: ExampleFile,
    chosen: Iterable[Chosen],
    topic: str,
    role: str,
    *,
    group: QuestionGroup | None = None,
    by: Consultant | None,
    now: datetime,
) -> list[Example]:
    """
    Keep sentences as examples of a topic; they teach nothing until a training with them is live.

    All or none: ExamplesRefused says what stands against each.
    """
    sentences = _tidy(chosen)
    if topic not in teachable_topics(session, file):
        raise ExamplesRefused([Objection(topic, "topic_unknown")])
    if objections := objections_to(session, file, sentences):
        raise ExamplesRefused(objections)
    examples = [
        Example(
            text=each.text,
            topic=topic,
            role=role,
            use=each.use,
            group_id=group.id if group else None,
            author=by,
            at=now,
        )
        for each in sentences
    ]
    session.add_all(examples)
    session.flush()  # the log names them
    for example in examples:
        _write_down(session, by, f"chose as {example.use} for {topic}", example, now=now)
    return examples


def withdraw_example(
    session: Session, number: int, *, by: Consultant | None, now: datetime
) -> Example | None:
    """Take an example out of what is taught from the next training on."""
    example = session.get(Example, number)
    if example is None or example.withdrawn_at:
        return None
    example.withdrawn_at = now
    _write_down(session, by, "withdrew", example, now=now)
    return example


def list_examples(session: Session) -> Sequence[Example]:
    """Return every example that is not withdrawn, the newest first."""
    return session.scalars(
        select(Example)
        .options(joinedload(Example.author))
        .where(Example.withdrawn_at.is_(None))
        .order_by(Example.id.desc())
    ).all()


def list_changes(session: Session, file: ExampleFile) -> list[Change]:
    """Return what the next training would teach beyond the live assistant, as lines of nlu.yml."""
    live = live_examples(session)
    now_taught = {each.id: each for each in list_examples(session) if each.use is Use.TEACH}
    dropped = session.scalars(
        select(Example).where(Example.id.in_(live - now_taught.keys())).order_by(Example.id)
    ).all()
    added = [each for number, each in sorted(now_taught.items()) if number not in live]
    changed: dict[str, list[tuple[str, str]]] = {}
    for sign, examples in (("-", dropped), ("+", added)):
        for each in examples:
            changed.setdefault(file.label_of(each.topic), []).append((sign, each.text))
    return [
        Change(label, [*((" ", t) for t in file.examples.get(label, ())[-CONTEXT:]), *lines])
        for label, lines in sorted(changed.items())
    ]


def examples_as_file(session: Session, file: ExampleFile, numbers: Collection[int]) -> str:
    """Return these examples as the file that is trained beside data/nlu.yml."""
    rows = session.scalars(
        select(Example).where(Example.id.in_(numbers)).order_by(Example.id)
    ).all()
    own = read_passages(session, {each.topic for each in rows})
    return as_example_file(((file.label_of(each.topic), each.text) for each in rows), own)


def objections_to(session: Session, file: ExampleFile, chosen: Iterable[Chosen]) -> list[Objection]:
    """Return what stands against these sentences, each alone and beside the others."""
    sentences = _tidy(chosen)
    if not sentences or len(sentences) > MOST_AT_ONCE:
        return [Objection("", "none_chosen" if not sentences else "too_many")]
    known = {words_in(each.text): each for each in list_examples(session)}
    found: list[Objection] = []
    seen: list[str] = []
    for each in sentences:
        objection = _alone(each.text) or _beside(each.text, file, known, seen)
        if objection:
            found.append(objection)
        seen.append(each.text)
    return found


def _tidy(chosen: Iterable[Chosen]) -> list[Chosen]:
    return [Chosen(" ".join(each.text.split()), each.use) for each in chosen]


def _alone(text: str) -> Objection | None:
    if not SHORTEST <= len(text) <= LONGEST:
        return Objection(text, "length")
    if MARKS.search(text) or not text.isprintable() or text.startswith(("-", "#", "|", "/")):
        return Objection(text, "marks")
    if names_somebody(text) or private_spans(text):
        return Objection(text, "personal")
    return None


def _beside(
    text: str,
    file: ExampleFile,
    known: dict[frozenset[str], Example],
    seen: Sequence[str],
) -> Objection | None:
    words = words_in(text)
    for other in seen:
        if alike(words, words_in(other)):
            return Objection(text, "twice", other)
    for theirs, example in known.items():
        if alike(words, theirs):
            return Objection(text, "known", example.text, example.topic)
    for theirs, (label, other) in file.words.items():
        if alike(words, theirs):
            return Objection(text, "known", other, file.topic_of(label) or label)
    return None


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two sentences are the same but for a word, or for the order."""
    if abs(len(one) - len(other)) > 2:
        return False
    shared = len(one & other)
    return shared >= SAME * (len(one) + len(other) - shared)


def _write_down(
    session: Session, by: Consultant | None, did: str, example: Example, *, now: datetime
) -> None:
    who = by.email if by else "the command line"
    keep_audit(session, who=who, did=did, kind="example", subject=str(example.id), now=now)
