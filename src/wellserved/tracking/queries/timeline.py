"""All that happened to one consignment, for staff: also what was taken back, set aside and told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from wellserved.people.contracts import NotFound, Person
from wellserved.people.models import Location, Staff
from wellserved.tracking.domain.statuses import Kind, Status
from wellserved.tracking.models import (
    Consignment,
    Notice,
    Problem,
    Progress,
    Quote,
    ReturnAsked,
    Scan,
    SetAside,
    Told,
    Trouble,
    Window,
    Wish,
)
from wellserved.tracking.notices.words import occasion_name

from .finding import seen_by
from .lots import LotSeen, lots_of_for
from .public.facts import ToldSeen, WindowSeen

__all__ = ["Timeline", "timeline_for"]

MOST = 500
_FIRST = datetime(MINYEAR, 1, 2, tzinfo=UTC)
_LAST = datetime(MAXYEAR, 12, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanLine:
    """`taken_back_by` is the scan that took this one back, `takes_back` the source's id of the one it takes back."""

    at: datetime
    recorded_at: datetime
    status: Status | None
    reason: str
    place: str
    country: str
    source: str
    source_id: str
    carrier_status: str
    expected_on: date | None
    staff: str
    takes_back: bool
    taken_back_by: "ScanLine | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class AsideLine:
    id: int
    said: datetime | None
    status: str
    received_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLine:
    called: str
    channel: str
    state: str
    made_at: datetime
    due_at: datetime
    handed_over_at: datetime | None
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidLine:
    """A wish or a problem of the customer; `words` and `day` are empty for whoever may not see their details."""

    what: str
    words: str
    day: date | None
    at: datetime
    over_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLine:
    amount: Decimal
    currency: str
    work: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedLine:
    """A return that its customer asked for on the page: why, and what for."""

    reason: str
    wants: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TroubleLine:
    kind: str
    since: datetime
    owner: str
    called_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """The parcel that this is about, or a return or repair that is about this."""

    id: int
    kind: Kind
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Of scans at most the latest 500. `customer_key` is a pseudonym."""

    id: int
    kind: Kind
    number: str
    carrier: str
    service: str
    order_ref: str
    origin: str
    destination: str
    destination_country: str
    value: Decimal | None
    currency: str
    items: int
    location: str
    customer_key: UUID | None
    announced_at: datetime | None
    made_at: datetime
    status: Status | None
    reason: str
    status_at: datetime | None
    closed: bool
    window: WindowSeen | None
    about: Other | None
    others: tuple[Other, ...]
    lots: tuple[LotSeen, ...]
    scans: tuple[ScanLine, ...]
    aside: tuple[AsideLine, ...]
    told: tuple[ToldSeen, ...]
    notices: tuple[NoticeLine, ...]
    wishes: tuple[SaidLine, ...]
    problems: tuple[SaidLine, ...]
    quotes: tuple[QuoteLine, ...]
    asked: AskedLine | None
    troubles: tuple[TroubleLine, ...]


def timeline_for(person: Person, *, consignment_id: int) -> Timeline:
    """NotFound for what is not there, of another location, or not for this person at all."""
    row = seen_by(person).filter(pk=consignment_id).first()
    if row is None:
        raise NotFound("There is no such parcel, return or repair.")
    progress = Progress.objects.filter(pk=row.pk).first() or Progress()
    about = seen_by(person).filter(pk=row.about_id).first() if row.about_id else None
    place = Location.objects.filter(pk=row.location_id).first() if row.location_id else None
    details = person.may("customers:read")
    return Timeline(
        id=row.pk,
        kind=Kind(row.kind),
        number=row.number,
        carrier=row.carrier,
        service=row.service,
        order_ref=row.order_ref,
        origin=_city(row.origin, row.origin_country),
        destination=_city(row.destination, row.destination_country),
        destination_country=row.destination_country,
        value=row.value,
        currency=row.currency,
        items=row.items,
        location=place.name if place else "",
        customer_key=row.customer_key,
        announced_at=row.announced_at,
        made_at=row.made_at,
        status=Status(progress.status) if progress.status else None,
        reason=progress.reason,
        status_at=progress.status_at,
        closed=progress.closed,
        window=_window(row.pk),
        about=_other(about) if about else None,
        others=tuple(_other(one) for one in seen_by(person).filter(about=row.pk).order_by("pk")[:20]),
        lots=lots_of_for(person, consignment_id=row.pk),
        scans=_scans(row.pk),
        aside=_aside(row.pk),
        told=_told(row.pk),
        notices=_notices(row.pk, kind=Kind(row.kind)),
        wishes=_wishes(row.pk, details=details),
        problems=_problems(row.pk, details=details),
        quotes=_quotes(row.pk) if row.kind == Kind.REPAIR else (),
        asked=_asked(row.pk) if row.kind == Kind.RETURN else None,
        troubles=_troubles(row.pk),
    )


def _city(place: str, country: str) -> str:
    return ", ".join(one for one in (place, country) if one)


def _other(row: Consignment) -> Other:
    return Other(id=row.pk, kind=Kind(row.kind), number=row.number)


def _window(consignment_id: int) -> WindowSeen | None:
    row = Window.objects.filter(pk=consignment_id).first()
    if row is None:
        return None
    return WindowSeen(
        earliest=row.earliest, latest=row.latest, made_at=row.made_at, predicted=row.model_id is not None
    )


def _scans(consignment_id: int) -> tuple[ScanLine, ...]:
    rows = list(
        Scan.objects.filter(consignment_id=consignment_id).order_by("-occurred_at", "-recorded_at")[:MOST]
    )
    names = dict(
        Staff.objects.filter(pk__in={row.staff_id for row in rows if row.staff_id}).values_list("pk", "name")
    )
    corrections = {
        row.corrects: _scan(row, names, None) for row in reversed(rows) if row.corrects is not None
    }
    return tuple(_scan(row, names, corrections.get(row.digest)) for row in rows)


def _scan(row: Scan, names: dict[int, str], taken_back_by: ScanLine | None) -> ScanLine:
    return ScanLine(
        at=row.occurred_at,
        recorded_at=row.recorded_at,
        status=Status(row.status) if row.status else None,
        reason=row.reason,
        place=row.place,
        country=row.country,
        source=row.source,
        source_id=row.source_id,
        carrier_status=row.carrier_status,
        expected_on=row.expected_on,
        staff=names.get(row.staff_id, "") if row.staff_id else "",
        takes_back=row.corrects is not None,
        taken_back_by=taken_back_by,
    )


def _aside(consignment_id: int) -> tuple[AsideLine, ...]:
    rows = SetAside.objects.filter(consignment_id=consignment_id).order_by("-received_at")[:MOST]
    return tuple(
        AsideLine(
            id=row.pk,
            said=said_at(row.scan),
            status=row.scan.get("status") or "",
            received_at=row.received_at,
            settled_at=row.settled_at,
        )
        for row in rows
    )


def said_at(scan: dict[str, str]) -> datetime | None:
    """The time that a scan set aside gives, which cannot be right; a day from the ends of all time at least, so that it
    can be told in every zone.
    """
    try:
        said = datetime.fromisoformat(scan.get("occurred_at", ""))
    except ValueError:
        return None
    return min(max(said, _FIRST), _LAST)


def _told(consignment_id: int) -> tuple[ToldSeen, ...]:
    rows = Told.objects.filter(consignment_id=consignment_id).order_by("-told_at")[:MOST]
    return tuple(ToldSeen(told_at=row.told_at, earliest=row.earliest, latest=row.latest) for row in rows)


def _notices(consignment_id: int, *, kind: Kind) -> tuple[NoticeLine, ...]:
    rows = Notice.objects.filter(consignment_id=consignment_id).select_related("subscription")
    return tuple(
        NoticeLine(
            called=occasion_name(kind, row.occasion),
            channel=row.subscription.channel,
            state=row.state,
            made_at=row.made_at,
            due_at=row.due_at,
            handed_over_at=row.handed_over_at,
            attempts=row.attempts,
        )
        for row in rows.order_by("-made_at")[:MOST]
    )


def _wishes(consignment_id: int, *, details: bool) -> tuple[SaidLine, ...]:
    rows: Iterable[Wish] = Wish.objects.filter(consignment_id=consignment_id).order_by("-said_at")[:MOST]
    return tuple(
        SaidLine(
            what=row.what,
            words=row.detail if details else "",
            day=row.day if details else None,
            at=row.said_at,
            over_at=row.withdrawn_at,
        )
        for row in rows
    )


def _problems(consignment_id: int, *, details: bool) -> tuple[SaidLine, ...]:
    rows = Problem.objects.filter(consignment_id=consignment_id).order_by("-reported_at")[:MOST]
    return tuple(
        SaidLine(
            what=row.what,
            words=row.words if details else "",
            day=None,
            at=row.reported_at,
            over_at=row.settled_at,
        )
        for row in rows
    )


def _quotes(consignment_id: int) -> tuple[QuoteLine, ...]:
    rows = Quote.objects.filter(consignment_id=consignment_id).order_by("-pk")[:MOST]
    return tuple(
        QuoteLine(amount=row.amount, currency=row.currency, work=row.work, at=row.said_at) for row in rows
    )


def _asked(consignment_id: int) -> AskedLine | None:
    row = ReturnAsked.objects.filter(pk=consignment_id).first()
    return AskedLine(reason=row.reason, wants=row.wants, at=row.asked_at) if row else None


def _troubles(consignment_id: int) -> tuple[TroubleLine, ...]:
    rows = Trouble.objects.filter(consignment_id=consignment_id).select_related("owner").order_by("since")
    return tuple(
        TroubleLine(
            kind=row.kind,
            since=row.since,
            owner=row.owner.name if row.owner else "",
            called_at=row.called_at,
        )
        for row in rows
    )
