"""What the grocer sends in boxes: four months of parcels, returns and repairs, and a few that stand out today."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np
from msgspec.structs import replace

from wellserved.demo.organisation.people import CUSTOMER, SEGMENTS
from wellserved.demo.organisation.places import REGIONS, Region
from wellserved.journey.services import set_promise
from wellserved.people.contracts import OPERATOR
from wellserved.people.queries import account_id_of, person_of
from wellserved.tracking.contracts import ConsignmentIn, Kind, QuoteIn, RecipientIn, ScanIn, Status, ToldIn
from wellserved.tracking.services import announce, ensure_journeys, record_scans, settle_in

from .spoiling import lots_of

DAYS = 120
PARCELS = 900
RETURNS = 60
REPAIRS = 40
_QUOTES = (
    QuoteIn(amount=Decimal("64.50"), currency="EUR", work="New pump and hoses, cleaning, a test run"),
    QuoteIn(amount=Decimal(118), currency="EUR", work="New control board"),
)
_STANDARDS = (
    ("parcel", "delivery", "days", 3),
    ("parcel", "door", "first-attempt", 1),
    ("parcel", "news", "silence", 36),
    ("parcel", "news", "asked", 0),
    ("return", "refund", "days", 7),
    ("repair", "turnaround", "days", 10),
)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_HUBS = {"korea": "Daejeon", "taiwan": "Taichung", "ireland": "Athlone"}
_CITIES = {"seoul": "Seoul", "busan": "Busan", "taipei": "Taipei", "kaohsiung": "Kaohsiung"}
_CODES = {"korea": "KR", "taiwan": "TW", "ireland": "IE"}


@dataclass(frozen=True, slots=True)
class Sent:
    """A consignment, when it was announced, and all that is scanned of it in the end."""

    given: ConsignmentIn
    at: datetime
    scans: tuple[ScanIn, ...]


def ship(*, seed: int, now: datetime) -> None:
    """Announce, scan and act on all of it, as far as it has happened by now."""
    rng = np.random.default_rng(seed + 4)
    ensure_journeys(now=now)
    for journey, touchpoint, measure, standard in _STANDARDS:
        set_promise(
            by=OPERATOR,
            journey=journey,
            touchpoint=touchpoint,
            measure=measure,
            segment=None,
            standard=standard,
            valid_from=now - (DAYS + 60) * _DAY,
            now=now,
        )
    sent = [*parcels(rng, now=now), *_returns(rng, now=now), *_repairs(rng, now=now), *_examples(now)]
    by_day = defaultdict(list)
    for one in sent:
        by_day[one.at.date()].append(one)
    for those in by_day.values():
        announce(by=OPERATOR, consignments=[one.given for one in those], now=those[0].at)
    scans = [scan for one in sent for scan in one.scans if scan.occurred_at <= now]
    record_scans(scans=scans, now=now)
    settle_in(now=now)


def parcels(
    rng: np.random.Generator, *, now: datetime, days: int = DAYS, count: int = PARCELS
) -> Iterator[Sent]:
    """What was sent in the last days; with more of them it is a longer history of the same grocer."""
    weights = np.array([region.weight for region in REGIONS])
    places = rng.choice(len(REGIONS), size=(count, 2), p=weights / weights.sum())
    for n, (of, to) in enumerate(places.tolist()):
        at = now - days * _DAY * float(rng.uniform()) - 6 * _HOUR
        parcel = _given(f"SP{26_000_000 + n}", REGIONS[of], REGIONS[to], at=at, rng=rng)
        yield Sent(parcel, at, tuple(_way(parcel, at=at, rng=rng)))


def _given(
    number: str, origin: Region, destination: Region, *, at: datetime, rng: np.random.Generator
) -> ConsignmentIn:
    abroad = origin.country is not destination.country
    told = at + (6 if abroad else 3 if origin is not destination else 2) * _DAY
    country = destination.country
    basket = country.basket * float(rng.gamma(3, 0.4))
    return ConsignmentIn(
        number=number,
        carrier="sandpiper",
        order_ref=f"W{number[2:]}",
        service="abroad" if abroad else "standard",
        segment=SEGMENTS[int(rng.integers(len(SEGMENTS)))].slug,
        location=destination.depot,
        origin=_city(origin),
        origin_country=_CODES[origin.country.code],
        destination=_city(destination),
        destination_country=_CODES[country.code],
        lane=f"{origin.code}>{destination.code}",
        value=Decimal(str(round(basket, country.decimals))),
        currency=country.currency,
        language=country.language,
        lots=lots_of(number, at=at),
        told=ToldIn(latest=told.replace(hour=20, minute=0, second=0, microsecond=0), told_at=at),
    )


def _city(region: Region) -> str:
    return _CITIES.get(region.code, region.name)


def _way(parcel: ConsignmentIn, *, at: datetime, rng: np.random.Generator) -> Iterator[ScanIn]:
    """The scans of a parcel: as told for most, with now and then a failed attempt, a hold or a way back."""
    abroad = parcel.service == "abroad"
    picked = at + _HOUR * float(rng.uniform(4, 26))
    hub = picked + _HOUR * float(rng.uniform(6, 14))
    border = hub + _HOUR * float(rng.uniform(18, 50)) if abroad else hub
    held = abroad and rng.uniform() < 0.12
    depot = border + _HOUR * (float(rng.uniform(24, 96)) if held else float(rng.uniform(4, 12)))
    late = _HOUR * float(rng.uniform(24, 70)) if rng.uniform() < 0.09 else timedelta()
    van = _morning(depot + late, rng)
    country = parcel.destination_country

    def scan(status: Status, when: datetime, place: str, of: str, reason: str = "") -> ScanIn:
        return ScanIn(
            number=parcel.number,
            carrier=parcel.carrier,
            status=status,
            occurred_at=when,
            place=place,
            country=of,
            reason=reason,
        )

    yield scan(Status.INFO_RECEIVED, at + 0.5 * _HOUR, "", parcel.origin_country)
    yield scan(Status.IN_TRANSIT, picked, parcel.origin, parcel.origin_country)
    hubs = {code: _HUBS[name] for name, code in _CODES.items()}
    yield scan(Status.IN_TRANSIT, hub, hubs[parcel.origin_country], parcel.origin_country)
    if held:
        yield scan(Status.ON_HOLD, border, hubs[country], country, "customs.inspection")
    if abroad:
        yield scan(Status.IN_TRANSIT, depot - 3 * _HOUR, hubs[country], country)
    if late:
        yield scan(Status.DELAYED, depot + 6 * _HOUR, parcel.destination, country, "carrier.delay")
    yield scan(Status.OUT_FOR_DELIVERY, van, parcel.destination, country)
    door = van + _HOUR * float(rng.uniform(1, 9))
    if rng.uniform() < 0.06:
        yield scan(Status.ATTEMPT_FAILED, door, parcel.destination, country, "consignee.not_home")
        if rng.uniform() < 0.15:
            yield scan(Status.RETURNED_TO_SENDER, door + 4 * _DAY, parcel.destination, country)
            yield scan(Status.DELIVERED, door + 8 * _DAY, parcel.origin, parcel.origin_country)
            return
        van = _morning(door + 12 * _HOUR, rng)
        yield scan(Status.OUT_FOR_DELIVERY, van, parcel.destination, country)
        door = van + _HOUR * float(rng.uniform(1, 9))
    yield scan(Status.DELIVERED, door, parcel.destination, country)


def _morning(after: datetime, rng: np.random.Generator) -> datetime:
    """Vans leave in the morning, not on Sundays."""
    day = after.replace(hour=0, minute=0, second=0, microsecond=0) + _HOUR * float(rng.uniform(7, 9))
    while day < after or day.weekday() == 6:
        day += _DAY
    return day


def _returns(rng: np.random.Generator, *, now: datetime) -> Iterator[Sent]:
    for n in range(RETURNS):
        region = REGIONS[int(rng.integers(len(REGIONS)))]
        at = now - DAYS * _DAY * float(rng.uniform()) - 6 * _HOUR
        given = _given(f"RT{26_000_000 + n}", region, region, at=at, rng=rng)
        given = replace(given, kind=Kind.RETURN, told=None)
        sent = at + _DAY * float(rng.uniform(0.5, 3))
        back = sent + _DAY * float(rng.uniform(1, 3))
        settled = back + _DAY * float(rng.gamma(3, 1.1))
        last = Status.REFUNDED if rng.uniform() < 0.8 else Status.EXCHANGED
        steps = (
            (Status.IN_TRANSIT, sent),
            (Status.RECEIVED, back),
            (Status.INSPECTED, back + 0.6 * (settled - back)),
            (last, settled),
        )
        yield Sent(given, at, tuple(_steps(given, steps)))


def _repairs(rng: np.random.Generator, *, now: datetime) -> Iterator[Sent]:
    for n in range(REPAIRS):
        region = REGIONS[int(rng.integers(len(REGIONS)))]
        at = now - DAYS * _DAY * float(rng.uniform()) - 6 * _HOUR
        given = _given(f"RP{26_000_000 + n}", region, region, at=at, rng=rng)
        given = replace(given, kind=Kind.REPAIR, warranty=bool(rng.uniform() < 0.6), told=None, lots=None)
        if not given.warranty:
            given = replace(given, quote=_QUOTES[n % len(_QUOTES)])
        received = at + _DAY * float(rng.uniform(1, 3))
        quoted = received + _DAY * float(rng.uniform(0.5, 3))
        agreed = quoted if given.warranty else quoted + _DAY * float(rng.gamma(2, 1))
        repaired = agreed + _DAY * float(rng.gamma(3, 1.6))
        steps = (
            (Status.RECEIVED, received),
            (Status.DIAGNOSED, received + 0.8 * (quoted - received)),
            *(() if given.warranty else ((Status.QUOTED, quoted), (Status.APPROVED, agreed))),
            (Status.REPAIRED, repaired),
            (Status.TESTED, repaired + 5 * _HOUR),
            (Status.SENT_BACK, repaired + 20 * _HOUR),
            (Status.DELIVERED, repaired + 44 * _HOUR),
        )
        yield Sent(given, at, tuple(_steps(given, steps)))


def _steps(given: ConsignmentIn, steps: tuple[tuple[Status, datetime], ...]) -> Iterator[ScanIn]:
    for status, at in steps:
        yield ScanIn(
            number=given.number,
            carrier=given.carrier,
            status=status,
            occurred_at=at,
            place=given.destination,
            country=given.destination_country,
        )


def _examples(now: datetime) -> Iterator[Sent]:
    """One in each state that a customer may want to see, the demo's customer's own."""
    customer = person_of(account_id=account_id_of(email=CUSTOMER)).customer_key
    recipient = RecipientIn(name="Casey Madeup", address="1 Made-up Quay", postcode="D01 A1B2")
    ways: tuple[tuple[str, int, tuple[tuple[Status, float, str], ...]], ...] = (
        ("ONTHEWAY", 3, ((Status.IN_TRANSIT, 30, ""), (Status.OUT_FOR_DELIVERY, 2, ""))),
        ("HELD", 5, ((Status.IN_TRANSIT, 100, ""), (Status.ON_HOLD, 30, "customs.duties"))),
        ("MISSED", 3, ((Status.OUT_FOR_DELIVERY, 28, ""), (Status.ATTEMPT_FAILED, 24, "consignee.not_home"))),
        ("WAITING", 12, ((Status.IN_TRANSIT, 240, ""), (Status.READY_FOR_PICKUP, 160, ""))),
        ("SILENT", 16, ((Status.IN_TRANSIT, 330, ""),)),
        (
            "GOINGBACK",
            9,
            ((Status.ATTEMPT_FAILED, 120, "consignee.refused"), (Status.RETURNED_TO_SENDER, 60, "")),
        ),
        ("QUOTED", 6, ((Status.RECEIVED, 90, ""), (Status.DIAGNOSED, 50, ""), (Status.QUOTED, 20, ""))),
        ("THERE", 4, ((Status.OUT_FOR_DELIVERY, 30, ""), (Status.DELIVERED, 26, ""))),
    )
    for name, days, steps in ways:
        at = now - days * _DAY
        given = ConsignmentIn(
            number=f"DEMO{name}",
            carrier="sandpiper",
            service="standard",
            customer=customer,
            location="ballymount-depot",
            origin="Cork",
            origin_country="IE",
            destination="Dublin",
            destination_country="IE",
            lane="cork>dublin",
            value=Decimal(84),
            currency="EUR",
            language="en",
            lots=lots_of(name, at=at),
            recipient=recipient,
            told=ToldIn(latest=at + (4 if days < 4 else 3) * _DAY, told_at=at),
        )
        if name == "QUOTED":
            given = replace(given, kind=Kind.REPAIR, warranty=False, quote=_QUOTES[0], told=None, lots=None)
        scans = tuple(
            ScanIn(
                number=given.number,
                carrier=given.carrier,
                status=status,
                occurred_at=now - hours * _HOUR,
                place="Dublin" if status is not Status.IN_TRANSIT else "Athlone",
                country="IE",
                reason=reason,
            )
            for status, hours, reason in steps
        )
        yield Sent(given, at, scans)
