"""Whose leads somebody may list."""

from agency.services.people.access import SEES_EVERYONES, SEES_ITS_BRANCH, branches_of, teams_of
from agency.storage.models import Consultant
from web.desk.leads.filters import Whose


def lists_open_to(consultant: Consultant) -> list[Whose]:
    """Return whose leads this person may list; within each they see what `seen_by` says."""
    everyones = consultant.access in SEES_EVERYONES
    if not everyones and consultant.access not in SEES_ITS_BRANCH:
        return []
    team = [Whose.TEAM] if branches_of(consultant) or teams_of(consultant) else []
    return [Whose.MINE, *team, Whose.UNASSIGNED, *([Whose.EVERYONE] if everyones else [])]
