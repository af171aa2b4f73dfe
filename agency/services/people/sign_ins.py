"""Browsers in which somebody is signed in: how it begins, how long it lasts, how it ends."""

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from agency.storage.models.consultant import Consultant, SignIn, SignInLink

IDLE = timedelta(hours=8)  # a working day: a consultant is on the telephone for half of it
LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)  # or every page read would be a write
CODE_WITHIN = timedelta(minutes=10)
PASSWORD_WITHIN = timedelta(minutes=30)  # after a link: long enough to think of a good one
FRESH = timedelta(minutes=15)


def start_sign_in(
    session: Session,
    consultant: Consultant,
    *,
    token_hash: str,
    csrf: str,
    browser: str = "",
    by_link: bool = False,
    by_provider: bool = False,
    waits_for_code: bool = False,
    instead_of: SignIn | None = None,
    now: datetime,
) -> SignIn:
    """
    Sign *consultant* in under a new token; what the browser had before ends here.

    One that *waits_for_code* opens nothing until `open_sign_in`.
    """
    if instead_of:
        end_sign_in(instead_of, now=now)
    sign_in = SignIn(
        consultant_id=consultant.id,
        token_hash=token_hash,
        csrf=csrf,
        started_at=now,
        seen_at=now,
        browser=browser,
        by_provider=by_provider,
        waits_for_code=waits_for_code,
        sets_password_until=now + PASSWORD_WITHIN if by_link else None,
    )
    session.add(sign_in)
    return sign_in


def find_sign_in(
    session: Session, *, token_hash: str, now: datetime
) -> tuple[SignIn, Consultant] | None:
    """
    Return the sign-in behind a browser's token, and whose it is.

    It ends after eight hours unused, after twelve in all, at sign-out, and
    with the consultant's account.
    """
    found = _find(session, token_hash, now)
    if found is None or found[0].waits_for_code:
        return None
    sign_in, _ = found
    if now - sign_in.seen_at > SEEN_EVERY:
        sign_in.seen_at = now
    return found


def find_half_sign_in(
    session: Session, *, token_hash: str, now: datetime
) -> tuple[SignIn, Consultant] | None:
    """Return the sign-in that still waits for the code of a second factor, and whose it is."""
    found = _find(session, token_hash, now)
    if found is None or not found[0].waits_for_code or now - found[0].started_at > CODE_WITHIN:
        return None
    return found


def open_sign_in(sign_in: SignIn, *, token_hash: str, now: datetime) -> None:
    """Let somebody in whose code was right, under a new token: the half one opens nothing."""
    sign_in.token_hash = token_hash
    sign_in.waits_for_code = False
    sign_in.started_at = sign_in.seen_at = now


def end_sign_in(sign_in: SignIn, *, now: datetime) -> None:
    """Sign one browser out."""
    sign_in.ended_at = sign_in.ended_at or now


def end_sign_ins(
    session: Session, consultant: Consultant, *, but: SignIn | None = None, now: datetime
) -> None:
    """Sign *consultant* out everywhere, *but* in one browser."""
    session.execute(
        update(SignIn)
        .where(SignIn.consultant_id == consultant.id, SignIn.ended_at.is_(None))
        .where(SignIn.id != (but.id if but else 0))
        .values(ended_at=now)
    )


def list_sign_ins(session: Session, consultant: Consultant, *, now: datetime) -> Sequence[SignIn]:
    """Return where *consultant* is signed in, the browser used last first."""
    return session.scalars(
        select(SignIn)
        .where(SignIn.consultant_id == consultant.id, lasts(now), ~SignIn.waits_for_code)
        .order_by(SignIn.seen_at.desc(), SignIn.id.desc())
    ).all()


def find_own_sign_in(
    session: Session, consultant: Consultant, sign_in_id: int, *, now: datetime
) -> SignIn | None:
    """Return one of *consultant*'s sign-ins that last."""
    return session.scalar(
        select(SignIn).where(
            SignIn.id == sign_in_id, SignIn.consultant_id == consultant.id, lasts(now)
        )
    )


def lasts(now: datetime) -> ColumnElement[bool]:
    return (
        SignIn.ended_at.is_(None)
        & (SignIn.seen_at >= now - IDLE)
        & (SignIn.started_at >= now - LONGEST)
    )


def is_fresh(sign_in: SignIn, *, now: datetime) -> bool:
    """Say whether somebody proved lately who they are: an open browser alone is no proof."""
    return now - sign_in.started_at <= FRESH


def sets_password_freely(sign_in: SignIn, *, now: datetime) -> bool:
    """
    Say whether a new password may be set without knowing the present one.

    Only where the sign-in came by a link, only for a while, and only once.
    """
    return sign_in.sets_password_until is not None and now <= sign_in.sets_password_until


def set_password(
    session: Session,
    consultant: Consultant,
    password_hash: str,
    *,
    here: SignIn | None = None,
    now: datetime,
) -> None:
    """Set a password, sign *consultant* out everywhere but *here*, and void all their links."""
    consultant.password_hash = password_hash
    if here:
        here.sets_password_until = None
    end_sign_ins(session, consultant, but=here, now=now)
    void_links(session, consultant, now=now)


def void_links(session: Session, consultant: Consultant, *, now: datetime) -> None:
    """Let no link that was made for *consultant* open anything from now on."""
    session.execute(
        update(SignInLink)
        .where(SignInLink.consultant_id == consultant.id, SignInLink.expires_at > now)
        .values(expires_at=now, due_at=None)
    )


def _find(session: Session, token_hash: str, now: datetime) -> tuple[SignIn, Consultant] | None:
    sign_in = session.scalar(select(SignIn).where(SignIn.token_hash == token_hash))
    if sign_in is None or not hmac.compare_digest(sign_in.token_hash, token_hash):
        return None
    if sign_in.ended_at or now - sign_in.seen_at > IDLE or now - sign_in.started_at > LONGEST:
        return None
    consultant = session.get_one(Consultant, sign_in.consultant_id)
    return (sign_in, consultant) if consultant.active else None
