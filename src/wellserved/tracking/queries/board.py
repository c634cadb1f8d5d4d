"""The board: consignments in trouble, the highest value at stake first, page by page without counting them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from wellserved.people.contracts import Person
from wellserved.tracking.domain.statuses import Kind, Status

from .board_choice import BoardChoice, Condition, condition

__all__ = ["BoardChoice", "BoardLine", "BoardPage", "board_for", "offered_for"]

PAGE = 50
FIRST = 300
FAR = 2_000
"""So many lines are looked at for one page where the parcels themselves must be asked, and no more."""

_LINES = """
SELECT t.id, t.consignment_id, t.value, t.since, t.location_id, t.called_at, t.called_by_id, t.owner_id
FROM tracking_trouble t WHERE t.kind = %(trouble)s AND {where} AND {after}
ORDER BY t.value DESC, t.consignment_id LIMIT %(far)s
"""
_SIFTED = """
SELECT t.* FROM ({lines}) AS t JOIN tracking_consignment c ON c.id = t.consignment_id
WHERE {of_parcel} ORDER BY t.value DESC, t.consignment_id LIMIT %(most)s
"""
# The first thing that a customer was told is the promise.
_PAGE = """
WITH page AS MATERIALIZED ({lines})
SELECT t.id, t.consignment_id, c.kind, c.number, c.carrier, c.service, c.destination, c.destination_country, t.value, c.currency, t.since,
  p.status, p.reason, p.place, p.country, p.last_scan_at,
  (SELECT latest FROM tracking_told o WHERE o.consignment_id = t.consignment_id ORDER BY told_at, id LIMIT 1),
  l.name, t.called_at, called.name, t.owner_id, owner.name
FROM page t
JOIN tracking_consignment c ON c.id = t.consignment_id
LEFT JOIN tracking_progress p ON p.consignment_id = t.consignment_id
LEFT JOIN people_location l ON l.id = t.location_id
LEFT JOIN people_staff called ON called.id = t.called_by_id
LEFT JOIN people_staff owner ON owner.id = t.owner_id
ORDER BY t.value DESC, t.consignment_id
"""
_LAST_LOOKED_AT = """
SELECT t.value, t.consignment_id FROM tracking_trouble t WHERE t.kind = %(trouble)s AND {where} AND {after}
ORDER BY t.value DESC, t.consignment_id LIMIT 1 OFFSET %(far)s - 1
"""
_AFTER = "t.value <= %(value)s AND (t.value < %(value)s OR t.consignment_id > %(consignment)s)"
_OFFERED = """
WITH first AS MATERIALIZED (
  SELECT t.consignment_id FROM tracking_trouble t WHERE t.kind = %(trouble)s AND {where}
  ORDER BY t.value DESC, t.consignment_id LIMIT %(most)s)
SELECT array_agg(DISTINCT c.carrier), array_agg(DISTINCT c.service)
FROM first JOIN tracking_consignment c ON c.id = first.consignment_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLine:
    """One trouble of one consignment; `told` is what its customer was promised."""

    id: int
    consignment_id: int
    kind: Kind
    number: str
    carrier: str
    service: str
    destination: str
    destination_country: str
    value: Decimal
    currency: str
    since: datetime
    status: Status | None
    reason: str
    place: str
    country: str
    last_scan_at: datetime | None
    told: datetime | None
    location: str
    called_at: datetime | None
    called_by: str
    owner_id: int | None
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPage:
    """`after` leads to the next page, None where this is the last.

    `looked_at` tells how far was looked where that was not far enough for a whole page; else it is None.
    """

    lines: tuple[BoardLine, ...]
    after: tuple[Decimal, int] | None
    looked_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """The carriers and services among the first three hundred lines: what is worth filtering by."""

    carriers: tuple[str, ...]
    services: tuple[str, ...]


def board_for(person: Person, *, choice: BoardChoice, now: datetime) -> BoardPage:
    """In the choice's currency, or in all where it names none. Staff of one location find those of theirs alone.

    NotFound for whoever may not see parcels.
    """
    of = condition(person, choice, now=now)
    given: dict[str, Any] = {**of.given, "trouble": choice.trouble, "most": PAGE + 1}
    given["far"] = FAR if of.of_parcel else PAGE + 1
    after = "TRUE"
    if choice.after:
        after = _AFTER
        given["value"], given["consignment"] = choice.after
    asked = _LINES.format(where=of.where, after=after)
    if of.of_parcel:
        asked = _SIFTED.format(lines=asked, of_parcel=of.of_parcel)
    with connection.cursor() as cursor:
        cursor.execute(_PAGE.format(lines=asked), given)
        lines = tuple(_line(row) for row in cursor.fetchall())
        if len(lines) > PAGE:
            last = lines[PAGE - 1]
            return BoardPage(lines=lines[:PAGE], after=(last.value, last.consignment_id))
        if not of.of_parcel:
            return BoardPage(lines=lines, after=None)
        cursor.execute(_LAST_LOOKED_AT.format(where=of.where, after=after), given)
        further = cursor.fetchone()
    return BoardPage(lines=lines, after=further, looked_at=FAR if further else None)


def offered_for(person: Person, *, choice: BoardChoice, now: datetime) -> Offered:
    of: Condition = condition(person, BoardChoice(trouble=choice.trouble, currency=choice.currency), now=now)
    given = {**of.given, "trouble": choice.trouble, "most": FIRST}
    with connection.cursor() as cursor:
        cursor.execute(_OFFERED.format(where=of.where), given)
        carriers, services = cursor.fetchone()
    return Offered(carriers=_named(carriers), services=_named(services))


def _named(found: list[str] | None) -> tuple[str, ...]:
    return tuple(sorted(one for one in found or () if one))


def _line(row: tuple[Any, ...]) -> BoardLine:
    (id_, consignment_id, kind, number, carrier, service, destination, destination_country) = row[:8]
    (value, currency, since, status, reason, place, country, last_scan_at, told, location) = row[8:18]
    (called_at, called_by, owner_id, owner) = row[18:]
    return BoardLine(
        id=id_,
        consignment_id=consignment_id,
        kind=Kind(kind),
        number=number,
        carrier=carrier,
        service=service,
        destination=destination,
        destination_country=destination_country,
        value=value,
        currency=currency,
        since=since,
        status=Status(status) if status else None,
        reason=reason or "",
        place=place or "",
        country=country or "",
        last_scan_at=last_scan_at,
        told=told,
        location=location or "",
        called_at=called_at,
        called_by=called_by or "",
        owner_id=owner_id,
        owner=owner or "",
    )
