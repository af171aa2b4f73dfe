"""Leads that wait for somebody, talks that somebody left, forms that were left."""

import logging
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from agency.core.left_form import Fate
from agency.core.section_entries import AGENCY
from agency.services.answers.facts import facts_of
from agency.services.conversations.takeovers import Notices, find_quiet, hand_back_quiet
from agency.services.leads.handing_on import MOST_AT_ONCE, hand_on_waiting
from agency.services.privacy.left_forms import is_any_left, see_to_left_form
from agency.settings import ROOT, Settings
from agency.storage.lexicon import read_yaml
from agency.storage.sections import supplied_section
from agency.storage.takeover_words import takeover_words
from agency.storage.unit import OpenUnit

logger = logging.getLogger("agency.worker")


def hand_on(open_unit: OpenUnit) -> bool:
    """Hand leads that waited to whoever is free again; say whether there may be more."""
    with open_unit() as session:
        moved = hand_on_waiting(session, now=datetime.now(UTC))
    if moved:
        logger.info("handed on", extra={"leads": " ".join(lead.reference for lead in moved)})
    return len(moved) >= MOST_AT_ONCE


def take_back_quiet(
    look: OpenUnit, open_unit: OpenUnit, notices: Notices, patience: timedelta
) -> bool:
    """Take talks back from consultants who went quiet, as web does; there is never more at once."""
    with look() as session:
        any_quiet = bool(find_quiet(session, patience=patience, now=datetime.now(UTC)))
    if any_quiet:
        with open_unit() as session:
            hand_back_quiet(
                session,
                notices,
                patience=patience,
                new_id=lambda: secrets.token_hex(16),
                now=datetime.now(UTC),
            )
    return False


def see_to_left(look: OpenUnit, open_unit: OpenUnit, *, webhook: bool) -> bool:
    """See to one form that was left an hour ago; say whether there may be more."""
    with look() as session:
        any_left = is_any_left(session, now=datetime.now(UTC))
    if not any_left:
        return False
    with open_unit() as session:
        fate = see_to_left_form(session, now=datetime.now(UTC), webhook=webhook)
    if fate in (Fate.LEAD, Fate.ERASED):
        logger.info("a form was left: %s", fate)
    return fate is not None


def notices_of(settings: Settings, agency: Mapping[str, Any] | None = None) -> Notices:
    """Return what a visitor is told when the assistant takes a talk back, in *agency*'s name."""
    facts = facts_of({"agency": agency or supplied_section(AGENCY)})
    words = takeover_words(_responses(), facts)
    return Notices.signed(lambda: words, settings.signing_key)


@cache
def _responses() -> Mapping[str, Any]:
    responses: Mapping[str, Any] = read_yaml(ROOT / "domain.yml")["responses"]
    return responses
