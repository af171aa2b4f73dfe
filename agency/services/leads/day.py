"""A consultant's day: what is promised, to be done, agreed, said to them, and new."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from agency.services.leads.mentions import list_unseen_mentions
from agency.services.leads.tasks import list_tasks_of
from agency.storage.models import AgreedCall, Consultant, Lead, Mention, Promise, Stage, Task

MOST_OF_EACH = 50


@dataclass(frozen=True)
class Day:
    """What waits for one consultant, each list with what comes first at its head."""

    promises: Sequence[Lead]
    tasks: Sequence[Task]
    calls: Sequence[tuple[AgreedCall, Lead]]
    mentions: Sequence[Mention]
    new: Sequence[Lead]

    @property
    def is_empty(self) -> bool:
        return not (self.promises or self.tasks or self.calls or self.mentions or self.new)


def find_day(session: Session, consultant: Consultant, *, now: datetime) -> Day:
    """Return what waits for *consultant*, whichever day it is of."""
    mine = select(Lead).where(Lead.owner_id == consultant.id)
    whole = joinedload(Lead.candidate), joinedload(Lead.promise), joinedload(Lead.branch)
    promises = session.scalars(
        mine.join(Lead.promise)
        .where(Promise.kept_at.is_(None), Lead.stage != Stage.CLOSED)
        .order_by(Promise.due_at, Lead.id)
        .limit(MOST_OF_EACH)
        .options(*whole)
    ).all()
    new = session.scalars(
        mine.where(Lead.stage == Stage.NEW, Lead.accepted_at.is_(None))
        .order_by(Lead.id.desc())
        .limit(MOST_OF_EACH)
        .options(*whole)
    ).all()
    calls = session.execute(
        select(AgreedCall, Lead)
        .join(Lead, Lead.id == AgreedCall.lead_id)
        .where(Lead.owner_id == consultant.id, Lead.stage != Stage.CLOSED)
        .where(AgreedCall.cancelled_at.is_(None), AgreedCall.at > now)
        .order_by(AgreedCall.at)
        .limit(MOST_OF_EACH)
        .options(joinedload(Lead.candidate))
    ).all()
    return Day(
        promises,
        list_tasks_of(session, consultant),
        [(call, lead) for call, lead in calls],
        list_unseen_mentions(session, consultant),
        new,
    )
