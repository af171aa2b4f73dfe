"""The answers that come with the house, one YAML file for each topic."""

from pathlib import Path

from agency.storage.answers_content import Topic, answer_in
from agency.storage.lexicon import LexiconBroken, read_yaml

type Stamp = frozenset[tuple[str, int, int]]


class AnswersBroken(Exception):
    """A file of answers cannot be used; the message says which, and why."""


def stamp_of(folder: Path) -> Stamp:
    """Return what changes when a file in *folder* does, without reading any."""
    found = ((path.name, path.stat()) for path in folder.glob("*.yml"))
    return frozenset((name, stat.st_mtime_ns, stat.st_size) for name, stat in found)


def read_topics(folder: Path) -> dict[str, Topic]:
    """Return every topic of *folder* by its name."""
    topics = (_read_topic(path) for path in sorted(folder.glob("*.yml")))
    return {topic.name: topic for topic in topics}


def _read_topic(path: Path) -> Topic:
    try:
        content = read_yaml(path)
        question = content["question"]
        return Topic(
            name=content["topic"],
            title=content["title"],
            question=question["any"],
            question_for_role=question.get("role", question["any"]),
            entries=tuple(answer_in(content["topic"], given) for given in content["answers"]),
            terms={
                term["id"]: f"**{term.get('term', term['id'])}**\n\n{term['text']}"
                for term in content.get("terms", ())
            },
            extras={name: text for name, text in content.items() if isinstance(text, str)},
        )
    except LexiconBroken as problem:
        raise AnswersBroken(str(problem)) from problem
    except (KeyError, TypeError, AttributeError) as problem:
        raise AnswersBroken(f"{path.name} lacks or misplaces {problem}") from problem
    except ValueError as problem:  # a day there never was, or bytes that are no text
        raise AnswersBroken(f"{path.name} holds what cannot be read: {problem}") from problem
