"""Drawing the map from a plan."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count

from wellserved.journey.contracts import JourneyPlan, MeasureKey, MeasurePlan, StagePlan, TouchpointPlan
from wellserved.journey.domain.doing import EMPTY, MOST
from wellserved.journey.domain.fields import FACTS, MEASURE, STAGE, TOUCHPOINT, Broken
from wellserved.journey.domain.slugs import ADDRESS_OF_NEW
from wellserved.journey.exchange.checking import checked_plan
from wellserved.journey.models import Draws, Journey, Measure, Stage, Touchpoint
from wellserved.journey.queries import measure_keys
from wellserved.journey.wording import refused
from wellserved.people.contracts import Person
from wellserved.people.services import audit, require

from .nesting import leads_to


class JourneyContradicts(ValueError):
    """What stands already says otherwise than the plan."""


@transaction.atomic
def ensure_journey(*, by: Person, plan: JourneyPlan, now: datetime) -> tuple[MeasureKey, ...]:
    """Make what the plan has and the map lacks; returns the journey's measures.

    Titles, goals and lanes of what stands are left as people edited them; what the plan has and somebody removed is put
    back. Raises ImportRefused for a plan that may not stand on a map; JourneyContradicts for a measure whose unit,
    direction or scale differs, a touchpoint that stands in another stage, more than a map takes together with what
    stands, and a journey that would open into itself. Then nothing is changed.
    """
    require(by, "journeys:write")
    if plan.slug == ADDRESS_OF_NEW:
        raise JourneyContradicts(
            f"No journey can have the short name '{ADDRESS_OF_NEW}': new ones are begun at that address. "
            "Give the plan another slug."
        )
    plan = checked_plan(plan)
    journey, made = Journey.objects.get_or_create(
        slug=plan.slug,
        defaults={"title": plan.title, "goal": plan.goal, **_redrawing(plan)},
    )
    # Two imports of one journey at once, or an import and an editor, take turns from here on.
    journey = Journey.objects.select_for_update().get(pk=journey.pk)
    drawing = _Drawing(journey=journey, fresh=made)
    drawing.put_back(journey)
    for position, stage in enumerate(plan.stages):
        drawing.ensure_stage(plan=stage, position=position)
    if drawing.grown:
        _not_too_many(journey, grown=drawing.grown)
        _never_into_itself(journey)
    if made:
        audit(by=by, deed="journey.drawn", kind="journey", object_id=journey.pk, now=now)
    elif drawing.grown:
        # An editor that has the map open has to notice, though nobody edited it.
        journey.version += 1
        journey.save(update_fields=["version"])
        audit(by=by, deed="journey.extended", kind="journey", object_id=journey.pk, now=now)
    return measure_keys(journey=plan.slug)


@dataclass(slots=True, kw_only=True)
class _Drawing:
    """One plan being drawn; `fresh` says that nothing stood there, `grown` of what something was made or put back."""

    journey: Journey
    fresh: bool
    grown: set[type] = field(default_factory=set)

    def put_back(self, row: Journey | Stage | Touchpoint | Measure) -> None:
        if row.removed_at is not None:
            row.removed_at = None
            row.save(update_fields=["removed_at"])
            self.grown.add(type(row))

    def ensure_stage(self, *, plan: StagePlan, position: int) -> None:
        stage = Stage.objects.filter(journey=self.journey, slug=plan.slug).first()
        if stage is None:
            place = self._place(position, Stage.objects.filter(journey=self.journey))
            stage = self._made(
                Stage(journey=self.journey, slug=plan.slug, title=plan.title, goal=plan.goal, position=place)
            )
        self.put_back(stage)
        for index, touchpoint in enumerate(plan.touchpoints):
            self._ensure_touchpoint(stage=stage, plan=touchpoint, position=index)

    def _ensure_touchpoint(self, *, stage: Stage, plan: TouchpointPlan, position: int) -> None:
        touchpoint = Touchpoint.objects.filter(journey=self.journey, slug=plan.slug).first()
        if touchpoint is None:
            place = self._place(position, Touchpoint.objects.filter(stage=stage))
            lanes = {name: getattr(plan, name) for name in ("slug", "title", *EMPTY)}
            lanes |= {"owner_id": lanes.pop("owner"), "inner": _inner(lanes.pop("inner"), plan)}
            touchpoint = self._made(Touchpoint(journey=self.journey, stage=stage, position=place, **lanes))
        if touchpoint.stage_id != stage.pk:
            raise JourneyContradicts(
                f"Touchpoint '{plan.slug}' stands in another stage than '{stage.slug}'. "
                "Give the touchpoint of the plan another slug, or name the stage it stands in."
            )
        self.put_back(touchpoint)
        for index, measure in enumerate(plan.measures):
            self._ensure_measure(touchpoint=touchpoint, plan=measure, position=index)

    def _ensure_measure(self, *, touchpoint: Touchpoint, plan: MeasurePlan, position: int) -> None:
        facts = {fact: getattr(plan, fact) for fact in FACTS}
        measure = Measure.objects.filter(touchpoint=touchpoint, slug=plan.slug).first()
        if measure is None:
            place = self._place(position, Measure.objects.filter(touchpoint=touchpoint))
            self._made(
                Measure(touchpoint=touchpoint, slug=plan.slug, title=plan.title, position=place, **facts)
            )
            return
        _agrees(measure, facts, touchpoint=touchpoint.slug)
        self.put_back(measure)

    def _place(self, position: int, siblings: Any) -> float:
        """In the plan's order on a new map, at the end of one that people have ordered."""
        last = None if self.fresh else siblings.order_by("position").values_list("position", flat=True).last()
        return position if last is None else last + 1

    def _made(self, row: Any) -> Any:
        row.save(force_insert=True)
        self.grown.add(type(row))
        return row


def _agrees(measure: Measure, facts: dict[str, Any], *, touchpoint: str) -> None:
    for fact, wanted in facts.items():
        stands = getattr(measure, fact)
        if stands != wanted:
            raise JourneyContradicts(
                f"Measure '{measure.slug}' at touchpoint '{touchpoint}' has {fact} {stands!r}, "
                f"the plan says {wanted!r}. Moments are already counted by what stands: "
                "give the plan the same value, or its measure another slug."
            )


def _not_too_many(journey: Journey, *, grown: set[type]) -> None:
    drawn = {"removed_at__isnull": True}
    measures = Measure.objects.filter(touchpoint__journey=journey, **drawn).order_by().values("touchpoint")
    counted = (
        (Stage, STAGE, Stage.objects.filter(journey=journey, **drawn).count()),
        (Touchpoint, TOUCHPOINT, Touchpoint.objects.filter(journey=journey, **drawn).count()),
        (Measure, MEASURE, max(measures.annotate(n=Count("pk")).values_list("n", flat=True), default=0)),
    )
    for table, kind, number in counted:
        if table in grown and number > MOST[kind]:
            raise JourneyContradicts(str(refused(Broken(f"too_many_{kind}s", most=MOST[kind]))))


def _never_into_itself(journey: Journey) -> None:
    """What is put back may have been opened into from its own inside since it was removed."""
    doors = Touchpoint.objects.filter(journey=journey, removed_at__isnull=True, inner__isnull=False)
    for inner, title in dict(doors.values_list("inner__slug", "title")).items():
        if leads_to(inner, journey.slug):
            broken = Broken("inner_goes_round", field="inner", inner=inner, title=title)
            raise JourneyContradicts(str(refused(broken)))


def _redrawing(plan: JourneyPlan) -> dict[str, Any]:
    if plan.redraws is None:
        return {}
    found = Journey.objects.filter(slug=plan.redraws, removed_at__isnull=True).first()
    if found is None:
        raise JourneyContradicts(
            f"The plan redraws journey '{plan.redraws}', which is not there. Draw that one first, "
            "or leave 'redraws' away."
        )
    return {"draws": Draws.TO_BE, "redraws": found}


def _inner(slug: str | None, plan: TouchpointPlan) -> Journey | None:
    if slug is None:
        return None
    found = Journey.objects.filter(slug=slug, removed_at__isnull=True).first()
    if found is None:
        raise JourneyContradicts(
            f"Touchpoint '{plan.slug}' opens into journey '{slug}', which is not there. Draw that one first, "
            "or leave 'inner' away."
        )
    return found
