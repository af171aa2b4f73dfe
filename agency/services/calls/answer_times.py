"""By when a branch answers whoever wrote to it."""

from datetime import datetime

from sqlalchemy.orm import object_session

from agency.core.answer_time import answer_by
from agency.core.opening_hours import LONDON
from agency.services.agency.bank_holidays import list_days_off
from agency.services.agency.desks import patch_of
from agency.storage.models import Branch


def promise_answer(branch: Branch, *, now: datetime) -> datetime:
    """Return the moment that may be promised: within one working day of *branch*."""
    today = now.astimezone(LONDON).date()
    _, nation = patch_of(branch)
    return answer_by(branch.hours, now, list_days_off(object_session(branch), nation, around=today))
