"""Giving a questionnaire's answers a place on the map: the measures that its dimensions and items become."""

from datetime import datetime

from django.db import transaction

from wellserved.journey.contracts import JourneyPlan, StagePlan, TouchpointPlan
from wellserved.journey.queries import plan_for
from wellserved.journey.services import ensure_journey
from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import audit, require
from wellserved.voice.domain.becoming import measures_of
from wellserved.voice.queries import draft_for

__all__ = ["place_measures"]


@transaction.atomic
def place_measures(
    *, by: Person, questionnaire: str, journey: str, touchpoint: str, now: datetime, items: bool = False
) -> tuple[str, ...]:
    """Add to a touchpoint the measures that the draft's answers become and that it lacks; returns their short names.

    Of an item that belongs to a dimension only with `items`: twenty-two measures on one touchpoint are seldom looked
    at. What stands is left as it is. Raises NotFound, and what `ensure_journey` raises.
    """
    require(by, "surveys:write")
    definition = draft_for(by, questionnaire=questionnaire).definition
    plan = plan_for(by, journey=journey)
    found = next(((s, t) for s in plan.stages for t in s.touchpoints if t.slug == touchpoint), None)
    if found is None:
        raise NotFound(f"Journey '{journey}' has no touchpoint '{touchpoint}'.")
    stage, place = found
    there = {measure.slug for measure in place.measures}
    language = by.language or definition.language
    wanted = {
        m.slug: m for m in measures_of(definition, language=language, items=items) if m.slug not in there
    }
    if not wanted:
        return ()
    target = TouchpointPlan(slug=place.slug, title=place.title, measures=tuple(wanted.values()))
    stages = (StagePlan(slug=stage.slug, title=stage.title, touchpoints=(target,)),)
    ensure_journey(by=by, plan=JourneyPlan(slug=plan.slug, title=plan.title, stages=stages), now=now)
    audit(
        by=by,
        deed="measures.placed",
        kind="questionnaire",
        object_id=questionnaire,
        now=now,
        measures=len(wanted),
    )
    return tuple(wanted)
