"""Announcing what will be scanned: what it is, whose, where to, and what the customer was told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from wellserved.people.contracts import Person
from wellserved.people.models import Location, Segment
from wellserved.people.services import audit, require
from wellserved.tracking.contracts import ConsignmentIn, Kind, ToldIn
from wellserved.tracking.domain.keys import is_plain, number_key
from wellserved.tracking.domain.secrets import postcode_key
from wellserved.tracking.models import Consignment, Recipient, Told

from .following import follow_again
from .intake.deriving import derive_again
from .intake.numbers import begin_progress

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


@transaction.atomic
def announce(*, by: Person, consignments: Sequence[ConsignmentIn], now: datetime) -> list[Announced]:
    """Announce consignments, all or none. Announcing again changes the facts; what was told before stays told.

    Scans that came before the announcement, with this carrier or with none, are found again by the number.
    """
    require(by, "parcels:write")
    names = _Names(
        segments=dict(Segment.objects.values_list("slug", "pk")),
        locations=dict(Location.objects.values_list("code", "pk")),
    )
    done = [_announce(given, row, names=names, now=now) for row, given in enumerate(consignments)]
    audit(by=by, deed="consignments.announced", kind="consignment", object_id="", now=now, number=len(done))
    follow_again([one.consignment_id for one in done], now=now)
    return done


@dataclass(frozen=True, slots=True)
class _Names:
    segments: dict[str, int]
    locations: dict[str, int]


def _announce(given: ConsignmentIn, row: int, *, names: _Names, now: datetime) -> Announced:
    number = number_key(given.number)
    if not is_plain(number):
        said = "Give 3 to 50 letters A to Z and digits; blanks and hyphens between them are ignored."
        raise ConsignmentRefused(field="number", said=said, row=row)
    if given.value is not None and not (given.value.is_finite() and 0 <= given.value < _MOST):
        said = "Give an amount from 0 to below a million millions, with a point before the cents."
        raise ConsignmentRefused(field="value", said=said, row=row)
    consignment = _held(number, given, now=now)
    before, was = consignment.announced_at is not None, Kind(consignment.kind)
    consignment.kind, consignment.carrier = given.kind, given.carrier
    consignment.announced_at = consignment.announced_at or now
    consignment.about = _about(given, row)
    consignment.customer_key = given.customer
    consignment.segment_id = _known(given.segment, names.segments, "segment", row)
    consignment.location_id = _known(given.location, names.locations, "location", row)
    for name in (
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
    ):
        setattr(consignment, name, getattr(given, name))
    consignment.lane = given.lane or _lane(given)
    consignment.save()
    if was is not given.kind:
        derive_again(consignment.pk, kind=given.kind, now=now)
    _keep_recipient(consignment.pk, given)
    if given.told is not None:
        tell(consignment_id=consignment.pk, told=given.told, row=row, now=now)
    return Announced(consignment_id=consignment.pk, number=number, carrier=given.carrier, before=before)


def _held(number: str, given: ConsignmentIn, *, now: datetime) -> Consignment:
    """The one that is there, announced or only scanned, or a new one."""
    there = {c.carrier: c for c in Consignment.objects.select_for_update().filter(number=number)}
    if given.carrier in there:
        return there[given.carrier]
    unnamed = there.get("")
    if unnamed is not None and unnamed.announced_at is None:
        return unnamed
    made = Consignment.objects.create(number=number, carrier=given.carrier, kind=given.kind, made_at=now)
    begin_progress([made.pk])
    return made


def _about(given: ConsignmentIn, row: int) -> Consignment | None:
    if not given.about:
        return None
    found = list(Consignment.objects.filter(number=number_key(given.about))[:2])
    if len(found) == 1:
        return found[0]
    said = "Several consignments have" if found else "No consignment has"
    raise ConsignmentRefused(
        field="about", said=f"{said} this number: announce it first, or leave it away.", row=row
    )


def _known(name: str, among: dict[str, int], field: str, row: int) -> int | None:
    if not name:
        return None
    if name not in among:
        said = f"There is no {field} '{name[:60]}': add it first, or leave it away."
        raise ConsignmentRefused(field=field, said=said, row=row)
    return among[name]


def _lane(given: ConsignmentIn) -> str:
    ends = (given.origin_country or given.origin, given.destination_country or given.destination)
    return ">".join(ends) if all(ends) else ""


def _keep_recipient(consignment_id: int, given: ConsignmentIn) -> None:
    if given.recipient is not None:
        Recipient.objects.update_or_create(
            consignment_id=consignment_id,
            defaults={
                "name": given.recipient.name,
                "address": given.recipient.address,
                "postcode_key": postcode_key(given.recipient.postcode),
            },
        )


def tell(*, consignment_id: int, told: ToldIn, now: datetime, row: int = 0) -> None:
    """Keep what a customer was told, beside all that they were told before; the same again is not told anew."""
    if told.earliest is not None and told.latest < told.earliest:
        raise ConsignmentRefused(
            field="told.latest", said="It lies before told.earliest: exchange the two.", row=row
        )
    last = Told.objects.filter(consignment_id=consignment_id).order_by("-told_at", "-pk").first()
    if last is None or (last.earliest, last.latest) != (told.earliest, told.latest):
        Told.objects.create(
            consignment_id=consignment_id,
            told_at=told.told_at or now,
            channel=told.channel,
            earliest=told.earliest,
            latest=told.latest,
        )
