"""Secrets in links: of which only a digest is kept."""

import base64
import hmac
import secrets
from hashlib import sha256

__all__ = ["digest", "invitation_secret", "new_secret", "seed_of"]


def new_secret() -> str:
    return secrets.token_urlsafe(24)


def digest(secret: str) -> bytes:
    return sha256(secret.encode()).digest()


def seed_of(digested: bytes) -> int:
    """By which the order is mixed: the same for the same link, and no secret."""
    return int.from_bytes(digested[-4:], "big", signed=True)


def invitation_secret(key: str, *, invitation: int) -> str:
    """The secret of an invitation's link, made from the installation's key: a reminder can carry the same link, and the
    database alone does not give it away.
    """
    made = hmac.new(key.encode(), f"invitation\0{invitation}".encode(), sha256).digest()
    return base64.urlsafe_b64encode(made[:24]).decode()
