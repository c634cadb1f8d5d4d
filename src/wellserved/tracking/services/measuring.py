"""What tracking tells the spine: moments of how consignments went, on journeys of their own."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import connection

from wellserved.journey.contracts import JourneyPlan, MeasurePlan, MomentIn, StagePlan, TouchpointPlan
from wellserved.journey.queries import measure_keys
from wellserved.journey.services import ensure_journey, record_moments
from wellserved.journey.services.resolving import resolved
from wellserved.people.contracts import OPERATOR
from wellserved.tracking.contracts import ASKED, PARCEL
from wellserved.tracking.domain.progress import milestones
from wellserved.tracking.domain.statuses import Kind
from wellserved.tracking.domain.went import went

from .intake.deriving import scan_facts

SOURCE = "tracking"
_DAYS = {"unit": "days", "better": "lower", "scale_low": 0.0}
PLANS = {
    Kind.PARCEL: JourneyPlan(
        slug="parcel",
        title="Get my parcel",
        goal="Have it in my hands on the day I was told, without having to ask.",
        stages=(
            StagePlan(
                slug="way",
                title="It is on its way",
                touchpoints=(
                    TouchpointPlan(
                        slug="news",
                        title="Hearing where it is",
                        measures=(
                            MeasurePlan(
                                slug="silence",
                                title="Longest time without news",
                                unit="hours",
                                better="lower",
                                scale_low=0.0,
                            ),
                            # What is recorded of it needs to know cases as well: insight does.
                            MeasurePlan(
                                slug="asked",
                                title="Times that I had to ask where it is",
                                unit="contacts",
                                better="lower",
                                scale_low=0.0,
                                satisfied=0.0,
                            ),
                        ),
                    ),
                ),
            ),
            StagePlan(
                slug="handover",
                title="I get it",
                touchpoints=(
                    TouchpointPlan(
                        slug="delivery",
                        title="It is delivered",
                        measures=(MeasurePlan(slug="days", title="Days to deliver", **_DAYS),),  # type: ignore[arg-type]  # of each its kind
                    ),
                    TouchpointPlan(
                        slug="door",
                        title="The driver is at the door",
                        measures=(
                            MeasurePlan(
                                slug="first-attempt",
                                title="Delivered at the first attempt",
                                unit="of 1",
                                better="higher",
                                scale_low=0.0,
                                scale_high=1.0,
                                satisfied=1.0,
                            ),
                        ),
                    ),
                ),
            ),
        ),
    ),
    Kind.RETURN: JourneyPlan(
        slug="return",
        title="Send it back",
        goal="Have my money or another one soon after I have sent it.",
        stages=(
            StagePlan(
                slug="settle",
                title="It is settled",
                touchpoints=(
                    TouchpointPlan(
                        slug="refund",
                        title="I get my money or another one",
                        measures=(MeasurePlan(slug="days", title="Days from return to refund", **_DAYS),),  # type: ignore[arg-type]  # as above
                    ),
                ),
            ),
        ),
    ),
    Kind.REPAIR: JourneyPlan(
        slug="repair",
        title="Have it repaired",
        goal="Have it work again, soon, at the price I agreed to.",
        stages=(
            StagePlan(
                slug="workshop",
                title="It is repaired",
                touchpoints=(
                    TouchpointPlan(
                        slug="turnaround",
                        title="It comes back from the workshop",
                        measures=(MeasurePlan(slug="days", title="Days in the workshop", **_DAYS),),  # type: ignore[arg-type]  # as above
                    ),
                ),
            ),
        ),
    ),
}
_CLOSED = """
SELECT c.id, c.kind, c.announced_at, c.customer_key, s.slug, l.code, c.language, c.value, c.currency, c.carrier,
  c.service, (SELECT latest FROM tracking_told t WHERE t.consignment_id = c.id ORDER BY told_at, id LIMIT 1),
  EXISTS (SELECT FROM tracking_returnasked a WHERE a.consignment_id = c.id)
FROM tracking_consignment c JOIN tracking_progress p ON p.consignment_id = c.id
LEFT JOIN people_segment s ON s.id = c.segment_id LEFT JOIN people_location l ON l.id = c.location_id
WHERE c.id = ANY(%s) AND c.announced_at IS NOT NULL AND p.closed
"""


@dataclass(frozen=True, slots=True)
class _Closed:
    id: int
    kind: Kind
    announced_at: datetime
    customer: UUID | None
    segment: str | None
    location: str | None
    language: str
    value: object
    currency: str
    carrier: str
    service: str
    told: datetime | None
    asked: bool


def record_changes(consignment_ids: list[int], *, now: datetime) -> int:
    """Record what went how, for those of the consignments that are over; each figure once, however often asked."""
    closed = list(_closed(consignment_ids))
    moments = list(_moments(closed))
    if not moments:
        return 0
    _ensure_journeys({one.kind for one in closed}, now=now)
    return sum(done.recorded for done in record_moments(source=SOURCE, batches=[resolved(moments)], now=now))


def _closed(ids: list[int]) -> Iterator[_Closed]:
    with connection.cursor() as cursor:
        cursor.execute(_CLOSED, [ids])
        for id_, kind, *others in cursor.fetchall():
            yield _Closed(id_, Kind(kind), *others)


def _moments(closed: list[_Closed]) -> Iterator[MomentIn]:
    facts = scan_facts([one.id for one in closed])
    for one in closed:
        first = milestones(facts[one.id])
        taken_back = {fact.corrects for fact in facts[one.id]}
        live = sorted(f.occurred_at for f in facts[one.id] if f.status and f.digest not in taken_back)
        for figure in went(
            one.kind, began=one.announced_at, told=one.told, first=first, scans=live, asked=one.asked
        ):
            yield MomentIn(
                source=SOURCE,
                source_id=f"{one.id}:{figure.touchpoint}",
                journey=PLANS[one.kind].slug,
                touchpoint=figure.touchpoint,
                measure=figure.measure,
                occurred_at=figure.at,
                delivered=figure.delivered,
                told=figure.told,
                customer=one.customer,
                segment=one.segment,
                location=one.location,
                language=one.language or None,
                subject_kind=one.kind.value,
                subject_id=str(one.id),
                attributes={
                    name: value
                    for name, value in (("carrier", one.carrier), ("service", one.service))
                    if value
                },
            )


def _ensure_journeys(kinds: set[Kind], *, now: datetime) -> None:
    there = {key.journey for key in measure_keys(removed=True)}
    for kind in sorted(kinds):
        if PLANS[kind].slug not in there:
            ensure_journey(by=OPERATOR, plan=PLANS[kind], now=now)


def ensure_journeys(*, now: datetime) -> None:
    """Draw the journeys of tracking, so that promises can be set before the first consignment is over."""
    _ensure_journeys(set(Kind), now=now)


def ensure_asked(*, now: datetime) -> bool:
    """Have the measure of how often customers had to ask; False where staff removed it, or where it belongs.

    A journey that was drawn before there was this measure gets it, in whatever stage its touchpoint stands by now.
    """
    if any((key.touchpoint, key.measure) == ASKED for key in measure_keys(journey=PARCEL, removed=True)):
        return any((key.touchpoint, key.measure) == ASKED for key in measure_keys(journey=PARCEL))
    stage = next((key.stage for key in measure_keys(journey=PARCEL) if key.touchpoint == ASKED[0]), None)
    if stage is None:
        return False
    plan = PLANS[Kind.PARCEL]
    ensure_journey(by=OPERATOR, plan=replace(plan, stages=(replace(plan.stages[0], slug=stage),)), now=now)
    return True
