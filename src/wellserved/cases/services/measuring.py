"""What cases tell the spine: how soon customers were answered, how soon it was settled, and whether it helped."""

from datetime import datetime

from wellserved.cases.domain.facts import Channel
from wellserved.cases.domain.measured import FIRST_ANSWER, FIRST_CONTACT, HELPED, JOURNEY, RESOLUTION, TOLD
from wellserved.cases.models import Case, Vote
from wellserved.journey.contracts import JourneyPlan, MeasurePlan, MomentIn, StagePlan, TouchpointPlan
from wellserved.journey.queries import measure_keys
from wellserved.journey.services import ensure_journey, record_moment
from wellserved.people.contracts import OPERATOR

SOURCE = "cases"


def _hours(title: str) -> MeasurePlan:
    return MeasurePlan(slug="hours", title=title, unit="business hours", better="lower", scale_low=0.0)


def _yes(slug: str, title: str) -> MeasurePlan:
    return MeasurePlan(
        slug=slug,
        title=title,
        unit="of 1",
        better="higher",
        scale_low=0.0,
        scale_high=1.0,
        satisfied=1.0,
    )


PLAN = JourneyPlan(
    slug=JOURNEY,
    title="Have something put right",
    goal="Be heard the first time, have it mended soon, and see that it does not happen again.",
    stages=(
        StagePlan(
            slug="heard",
            title="I am heard",
            touchpoints=(
                TouchpointPlan(
                    slug=FIRST_ANSWER[0],
                    title="The first answer",
                    measures=(_hours("Hours to the first answer"),),
                ),
            ),
        ),
        StagePlan(
            slug="settled",
            title="It is put right",
            touchpoints=(
                TouchpointPlan(
                    slug=RESOLUTION[0],
                    title="It is settled",
                    measures=(
                        _hours("Hours until it is settled"),
                        _yes(FIRST_CONTACT[1], "Settled with the first answer"),
                    ),
                ),
            ),
        ),
        StagePlan(
            slug="after",
            title="It does not come back",
            touchpoints=(
                TouchpointPlan(
                    slug=HELPED[0],
                    title="What became of it",
                    measures=(
                        _yes(HELPED[1], "It helped"),
                        _yes(TOLD[1], "Told when the cause was mended"),
                    ),
                ),
            ),
        ),
    ),
)


def ensure_journeys(*, now: datetime) -> None:
    """Draw the journey of complaints, so that promises can be set before the first case is answered."""
    there = {(key.touchpoint, key.measure) for key in measure_keys(journey=JOURNEY, removed=True)}
    if not {FIRST_ANSWER, RESOLUTION, FIRST_CONTACT, HELPED, TOLD} <= there:
        ensure_journey(by=OPERATOR, plan=PLAN, now=now)


def record(
    row: Case,
    place: tuple[str, str],
    *,
    now: datetime,
    nth: int = 0,
    delivered: float | None = None,
    told: float | None = None,
    perceived: float | None = None,
    staff_id: int | None = None,
) -> None:
    """Record one figure of a case, once: `nth` counts reopenings, after which it is another one."""
    ensure_journeys(now=now)
    touchpoint, measure = place
    moment = MomentIn(
        source=SOURCE,
        source_id=f"{row.pk}:{touchpoint}:{measure}" + (f":{nth}" if nth else ""),
        journey=JOURNEY,
        touchpoint=touchpoint,
        measure=measure,
        occurred_at=now,
        delivered=delivered,
        told=told,
        perceived=perceived,
        customer=row.customer_key,
        staff_id=staff_id,
        location=row.location.code if row.location else None,
        segment=row.segment.slug if row.segment else None,
        channel=row.channel,
        language=row.language or None,
        money=row.value,
        currency=row.currency if row.value is not None else None,
        subject_kind="case",
        subject_id=str(row.pk),
        attributes={"kind": row.kind} | ({"cause": row.cause.slug} if row.cause else {}),
    )
    record_moment(moment=moment, now=now)


def record_voter(
    vote: Vote,
    place: tuple[str, str],
    *,
    now: datetime,
    delivered: float | None = None,
    perceived: float | None = None,
) -> None:
    """Record one figure of somebody who only said that it happened to them too, once."""
    ensure_journeys(now=now)
    touchpoint, measure = place
    moment = MomentIn(
        source=SOURCE,
        source_id=f"vote:{vote.pk}:{touchpoint}:{measure}",
        journey=JOURNEY,
        touchpoint=touchpoint,
        measure=measure,
        occurred_at=now,
        delivered=delivered,
        perceived=perceived,
        customer=vote.customer_key,
        channel=Channel.PORTAL.value,
        language=vote.language or None,
        subject_kind="vote",
        subject_id=str(vote.pk),
        attributes={"kind": "vote", "cause": vote.open_cause.cause.slug},
    )
    record_moment(moment=moment, now=now)
