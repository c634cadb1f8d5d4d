"""A consignment as programs read it; the scans pass through as PostgreSQL wrote them."""

from datetime import datetime
from typing import Any

import msgspec

from wellserved.tracking.domain.statuses import Kind, Status

from .following import Row
from .words import words_said

_NO_SCANS = msgspec.Raw(b"[]")


def as_json(row: Row, *, language: str) -> dict[str, Any]:
    """Of one row: to be encoded by msgspec. Words are in `language`."""
    (_id, kind, number, carrier, service, origin, origin_country, destination, destination_country) = row[:9]
    (_at, status, reason, status_at, place, country, expected_on, attempts, in_all) = row[9:18]
    (_reached, closed, _version, earliest, latest, _made_at, predicted, told, has_proof, scans) = row[18:]
    status = status or "info_received"
    words = words_said(Kind(kind), Status(status), reason, language=language)
    return {
        "number": number,
        "carrier": carrier,
        "kind": kind,
        "service": service,
        "status": status,
        "reason": reason,
        "status_at": status_at,
        "language": language,
        "title": words.title,
        "happened": words.happened,
        "next": words.next,
        "you_can": words.you_can,
        "place": place,
        "country": country,
        "origin": {"place": origin, "country": origin_country},
        "destination": {"place": destination, "country": destination_country},
        "window": _window(earliest, latest, predicted=predicted),
        "expected_on": expected_on,
        "told": msgspec.Raw(told.encode()) if told else _NO_SCANS,
        "attempts": attempts,
        "over": closed,
        "proof_of_delivery": has_proof,
        "scans_in_all": in_all,
        "scans": msgspec.Raw(scans.encode()) if scans else _NO_SCANS,
    }


def _window(earliest: datetime | None, latest: datetime | None, *, predicted: bool) -> dict[str, Any] | None:
    if earliest is None:
        return None
    return {"earliest": earliest, "latest": latest, "predicted": predicted}
