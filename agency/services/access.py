"""Who may come in, how long a sign-in lasts, and whose leads a consultant may see."""

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from agency.core.email import find_address
from agency.storage.models.branch import Branch
from agency.storage.models.consultant import Access, Consultant, SignIn, SignInLink
from agency.storage.models.lead import Lead

LINK_LASTS = timedelta(hours=24)
IDLE = timedelta(hours=8)  # a working day: a consultant is on the telephone for half of it
LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)  # or every page read would be a write

SEES_EVERYONES = frozenset({Access.MANAGER, Access.ADMINISTRATOR, Access.PRIVACY_OFFICER})
SEES_ITS_BRANCH = frozenset({Access.CONSULTANT})
WORKS_ON_LEADS = frozenset({Access.CONSULTANT, Access.MANAGER, Access.ADMINISTRATOR})


class ConsultantExists(Exception):
    """There is a consultant with this e-mail address already."""


class AddressUnclear(ValueError):
    """What was given for an e-mail address is none."""


class BranchUnknown(Exception):
    """No branch has this key."""


def add_consultant(
    session: Session,
    email: str,
    *,
    name: str = "",
    phone: str = "",
    access: Access = Access.CONSULTANT,
    branch: str | None = None,
    now: datetime,
) -> Consultant:
    """
    Add a consultant, who signs in with a link first and has no password yet.

    *branch* is the branch's key. Without a *name* the address lends one.
    """
    address = email.strip().lower()
    if find_address(address) != address:
        raise AddressUnclear
    if find_consultant(session, address):
        raise ConsultantExists
    at = session.scalar(select(Branch).where(Branch.key == branch)) if branch else None
    if branch and not at:
        raise BranchUnknown

    consultant = Consultant(
        email=address,
        name=name.strip() or name_lent_by(address),
        phone=phone.strip(),
        access=access,
        branch_id=at.id if at else None,
        active=True,
        created_at=now,
    )
    session.add(consultant)
    session.flush()  # gives the consultant an id, for the link that follows
    return consultant


def name_lent_by(address: str) -> str:
    words = address.partition("@")[0].replace(".", " ").replace("_", " ").split()
    return " ".join(word.capitalize() for word in words)


def list_branches(session: Session) -> Sequence[Branch]:
    """Return every branch, by name."""
    return session.scalars(select(Branch).order_by(Branch.name)).all()


def list_people(session: Session) -> Sequence[Consultant]:
    """Return everybody who works here, by name."""
    return session.scalars(
        select(Consultant).where(Consultant.active).order_by(Consultant.name, Consultant.id)
    ).all()


def find_consultant(session: Session, email: str) -> Consultant | None:
    """Return the consultant with this address, however it is capitalised."""
    address = email.strip().lower()
    return session.scalar(select(Consultant).where(func.lower(Consultant.email) == address))


def find_people_named(session: Session, name: str) -> Sequence[Consultant]:
    """Return everybody who works here under this very name."""
    return [each for each in list_people(session) if each.name == name.strip()]


def make_sign_in_link(
    session: Session, consultant: Consultant, *, token_hash: str, now: datetime
) -> SignInLink:
    """Keep a one-time link for *consultant*; only the hash of its token is kept."""
    link = SignInLink(
        consultant_id=consultant.id, token_hash=token_hash, expires_at=now + LINK_LASTS
    )
    session.add(link)
    return link


def find_sign_in_link(session: Session, *, token_hash: str, now: datetime) -> SignInLink | None:
    """Return a link that could still be used, without using it."""
    return session.scalar(select(SignInLink).where(still_good(token_hash, now)))


def use_sign_in_link(session: Session, *, token_hash: str, now: datetime) -> Consultant | None:
    """
    Use a link, once, and return whose it is.

    One statement finds it and marks it: of two presses at once, one gets nothing.
    """
    used = (
        update(SignInLink)
        .where(still_good(token_hash, now))
        .values(used_at=now)
        .returning(SignInLink.consultant_id)
    )
    consultant_id = session.execute(used).scalar_one_or_none()
    if consultant_id is None:
        return None
    consultant = session.get_one(Consultant, consultant_id)
    return consultant if consultant.active else None


def still_good(token_hash: str, now: datetime) -> ColumnElement[bool]:
    return (
        (SignInLink.token_hash == token_hash)
        & SignInLink.used_at.is_(None)
        & (SignInLink.expires_at > now)
    )


def set_password(
    session: Session,
    consultant: Consultant,
    password_hash: str,
    *,
    here: SignIn | None = None,
    now: datetime,
) -> None:
    """Set a password, and sign *consultant* out everywhere but *here*."""
    consultant.password_hash = password_hash
    elsewhere = (
        update(SignIn)
        .where(SignIn.consultant_id == consultant.id, SignIn.ended_at.is_(None))
        .where(SignIn.id != (here.id if here else 0))
        .values(ended_at=now)
    )
    session.execute(elsewhere)


def start_sign_in(
    session: Session,
    consultant: Consultant,
    *,
    token_hash: str,
    csrf: str,
    instead_of: SignIn | None = None,
    now: datetime,
) -> SignIn:
    """Sign *consultant* in under a new token; what the browser had before ends here."""
    if instead_of:
        end_sign_in(instead_of, now=now)
    sign_in = SignIn(
        consultant_id=consultant.id, token_hash=token_hash, csrf=csrf, started_at=now, seen_at=now
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
    sign_in = session.scalar(select(SignIn).where(SignIn.token_hash == token_hash))
    if sign_in is None or not hmac.compare_digest(sign_in.token_hash, token_hash):
        return None
    if sign_in.ended_at or now - sign_in.seen_at > IDLE or now - sign_in.started_at > LONGEST:
        return None
    consultant = session.get_one(Consultant, sign_in.consultant_id)
    if not consultant.active:
        return None
    if now - sign_in.seen_at > SEEN_EVERY:
        sign_in.seen_at = now
    return sign_in, consultant


def end_sign_in(sign_in: SignIn, *, now: datetime) -> None:
    """Sign one browser out."""
    sign_in.ended_at = sign_in.ended_at or now


def came_by_link(session: Session, sign_in: SignIn) -> bool:
    """
    Say whether a sign-in began with a one-time link.

    Whoever came by a link may set a new password without knowing the old one.
    """
    link = select(SignInLink.id).where(
        SignInLink.consultant_id == sign_in.consultant_id,
        SignInLink.used_at == sign_in.started_at,
    )
    return session.scalar(link.limit(1)) is not None


def sees(consultant: Consultant, lead: Lead) -> bool:
    """Say whether *consultant* may know that *lead* exists."""
    if consultant.access in SEES_EVERYONES:
        return True
    if consultant.access not in SEES_ITS_BRANCH:
        return False
    at_their_branch = consultant.branch_id is not None and lead.branch_id == consultant.branch_id
    theirs = consultant.id in (lead.owner_id, lead.desk.consultant_id)
    return theirs or at_their_branch


def works_on(consultant: Consultant, lead: Lead) -> bool:
    """Say whether *consultant* may accept *lead*, move it and write on it."""
    return consultant.access in WORKS_ON_LEADS and sees(consultant, lead)
