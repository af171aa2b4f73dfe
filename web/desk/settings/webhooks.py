"""Systems and chat rooms that are told of leads. Administrators only."""

import base64
import secrets
from typing import Annotated, Any, Literal
from uuid import uuid4

from fastapi import APIRouter, Depends, Form, Request, Response
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse

from agency.core.differences import changes_in_words, fingerprint
from agency.core.unfit import Unfit
from agency.services.agency.sections import ChangedMeanwhile
from agency.services.audit import keep_audit
from agency.services.deliveries.deliveries import send_again
from agency.services.keys.vault import Vault
from agency.services.news.webhooks import (
    EVENTS,
    add_webhook,
    change_webhook,
    describe_webhook,
    find_its_delivery,
    find_webhook,
    hook_of,
    list_its_deliveries,
    list_trials,
    list_webhooks,
    note_trial,
    read_url,
    remove_webhook,
    renew_secret,
    start_webhook,
)
from agency.services.people.access import LETS_PEOPLE_IN
from agency.storage.models import Webhook
from agency.webhook_trials import check_address, try_hook
from web.desk.access import (
    AnAdministrator,
    SignedIn,
    TheJar,
    TheSettings,
    TheSignedIn,
    TheTime,
    TheUnit,
    TheUnits,
    comes_from_elsewhere,
    is_same,
    perhaps_signed_in,
    signed_in,
)
from web.desk.pages import page
from web.desk.refusals import Refused, not_there
from web.desk.routes import DeskPage, desk_pages
from web.desk.settings.typed import TheTyped, Typed, shown

PREFIX = "/desk/settings/webhooks"
SECRET = 32  # bytes, as Standard Webhooks has it
EMPTY = {"name": "", "url": "", "events": ["lead.opened"], "enabled": True, "is_room": False}

router = desk_pages(PREFIX)
# Its forms are looked at by hand: a unit must not stay open while somebody else's server answers.
trials = APIRouter(prefix=PREFIX, route_class=DeskPage, include_in_schema=False)

type Told = Literal["", "kept", "removed", "started", "again", "tried"]


def a_webhook(webhook_id: str, _: AnAdministrator, session: TheUnit) -> Webhook:
    webhook = find_webhook(session, webhook_id)
    if webhook is None:
        raise not_there()
    return webhook


AWebhook = Annotated[Webhook, Depends(a_webhook)]


@router.get("")
def show_webhooks(
    request: Request,
    _: AnAdministrator,
    somebody: TheSignedIn,
    session: TheUnit,
    settings: TheSettings,
    told: Told = "",
) -> Response:
    """List who is told."""
    return page(
        request,
        "settings_webhooks.html",
        somebody=somebody,
        told=told,
        webhooks=list_webhooks(session),
        fixed=bool(settings.webhook_url),
        fixed_room=bool(settings.room_url),
    )


@router.get("/new")
def show_empty(request: Request, _: AnAdministrator, somebody: TheSignedIn) -> Response:
    """Show an empty form."""
    return webhook_page(request, None, somebody, None, EMPTY, {})


@router.post("/new")
def add(
    request: Request,
    me: AnAdministrator,
    somebody: TheSignedIn,
    session: TheUnit,
    settings: TheSettings,
    now: TheTime,
    typed: TheTyped,
) -> Response:
    """Add a receiver, and show its secret, this once."""
    given = webhook_given(typed) | {"is_room": typed.ticked("is_room")}
    made = make_secret()
    try:
        need_address(settings, given["url"])
        webhook = add_webhook(
            session,
            given,
            webhook_id=uuid4().hex,
            secret=made,
            vault=vault_of(request),
            who=me.email,
            now=now,
        )
    except Unfit as unfit:
        return webhook_page(request, None, somebody, None, given, unfit.problems, status=422)
    values = shown(describe_webhook(webhook, vault_of(request)))
    made = "" if webhook.is_room else made
    return webhook_page(request, session, somebody, webhook, values, {}, told="kept", made=made)


@router.get("/{webhook_id}")
def show_webhook(
    request: Request,
    webhook: AWebhook,
    somebody: TheSignedIn,
    session: TheUnit,
    told: Told = "",
) -> Response:
    """Show one receiver, with the log of what it was told."""
    values = shown(describe_webhook(webhook, vault_of(request)))
    return webhook_page(request, session, somebody, webhook, values, {}, told=told)


@router.post("/{webhook_id}")
def change(
    request: Request,
    webhook: AWebhook,
    somebody: TheSignedIn,
    session: TheUnit,
    settings: TheSettings,
    now: TheTime,
    typed: TheTyped,
) -> Response:
    """Keep what was changed, or say what does not fit or who was quicker."""
    given, who = webhook_given(typed), somebody.consultant.email
    given |= {"is_room": webhook.is_room}
    try:
        vault = vault_of(request)
        if given["url"] != read_url(webhook, vault):
            need_address(settings, given["url"])
        seen = typed.text("seen")
        change_webhook(session, webhook, given, seen=seen, vault=vault, who=who, now=now)
    except Unfit as unfit:
        return webhook_page(request, session, somebody, webhook, given, unfit.problems, status=422)
    except ChangedMeanwhile:
        differs = changes_in_words(
            describe_webhook(webhook, vault_of(request)), given, unsaid=["url"]
        )
        return webhook_page(
            request, session, somebody, webhook, given, {}, differs=differs, status=409
        )
    return RedirectResponse(f"{PREFIX}/{webhook.id}?told=kept", 303)


@router.post("/{webhook_id}/secret")
def change_secret(
    request: Request,
    webhook: AWebhook,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
) -> Response:
    """Make a new secret and show it this once; the old one holds for a day beside it."""
    if webhook.is_room:
        raise not_there()
    made = make_secret()
    who = somebody.consultant.email
    renew_secret(session, webhook, made, vault=vault_of(request), who=who, now=now)
    values = shown(describe_webhook(webhook, vault_of(request)))
    return webhook_page(request, session, somebody, webhook, values, {}, told="kept", made=made)


@router.post("/{webhook_id}/start")
def start(webhook: AWebhook, me: AnAdministrator, session: TheUnit, now: TheTime) -> Response:
    """Tell one again that had said it wants no more news."""
    start_webhook(session, webhook, who=me.email, now=now)
    return RedirectResponse(f"{PREFIX}/{webhook.id}?told=started", 303)


@router.post("/{webhook_id}/remove")
def remove(
    request: Request, webhook: AWebhook, me: AnAdministrator, session: TheUnit, now: TheTime
) -> Response:
    """Tell it nothing more, and forget its address and its secrets."""
    remove_webhook(session, webhook, vault=vault_of(request), who=me.email, now=now)
    return RedirectResponse(f"{PREFIX}?told=removed", 303)


@router.post("/{webhook_id}/deliveries/{delivery_id}/again")
def replay(
    webhook: AWebhook, delivery_id: str, me: AnAdministrator, session: TheUnit, now: TheTime
) -> Response:
    """Send one piece of news once more, under the same id."""
    delivery = find_its_delivery(session, webhook, delivery_id)
    if delivery is None:
        raise not_there()
    send_again(delivery, now=now)
    subject = f"{delivery.lead.reference} {delivery.to} {delivery.id}"
    keep_audit(session, who=me.email, did="sent again", kind="delivery", subject=subject, now=now)
    return RedirectResponse(f"{PREFIX}/{webhook.id}?told=again", 303)


@trials.post("/{webhook_id}/test")
def send_test(
    request: Request,
    webhook_id: str,
    jar: TheJar,
    open_unit: TheUnits,
    settings: TheSettings,
    now: TheTime,
    csrf: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Send a test now, and keep how it ended. No unit stays open meanwhile."""
    with open_unit() as session:
        somebody = signed_in(perhaps_signed_in(session, jar, settings, now))
        if somebody.consultant.access not in LETS_PEOPLE_IN:
            raise not_there()
        if comes_from_elsewhere(request) or not is_same(csrf, somebody.sign_in.csrf):
            raise Refused(403, "form_not_ours")
        webhook = find_webhook(session, webhook_id)
        hook = hook_of(webhook, now=now) if webhook else None
    if hook is None:
        raise not_there()
    outcome, took = try_hook(settings, hook, trial=f"test_{uuid4().hex}", now=now)
    with open_unit() as session:
        note_trial(session, hook.id, outcome, took, now=now)
    return RedirectResponse(f"{PREFIX}/{hook.id}?told=tried#tests", 303)


def vault_of(request: Request) -> Vault:
    return Vault(request.app.state.settings.signing_key)


def need_address(settings: TheSettings, url: str) -> None:
    if url and (wrong := check_address(settings, url)):
        raise Unfit({"url": wrong})


def make_secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(SECRET)).decode()}"


def webhook_given(typed: Typed) -> dict[str, Any]:
    return {
        "name": typed.text("name"),
        "url": typed.text("url").strip(),
        "events": typed.many("events"),
        "enabled": typed.ticked("enabled"),
    }


def webhook_page(
    request: Request,
    session: Session | None,
    somebody: SignedIn,
    webhook: Webhook | None,
    values: dict[str, Any],
    problems: dict[str, str],
    *,
    told: str = "",
    made: str = "",
    differs: list[str] | None = None,
    status: int = 200,
) -> Response:
    known = webhook is not None and session is not None
    return page(
        request,
        "settings_webhook.html",
        status=status,
        somebody=somebody,
        webhook=webhook,
        values=values,
        problems=problems,
        told=told,
        made=made,
        differs=differs,
        seen=fingerprint(describe_webhook(webhook, vault_of(request))) if webhook else "",
        events=EVENTS,
        trials=list_trials(session, webhook) if webhook and session else [],
        log=list_its_deliveries(session, webhook) if webhook and session else [],
        known=known,
    )
