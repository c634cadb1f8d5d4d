"""One interface for all sources, and what their answers have in common."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import ClassVar
from urllib.parse import urlsplit

from wellserved.platform.api.times import FIRST, LAST

__all__ = [
    "MOST_TEXT",
    "Adapter",
    "Fault",
    "Found",
    "Got",
    "Mention",
    "Place",
    "SourceUnreadable",
    "cut_off",
    "language_of",
    "link_of",
    "moment_of",
]

MOST_TEXT = 20_000
MOST_LINK = 1000


class SourceUnreadable(ValueError):
    """The answer as a whole is not what this kind of source says; the message says what it is instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """What somebody wrote elsewhere. `external_id` is the source's own name for it; the rating is from 1 to `scale`."""

    external_id: str
    text: str
    title: str = ""
    author: str = ""
    handle: str = ""
    link: str = ""
    at: datetime | None = None
    rating: float | None = None
    scale: float = 5
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What could not be taken over: where, why, and what mends it."""

    place: str
    why: str
    mend: str

    def __str__(self) -> str:
        return f"{self.place}: {self.why} {self.mend}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What is asked: an address, what its kind needs to know besides, and how far it was read before."""

    address: str
    mapping: Mapping[str, str] = field(default_factory=dict)
    cursor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """An answer. The names of `headers` are in small letters."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """`more` is the address of what follows, empty at the end; `cursor` how far one got with this page."""

    mentions: tuple[Mention, ...] = ()
    faults: tuple[Fault, ...] = ()
    more: str = ""
    cursor: str = ""


class Adapter(ABC):
    """One kind of source, read into our vocabulary. Adapters are pure: no clock, no network."""

    kind: ClassVar[str]
    accepts: ClassVar[str]

    def wrong(self, place: Place) -> tuple[str, str] | None:  # noqa: ARG002  most need nothing but the address
        """What is wrong with the mapping: the field, and a sentence with the mend."""
        return None

    def first(self, place: Place) -> str:
        """The address that is asked first."""
        return place.address

    @abstractmethod
    def read(self, got: Got, place: Place) -> Found:
        """The mentions of an answer. Raises SourceUnreadable when it as a whole cannot be read."""


def cut_off(most: int) -> Fault:
    """More came at once than is read at once; the later ones stand in the next answer, if its source shows fewer."""
    why = f"Of an answer at most {most:,} are read."
    return Fault(place=f"after {most:,}", why=why, mend="Ask for fewer at once, or bring them in by a file.")


def link_of(given: object) -> str:
    """A web address that a page may lead to; nothing for whatever else stands there."""
    text = str(given or "").strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    good = parts.scheme in {"http", "https"} and bool(parts.hostname) and len(text) <= MOST_LINK
    return text if good and text.isprintable() and " " not in text else ""


def language_of(given: object) -> str:
    text = str(given or "").strip()
    return text if len(text) <= 12 and text.isascii() and text.replace("-", "").isalnum() else ""


def moment_of(given: object) -> datetime | None:
    """An ISO 8601 or RFC 5322 time, or seconds or milliseconds since 1970. One without a zone is in UTC, for want of better.

    None for what is no time, and for one so far off that it has no meaning in another zone.
    """
    found: datetime | None
    try:
        if isinstance(given, int | float) or (isinstance(given, str) and given.strip().isdigit()):
            seconds = float(given)
            found = datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC)
        else:
            found = _read(str(given or "").strip()[:60])
    except (ValueError, TypeError, OverflowError, OSError):
        return None
    if found is None or not FIRST <= found.date() < LAST:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _read(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return parsedate_to_datetime(text)
