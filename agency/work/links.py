"""Letters that open a chat again, and letters that nobody may find any more."""

import logging
from datetime import UTC, datetime
from pathlib import Path

from agency.delivery.failure import NotDelivered
from agency.delivery.mail import Outbox, message_for
from agency.dispatch import Dispatch
from agency.services.conversations.resuming import claim_link, known_links, mark_link_sent
from agency.services.deliveries.listing import known_deliveries
from agency.services.people.account_letters import known_news
from agency.services.people.sign_in_links import known_letters
from agency.storage.unit import OpenUnit
from agency.work.ways_in import ACCOUNT, WAY_IN

logger = logging.getLogger("agency.worker")

# A letter with a link is no delivery of a lead, and named so that nobody takes it for one.
LINK = "link_"


def send_one_link(open_unit: OpenUnit, dispatch: Dispatch) -> bool:
    """Send a link that opens a chat again; say whether there was one. What fails is due again."""
    with open_unit() as session:
        claimed = claim_link(session, now=datetime.now(UTC))
    if claimed is None or dispatch.links is None:
        return False
    try:
        message = message_for(
            dispatch.letters.to_come_back(dispatch.links.resume(claimed.link)),
            delivery=f"{LINK}{claimed.link}",
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
            mark_link_sent(session, claimed.link, now=datetime.now(UTC))
        logger.info("link sent")
    return True


def empty_outbox(open_unit: OpenUnit, home: Path) -> bool:
    """Erase letters whose lead was erased, or whose link is over; there is never more at once."""
    outbox = Outbox(home / "outbox")
    kept = outbox.kept()
    with open_unit() as session:
        links = {each.removeprefix(LINK) for each in kept if each.startswith(LINK)}
        known = {f"{LINK}{each}" for each in known_links(session, links)}
        ways = {each.removeprefix(WAY_IN) for each in kept if each.startswith(WAY_IN)}
        open_ways = known_letters(session, ways, now=datetime.now(UTC))
        known |= {f"{WAY_IN}{each}" for each in open_ways}
        accounts = {each.removeprefix(ACCOUNT) for each in kept if each.startswith(ACCOUNT)}
        known |= {f"{ACCOUNT}{each}" for each in known_news(session, accounts)}
        forgotten = kept - known_deliveries(session, kept) - known
    outbox.erase(forgotten)
    return False
