"""How ready the sender of an enquiry is, by the rules in force."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.core.enquiry import Enquiry
from agency.core.facts import Facts
from agency.core.nearest_branches import find_local
from agency.core.rule_book import RuleBook
from agency.core.scoring import Score, score_facts
from agency.core.seats import BranchPatch
from agency.services.agency.desks import patch_of
from agency.services.agency.rules import find_rules
from agency.storage.field_words import field_words, gazetteer
from agency.storage.models import Branch


def qualify(session: Session, enquiry: Enquiry, *, has_cv: bool) -> Score:
    """Return the score of *enquiry*, with each reason and what is still to be asked."""
    rules = find_rules(session)
    patches = [patch_of(branch)[0] for branch in session.scalars(select(Branch))]
    return score_facts(facts_of(enquiry, patches, rules, has_cv=has_cv), rules.scoring)


def facts_of(
    enquiry: Enquiry, patches: list[BranchPatch], rules: RuleBook, *, has_cv: bool
) -> Facts:
    """Return what the rules may know of *enquiry*."""
    where = gazetteer().locate(enquiry.postcode, enquiry.town)
    local = find_local(patches, where)
    near = local.near and local.km is not None and local.km <= rules.routing.near_km
    place = None
    if where.is_known:
        place = "covered" if local.is_covered or near else "elsewhere"
    branch = " and ".join(each.name for each in local.branches)
    return field_words().facts_of(enquiry, has_cv=has_cv, place=place, branch=branch)
