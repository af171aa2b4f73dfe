"""Open vacancies, near a place and for a role."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from agency.core.roles import Role
from agency.storage.models import Lead, Vacancy


def search_vacancies(
    session: Session,
    *,
    role: Role | None = None,
    area: str | None = None,
    town: str | None = None,
    on: date,
    limit: int = 5,
) -> Sequence[Vacancy]:
    """
    Return what is open on a day: in the town first, then in its postcode area, soonest closing.

    What closes on that day is still open. Without a place it is the whole country.
    """
    in_town = func.lower(Vacancy.place) == (town or "").strip().lower()
    found = select(Vacancy).where(Vacancy.closes >= on)
    if role is not None:
        found = found.where(Vacancy.role == role)
    if area and town:
        found = found.where(or_(in_town, Vacancy.area == area.upper()))
    elif area:
        found = found.where(Vacancy.area == area.upper())
    elif town:
        found = found.where(in_town)
    nearest_first = case((in_town, 0), else_=1)
    return session.scalars(
        found.order_by(nearest_first, Vacancy.closes, Vacancy.id).limit(limit)
    ).all()


def looked_at_by(session: Session, lead: Lead) -> Vacancy | None:
    """Return the job that *lead*'s sender was looking at, open or closed, while it is listed."""
    return session.scalar(select(Vacancy).where(Vacancy.reference == lead.vacancy))


def card_of(vacancy: Vacancy) -> dict[str, Any]:
    """Return one vacancy as the chat window shows it."""
    return {
        "kind": "vacancy",
        "id": vacancy.reference,
        "title": vacancy.title,
        "place": vacancy.place,
        "pay": vacancy.pay,
        "closes": vacancy.closes.isoformat(),
    }
