"""The words by which leads are found: written for older ones, taken out for erased ones."""

from agency.services.leads.search import index_some, is_any_unfound
from agency.storage.lead_search import clean_up
from agency.storage.unit import OpenUnit


def make_findable(look: OpenUnit, open_unit: OpenUnit) -> bool:
    """Write the words of some leads older than the search; say whether there may be more."""
    with look() as session:
        if not is_any_unfound(session):
            return False
    with open_unit() as session:
        return index_some(session)


def clean_up_search(open_unit: OpenUnit) -> bool:
    """Take a little of what was erased out of the index of words; say whether there may be more."""
    with open_unit() as session:
        return clean_up(session, steps=1)
