"""Deliveries as people look at them: listed, counted, and those who are told."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, tuple_, update
from sqlalchemy.orm import Session, joinedload, selectinload

from agency.storage.models import (
    Channel,
    Delivery,
    DeliveryState,
    Lead,
    Receiver,
)

LATE = timedelta(minutes=10)
MOST = 200
UNSENT = (DeliveryState.WAITING, DeliveryState.DEAD)
FORGOTTEN = timedelta(days=1)  # longer than workers go without saying whom they know


@dataclass(frozen=True)
class DeliveryPage:
    """Some deliveries, newest first, and the id after which the next page begins."""

    deliveries: Sequence[Delivery]
    next: str | None


def list_deliveries(
    session: Session,
    *,
    state: DeliveryState | None = None,
    within: ColumnElement[bool] | None = None,
    after: str | None = None,
    limit: int = MOST,
) -> DeliveryPage:
    """List deliveries, the newest first; *within* says of which leads."""
    chosen = select(Delivery).join(Delivery.lead)
    if state:
        chosen = chosen.where(Delivery.state == state)
    if within is not None:
        chosen = chosen.where(within)
    if after and (last := session.get(Delivery, after)):
        place = tuple_(Delivery.created_at, Delivery.id)
        chosen = chosen.where(place < tuple_(last.created_at, last.id))
    found = session.scalars(
        chosen.order_by(Delivery.created_at.desc(), Delivery.id.desc())
        .limit(limit + 1)
        .options(joinedload(Delivery.lead).joinedload(Lead.owner), selectinload(Delivery.log))
    ).all()
    return DeliveryPage(found[:limit], found[limit - 1].id if len(found) > limit else None)


def find_delivery(session: Session, delivery_id: str) -> Delivery | None:
    """Return the delivery with this id."""
    return session.get(Delivery, delivery_id)


def count_unsent(
    session: Session, *, within: ColumnElement[bool] | None = None
) -> dict[DeliveryState, int]:
    """Count what waits and what is dead: what was sent is never counted, it only grows."""
    chosen = select(Delivery.state, func.count()).join(Delivery.lead)
    if within is not None:
        chosen = chosen.where(within)
    unsent = chosen.where(Delivery.state.in_(UNSENT)).group_by(Delivery.state)
    found = dict(session.execute(unsent).all())
    return {state: found.get(state, 0) for state in UNSENT}


def count_waiting(session: Session, *, now: datetime) -> tuple[int, int, int]:
    """Count what waits, what of it should have left ten minutes ago, and what is dead."""
    waiting = Delivery.state == DeliveryState.WAITING
    late = waiting & (Delivery.due_at < now - LATE)
    counted = select(
        func.count().filter(waiting),
        func.count().filter(late),
        func.count().filter(Delivery.state == DeliveryState.DEAD),
    ).where(Delivery.state.in_(UNSENT))
    count = session.execute(counted).one()
    return count[0], count[1], count[2]


def known_deliveries(session: Session, ids: Collection[str]) -> set[str]:
    """Return those of *ids* that are deliveries, or letters of some, still; the others are gone."""
    alone = select(Delivery.id).where(Delivery.id.in_(ids))
    together = select(Delivery.letter).where(Delivery.letter.in_(ids))
    return {*session.scalars(alone), *filter(None, session.scalars(together))}


def take_apart_letters(session: Session, lead_ids: Collection[int]) -> set[str]:
    """
    Name the letters in which these leads were told of among others.

    The others are in no such letter any more: it must be erased with the first of its leads.
    """
    of_theirs = select(Delivery.letter).where(Delivery.lead_id.in_(lead_ids))
    letters = set(filter(None, session.scalars(of_theirs)))
    if letters:
        session.execute(update(Delivery).where(Delivery.letter.in_(letters)).values(letter=None))
    return letters


def meet_receivers(session: Session, addresses: Mapping[Channel, str], *, now: datetime) -> None:
    """
    Keep who is told, by the hash of each address; one whose address changed is told again.

    From then on a new lead queues news for them. One that this process does not know of is
    forgotten when no other has known it for a day: a worker that was started without the setting
    must not silence a room for all.
    """
    known = {receiver.to: receiver for receiver in session.scalars(select(Receiver))}
    for to, receiver in known.items():
        if to not in addresses and (receiver.met_at or now - FORGOTTEN) <= now - FORGOTTEN:
            session.delete(receiver)
    for to, address_hash in addresses.items():
        receiver = known.get(to) or Receiver(to=to, address_hash=address_hash)
        if receiver.address_hash != address_hash:
            receiver.address_hash, receiver.stopped_at = address_hash, None
        receiver.met_at = now
        session.add(receiver)


def known_elsewhere(
    session: Session, to: Collection[Channel], addresses: Collection[Channel]
) -> set[Channel]:
    """Return those of *to* that another process knows, and this one, with *addresses*, does not."""
    return set(
        session.scalars(
            select(Receiver.to).where(Receiver.to.in_(to), Receiver.to.not_in(addresses))
        )
    )


def is_stopped(session: Session, to: Channel) -> bool:
    """Say whether a receiver has told us that it wants no more news."""
    receiver = session.get(Receiver, to)
    return receiver is not None and receiver.stopped_at is not None


def stop_receiver(session: Session, to: Channel, *, now: datetime) -> None:
    """Tell a receiver nothing more, until its address changes or somebody starts it again."""
    if receiver := session.get(Receiver, to):
        receiver.stopped_at = receiver.stopped_at or now


def start_receiver(session: Session, to: Channel) -> Receiver | None:
    """Tell a stopped receiver again; what it missed stays dead until it is sent again."""
    receiver = session.get(Receiver, to)
    if receiver:
        receiver.stopped_at = None
    return receiver


def list_stopped(session: Session) -> Sequence[Receiver]:
    """List the receivers that want no more news."""
    return session.scalars(select(Receiver).where(Receiver.stopped_at.is_not(None))).all()
