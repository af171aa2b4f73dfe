"""What was sent to whom, what could not be, and the way to try it again."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse

from agency.services.audit import keep_audit
from agency.services.deliveries.deliveries import send_again
from agency.services.deliveries.listing import (
    count_unsent,
    find_delivery,
    list_deliveries,
    list_stopped,
    start_receiver,
)
from agency.services.people.access import SEES_EVERYONES, SEES_ITS_BRANCH, seen_by, sees
from agency.storage.models import Access, Channel, Consultant, DeliveryState
from web.desk.access import TheConsultant, TheSignedIn, TheTime, TheUnit
from web.desk.leads.filters import Given
from web.desk.pages import page
from web.desk.refusals import Refused, not_there
from web.desk.routes import desk_pages

PAGE = 50
SENDS_AGAIN = frozenset({Access.MANAGER, Access.ADMINISTRATOR})

router = desk_pages("/desk/deliveries")


class Asked(BaseModel):
    """The page's address: which deliveries, and what there is to tell."""

    state: Given[DeliveryState] = None
    after: Given[Annotated[str, Field(max_length=36)]] = None
    told: Literal["", "again", "started"] = ""


def who_may_look(consultant: TheConsultant) -> Consultant:
    if consultant.access not in SEES_EVERYONES | SEES_ITS_BRANCH:
        raise not_there()
    return consultant


def who_may_send_again(consultant: TheConsultant) -> Consultant:
    if consultant.access not in SENDS_AGAIN:
        raise Refused(403, "reads_only")
    return consultant


WhoMayLook = Annotated[Consultant, Depends(who_may_look)]
WhoMaySendAgain = Annotated[Consultant, Depends(who_may_send_again)]


@router.get("")
def show_deliveries(
    request: Request,
    asked: Annotated[Asked, Query()],
    consultant: WhoMayLook,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
) -> Response:
    """Show the news of the leads this person may see: the dead first, then the newest."""
    found = list_deliveries(
        session, state=asked.state, within=seen_by(consultant), after=asked.after, limit=PAGE
    )
    keep_audit(
        session,
        who=consultant.email,
        did="saw the list",
        kind="deliveries",
        subject=asked.state.value if asked.state else "all",
        now=now,
    )
    return page(
        request,
        "deliveries.html",
        somebody=somebody,
        told=asked.told,
        state=asked.state,
        after=asked.after,
        found=found,
        counts=count_unsent(session, within=seen_by(consultant)),
        stopped=list_stopped(session),
        may_send_again=consultant.access in SENDS_AGAIN,
    )


@router.post("/{delivery_id}/again")
def try_again(
    delivery_id: str, consultant: WhoMaySendAgain, session: TheUnit, now: TheTime
) -> Response:
    """Send what is dead once more, and write down who wanted it."""
    delivery = find_delivery(session, delivery_id)
    if delivery is None or not sees(consultant, delivery.lead):
        raise not_there()
    # Of two who press at once, the second finds it waiting already: nothing goes twice.
    session.refresh(delivery, with_for_update=True)
    if delivery.state is DeliveryState.DEAD:
        send_again(delivery, now=now)
        subject = f"{delivery.lead.reference} {delivery.to} {delivery.id}"
        write_down(session, consultant, "sent again", subject, now=now)
    return RedirectResponse("/desk/deliveries?state=dead&told=again", 303)


@router.post("/receivers/{to}/start")
def start_again(
    to: Channel, consultant: WhoMaySendAgain, session: TheUnit, now: TheTime
) -> Response:
    """Tell a receiver again that had said it wants no more news."""
    if start_receiver(session, to) is None:
        raise not_there()
    write_down(session, consultant, "started a receiver again", str(to), now=now)
    return RedirectResponse("/desk/deliveries?told=started", 303)


def write_down(
    session: Session, consultant: Consultant, did: str, subject: str, *, now: datetime
) -> None:
    keep_audit(session, who=consultant.email, did=did, kind="delivery", subject=subject, now=now)
