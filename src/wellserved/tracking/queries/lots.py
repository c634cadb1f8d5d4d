"""Lots, and the consignments that carried them, as far as somebody may see these."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Upper

from wellserved.people.contracts import NotFound, Person
from wellserved.tracking.domain.lots import LotKey, lots_meant
from wellserved.tracking.models import Carried, Consignment, Lot, Progress

from .board_counts import Counted
from .finding import ConsignmentFound, found_with_state, seen_by

__all__ = [
    "ALL",
    "LotPage",
    "LotSeen",
    "Which",
    "carried_by_for",
    "consignment_ids_of_lot_for",
    "counts_of_lots_for",
    "lot_for",
    "lots_among_for",
    "lots_by_id_for",
    "lots_for",
    "lots_of_for",
    "parcels_of_lot_for",
]

MOST = 10
MOST_COUNTED = 100_000
NO_LOT = "There is no such lot."
_COUNTS = """
SELECT asked.id, few.n FROM unnest(%(lots)s::bigint[]) AS asked (id) CROSS JOIN LATERAL (
  SELECT count(*) AS n FROM (
    SELECT DISTINCT consignment_id FROM tracking_carried carried WHERE lot_id = asked.id AND NOT taken_back
    AND (%(places)s::int[] IS NULL OR location_id = ANY(%(places)s))
    AND (%(place)s::int IS NULL OR location_id = %(place)s)
    AND (NOT %(underway)s OR EXISTS (
      SELECT FROM tracking_progress p WHERE p.consignment_id = carried.consignment_id AND NOT p.closed)) LIMIT %(most)s + 1) AS counted) AS few
"""

# An array is one parameter, however long.
_PAIRS = """
SELECT DISTINCT consignment_id, lot_id FROM tracking_carried WHERE NOT taken_back AND consignment_id = ANY(%(ids)s)
AND (%(places)s::int[] IS NULL OR location_id = ANY(%(places)s))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LotSeen:
    """`made_at` is when we first heard of it."""

    id: int
    key: LotKey
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LotPage:
    """Consignments that carried it, the latest first; `after` opens the page behind these, None on the last."""

    lot: LotSeen
    consignments: tuple[ConsignmentFound, ...]
    after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Of one location or of all that somebody sees; `underway` leaves out what is over."""

    location_id: int | None = None
    underway: bool = False


ALL = Which()


def lots_for(person: Person, *, text: str) -> tuple[LotSeen, ...]:
    """Those that somebody means who types, scans or pastes this; the latest ten. Capitals are not minded."""
    asked = Q(pk__in=())
    for meant in lots_meant(text):
        one = Q(upper=meant.number.upper())
        # Of a lot of which nobody said the article it may be that of this one.
        asked |= one & Q(gtin__in=[meant.gtin, ""]) if meant.gtin else one
    rows = _lots_of(person).annotate(upper=Upper("number")).filter(asked)
    return tuple(_seen(row) for row in rows.order_by("-pk")[:MOST])


def lots_by_id_for(person: Person, *, ids: Collection[int]) -> tuple[LotSeen, ...]:
    return tuple(_seen(row) for row in _lots_of(person).filter(pk__in=ids).order_by("-pk"))


def lot_for(person: Person, *, lot_id: int) -> LotSeen:
    """NotFound for what is not there, or was in no consignment that this person may see."""
    row = _lots_of(person).filter(pk=lot_id).first()
    if row is None:
        raise NotFound(NO_LOT)
    return _seen(row)


def parcels_of_lot_for(
    person: Person, *, lot_id: int, which: Which = ALL, after: int | None = None, limit: int = 50
) -> LotPage:
    """A page of them. NotFound as for the lot."""
    lot = lot_for(person, lot_id=lot_id)
    ids = _consignment_ids(person, lot_id=lot_id, which=which, after=after, limit=limit + 1)
    rows = Consignment.objects.filter(pk__in=ids[:limit]).order_by("-pk")
    more = len(ids) > limit
    return LotPage(lot=lot, consignments=found_with_state(rows), after=ids[limit - 1] if more else None)


def counts_of_lots_for(person: Person, *, lot_ids: Collection[int], which: Which = ALL) -> dict[int, Counted]:
    """How many consignments carried each, counted as far as 100,000."""
    given = {
        "lots": list(lot_ids),
        "places": _places(person),
        "place": which.location_id,
        "underway": which.underway,
        "most": MOST_COUNTED,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, given)
        return {
            lot_id: Counted(n=min(n, MOST_COUNTED), all_seen=n <= MOST_COUNTED)
            for lot_id, n in cursor.fetchall()
        }


def consignment_ids_of_lot_for(person: Person, *, lot_id: int, limit: int) -> tuple[int, ...]:
    """The latest that carried it."""
    lot_for(person, lot_id=lot_id)
    return tuple(_consignment_ids(person, lot_id=lot_id, limit=limit))


def carried_by_for(person: Person, *, consignment_ids: Collection[int]) -> tuple[LotSeen, ...]:
    """What these consignments carried, and the parcels that they are about; the latest ten lots."""
    rows = seen_by(person).filter(pk__in=consignment_ids)
    whole = {id_ for pair in rows.values_list("pk", "about") for id_ in pair if id_ is not None}
    within = _of_places(person).filter(consignment__in=whole).values("lot")
    return tuple(_seen(row) for row in Lot.objects.filter(pk__in=within).order_by("-pk")[:MOST])


def lots_of_for(person: Person, *, consignment_id: int) -> tuple[LotSeen, ...]:
    """All that one consignment carried."""
    within = _of_places(person).filter(consignment=consignment_id).values("lot")
    return tuple(_seen(row) for row in Lot.objects.filter(pk__in=within).order_by("number", "gtin"))


def lots_among_for(person: Person, *, consignment_ids: Collection[int]) -> tuple[tuple[int, int], ...]:
    """Each of these consignments with each lot that it carried, by their ids."""
    given = {"ids": list(consignment_ids), "places": _places(person)}
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, given)
        return tuple(cursor.fetchall())


def _places(person: Person) -> list[int] | None:
    if not person.may("parcels:read"):
        raise NotFound(NO_LOT)
    return None if person.location_ids is None else sorted(person.location_ids)


def _lots_of(person: Person) -> QuerySet[Lot]:
    """Those that whoever sees some locations alone has in one of their consignments; all others see all."""
    if person.may("parcels:read") and person.location_ids is None:
        return Lot.objects.all()
    return Lot.objects.filter(Exists(_of_places(person).filter(lot=OuterRef("pk"))))


def _of_places(person: Person) -> QuerySet[Carried]:
    if not person.may("parcels:read"):
        raise NotFound(NO_LOT)
    rows = Carried.objects.filter(taken_back=False)
    return rows if person.location_ids is None else rows.filter(location_id__in=person.location_ids)


def _consignment_ids(
    person: Person, *, lot_id: int, limit: int, which: Which = ALL, after: int | None = None
) -> list[int]:
    rows = _of_places(person).filter(lot=lot_id)
    if which.location_id is not None:
        rows = rows.filter(location_id=which.location_id)
    if which.underway:
        open_ = Progress.objects.filter(consignment=OuterRef("consignment_id"), closed=False)
        rows = rows.filter(Exists(open_))
    if after is not None:
        rows = rows.filter(consignment_id__lt=after)
    ids = rows.order_by("-consignment_id").values_list("consignment_id", flat=True)
    return list(ids.distinct()[:limit])


def _seen(row: Lot) -> LotSeen:
    return LotSeen(id=row.pk, key=LotKey(row.number, row.gtin), made_at=row.made_at)
