"""Secrets of invitations, and what follows from a link's digest."""

import base64
import hmac
from hashlib import sha256

__all__ = ["invitation_secret", "seed_of"]


def seed_of(digested: bytes) -> int:
    """By which the order is mixed: the same for the same link, and no secret."""
    return int.from_bytes(digested[-4:], "big", signed=True)


def invitation_secret(key: str, *, invitation: int) -> str:
    """The secret of an invitation's link, made from the installation's key: a reminder can carry the same link, and the
    database alone does not give it away.
    """
    made = hmac.new(key.encode(), f"invitation\0{invitation}".encode(), sha256).digest()
    return base64.urlsafe_b64encode(made[:24]).decode()
