"""Which lots a consignment carried: as announced, and as events that packed it say."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction

from wellserved.people.contracts import Person
from wellserved.people.services import audit, require
from wellserved.tracking.contracts import ContentsIn, LotKey, ScanIn
from wellserved.tracking.domain.keys import is_plain, number_key, source_digest
from wellserved.tracking.models import Carried, Lot

from .intake import Outcome
from .intake.numbers import followed
from .intake.recording import ALREADY_THERE, NO_NUMBER, RECORDED, SEVERAL

BATCH = 5_000

_COLUMNS = "INSERT INTO tracking_carried AS held (consignment_id, lot_id, event, taken_back, location_id)"
_GIVEN = """
SELECT c.id, given.lot, given.event, given.taken_back, c.location_id
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::boolean[]) AS given (consignment, lot, event, taken_back)
JOIN tracking_consignment c ON c.id = given.consignment
"""
_SAY = f"""
{_COLUMNS} {_GIVEN} ON CONFLICT (consignment_id, lot_id, event) DO UPDATE SET taken_back = true
WHERE excluded.taken_back AND NOT held.taken_back RETURNING consignment_id, lot_id, event
"""
_NO_MORE = """
DELETE FROM tracking_carried held WHERE event = %s AND consignment_id = ANY(%s) AND NOT EXISTS (
  SELECT FROM unnest(%s::bigint[], %s::bigint[]) AS wanted (consignment, lot)
  WHERE wanted.consignment = held.consignment_id AND wanted.lot = held.lot_id)
"""
_MOVED = """
UPDATE tracking_carried held SET location_id = c.location_id FROM tracking_consignment c
WHERE c.id = held.consignment_id AND c.id = ANY(%s) AND held.location_id IS DISTINCT FROM c.location_id
"""

Row = tuple[int, int, int, bool]
"""Consignment, lot, event, and whether that is taken back."""


def take_contents(*, by: Person, contents: Sequence[ContentsIn], now: datetime) -> list[Outcome]:
    """Note what events say is in units; tells of each, in order, what became of it.

    As with scans, of whichever location, and of units that nobody announced yet. What was sent before changes nothing;
    an event that was declared an error says nothing any more, though the declaration come first.
    """
    require(by, "parcels:write")
    outcomes: list[Outcome] = []
    for start in range(0, len(contents), BATCH):
        with transaction.atomic():
            batch = _noted(contents[start : start + BATCH], now=now)
            outcomes += batch
            n = sum(one is RECORDED for one in batch)
            if n:
                audit(by=by, deed="lots.noted", kind="consignment", object_id="", now=now, number=n)
    return outcomes


def _noted(contents: Sequence[ContentsIn], *, now: datetime) -> list[Outcome]:
    found = followed([ScanIn(number=one.number, occurred_at=now) for one in contents], now=now)
    _hold({one.id for one in found if one})
    lots = _kept({key for one in contents for key in one.lots}, now=now)
    rows: dict[tuple[int, int, int], Row] = {}
    said: list[list[tuple[int, int, int]]] = []
    for one, consignment in zip(contents, found, strict=True):
        event = source_digest("epcis", one.event) if one.event else Carried.NAMELESS
        keys = [(consignment.id, lots[key], event) for key in one.lots] if consignment else []
        said.append(keys)
        for key in keys:
            before = rows.get(key)
            rows[key] = (*key, one.takes_back or (before is not None and before[3]))
    new = _say(rows.values())
    outcomes = []
    for one, keys in zip(contents, said, strict=True):
        if not keys:
            outcomes.append(SEVERAL if is_plain(number_key(one.number)) else NO_NUMBER)
            continue
        outcomes.append(RECORDED if new.intersection(keys) else ALREADY_THERE)
        # A second one of the same call says nothing new.
        new.difference_update(keys)
    return outcomes


def keep_announced(lots: Mapping[int, Collection[LotKey]], *, now: datetime) -> None:
    """For each of these consignments just these lots are announced; what events say stays. In the caller's transaction."""
    ids = _kept({key for keys in lots.values() for key in keys}, now=now)
    wanted = {(consignment, ids[key]) for consignment, keys in lots.items() for key in keys}
    given = [[consignment for consignment, _lot in wanted], [lot for _consignment, lot in wanted]]
    with connection.cursor() as cursor:
        cursor.execute(_NO_MORE, [Carried.ANNOUNCED, list(lots), *given])
    _say((consignment, lot, Carried.ANNOUNCED, False) for consignment, lot in wanted)


def move_with(consignment_ids: Sequence[int]) -> None:
    """After their locations have changed, in the same transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVED, [list(consignment_ids)])


def _hold(consignment_ids: Collection[int]) -> None:
    """Until the end, so that an announcement that changes a location changes it here, too. Before the lots, as it does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM tracking_consignment WHERE id = ANY(%s) ORDER BY id FOR SHARE",
            [sorted(consignment_ids)],
        )


def _kept(keys: Collection[LotKey], *, now: datetime) -> dict[LotKey, int]:
    """Their ids; those that are new are made, in the order of all, so that two calls wait and do not deadlock."""
    there = _ids(keys)
    missing = sorted(set(keys) - there.keys())
    if missing:
        rows = [Lot(number=key.number, gtin=key.gtin, made_at=now) for key in missing]
        Lot.objects.bulk_create(rows, ignore_conflicts=True)
        there |= _ids(missing)
    return there


def _ids(keys: Collection[LotKey]) -> dict[LotKey, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, gtin, id FROM tracking_lot"
            " JOIN unnest(%s::text[], %s::text[]) AS asked (number, gtin) USING (number, gtin)",
            [[key.number for key in keys], [key.gtin for key in keys]],
        )
        return {LotKey(number, gtin): id_ for number, gtin, id_ in cursor.fetchall()}


def _say(rows: Iterable[Row]) -> set[tuple[int, int, int]]:
    """Those that said something new."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    if not columns:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_SAY, columns)
        return set(cursor.fetchall())
