"""Reviews and mentions elsewhere: what each kind of source says, in one vocabulary."""

from .adapter import Adapter, Fault, Found, Got, Mention, Place, SourceUnreadable
from .feed import Feed
from .json_source import JsonSource
from .mastodon import Mastodon

__all__ = [
    "ADAPTERS",
    "Adapter",
    "Fault",
    "Found",
    "Got",
    "Mention",
    "Place",
    "SourceUnreadable",
]

ADAPTERS: dict[str, Adapter] = {one.kind: one for one in (Feed(), Mastodon(), JsonSource())}
"""Those that are fetched, by kind; a CSV file is brought in by somebody."""
