"""Announcing what will be scanned: what it is, whose, where to, and what the customer was told."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from msgspec.structs import replace

from wellserved.people.contracts import Person
from wellserved.people.models import Location, Segment
from wellserved.people.services import audit, require
from wellserved.platform.api.times import FIRST, LAST
from wellserved.tracking.contracts import ConsignmentIn, Kind, QuoteIn
from wellserved.tracking.domain.keys import is_plain, number_key
from wellserved.tracking.domain.lots import LotKey, LotUnreadable, lot_key
from wellserved.tracking.domain.postcodes import postcode_key
from wellserved.tracking.models import Consignment, Recipient, Told

from .carrying import keep_announced, move_with
from .following import follow_again
from .intake.deriving import derive_again
from .intake.numbers import begin_progress
from .quoting import keep_quotes

TRIES = 3
_MOST = Decimal(10) ** 12


class ConsignmentRefused(ValueError):
    """It cannot be announced; `field` is at fault, `row` its place among those sent."""

    def __init__(self, *, field: str, said: str, row: int) -> None:
        super().__init__(f"consignments[{row}].{field}: {said}")
        self.field, self.said, self.row = field, said, row


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """`before` is True where it had been announced already, and what was sent now was taken over."""

    consignment_id: int
    number: str
    carrier: str
    before: bool


def announce(
    *,
    by: Person,
    consignments: Sequence[ConsignmentIn],
    now: datetime,
    said: Sequence[Collection[str]] | None = None,
) -> list[Announced]:
    """Announce consignments, all or none. Announcing again changes the facts; what was told before stays told.

    Scans that came before the announcement, with this carrier or with none, are found again by the number. Whoever
    sees some locations alone announces for these, and changes what is theirs. What is sent once more of a customer who
    was erased is nobody's. `said` are the fields that each names, where not all: of what was announced before the others
    stay.
    """
    require(by, "parcels:write")
    for _ in range(TRIES):
        # Somebody else, or a scan, may make the same consignment between our look and our writing.
        with suppress(IntegrityError):
            return _announced(by=by, consignments=consignments, said=said, now=now)
    return _announced(by=by, consignments=consignments, said=said, now=now)


def announce_own(*, by: Person, consignment: ConsignmentIn, now: datetime) -> Announced:
    """What a customer announces on a page; the caller has made sure that it is theirs to announce."""
    customer = Person(account_id=by.account_id, customer_key=by.customer_key)
    (done,) = _announced(by=customer, consignments=[consignment], now=now)
    return done


@transaction.atomic
def _announced(
    *,
    by: Person,
    consignments: Sequence[ConsignmentIn],
    now: datetime,
    said: Sequence[Collection[str]] | None = None,
) -> list[Announced]:
    numbers = _numbers(consignments)
    consignments = _without_erased(consignments)
    held = _held(numbers, consignments, now=now)
    before = [consignment.announced_at is not None for consignment in held]
    places = [consignment.location_id for consignment in held]
    kinds = [Kind(consignment.kind) for consignment in held]
    names = _names(consignments)
    for row, (consignment, given) in enumerate(zip(held, consignments, strict=True)):
        _refuse_others(by, consignment, row)
        named = said[row] if said and before[row] else _ALL
        _fill(consignment, given, row, named=named, names=names, now=now)
        _refuse_elsewhere(by, consignment, row)
    lots = [_lots(given, row) for row, given in enumerate(consignments)]
    moved = [one.pk for one, place in zip(held, places, strict=True) if one.pk and one.location_id != place]
    _save(held)
    changed = [
        (consignment.pk, Kind(consignment.kind))
        for consignment, was in zip(held, kinds, strict=True)
        if was is not Kind(consignment.kind)
    ]
    for consignment_id, kind in sorted(changed):
        derive_again(consignment_id, kind=kind, now=now)
    _keep_recipients(held, consignments)
    _keep_told(held, consignments, now=now)
    keep_quotes(
        {one.pk: given.quote for one, given in zip(held, consignments, strict=True) if given.quote}, now=now
    )
    if moved:
        move_with(moved)
    if any(one is not None for one in lots):
        keep_announced(
            {one.pk: keys for one, keys in zip(held, lots, strict=True) if keys is not None}, now=now
        )
    audit(by=by, deed="consignments.announced", kind="consignment", object_id="", now=now, number=len(held))
    follow_again([consignment.pk for consignment in held], now=now)
    return [
        Announced(consignment_id=one.pk, number=one.number, carrier=one.carrier, before=was)
        for one, was in zip(held, before, strict=True)
    ]


def _without_erased(consignments: Sequence[ConsignmentIn]) -> Sequence[ConsignmentIn]:
    """A shop that sends its orders again must not bring back the name and address of whoever had theirs erased."""
    keys = {given.customer for given in consignments if given.customer is not None}
    if not keys:
        return consignments
    erased = hold_customers(keys)
    return [
        replace(given, customer=None, recipient=None) if given.customer in erased else given
        for given in consignments
    ]


def hold_customers(keys: Collection[UUID]) -> frozenset[UUID]:
    """Which of them are erased; nobody else is meanwhile. To be called before consignments are locked, as an erasure does."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [list(keys)])
        return frozenset(key for key, erased_at in cursor.fetchall() if erased_at is not None)


_HELD = "SELECT key, erased_at FROM people_customer WHERE key = ANY(%s) ORDER BY key FOR SHARE"
FACTS = (
    "carrier",
    "kind",
    "order_ref",
    "service",
    "origin",
    "origin_country",
    "destination",
    "destination_country",
    "items",
    "value",
    "currency",
    "language",
    "warranty",
)
_ALL = frozenset(ConsignmentIn.__struct_fields__)
_WAY = frozenset({"origin", "origin_country", "destination", "destination_country", "lane"})
_CHANGED = [*FACTS, "announced_at", "about", "customer_key", "segment", "location", "lane"]


@dataclass(frozen=True, slots=True)
class _Names:
    """Ids by what they are called; of a number that several carriers use, None."""

    segments: dict[str, int]
    locations: dict[str, int]
    consignments: dict[str, int | None]


def _numbers(consignments: Sequence[ConsignmentIn]) -> list[str]:
    numbers, seen = [number_key(given.number) for given in consignments], set()
    for row, (number, given) in enumerate(zip(numbers, consignments, strict=True)):
        if not is_plain(number):
            said = "Give 3 to 50 letters A to Z and digits; blanks and hyphens between them are ignored."
            raise ConsignmentRefused(field="number", said=said, row=row)
        if (number, given.carrier) in seen:
            said = "It is announced twice in this call: send it once."
            raise ConsignmentRefused(field="number", said=said, row=row)
        seen.add((number, given.carrier))
    return numbers


def _held(
    numbers: Sequence[str], consignments: Sequence[ConsignmentIn], *, now: datetime
) -> list[Consignment]:
    """Those that are there, announced or only scanned, and new ones for the others."""
    there = {
        (one.number, one.carrier): one
        for one in Consignment.objects.select_for_update(no_key=True)
        .filter(number__in=numbers)
        .order_by("id")
    }
    held = []
    for number, given in zip(numbers, consignments, strict=True):
        found = there.pop((number, given.carrier), None)
        unnamed = there.get((number, ""))
        if found is None and unnamed is not None and unnamed.announced_at is None:
            found = there.pop((number, ""))
        if found is None:
            found = Consignment(number=number, carrier=given.carrier, kind=given.kind, made_at=now)
        held.append(found)
    return held


def _save(held: Sequence[Consignment]) -> None:
    ids = [(one, getattr(one, "pk", None)) for one in held]
    there = [one for one, pk in ids if pk is not None]
    # An upsert is one plain statement, where an update of many rows would spell out every cell as a case.
    Consignment.objects.bulk_create(
        there, update_conflicts=True, unique_fields=["id"], update_fields=_CHANGED
    )
    made = sorted((one for one, pk in ids if pk is None), key=lambda one: (one.number, one.carrier))
    Consignment.objects.bulk_create(made)
    begin_progress([one.pk for one in made])


def _names(consignments: Sequence[ConsignmentIn]) -> _Names:
    abouts: dict[str, int | None] = {}
    wanted = [number_key(given.about) for given in consignments if given.about]
    for number, pk in Consignment.objects.filter(number__in=wanted).values_list("number", "pk"):
        abouts[number] = None if number in abouts else pk
    return _Names(
        segments=dict(Segment.objects.values_list("slug", "pk")),
        locations=dict(Location.objects.values_list("code", "pk")),
        consignments=abouts,
    )


def _refuse_others(by: Person, held: Consignment, row: int) -> None:
    """What was announced for a location that they don't see is nothing that they could change."""
    if by.location_ids is None or held.announced_at is None or held.location_id in by.location_ids:
        return
    said = "It is not yours to announce: have it announced by whoever leads your location."
    raise ConsignmentRefused(field="number", said=said, row=row)


def _refuse_elsewhere(by: Person, given: Consignment, row: int) -> None:
    if by.location_ids is None or given.location_id in by.location_ids:
        return
    said = "It is no location of yours: name one that you see."
    raise ConsignmentRefused(field="location", said=said, row=row)


def _fill(
    consignment: Consignment,
    given: ConsignmentIn,
    row: int,
    *,
    named: Collection[str],
    names: _Names,
    now: datetime,
) -> None:
    if given.value is not None and not _is_amount(given.value):
        said = "Give an amount from 0 to below a million millions, with a point before the cents."
        raise ConsignmentRefused(field="value", said=said, row=row)
    if given.quote is not None:
        _refuse_quote(given.quote, given.kind, row)
    facts = {name: getattr(given, name) for name in FACTS if name in named}
    if "customer" in named:
        facts["customer_key"] = given.customer
    if "segment" in named:
        facts["segment_id"] = _known(given.segment, names.segments, "segment", row)
    if "location" in named:
        facts["location_id"] = _known(given.location, names.locations, "location", row)
    if "about" in named:
        facts["about_id"] = _about(given.about, names.consignments, row)
    for name, fact in facts.items():
        setattr(consignment, name, fact)
    consignment.announced_at = consignment.announced_at or now
    if not _WAY.isdisjoint(named):
        consignment.lane = given.lane or _lane(consignment)


def _refuse_quote(quote: QuoteIn, kind: Kind, row: int) -> None:
    if kind is not Kind.REPAIR:
        said = "Only a repair is quoted: leave it away, or announce it as a repair."
        raise ConsignmentRefused(field="quote", said=said, row=row)
    if not _is_amount(quote.amount):
        said = "Give an amount from 0 to below a million millions, with a point before the cents."
        raise ConsignmentRefused(field="quote.amount", said=said, row=row)


def _is_amount(value: Decimal) -> bool:
    """Also as it is kept, rounded to cents."""
    return value.is_finite() and 0 <= value < _MOST and round(value, 2) < _MOST


def _lots(given: ConsignmentIn, row: int) -> tuple[LotKey, ...] | None:
    keys = []
    for at, one in enumerate(given.lots or ()):
        try:
            keys.append(lot_key(one.lot, one.gtin))
        except LotUnreadable as error:
            raise ConsignmentRefused(field=f"lots[{at}].{error.field}", said=str(error), row=row) from error
    return None if given.lots is None else tuple(keys)


def _known(name: str, among: dict[str, int], field: str, row: int) -> int | None:
    if not name:
        return None
    if name not in among:
        said = f"There is no {field} '{name[:60]}': add it first, or leave it away."
        raise ConsignmentRefused(field=field, said=said, row=row)
    return among[name]


def _about(number: str, among: dict[str, int | None], row: int) -> int | None:
    if not number:
        return None
    found = among.get(number_key(number))
    if found is None:
        several = "Several consignments have" if number_key(number) in among else "No consignment has"
        said = f"{several} this number: announce it first, or leave it away."
        raise ConsignmentRefused(field="about", said=said, row=row)
    return found


def _lane(given: Consignment) -> str:
    ends = (given.origin_country or given.origin, given.destination_country or given.destination)
    return ">".join(ends) if all(ends) else ""


def _keep_recipients(held: Sequence[Consignment], consignments: Sequence[ConsignmentIn]) -> None:
    Recipient.objects.bulk_create(
        [
            Recipient(
                consignment=consignment,
                name=given.recipient.name,
                address=given.recipient.address,
                postcode_key=postcode_key(given.recipient.postcode),
            )
            for consignment, given in zip(held, consignments, strict=True)
            if given.recipient is not None
        ],
        update_conflicts=True,
        unique_fields=["consignment"],
        update_fields=["name", "address", "postcode_key"],
    )


def _keep_told(held: Sequence[Consignment], consignments: Sequence[ConsignmentIn], *, now: datetime) -> None:
    """Beside all that they were told before; the same again is not told anew."""
    ids = [one.pk for one in held]
    last = {
        told.consignment_id: told
        for told in Told.objects.filter(consignment__in=ids)
        .order_by("consignment", "-told_at", "-pk")
        .distinct("consignment")
    }
    new = []
    for row, (consignment, given) in enumerate(zip(held, consignments, strict=True)):
        told = given.told
        if told is None:
            continue
        if told.earliest is not None and told.latest < told.earliest:
            said = "It lies before told.earliest: exchange the two."
            raise ConsignmentRefused(field="told.latest", said=said, row=row)
        for name in ("told_at", "earliest", "latest"):
            at = getattr(told, name)
            if at is not None and not FIRST <= at.date() < LAST:
                said = f"It lies outside of {FIRST:%Y} to {LAST:%Y}: check the year."
                raise ConsignmentRefused(field=f"told.{name}", said=said, row=row)
        before = last.get(consignment.pk)
        if before is None or (before.earliest, before.latest) != (told.earliest, told.latest):
            new.append(
                Told(
                    consignment=consignment,
                    # What is told later is no earlier promise, whatever its sender's clock says.
                    told_at=max(told.told_at or now, before.told_at) if before else told.told_at or now,
                    channel=told.channel,
                    earliest=told.earliest,
                    latest=told.latest,
                )
            )
    Told.objects.bulk_create(new)
