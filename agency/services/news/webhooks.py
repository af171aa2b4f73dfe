"""Systems and chat rooms that were set at the desk: who is told of what, tried, and logged."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from agency.core.outcome import Outcome
from agency.core.unfit import Reader, Unfit
from agency.services.agency.sections import check_seen, note_changes
from agency.services.keys.vault import SealBroken, Vault, is_sealed
from agency.services.news.queue import LEAD_CHANGED, NEW_LEAD
from agency.storage.models import Delivery, DeliveryState, Webhook, WebhookTrial

EVENTS = (NEW_LEAD, LEAD_CHANGED)
BOTH_HOLD = timedelta(days=1)  # while a receiver changes over to its new secret
MOST, MOST_LOGGED, MOST_TRIALS = 20, 50, 10
UNSAID = ("url", "secret")


@dataclass(frozen=True)
class Hook:
    """Where news goes that was set at the desk, and with which secrets it is signed."""

    id: str
    url: str
    is_room: bool
    secrets: tuple[str, ...]
    stopped: bool = False

    def opened(self, vault: Vault) -> "Hook":
        """Return it with its address and secrets unsealed; SealBroken if that cannot be."""
        secrets = tuple(vault.open(secret) for secret in self.secrets)
        return replace(self, url=vault.open(self.url), secrets=secrets)


def list_webhooks(session: Session) -> Sequence[Webhook]:
    """Return who is told, as it was set at the desk."""
    return session.scalars(
        select(Webhook).where(Webhook.removed_at.is_(None)).order_by(Webhook.created_at, Webhook.id)
    ).all()


def find_webhook(session: Session, webhook_id: str) -> Webhook | None:
    """Return one that was not removed."""
    webhook = session.get(Webhook, webhook_id)
    return None if webhook is None or webhook.removed_at else webhook


def read_url(webhook: Webhook, vault: Vault) -> str:
    """Return its address; nothing where it was sealed with a key this house has no more."""
    try:
        return vault.open(webhook.url)
    except SealBroken:
        return ""


def seal_webhooks(session: Session, vault: Vault) -> int:
    """Seal what was kept open before addresses and secrets were sealed; return how many had it."""
    count = 0
    for webhook in session.scalars(select(Webhook).where(Webhook.removed_at.is_(None))):
        kept = {part: getattr(webhook, part) for part in ("url", "secret", "old_secret")}
        open_still = {part: words for part, words in kept.items() if words and not is_sealed(words)}
        for part, words in open_still.items():
            setattr(webhook, part, vault.seal(words))
        count += bool(open_still)
    return count


def describe_webhook(webhook: Webhook, vault: Vault) -> dict[str, Any]:
    """Return what somebody may set; never the secret."""
    return {
        "name": webhook.name,
        "is_room": webhook.is_room,
        "url": read_url(webhook, vault),
        "events": list(webhook.events),
        "enabled": webhook.enabled,
    }


def add_webhook(
    session: Session,
    given: Mapping[str, Any],
    *,
    webhook_id: str,
    secret: str,
    vault: Vault,
    who: str,
    now: datetime,
) -> Webhook:
    """Tell one more system or room from the next lead on; the door has looked at its address."""
    values = _checked(given)
    if len(list_webhooks(session)) >= MOST:
        raise Unfit({"name": f"There are {MOST} already. Remove one first."})
    is_room = bool(given.get("is_room"))
    values["url"] = vault.seal(values["url"])
    webhook = Webhook(id=webhook_id, is_room=is_room, created_at=now, **values)
    webhook.secret = None if is_room else vault.seal(secret)
    session.add(webhook)
    session.flush()  # a slip should show here, not at the door
    after = describe_webhook(webhook, vault)
    note_changes(session, None, after, kind="webhook", subject=webhook.id,
                 who=who, now=now, unsaid=UNSAID)  # fmt: skip
    return webhook


def change_webhook(
    session: Session,
    webhook: Webhook,
    given: Mapping[str, Any],
    *,
    seen: str,
    vault: Vault,
    who: str,
    now: datetime,
) -> None:
    """Change who is told of what. A new address is told again that had wanted no more news."""
    session.refresh(webhook, with_for_update=True)
    before = describe_webhook(webhook, vault)
    check_seen(before, seen)
    values = _checked(given)
    if values["url"] != before["url"]:
        webhook.stopped_at = None
        webhook.url = vault.seal(values["url"])
    del values["url"]
    for name, value in values.items():
        setattr(webhook, name, value)
    after = describe_webhook(webhook, vault)
    note_changes(session, before, after, kind="webhook", subject=webhook.id,
                 who=who, now=now, unsaid=UNSAID)  # fmt: skip


def renew_secret(
    session: Session, webhook: Webhook, secret: str, *, vault: Vault, who: str, now: datetime
) -> None:
    """Sign with *secret* from now on, and for a day with the old one beside it."""
    session.refresh(webhook, with_for_update=True)
    webhook.old_secret, webhook.old_until = webhook.secret, now + BOTH_HOLD
    webhook.secret = vault.seal(secret)
    note_changes(session, {"secret": "old"}, {"secret": "new"}, kind="webhook",
                 subject=webhook.id, who=who, now=now, unsaid=UNSAID)  # fmt: skip


def remove_webhook(
    session: Session, webhook: Webhook, *, vault: Vault, who: str, now: datetime
) -> None:
    """Tell it nothing more, and forget its address and its secrets."""
    before = describe_webhook(webhook, vault)
    webhook.removed_at, webhook.enabled, webhook.url = now, False, ""
    webhook.secret = webhook.old_secret = webhook.old_until = None
    note_changes(session, before, None, kind="webhook", subject=webhook.id,
                 who=who, now=now, unsaid=UNSAID)  # fmt: skip


def start_webhook(session: Session, webhook: Webhook, *, who: str, now: datetime) -> None:
    """Tell one again that had said it wants no more news."""
    webhook.stopped_at = None
    note_changes(session, {"told": False}, {"told": True}, kind="webhook", subject=webhook.id,
                 who=who, now=now)  # fmt: skip


def stop_webhook(session: Session, webhook_id: str, *, now: datetime) -> None:
    """Tell one nothing more that wants no more news."""
    if webhook := session.get(Webhook, webhook_id):
        webhook.stopped_at = webhook.stopped_at or now


def hook_of(webhook: Webhook, *, now: datetime) -> Hook | None:
    """Return where its news goes now, sealed still; nothing where it is not told any more."""
    if webhook.removed_at or not webhook.enabled:
        return None
    old = webhook.old_secret if webhook.old_until and webhook.old_until > now else None
    secrets = tuple(secret for secret in (webhook.secret, old) if secret)
    stopped = webhook.stopped_at is not None
    return Hook(webhook.id, webhook.url, webhook.is_room, secrets, stopped)


def note_trial(
    session: Session, webhook_id: str, outcome: Outcome, milliseconds: int, *, now: datetime
) -> None:
    """Keep how a test ended."""
    session.add(
        WebhookTrial(webhook_id=webhook_id, at=now, milliseconds=milliseconds, outcome=outcome)
    )


def list_trials(session: Session, webhook: Webhook) -> Sequence[WebhookTrial]:
    """Return the newest tests of one receiver."""
    return session.scalars(
        select(WebhookTrial)
        .where(WebhookTrial.webhook_id == webhook.id)
        .order_by(WebhookTrial.id.desc())
        .limit(MOST_TRIALS)
    ).all()


def list_its_deliveries(session: Session, webhook: Webhook) -> Sequence[Delivery]:
    """Return the newest news for one receiver, with each attempt."""
    return session.scalars(
        select(Delivery)
        .where(Delivery.webhook_id == webhook.id)
        .order_by(Delivery.created_at.desc(), Delivery.id.desc())
        .limit(MOST_LOGGED)
        .options(joinedload(Delivery.lead), selectinload(Delivery.log))
    ).all()


def find_its_delivery(session: Session, webhook: Webhook, delivery_id: str) -> Delivery | None:
    """Return one piece of its news that is not on its way already."""
    delivery = session.get(Delivery, delivery_id)
    if delivery is None or delivery.webhook_id != webhook.id:
        return None
    return None if delivery.state is DeliveryState.WAITING else delivery


def _checked(given: Mapping[str, Any]) -> dict[str, Any]:
    reader = Reader(given)
    events: Collection[str] = [str(each) for each in reader.items("events")]
    if not events or not set(events) <= set(EVENTS):
        reader.wrong("events", "Tick at least one thing it is told of.")
    values = {
        "name": reader.line("name", needed="Say which system it is.", longest=80),
        "url": reader.line("url", needed="Give its address.", longest=1000),
        "events": [each for each in EVENTS if each in events],
        "enabled": bool(given.get("enabled")),
    }
    return reader.done(lambda: values)
