"""What must be read again, and by nobody who has the database alone."""

from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken


class SealBroken(Exception):
    """What was sealed with another key, or changed since."""


SEALED = "gAAAA"  # how everything begins that Fernet has sealed


def is_sealed(kept: str) -> bool:
    """Say whether *kept* looks sealed; no web address and no secret of ours begins like this."""
    return kept.startswith(SEALED)


class Vault:
    """Seals short words with a key that is not in the database."""

    def __init__(self, key: str) -> None:
        derived = sha256(f"vault {key}".encode()).digest()
        self.fernet = Fernet(urlsafe_b64encode(derived))

    def seal(self, words: str) -> str:
        """Return *words* as they may be kept."""
        return self.fernet.encrypt(words.encode()).decode()

    def open(self, kept: str) -> str:
        """Return what was sealed, or *kept* as it is if it comes from before it was."""
        return self.unseal(kept) if is_sealed(kept) else kept

    def unseal(self, sealed: str) -> str:
        """Return what was sealed."""
        try:
            return self.fernet.decrypt(sealed.encode()).decode()
        except InvalidToken as problem:
            raise SealBroken from problem
