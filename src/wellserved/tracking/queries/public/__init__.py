"""What is shown of a consignment: to whoever knows its number, and more to whom it belongs."""

from wellserved.tracking.wording.asked import RETURN_REASONS, RETURN_WANTS

from .facts import Followed, Owned, ProofSeen, QuoteSeen, ReturnSeen, ScanSeen, ToldSeen, WindowSeen, WishSeen
from .following import MOST_SCANS, Pool, Row, announced, announced_rows, followed, versions_async
from .hours import hours_of, last_day, whole_days, zone_of
from .lookup import as_json
from .owned import opening, owned_for, proof_for
from .shared import shared
from .together import Together
from .words import Words, carrier_called, carrier_said, reason_said, status_said, words_said

__all__ = [
    "MOST_SCANS",
    "RETURN_REASONS",
    "RETURN_WANTS",
    "Followed",
    "Owned",
    "Pool",
    "ProofSeen",
    "QuoteSeen",
    "ReturnSeen",
    "Row",
    "ScanSeen",
    "Together",
    "ToldSeen",
    "WindowSeen",
    "WishSeen",
    "Words",
    "announced",
    "announced_rows",
    "as_json",
    "carrier_called",
    "carrier_said",
    "followed",
    "hours_of",
    "last_day",
    "opening",
    "owned_for",
    "proof_for",
    "reason_said",
    "shared",
    "status_said",
    "versions_async",
    "whole_days",
    "words_said",
    "zone_of",
]
