"""The secrets of subscriptions: only digests are kept, and every letter can carry its link all the same."""

import base64
import hashlib
import hmac
import secrets

from django.conf import settings


def new_seed() -> str:
    """What a subscription's secrets are made from; for a webhook it is its signing secret as well."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def link_secret(seed: str) -> str:
    """The secret of a subscription's link. The database alone does not give it away: the installation's key is in it."""
    return base64.urlsafe_b64encode(_keyed("tell-me", seed)).rstrip(b"=").decode()


def digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def address_digest(channel: str, address: str) -> bytes:
    """By which two subscriptions of one address are known; keyed, so that nobody can try addresses out on it."""
    return _keyed(f"address:{channel}", address)


def _keyed(purpose: str, text: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), f"{purpose}\0{text}".encode(), hashlib.sha256).digest()
