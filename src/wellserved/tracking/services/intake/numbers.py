"""Which consignment a scan speaks of; one that nobody announced yet is made, so that no scan is lost."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec
from django.db import connection

from wellserved.tracking.contracts import ScanIn
from wellserved.tracking.domain.keys import is_plain, number_key
from wellserved.tracking.domain.statuses import MAY_SAY, Kind, Status

Key = tuple[str, str]
"""A number and a carrier, empty where none was named."""
_KINDS = {kind.value: kind for kind in Kind}


class Followed(msgspec.Struct, frozen=True, gc=False):
    id: int
    kind: Kind


def followed(scans: Sequence[ScanIn], *, now: datetime) -> list[Followed | None]:
    """For each scan the consignment of its number and carrier; None where that is no number, or several have it."""
    keys = [(number_key(scan.number), scan.carrier) for scan in scans]
    there = _there(keys)
    found = [there.get(key) for key in keys]
    if all(found):
        return found
    missing: dict[Key, Status | None] = {}
    for key, scan, one in zip(keys, scans, found, strict=True):
        if one is None:
            missing.setdefault(key, scan.status)
    there = _completed(there, missing, now=now)
    return [there.get(key) for key in keys]


def _completed(
    there: Mapping[Key, Followed], missing: Mapping[Key, Status | None], *, now: datetime
) -> Mapping[Key, Followed]:
    """A scan that names no carrier speaks of the own fleet's, or else of the only one with its number."""
    of_number = _by_number(there)
    new = {key for key in missing if is_plain(key[0]) and (key[1] or key[0] not in of_number)}
    new -= {(number, "") for number, carrier in new if carrier}
    if new:
        _make({key: _kind_of(missing[key]) for key in new}, now=now)
        there = _there([*there, *missing])
        of_number = _by_number(there)
    unnamed = [number for number, carrier in missing if not carrier]
    only = {(number, ""): of_number[number][0] for number in unnamed if len(of_number[number]) == 1}
    return {**only, **there}


def _by_number(there: Mapping[Key, Followed]) -> defaultdict[str, list[Followed]]:
    of_number = defaultdict(list)
    for (number, _), one in there.items():
        of_number[number].append(one)
    return of_number


def _there(keys: Iterable[Key]) -> Mapping[Key, Followed]:
    """All that have these numbers, of whichever carrier."""
    with connection.cursor() as cursor:
        # One text, as numbers have no blanks: an array would be written number by number.
        cursor.execute(
            "SELECT array_agg(number), array_agg(carrier), array_agg(id), array_agg(kind)"
            " FROM tracking_consignment WHERE number = ANY(string_to_array(%s, ' '))",
            [" ".join({number for number, _ in keys})],
        )
        columns = cursor.fetchone()
    if columns[0] is None:
        return {}
    return {
        (number, carrier): Followed(id_, _KINDS[kind])
        for number, carrier, id_, kind in zip(*columns, strict=True)
    }


def _make(kinds: dict[Key, Kind], *, now: datetime) -> None:
    # In the order of their numbers, so that two batches that make the same ones wait and do not deadlock.
    rows = sorted((number, carrier, kind.value) for (number, carrier), kind in kinds.items())
    numbers, carriers, names = (list(column) for column in zip(*rows, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tracking_consignment (number, carrier, kind, made_at, order_ref, service, origin,"
            "  origin_country, destination, destination_country, lane, items, currency, language)"
            " SELECT n, c, k, %s, '', '', '', '', '', '', '', 1, '', ''"
            " FROM unnest(%s::text[], %s::text[], %s::text[]) AS new (n, c, k)"
            " ON CONFLICT (number, carrier) DO NOTHING RETURNING id",
            [now, numbers, carriers, names],
        )
        begin_progress([made for (made,) in cursor.fetchall()])


def begin_progress(consignment_ids: list[int]) -> None:
    """Each consignment has its progress from the beginning, so that there is always a row to lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tracking_progress (consignment_id, status, reason, place, country, scans, attempts,"
            "  tier, rank, reached, corrected, closed, version)"
            " SELECT id, '', '', '', '', 0, 0, -1, -1, 0, false, false, 0 FROM unnest(%s::bigint[]) AS made (id)",
            [consignment_ids],
        )


def _kind_of(status: Status | None) -> Kind:
    """A guess, until it is announced: what may say such a thing."""
    if status is None:
        return Kind.PARCEL
    return next(kind for kind in Kind if status in MAY_SAY[kind])
