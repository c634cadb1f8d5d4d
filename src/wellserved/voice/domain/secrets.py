"""Secrets in links: of which only a digest is kept."""

import secrets
from hashlib import sha256

__all__ = ["digest", "new_secret", "seed_of"]


def new_secret() -> str:
    return secrets.token_urlsafe(24)


def digest(secret: str) -> bytes:
    return sha256(secret.encode()).digest()


def seed_of(digested: bytes) -> int:
    """By which the order is mixed: the same for the same link, and no secret."""
    return int.from_bytes(digested[-4:], "big", signed=True)
