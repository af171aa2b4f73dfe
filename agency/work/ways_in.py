"""Letters with a link to the desk, on their way; and the seals under the audit log."""

import logging
from datetime import UTC, datetime

from agency.delivery.failure import NotDelivered
from agency.delivery.mail import message_for
from agency.dispatch import Dispatch
from agency.services.people.account_letters import claim_news, is_news_due, mark_news_sent
from agency.services.people.sign_in_links import (
    claim_letter,
    is_letter_due,
    mark_letter_sent,
    token_in_letter,
)
from agency.services.privacy.audit_log import seal_entries
from agency.storage.unit import OpenUnit

logger = logging.getLogger("agency.worker")

# Named so that nobody takes it for the news of a lead.
WAY_IN = "desk_"
ACCOUNT = "account_"


def send_way_in(look: OpenUnit, open_unit: OpenUnit, dispatch: Dispatch, key: str) -> bool:
    """Send a link to whoever forgot a password; say whether one was. What fails is due again."""
    with look() as session:
        if not is_letter_due(session, now=datetime.now(UTC)):
            return False
    with open_unit() as session:
        claimed = claim_letter(session, now=datetime.now(UTC))
    if claimed is None:
        return False
    token = token_in_letter(key, claimed.letter_id)
    try:
        message = message_for(
            dispatch.letters.to_a_newcomer(
                claimed.name, f"{dispatch.letters.desk_url}/sign-in/{token}"
            ),
            delivery=f"{WAY_IN}{claimed.letter_id}",
            to=claimed.address,
            sender=dispatch.mail_from,
            name=dispatch.letters.sender.name,
            now=datetime.now(UTC),
        )
        dispatch.post.send(message)
    except NotDelivered as failure:
        logger.warning("link not sent: %s", failure)
    else:
        with open_unit() as session:
            mark_letter_sent(session, claimed.letter_id)
        logger.info("link to the desk sent")
    return True


def send_account_news(look: OpenUnit, open_unit: OpenUnit, dispatch: Dispatch) -> bool:
    """Tell somebody that their way in was changed; say whether anybody was told."""
    with look() as session:
        if not is_news_due(session, now=datetime.now(UTC)):
            return False
    with open_unit() as session:
        news = claim_news(session, now=datetime.now(UTC))
    if news is None:
        return False
    try:
        message = message_for(
            dispatch.letters.of_an_account(news.name, news.change.value, at=news.at),
            delivery=f"{ACCOUNT}{news.letter_id}",
            to=news.address,
            sender=dispatch.mail_from,
            name=dispatch.letters.sender.name,
            now=datetime.now(UTC),
        )
        dispatch.post.send(message)
    except NotDelivered as failure:
        logger.warning("news of an account not sent: %s", failure)
    else:
        with open_unit() as session:
            mark_news_sent(session, news.letter_id)
        logger.info("news of an account sent")
    return True


def seal_audit_log(open_unit: OpenUnit, key: str) -> bool:
    """Seal what was added to the audit log; say whether there may be more."""
    with open_unit() as session:
        return seal_entries(session, key=key, now=datetime.now(UTC)) > 0
