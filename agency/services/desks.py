"""The desks of the agency, as far as somebody waits at them."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from agency.core.enquiry import Enquiry
from agency.core.routing import BranchPatch, DeskSeat, choose_desk
from agency.storage.models import Desk, Lead, Stage


def find_desk(session: Session, enquiry: Enquiry) -> tuple[Desk, str]:
    """Return the desk that is to have *enquiry*, and why; NoDesk says that there is none."""
    choice = choose_desk(
        _seats(session),
        enquiry.role,
        kind=enquiry.kind,
        postcode=enquiry.postcode,
        town=enquiry.town,
    )
    return session.get_one(Desk, choice.desk.id), choice.because


def _seats(session: Session) -> list[DeskSeat]:
    waiting = (
        select(func.count(Lead.id))
        .where(Lead.desk_id == Desk.id, Lead.stage == Stage.NEW)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Desk, waiting).options(joinedload(Desk.branch), joinedload(Desk.consultant))
    )
    return [
        DeskSeat(
            id=desk.id,
            name=desk.name,
            branch=BranchPatch(
                name=desk.branch.name,
                postcode_areas=frozenset(desk.branch.postcode_areas),
                towns=frozenset(desk.branch.towns),
                is_head=desk.branch.is_head,
            ),
            roles=frozenset(desk.roles),
            on_duty=desk.on_duty,
            waiting=count,
            attended=desk.consultant.active,
        )
        for desk, count in rows
    ]
