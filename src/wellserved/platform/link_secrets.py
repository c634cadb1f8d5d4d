"""Secrets in links: given out once, of which only a digest is kept."""

import secrets
from hashlib import sha256


def new_secret() -> str:
    return secrets.token_urlsafe(24)


def digest(secret: str) -> bytes:
    return sha256(secret.encode()).digest()
