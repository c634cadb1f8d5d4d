"""Giving a questionnaire's answers a place on the map: the measures that its dimensions and items become."""

from collections.abc import Iterator
from datetime import datetime
from math import ceil

from django.db import transaction

from wellserved.journey.contracts import JourneyPlan, MeasurePlan, StagePlan, TouchpointPlan
from wellserved.journey.queries import plan_for
from wellserved.journey.services import ensure_journey
from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import audit, require
from wellserved.voice.domain.definition import Definition
from wellserved.voice.domain.layout import items_of, scale_of
from wellserved.voice.domain.texts import piped, worded
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
    wanted = {m.slug: m for m in _measures(definition, language=language, items=items) if m.slug not in there}
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


def _measures(definition: Definition, *, language: str, items: bool) -> Iterator[MeasurePlan]:
    """Only of those answers that belong where the questionnaire is asked, and not at a touchpoint of their own."""
    asked = list(items_of(definition))
    own = {one.key for one in definition.dimensions if one.becomes is not None}
    for dimension in definition.dimensions:
        scales = [scale_of(item) for item in asked if item.dimension == dimension.key]
        ends = [(scale.low, scale.high) for scale in scales if scale is not None]
        if dimension.becomes is not None and not dimension.becomes.touchpoint and ends:
            title = worded(dimension.title, language=language, fallback=definition.language)
            low, high = min(low for low, _ in ends), max(high for _, high in ends)
            yield _measure(dimension.becomes.measure, title, low=low, high=high)
    for item in asked:
        scale = scale_of(item)
        if item.becomes is None or item.becomes.touchpoint or scale is None:
            continue
        if items or item.dimension not in own:
            text = worded(item.text, language=language, fallback=definition.language)
            # Of every occasion at once: what stands for each of them is left to what follows the bar.
            text = piped(text, of=lambda _kind, _name: "")
            yield _measure(item.becomes.measure, text or item.key, low=scale.low, high=scale.high)


def _measure(slug: str, title: str, *, low: int, high: int) -> MeasurePlan:
    """Satisfied is who answers in the upper third: 4 of 5, 5 of 7, 7 of 10."""
    return MeasurePlan(
        slug=slug,
        title=title[:160],
        unit=f"of {high}",
        better="higher",
        scale_low=float(low),
        scale_high=float(high),
        satisfied=float(low + ceil((high - low) * 2 / 3)),
    )
