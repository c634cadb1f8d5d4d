"""Secrets in links: given out once, or made again for each letter; of either only a digest is kept."""

import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256

from django.utils.crypto import salted_hmac


def new_secret() -> str:
    return secrets.token_urlsafe(24)


def secret_of(kind: str, row_id: int) -> str:
    """Made from our key, so that a letter can be sent again and the database alone gives no link away."""
    made = salted_hmac(f"wellserved.{kind}", str(row_id), algorithm="sha256").digest()
    return urlsafe_b64encode(made[:24]).decode()


def digest(secret: str) -> bytes:
    return sha256(secret.encode()).digest()
