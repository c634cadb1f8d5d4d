"""How often each parcel's customer had to ask where it is: recorded when parcels and cases can be told together."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from wellserved.cases.queries.asking_where import first_asked_at, times_asked
from wellserved.journey.contracts import MomentIn
from wellserved.journey.queries import MomentSeen, measure_keys, moments_for
from wellserved.journey.queries.moments import last_moment_at
from wellserved.journey.services import record_moments
from wellserved.journey.services.resolving import resolved
from wellserved.people.contracts import OPERATOR
from wellserved.tracking.contracts import ASKED, OVER, PARCEL
from wellserved.tracking.services import ensure_asked

SOURCE = "insight"
SETTLED = timedelta(days=7)
"""After a parcel is over: until then customers still ask, and staff find out what a case is about."""
OVERLAP = timedelta(days=3)
"""Parcels are told of late now and then."""
LOT = 1000


def record_asked(*, now: datetime) -> int:
    """For every parcel that is over and settled, once; returns how many are new.

    None before the first contact of this cause: that nobody had given it yet does not say that nobody asked. What
    staff find out afterwards changes nothing any more: a moment stays as it was recorded.
    """
    first = first_asked_at()
    if first is None or not ensure_asked(now=now):
        return 0
    (key,) = (one for one in measure_keys(journey=PARCEL) if (one.touchpoint, one.measure) == ASKED)
    last = last_moment_at(measure_id=key.measure_id)
    since = first if last is None else max(first, last - OVERLAP)
    recorded, after = 0, None
    while True:
        page = moments_for(
            OPERATOR,
            journey=PARCEL,
            touchpoint=OVER[0],
            measure=OVER[1],
            since=since,
            until=now - SETTLED,
            after=after,
            limit=LOT,
        )
        recorded += _record(page.moments, now=now)
        after = page.next
        if after is None:
            return recorded


def _record(over: Sequence[MomentSeen], *, now: datetime) -> int:
    parcels = {one.subject_id: one for one in over if one.subject_kind == "parcel" and one.subject_id}
    if not parcels:
        return 0
    asked = times_asked(kind="parcel", ids=parcels)
    moments = [
        MomentIn(
            source=SOURCE,
            source_id=f"{parcel}:asked",
            journey=PARCEL,
            touchpoint=ASKED[0],
            measure=ASKED[1],
            occurred_at=one.occurred_at,
            delivered=float(asked.get(parcel, 0)),
            customer=one.customer,
            segment=one.segment,
            location=one.location,
            channel=one.channel,
            language=one.language,
            subject_kind=one.subject_kind,
            subject_id=parcel,
            attributes=one.attributes,
        )
        for parcel, one in parcels.items()
    ]
    return sum(done.recorded for done in record_moments(source=SOURCE, batches=[resolved(moments)], now=now))
