"""Templates: journeys to begin a map with. Written in English, drawn in the language of whoever draws."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from wellserved.journey.contracts import JourneyPlan, MeasurePlan, StagePlan, Template, TouchpointPlan

from .hotel_stay import HOTEL_STAY
from .online_order import ONLINE_ORDER
from .parcel_delivery import PARCEL_DELIVERY
from .repair import REPAIR
from .returns import RETURNS
from .shop_visit import SHOP_VISIT

TEMPLATES: Mapping[str, JourneyPlan] = {
    plan.slug: plan for plan in (PARCEL_DELIVERY, ONLINE_ORDER, SHOP_VISIT, HOTEL_STAY, REPAIR, RETURNS)
}
_LANES = ("title", "channel", "doing", "thinking", "frontstage", "backstage", "support")


def templates() -> tuple[Template, ...]:
    """The journeys that one may begin with, in the language now in force."""
    return tuple(
        Template(
            key=plan.slug,
            title=_(plan.title),
            goal=_(plan.goal),
            stages=tuple(_(stage.title) for stage in plan.stages),
            touchpoints=sum(len(stage.touchpoints) for stage in plan.stages),
        )
        for plan in TEMPLATES.values()
    )


def drawn(key: str) -> JourneyPlan:
    """A template in the language now in force; its short names stay as they are."""
    plan = TEMPLATES[key]
    return replace(
        plan, title=_(plan.title), goal=_(plan.goal), stages=tuple(_stage(stage) for stage in plan.stages)
    )


def _stage(stage: StagePlan) -> StagePlan:
    touchpoints = tuple(_touchpoint(touchpoint) for touchpoint in stage.touchpoints)
    return replace(stage, title=_(stage.title), goal=_(stage.goal), touchpoints=touchpoints)


def _touchpoint(touchpoint: TouchpointPlan) -> TouchpointPlan:
    # The empty text is gettext's own header.
    lanes: dict[str, Any] = {name: _(text) for name in _LANES if (text := getattr(touchpoint, name))}
    measures = tuple(_measure(measure) for measure in touchpoint.measures)
    return replace(touchpoint, measures=measures, **lanes)


def _measure(measure: MeasurePlan) -> MeasurePlan:
    return replace(measure, title=_(measure.title), unit=_(measure.unit))
