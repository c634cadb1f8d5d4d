"""What a subscription may say: addresses, quiet hours, zone, language."""

import base64
import binascii
import json
import re
from dataclasses import dataclass
from datetime import time
from zoneinfo import available_timezones

from cryptography.hazmat.primitives.asymmetric import ec

from wellserved.platform.reaching import is_postable

_MAIL = re.compile(r"[^\s@<>\"(),:;\\\[\]]{1,64}@[^\s@<>\"(),:;\\\[\]]{1,250}\.[^\s@<>\"(),:;\\\[\].]{2,63}")
_ZONES = frozenset(available_timezones())
LANGUAGES = ("en", "ko", "zh-hant", "zh-hans")
CHANNELS = ("email", "web_push", "webhook")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How somebody wants to be told. `address`: of mail, a browser's subscription as JSON, or an https address."""

    channel: str
    address: str
    language: str = "en"
    time_zone: str = "UTC"
    quiet_from: time | None = None
    quiet_until: time | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a wish cannot be met, what is wrong, and what would mend it."""

    place: str
    said: str
    mend: str


def fault_of(wanted: Wanted, *, loopback: bool = False) -> Fault | None:
    """The first fault, None where there is none. `loopback`: addresses of this machine may stand, for trials."""
    return (
        _address_fault(wanted, loopback=loopback)
        or language_fault(wanted.language)
        or quiet_fault(wanted.time_zone, wanted.quiet_from, wanted.quiet_until)
    )


def clean_mail(address: str) -> str:
    """As it is kept and compared."""
    name, _, domain = address.strip().rpartition("@")
    return f"{name}@{domain.lower()}" if name else address.strip()


def mail_key(address: str) -> str:
    """Two ways to write one mailbox are one: nobody in practice tells them apart by case."""
    return clean_mail(address).lower()


def clean_push(address: str) -> str:
    """A browser's subscription with what is needed of it and nothing else; raises ValueError."""
    given = json.loads(address)
    if not isinstance(given, dict) or not isinstance(given.get("keys"), dict):
        raise ValueError("A browser's subscription has an endpoint and keys.")  # noqa: TRY004  what it says is wrong
    endpoint, keys = given.get("endpoint"), given["keys"]
    if not isinstance(endpoint, str) or len(_bytes(keys.get("auth"))) != 16:
        raise ValueError("A browser's subscription has an endpoint and a secret of 16 bytes.")
    point = _bytes(keys.get("p256dh"))
    if len(point) != 65 or point[0] != 4:
        raise ValueError("A browser's public key is an uncompressed point of 65 bytes.")
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError as error:
        raise ValueError("A browser's public key is a point of the curve P-256.") from error
    return json.dumps(
        {"endpoint": endpoint, "keys": {"auth": keys["auth"], "p256dh": keys["p256dh"]}}, sort_keys=True
    )


def _bytes(text: object) -> bytes:
    if not isinstance(text, str) or len(text) > 200:
        return b""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        return b""


def _address_fault(wanted: Wanted, *, loopback: bool) -> Fault | None:
    if wanted.channel not in CHANNELS:
        return Fault("channel", "There is no such way to be told.", f"Choose one of {', '.join(CHANNELS)}.")
    if wanted.channel == "email":
        if len(wanted.address) > 254 or not _MAIL.fullmatch(wanted.address.strip()):
            return Fault("address", "This is no e-mail address.", "Write it like name@example.org.")
        return None
    url = wanted.address
    if wanted.channel == "web_push":
        try:
            url = json.loads(clean_push(wanted.address))["endpoint"]
        except (ValueError, RecursionError):
            return Fault(
                "address", "This is no browser's subscription.", "Switch notices on in your browser again."
            )
    if not is_postable(url, loopback=loopback):
        return Fault(
            "address", "We only post to plain https addresses.", "Write it like https://example.org/hook."
        )
    return None


def language_fault(language: str) -> Fault | None:
    if language in LANGUAGES:
        return None
    return Fault("language", "We do not write in this language.", f"Choose one of {', '.join(LANGUAGES)}.")


def quiet_fault(zone: str, quiet_from: time | None, quiet_until: time | None) -> Fault | None:
    if zone not in _ZONES:
        return Fault("time_zone", "There is no such time zone.", "Write it like Asia/Seoul.")
    if (quiet_from is None) != (quiet_until is None):
        return Fault("quiet_until", "Quiet hours have a beginning and an end.", "Fill in both, or neither.")
    return None
