"""A journey as a plan: what a copy or a file is made of."""

from collections import defaultdict

from wellserved.journey.contracts import JourneyPlan, MeasurePlan, StagePlan, TouchpointPlan
from wellserved.journey.domain.fields import FACTS
from wellserved.journey.models import Journey, Measure, Stage, Touchpoint
from wellserved.people.contracts import NotFound, Person

_MEASURE = ("slug", "title", *FACTS)
_LANES = (
    "slug",
    "title",
    "channel",
    "side",
    "owner_team",
    "doing",
    "thinking",
    "feeling",
    "frontstage",
    "backstage",
    "support",
)


def plan_for(person: Person, *, journey: str) -> JourneyPlan:
    """What stands on a journey's map, without ids and positions; NotFound where this person sees none."""
    rows = Journey.objects.select_related("redraws").filter(slug=journey, removed_at__isnull=True)
    found = rows.first() if person.may("map:read") else None
    if found is None:
        raise NotFound(f"There is no journey '{journey}'.")
    return plan_of(found)


def plan_of(found: Journey) -> JourneyPlan:
    """The same of a row that was found by right, for the deeds that copy it."""
    measures = defaultdict(list)
    for m in Measure.objects.filter(touchpoint__journey=found, removed_at__isnull=True):
        measures[m.touchpoint_id].append(MeasurePlan(**{name: getattr(m, name) for name in _MEASURE}))
    touchpoints = defaultdict(list)
    for t in Touchpoint.objects.select_related("inner").filter(journey=found, removed_at__isnull=True):
        touchpoints[t.stage_id].append(
            TouchpointPlan(
                **{name: getattr(t, name) for name in _LANES},
                owner=t.owner_id,
                inner=t.inner.slug if t.inner and t.inner.removed_at is None else None,
                measures=tuple(measures[t.pk]),
            )
        )
    return JourneyPlan(
        slug=found.slug,
        title=found.title,
        goal=found.goal,
        redraws=found.redraws.slug if found.redraws and found.redraws.removed_at is None else None,
        stages=tuple(
            StagePlan(slug=s.slug, title=s.title, goal=s.goal, touchpoints=tuple(touchpoints[s.pk]))
            for s in Stage.objects.filter(journey=found, removed_at__isnull=True)
        ),
    )
