"""Words for customers, kept once formed: there are few states and many pages."""

from functools import lru_cache

from django.utils.translation import get_language, override

from wellserved.tracking.domain.reasons import REASONS
from wellserved.tracking.domain.statuses import Kind, Status, sayable
from wellserved.tracking.wording import (
    Words,
    carrier_called,
    carrier_name,
    reason_name,
    status_name,
    words_of,
)

__all__ = ["Words", "carrier_called", "carrier_said", "reason_said", "status_said", "words_said"]


def words_said(kind: Kind, status: Status, reason: str = "", *, language: str | None = None) -> Words:
    """In that language, or the one in force. A reason that has no words, from before they were known, says nothing."""
    return _words(
        language or get_language(), kind, sayable(kind, status), reason if reason in REASONS else ""
    )


def status_said(kind: Kind, status: Status) -> str:
    return _status(get_language(), kind, sayable(kind, status))


def reason_said(reason: str) -> str:
    return _reason(get_language(), reason) if reason in REASONS else ""


def carrier_said(slug: str) -> str:
    """The carrier's name; empty for the own fleet."""
    return _carrier(get_language(), slug) if slug else ""


@lru_cache(maxsize=5_000)
def _words(language: str | None, kind: Kind, status: Status, reason: str) -> Words:
    with override(language):
        return words_of(kind, status, reason)


@lru_cache(maxsize=1_000)
def _status(_language: str | None, kind: Kind, status: Status) -> str:
    return status_name(kind, status)


@lru_cache(maxsize=1_000)
def _reason(_language: str | None, reason: str) -> str:
    return reason_name(reason)


@lru_cache(maxsize=1_000)
def _carrier(_language: str | None, slug: str) -> str:
    return carrier_name(slug)
