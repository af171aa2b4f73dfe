"""Answers as editors write them: versions that only add up, one of them said to visitors."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from agency.services.answers.review import Remark, is_stale, review, source_is_over
from agency.services.audit import keep_audit
from agency.storage.answers_content import Answer, Key, Topic, answer_of, content_of
from agency.storage.models.answer import AnswerVersion
from agency.storage.models.consultant import Access, Consultant

EDITS_ANSWERS = frozenset({Access.EDITOR, Access.ADMINISTRATOR})
READS_ANSWERS = EDITS_ANSWERS | {Access.MANAGER}
# Where another person approves, somebody who reads may do that too: an agency often has one editor.
APPROVES_ANSWERS = READS_ANSWERS
A_YEAR = timedelta(days=365)
# What a database may refuse, or nobody could find again in a text.
NOT_EVEN_DRAFTED = frozenset({"too_long", "unseen_characters"})


class AnswerChanged(Exception):
    """Somebody else wrote a version of this answer meanwhile."""


class NeedsAnother(Exception):
    """Whoever wrote a draft cannot be the one who approves it."""


class AnswerBroken(Exception):
    """What was written breaks rules; the remarks say which."""

    def __init__(self, remarks: Sequence[Remark]) -> None:
        super().__init__("; ".join(remark.code for remark in remarks))
        self.remarks = remarks


@dataclass(frozen=True)
class Standing:
    """How one answer stands: what is said, what came with the house, what waits."""

    key: Key
    said: Answer | None
    shipped: Answer | None
    versions: Sequence[AnswerVersion]
    remarks: Sequence[Remark]
    today: date
    fresh_for: timedelta = A_YEAR

    @property
    def in_force(self) -> AnswerVersion | None:
        """The version visitors read, unless they read what came with the house."""
        newest = next((each for each in self.versions if each.is_published), None)
        return newest if newest and newest.content is not None else None

    @property
    def draft(self) -> AnswerVersion | None:
        """The version that waits to be published: the newest of all, if it is not yet."""
        newest = next(iter(self.versions), None)
        return newest if newest and not newest.is_published else None

    @property
    def shipped_since(self) -> bool:
        """Whether the house came with another text after this edit was made."""
        if (edit := self.in_force) is None:
            return False
        return edit.shipped != (content_of(self.shipped) if self.shipped else None)

    @property
    def newest(self) -> int:
        return self.versions[0].number if self.versions else 0

    @property
    def waits(self) -> AnswerVersion | None:
        """The draft that waits for somebody to approve it."""
        draft = self.draft
        return draft if draft and draft.approval_asked_at and not draft.sent_back_why else None

    @property
    def why_stale(self) -> list[str]:
        """Why it is to be looked at again: its review, the age of its check, its source's year."""
        if (said := self.said) is None:
            return []
        reasons = {
            "review": is_stale(said, today=self.today),
            "checked": said.checked is not None and said.checked < self.today - self.fresh_for,
            "source": source_is_over(said, today=self.today),
        }
        return [reason for reason, holds in reasons.items() if holds]

    @property
    def is_stale(self) -> bool:
        return bool(self.why_stale)

    @property
    def is_broken(self) -> bool:
        return any(remark.is_broken for remark in self.remarks)


def list_answers(
    session: Session,
    shipped: Mapping[str, Topic],
    *,
    today: date,
    fresh_for: timedelta = A_YEAR,
) -> list[Standing]:
    """Return how every answer stands, those that were due to be looked at longest ago first."""
    versions: dict[Key, list[AnswerVersion]] = {}
    for version in session.scalars(_versions()):
        versions.setdefault(key_of(version), []).append(version)
    keys = dict.fromkeys(answer.key for topic in shipped.values() for answer in topic.entries)
    keys |= dict.fromkeys(key for key in sorted(versions) if key.topic in shipped)
    standings = [
        replace(stand(shipped, key, versions.get(key, []), today=today), fresh_for=fresh_for)
        for key in keys
    ]
    there = [each for each in standings if each.said or each.draft]
    return sorted(there, key=lambda each: _staleness(each, shipped))


def find_answer(
    session: Session, shipped: Mapping[str, Topic], key: Key, *, today: date
) -> Standing | None:
    """Return how one answer stands, or None where nobody wrote such an answer."""
    if key.topic not in shipped:
        return None
    ours = _versions().where(
        AnswerVersion.topic == key.topic,
        AnswerVersion.role == key.role,
        AnswerVersion.nation == key.nation,
    )
    standing = stand(shipped, key, session.scalars(ours).all(), today=today)
    return standing if standing.shipped or standing.versions else None


def stand(
    shipped: Mapping[str, Topic], key: Key, versions: Sequence[AnswerVersion], *, today: date
) -> Standing:
    came = next((a for a in shipped[key.topic].entries if a.key == key), None)
    published = next((each for each in versions if each.is_published), None)
    edited = published.content if published else None
    said = answer_of(key, edited) if edited is not None else came
    remarks = review(said, topics=shipped, today=today, shipped=came) if said else []
    return Standing(key, said, came, versions, remarks, today)


def save_answer(
    session: Session,
    standing: Standing,
    answer: Answer,
    *,
    seen: int,
    topics: Collection[str],
    by: Consultant,
    why: str,
    publish: bool,
    approval: bool = False,
    now: datetime,
) -> AnswerVersion:
    """
    Keep a new version of an answer: a draft, or said to visitors from now on.

    With *approval*, what is to be published waits for another person as a draft.

    *seen* is the newest version the editor knew of. Of two who save over the same one, the
    second gets AnswerChanged.
    """
    remarks = review(answer, topics=topics, today=standing.today, shipped=standing.shipped)
    _require(remarks if publish else [r for r in remarks if r.code in NOT_EVEN_DRAFTED])
    at_once = publish and not approval
    version = _add(session, standing, content_of(answer), seen, by, why, publish=at_once, now=now)
    if publish and approval:
        version.approval_asked_at = now
        _write_down(session, by, "asked to approve", version, now=now)
    return version


def publish_answer(
    session: Session,
    standing: Standing,
    *,
    number: int,
    topics: Collection[str],
    by: Consultant,
    approval: bool = False,
    now: datetime,
) -> AnswerVersion:
    """
    Say the waiting draft to visitors, if it is still the newest version and breaks no rule.

    With *approval* that is for somebody else than its author.
    """
    draft = standing.draft
    if draft is None or draft.number != number or draft.content is None:
        raise AnswerChanged
    if approval and draft.author_id == by.id:
        raise NeedsAnother
    answer = answer_of(standing.key, draft.content)
    _require(review(answer, topics=topics, today=standing.today, shipped=standing.shipped))
    draft.publisher, draft.published_at = by, now
    _write_down(session, by, "published", draft, now=now)
    return draft


def send_back(
    session: Session, standing: Standing, *, number: int, why: str, by: Consultant, now: datetime
) -> AnswerVersion:
    """Give a draft that waits for approval back to its author, with the reason."""
    draft = standing.waits
    if draft is None or draft.number != number:
        raise AnswerChanged
    draft.sent_back_why, draft.sent_back_by = why, by
    _write_down(session, by, "sent back", draft, now=now)
    return draft


def return_to(
    session: Session,
    standing: Standing,
    *,
    number: int,
    seen: int,
    topics: Collection[str],
    by: Consultant,
    why: str,
    approval: bool = False,
    now: datetime,
) -> AnswerVersion:
    """
    Say an earlier version again, as a new one; number 0 is the text that came with the house.

    What was said once may break a rule of today: then it is refused like any other. With
    *approval*, what was never published waits for another person; the rest was approved once.
    """
    if number == 0:
        return _add(session, standing, None, seen, by, why, publish=True, now=now)
    earlier = next((each for each in standing.versions if each.number == number), None)
    if earlier is None or earlier.content is None:
        raise AnswerChanged
    return save_answer(
        session,
        standing,
        answer_of(standing.key, earlier.content),
        seen=seen,
        topics=topics,
        by=by,
        why=why,
        publish=True,
        approval=approval and not earlier.is_published,
        now=now,
    )


def _require(remarks: Sequence[Remark]) -> None:
    if broken := [remark for remark in remarks if remark.is_broken]:
        raise AnswerBroken(broken)


def key_of(version: AnswerVersion) -> Key:
    return Key(version.topic, version.role, version.nation)


def _add(
    session: Session,
    standing: Standing,
    content: dict[str, Any] | None,
    seen: int,
    by: Consultant,
    why: str,
    *,
    publish: bool,
    now: datetime,
) -> AnswerVersion:
    if seen != standing.newest:
        raise AnswerChanged
    version = AnswerVersion(
        **standing.key._asdict(),
        number=seen + 1,
        content=content,
        shipped=content_of(standing.shipped) if standing.shipped else None,
        why=why,
        author=by,
        at=now,
        publisher=by if publish else None,
        published_at=now if publish else None,
    )
    try:
        with session.begin_nested():  # two at once: the table lets one of them have the number
            session.add(version)
    except IntegrityError as taken:
        raise AnswerChanged from taken
    did = "published" if publish else "drafted"
    _write_down(session, by, did if content is not None else "gave back", version, now=now)
    return version


def _write_down(
    session: Session, by: Consultant, did: str, version: AnswerVersion, *, now: datetime
) -> None:
    subject = f"{key_of(version)} {version.number}"
    keep_audit(session, who=by.email, did=did, kind="answer", subject=subject, now=now)


def _versions() -> Any:
    people = joinedload(AnswerVersion.author), joinedload(AnswerVersion.publisher)
    return select(AnswerVersion).options(*people).order_by(AnswerVersion.number.desc())


def _staleness(standing: Standing, shipped: Mapping[str, Topic]) -> tuple[Any, ...]:
    said = standing.said
    due = [date.max]
    if said and standing.is_stale:
        due = [day for day in (said.review_by, said.checked and said.checked + A_YEAR) if day]
    return min(due, default=date.min), shipped[standing.key.topic].title.lower()
