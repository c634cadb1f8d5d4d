"""What is shown of a consignment: to whoever knows its number, and more to whom it belongs."""

from .facts import Followed, Owned, ProofSeen, ScanSeen, ToldSeen, WindowSeen, WishSeen
from .following import Pool, Row, announced, announced_async, announced_rows, followed, versions_async
from .lookup import as_json
from .owned import owned_for, proof_for
from .shared import shared
from .words import Words, reason_said, status_said, words_said, zone_of

__all__ = [
    "Followed",
    "Owned",
    "Pool",
    "ProofSeen",
    "Row",
    "ScanSeen",
    "ToldSeen",
    "WindowSeen",
    "WishSeen",
    "Words",
    "announced",
    "announced_async",
    "announced_rows",
    "as_json",
    "followed",
    "owned_for",
    "proof_for",
    "reason_said",
    "shared",
    "status_said",
    "versions_async",
    "words_said",
    "zone_of",
]
