"""A second factor beside the password: an app that shows codes, and codes on paper."""

import secrets
from collections.abc import Sequence
from datetime import datetime

import pyotp
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from agency.services.keys.tokens import hash_token
from agency.services.keys.vault import Vault
from agency.storage.models import Access, Consultant, RecoveryCode, SecondFactor

STEP = 30  # seconds, as every authenticator app counts them
DRIFT = 1  # steps that a telephone's clock may be wrong
RECOVERY_CODES = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else


def is_demanded(policy: str, access: Access) -> bool:
    """Say whether *policy* asks a second factor of somebody with this access."""
    wanted = {word.strip() for word in policy.split(",")}
    return "required" in wanted or access.value in wanted


def has_second_factor(session: Session, consultant: Consultant) -> bool:
    """Say whether *consultant*'s app has shown a right code once."""
    return _confirmed(session, consultant) is not None


def offer_secret(session: Session, consultant: Consultant, vault: Vault, *, now: datetime) -> str:
    """Return the secret for *consultant*'s app; it counts once the app has shown a code."""
    factor = session.get(SecondFactor, consultant.id)
    if factor is None:
        made = pyotp.random_base32()
        session.add(SecondFactor(consultant_id=consultant.id, sealed=vault.seal(made), made_at=now))
        return made
    return vault.unseal(factor.sealed)


def address_for_app(secret: str, consultant: Consultant, *, issuer: str) -> str:
    """Return what the square code says to an authenticator app."""
    return pyotp.TOTP(secret).provisioning_uri(name=consultant.email, issuer_name=issuer)


def confirm_factor(
    session: Session, consultant: Consultant, code: str, vault: Vault, *, now: datetime
) -> bool:
    """Let the second factor count from now on, if the app shows the right code."""
    factor = session.get(SecondFactor, consultant.id)
    if factor is None or factor.confirmed_at or not _use_step(session, factor, code, vault, now):
        return False
    factor.confirmed_at = now
    return True


def check_code(
    session: Session, consultant: Consultant, code: str, vault: Vault, *, now: datetime
) -> bool:
    """Say whether *code* is the app's of this moment, or one of the paper's; it is used up."""
    factor = _confirmed(session, consultant)
    if factor is None:
        return False
    return _use_step(session, factor, code, vault, now) or _use_recovery(
        session, consultant, code, now
    )


def make_recovery_codes(session: Session, consultant: Consultant) -> Sequence[str]:
    """Return new codes for the paper, this once; those from before are void."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.consultant_id == consultant.id))
    codes = [
        "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))
        for _ in range(RECOVERY_CODES)
    ]
    session.add_all(
        RecoveryCode(consultant_id=consultant.id, code_hash=hash_token(plain(code)))
        for code in codes
    )
    return codes


def count_recovery_codes(session: Session, consultant: Consultant) -> int:
    """Count the codes on the paper that still work."""
    left = select(func.count()).where(
        RecoveryCode.consultant_id == consultant.id, RecoveryCode.used_at.is_(None)
    )
    return session.scalar(left) or 0


def drop_second_factor(session: Session, consultant: Consultant) -> None:
    """Forget app and paper: the password alone lets *consultant* in."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.consultant_id == consultant.id))
    session.execute(delete(SecondFactor).where(SecondFactor.consultant_id == consultant.id))


def plain(code: str) -> str:
    """Return a code as people may write it: in capitals, with spaces or without."""
    return "".join(each for each in code.casefold() if each.isalnum())


def _confirmed(session: Session, consultant: Consultant) -> SecondFactor | None:
    factor = session.get(SecondFactor, consultant.id)
    return factor if factor and factor.confirmed_at else None


def _use_step(
    session: Session, factor: SecondFactor, code: str, vault: Vault, now: datetime
) -> bool:
    app, given = pyotp.TOTP(vault.unseal(factor.sealed)), plain(code)
    step = int(now.timestamp()) // STEP
    for each in range(step - DRIFT, step + DRIFT + 1):
        if secrets.compare_digest(app.at(each * STEP).encode(), given.encode()):
            # One statement marks it: whoever read it over a shoulder comes too late.
            used = session.execute(
                update(SecondFactor)
                .where(SecondFactor.consultant_id == factor.consultant_id)
                .where(SecondFactor.last_step < each)
                .values(last_step=each)
                .returning(SecondFactor.last_step)
            )
            return used.scalar_one_or_none() is not None
    return False


def _use_recovery(session: Session, consultant: Consultant, code: str, now: datetime) -> bool:
    used = session.execute(
        update(RecoveryCode)
        .where(RecoveryCode.consultant_id == consultant.id)
        .where(RecoveryCode.code_hash == hash_token(plain(code)), RecoveryCode.used_at.is_(None))
        .values(used_at=now)
        .returning(RecoveryCode.id)
    )
    return used.scalar_one_or_none() is not None
