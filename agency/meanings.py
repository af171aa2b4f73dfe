"""What texts mean to the assistant: sentence vectors, asked next door over HTTP."""

import base64
import hmac
import json
from collections.abc import Sequence
from hashlib import sha256

import httpx

VECTORS = "/webhooks/gateway/vectors"
SECONDS = 20.0


class NoMeaning(Exception):
    """The assistant is not there, or did not understand what it was asked."""


def ask_vectors(url: str, key: str, texts: Sequence[str]) -> list[bytes]:
    """Return a unit vector for each text, as float32; raise NoMeaning where nobody answers."""
    body = json.dumps({"texts": list(texts)}, ensure_ascii=False).encode()
    signature = hmac.new(key.encode(), body, sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Signature": signature}
    try:
        answer = httpx.post(
            f"{url}{VECTORS}", content=body, headers=headers, timeout=SECONDS, trust_env=False
        )
        vectors = [base64.b64decode(each) for each in answer.raise_for_status().json()["vectors"]]
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as problem:
        raise NoMeaning(type(problem).__name__) from None
    if len(vectors) != len(texts):
        raise NoMeaning("another number of vectors")
    return vectors
