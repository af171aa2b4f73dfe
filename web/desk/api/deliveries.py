"""Deliveries for the agency's own systems: a monitor that asks what is dead, and has it sent."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from agency.services.audit import keep_audit
from agency.services.deliveries.deliveries import send_again
from agency.services.deliveries.listing import find_delivery, list_deliveries
from agency.storage.models import Channel, Delivery, DeliveryState, Outcome
from web.desk.access import TheTime, TheUnit
from web.desk.api.leads import REFUSALS
from web.desk.api.problems import Problem
from web.desk.api.tokens import AReader, AWriter
from web.desk.leads.filters import Given
from web.desk.routes import DeskApi

router = APIRouter(
    prefix="/api/v1/deliveries", route_class=DeskApi, tags=["desk"], responses=REFUSALS
)


class AttemptShape(BaseModel):
    """One attempt: when it ended, how long it took, and how it ended."""

    number: int
    at: datetime
    milliseconds: int | None
    outcome: Outcome


class LoggedDeliveryShape(BaseModel):
    """One piece of news on its way; nobody's details are in it."""

    id: str
    lead: str = Field(examples=["L-0042"])
    to: Channel
    type: str
    state: DeliveryState
    attempts: int
    problem: str | None
    created_at: datetime
    due_at: datetime | None
    sent_at: datetime | None
    log: list[AttemptShape]


class DeliveriesShape(BaseModel):
    """One page of deliveries, newest first. `next` is the cursor of the page after it, or null."""

    deliveries: list[LoggedDeliveryShape]
    next: str | None


class Wanted(BaseModel):
    """Which deliveries."""

    state: Given[DeliveryState] = None
    cursor: Given[Annotated[str, Field(max_length=36)]] = None
    limit: int = Field(50, ge=1, le=100)


@router.get("", response_model=DeliveriesShape)
def read_deliveries(
    wanted: Annotated[Wanted, Query()], reader: AReader, session: TheUnit, now: TheTime
) -> dict[str, Any]:
    """Return a page of deliveries, newest first."""
    found = list_deliveries(session, state=wanted.state, after=wanted.cursor, limit=wanted.limit)
    keep_audit(
        session,
        who=f"token {reader.name}",
        did="read the list",
        kind="deliveries",
        subject=wanted.state.value if wanted.state else "all",
        now=now,
    )
    return {"deliveries": [described(each) for each in found.deliveries], "next": found.next}


@router.post("/{id}/again", response_model=LoggedDeliveryShape)
def try_again(
    delivery_id: Annotated[str, Path(alias="id", max_length=36)],
    writer: AWriter,
    session: TheUnit,
    now: TheTime,
) -> dict[str, Any]:
    """Send a dead delivery once more; one that is not dead stays as it is."""
    delivery = find_delivery(session, delivery_id)
    if delivery is None:
        raise Problem("no_such_delivery")
    session.refresh(delivery, with_for_update=True)
    if delivery.state is DeliveryState.DEAD:
        send_again(delivery, now=now)
        keep_audit(
            session,
            who=f"token {writer.name}",
            did="sent again",
            kind="delivery",
            subject=f"{delivery.lead.reference} {delivery.to} {delivery.id}",
            now=now,
        )
    return described(delivery)


def described(delivery: Delivery) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "lead": delivery.lead.reference,
        "to": delivery.to,
        "type": delivery.type,
        "state": delivery.state,
        "attempts": delivery.attempts,
        "problem": delivery.last_problem,
        "created_at": delivery.created_at,
        "due_at": delivery.due_at if delivery.state is DeliveryState.WAITING else None,
        "sent_at": delivery.sent_at,
        "log": [
            {
                "number": each.number,
                "at": each.at,
                "milliseconds": each.milliseconds,
                "outcome": each.outcome,
            }
            for each in delivery.log
        ],
    }
