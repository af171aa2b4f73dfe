"""Lists of leads that people keep under a name, for themselves or with those around them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from agency.services.people.access import READS_LEADS, branches_of, teams_of
from agency.storage.models import Consultant, SavedView

MOST_VIEWS = 30


class TooManyViews(Exception):
    """This person keeps enough lists."""


def list_views(session: Session, consultant: Consultant) -> Sequence[SavedView]:
    """Return the views *consultant* keeps, and those that people around them share, by name."""
    every = session.scalars(
        select(SavedView)
        .join(SavedView.consultant)
        .where(or_(SavedView.consultant_id == consultant.id, SavedView.shared))
        .where(or_(SavedView.consultant_id == consultant.id, Consultant.active))
        .order_by(SavedView.name, SavedView.id)
    )
    return [view for view in every if _may_use(consultant, view)]


def keep_view(
    session: Session, consultant: Consultant, name: str, query: str, *, shared: bool, now: datetime
) -> SavedView:
    """Keep a list under *name*; the same name again takes the place of what it was."""
    view = session.scalar(
        select(SavedView).where(
            SavedView.consultant_id == consultant.id, SavedView.name == name.strip()
        )
    )
    if view is None:
        mine = select(SavedView.id).where(SavedView.consultant_id == consultant.id)
        if len(session.scalars(mine.limit(MOST_VIEWS)).all()) >= MOST_VIEWS:
            raise TooManyViews
        view = SavedView(consultant_id=consultant.id, name=name.strip())
        session.add(view)
    view.query, view.shared, view.kept_at = query, shared, now
    session.flush()  # two of one name at once: the second is told
    return view


def drop_view(session: Session, consultant: Consultant, view_id: int) -> bool:
    """Forget a view of *consultant*'s own; say whether there was one."""
    view = session.get(SavedView, view_id)
    if view is None or view.consultant_id != consultant.id:
        return False
    session.delete(view)
    return True


def _may_use(consultant: Consultant, view: SavedView) -> bool:
    if view.consultant_id == consultant.id:
        return True
    owner = view.consultant
    if consultant.access not in READS_LEADS:
        return False
    together = branches_of(owner) & branches_of(consultant) or teams_of(owner) & teams_of(
        consultant
    )
    return bool(together)
