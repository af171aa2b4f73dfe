"""Links that open one thing for whoever holds them: signed, for a time, and told to nobody else."""

from hashlib import sha256

from itsdangerous import BadData, URLSafeTimedSerializer

DETAILS, RESUME = "details", "resume"
A_DAY = 24 * 60 * 60
GOOD_FOR = {DETAILS: 30 * A_DAY, RESUME: 7 * A_DAY}
LONGEST_TOKEN = 400


class PrivateLinks:
    """
    Makes such links, and says what one opens.

    The id in a link is no secret, and says nothing about anybody: the signature is what opens.
    """

    def __init__(self, key: str, public_url: str) -> None:
        self.key = key
        self.public_url = public_url

    def details(self, lead_id: int) -> str:
        """Return the address of the page with everything a candidate told us."""
        return f"{self.public_url}/my-details/{self._sign(DETAILS, str(lead_id))}"

    def resume(self, link_id: str) -> str:
        """Return the address that opens a chat again where it was left."""
        return f"{self.public_url}/chat/resume/{self._sign(RESUME, link_id)}"

    def read(self, kind: str, token: str) -> str | None:
        """Return the id in a link of this kind; None where it is not ours, or too old."""
        if len(token) > LONGEST_TOKEN:
            return None
        try:
            return str(self._serializer(kind).loads(token, max_age=GOOD_FOR[kind]))
        except BadData:
            return None

    def _sign(self, kind: str, what: str) -> str:
        return str(self._serializer(kind).dumps(what))

    def _serializer(self, kind: str) -> URLSafeTimedSerializer:
        # The kind is part of the signing key: a link that resumes a chat opens no details.
        return URLSafeTimedSerializer(
            self.key,
            salt=f"link.{kind}",
            signer_kwargs={"key_derivation": "hmac", "digest_method": sha256},
        )


def in_the_chat(address: str, public_url: str) -> str:
    """Return an address as a reply may show it: without https, only its path is safe to show."""
    return address if address.startswith("https://") else address.removeprefix(public_url)
