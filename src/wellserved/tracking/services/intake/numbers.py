"""Which consignment a scan speaks of; one that nobody announced yet is made, so that no scan is lost."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from wellserved.tracking.contracts import ScanIn
from wellserved.tracking.domain.keys import is_plain, number_key
from wellserved.tracking.domain.statuses import MAY_SAY, Kind, Status

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Followed:
    id: int
    kind: Kind


def followed(scans: Sequence[ScanIn], *, now: datetime) -> dict[Key, Followed]:
    """By number and carrier as the scans give them; left out are those that name no consignment, or several."""
    given: dict[Key, str] = {(scan.number, scan.carrier): "" for scan in scans}
    for number, carrier in given:
        given[number, carrier] = number_key(number)
    there = _there(sorted(set(given.values())))
    missing = {
        (key, carrier)
        for (_, carrier), key in given.items()
        if is_plain(key) and not _candidates(there, key, carrier)
    }
    named = {key for key, carrier in missing if carrier}
    missing -= {(key, "") for key in named}
    if missing:
        first: dict[Key, Status | None] = {}
        for scan in scans:
            first.setdefault((given[scan.number, scan.carrier], scan.carrier), scan.status)
        _make({key: _kind_of(first[key]) for key in missing}, now=now)
        there = _there(sorted(set(given.values())))
    found = {}
    for asked, key in given.items():
        candidates = _candidates(there, key, asked[1])
        if len(candidates) == 1:
            found[asked] = candidates[0]
    return found


def _candidates(there: dict[str, dict[str, Followed]], key: str, carrier: str) -> list[Followed]:
    """A scan that names no carrier speaks of the own fleet's, or else of the only one with its number."""
    of_number = there.get(key, {})
    if carrier in of_number:
        return [of_number[carrier]]
    return [] if carrier else list(of_number.values())


def _there(keys: list[str]) -> dict[str, dict[str, Followed]]:
    there: dict[str, dict[str, Followed]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, carrier, id, kind FROM tracking_consignment WHERE number = ANY(%s)", [keys]
        )
        for number, carrier, id_, kind in cursor.fetchall():
            there[number][carrier] = Followed(id_, Kind(kind))
    return there


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
