"""What makes two numbers, and two scans, the same."""

import unicodedata
from datetime import date
from hashlib import blake2b
from struct import Struct

from wellserved.tracking.contracts import ScanIn

_DROPPED = str.maketrans("", "", " -\t\u00a0._/()")
_LONGEST = 200
# To copy one takes half as long as to make one.
_FRESH = blake2b(digest_size=8)
_signed = Struct(">q")


def number_key(number: str) -> str:
    """A number as it is kept and compared: upper-case letters and digits alone; full-width ones count as such."""
    kept = number[:_LONGEST]
    if not (kept.isascii() and kept.isalnum()):
        kept = kept.translate(_DROPPED)
    if not (kept.isascii() and kept.isalnum()):
        kept = unicodedata.normalize("NFKC", kept)
        kept = "".join(c for c in kept if c.isascii() and c.isalnum())
    return kept.upper()


def is_plain(key: str) -> bool:
    """Whether it can be a consignment's number: 3 to 50 of A to Z and 0 to 9."""
    return key.isascii() and key.isalnum() and 3 <= len(key) <= 50


def scan_digest(scan: ScanIn) -> int:
    """64 bits, signed, that are the same each time this scan is sent."""
    return source_digest(scan.source, scan.source_id) if scan.source_id else _content_digest(scan)


def source_digest(source: str, source_id: str) -> int:
    return _digest(f"{source}\0{source_id}")


def day_digest(event: int, day: date) -> int:
    """Of the statement that the event of this digest, sent before, now names this day."""
    return _digest(f"\0day\0{event}\0{day}")


def _content_digest(scan: ScanIn) -> int:
    parts = (scan.occurred_at.timestamp(), scan.status, scan.reason, scan.place, scan.country)
    return _digest("\0".join(("", scan.source, scan.carrier_status, scan.corrects, *map(str, parts))))


def _digest(text: str) -> int:
    hasher = _FRESH.copy()
    hasher.update(text.encode())
    (digest,) = _signed.unpack(hasher.digest())
    return int(digest)
