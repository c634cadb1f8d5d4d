"""Secrets in links: given out once, of which only a digest is kept."""

import secrets
from hashlib import sha256


def new_secret() -> str:
    return secrets.token_urlsafe(24)


def digest(secret: str) -> bytes:
    return sha256(secret.encode()).digest()


def postcode_key(postcode: str) -> str:
    """A postcode as it is kept and compared: upper-case, letters and digits only."""
    return "".join(c for c in postcode.upper() if c.isalnum())[:16]
