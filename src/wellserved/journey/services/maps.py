"""Drawing the map."""

from datetime import datetime

from django.db import transaction

from wellserved.journey.contracts import JourneyPlan, MeasureKey, MeasurePlan, StagePlan, TouchpointPlan
from wellserved.journey.models import Journey, Measure, Stage, Touchpoint
from wellserved.journey.queries import measure_keys
from wellserved.people.contracts import Person
from wellserved.people.services import audit


class JourneyContradicts(ValueError):
    """What stands already says otherwise than the plan."""


@transaction.atomic
def ensure_journey(*, by: Person, plan: JourneyPlan, now: datetime) -> tuple[MeasureKey, ...]:
    """Make what the plan has and the map lacks; returns the journey's measures.

    Titles and goals of what stands are left as people edited them. A measure whose unit, direction or scale
    differs, or a touchpoint that stands in another stage, raises JourneyContradicts and changes nothing.
    """
    journey, made = Journey.objects.get_or_create(
        slug=plan.slug, defaults={"title": plan.title, "goal": plan.goal}
    )
    # Two imports of one journey at once take turns from here on.
    Journey.objects.select_for_update().get(pk=journey.pk)
    for position, stage in enumerate(plan.stages):
        _ensure_stage(journey=journey, plan=stage, position=position)
    if made:
        audit(by=by, deed="journey.drawn", kind="journey", object_id=journey.pk, now=now)
    return measure_keys(journey=plan.slug)


def _ensure_stage(*, journey: Journey, plan: StagePlan, position: int) -> None:
    stage, _ = Stage.objects.get_or_create(
        journey=journey,
        slug=plan.slug,
        defaults={"title": plan.title, "goal": plan.goal, "position": position},
    )
    for place, touchpoint in enumerate(plan.touchpoints):
        _ensure_touchpoint(stage=stage, plan=touchpoint, position=place)


def _ensure_touchpoint(*, stage: Stage, plan: TouchpointPlan, position: int) -> None:
    touchpoint, _ = Touchpoint.objects.get_or_create(
        journey_id=stage.journey_id,
        slug=plan.slug,
        defaults={
            "stage": stage,
            "title": plan.title,
            "channel": plan.channel,
            "side": plan.side,
            "owner_team": plan.owner_team,
            "position": position,
        },
    )
    if touchpoint.stage_id != stage.pk:
        raise JourneyContradicts(
            f"Touchpoint '{plan.slug}' stands in another stage than '{stage.slug}'. "
            "Give the touchpoint of the plan another slug, or name the stage it stands in."
        )
    for place, measure in enumerate(plan.measures):
        _ensure_measure(touchpoint=touchpoint, plan=measure, position=place)


_FACTS = ("unit", "better", "scale_low", "scale_high", "satisfied")


def _ensure_measure(*, touchpoint: Touchpoint, plan: MeasurePlan, position: int) -> None:
    facts = {fact: getattr(plan, fact) for fact in _FACTS}
    measure, _ = Measure.objects.get_or_create(
        touchpoint=touchpoint, slug=plan.slug, defaults={"title": plan.title, "position": position, **facts}
    )
    for fact, wanted in facts.items():
        stands = getattr(measure, fact)
        if stands != wanted:
            raise JourneyContradicts(
                f"Measure '{plan.slug}' at touchpoint '{touchpoint.slug}' has {fact} {stands!r}, "
                f"the plan says {wanted!r}. Moments are already counted by what stands: "
                "give the plan the same value, or its measure another slug."
            )
