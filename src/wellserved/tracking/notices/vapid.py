"""The key by which browsers' push services know this installation: made once, readable by its owner alone."""

import base64
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

from wellserved.platform.home import kept_once


def private_pem() -> bytes:
    """In WELLSERVED_HOME as push.key. Who loses it loses all push subscriptions: browsers hold on to the old one."""
    return _private(settings.HOME.path / "push.key")


@lru_cache(maxsize=4)
def _private(path: Path) -> bytes:
    return kept_once(path, _new).encode()


def public_pem() -> bytes:
    return _public().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def application_server_key() -> str:
    """What a browser is given to subscribe with."""
    point = _public().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def _public() -> ec.EllipticCurvePublicKey:
    key = load_pem_private_key(private_pem(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("push.key in WELLSERVED_HOME is no elliptic-curve key. Remove it; a new one is made.")
    return key.public_key()


def _new() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
