"""What every map that comes in has to be, whichever file brought it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from wellserved.journey.contracts import JourneyPlan, MeasurePlan, StagePlan, TouchpointPlan, Value
from wellserved.journey.domain.doing import MOST
from wellserved.journey.domain.fields import FIELDS, JOURNEY, MEASURE, STAGE, TOUCHPOINT, Broken, check_scale
from wellserved.journey.wording import refused

TOO_MANY = {
    STAGE: gettext_noop(
        "There are %(number)s stages; a map takes up to %(most)s. Split it into several maps."
    ),
    TOUCHPOINT: gettext_noop(
        "There are %(number)s touchpoints; a map takes up to %(most)s. Split it into several maps."
    ),
    MEASURE: gettext_noop(
        "There are %(number)s measures; a touchpoint takes up to %(most)s. Measure at several touchpoints."
    ),
}
MOST_MEASURES = MOST[MEASURE]
_SLUG = re.compile(r"[-a-zA-Z0-9_]{1,60}")


class ImportRefused(ValueError):
    """A file or plan that cannot be drawn; `place` is the line or part at fault, the sentence names it and the mend.

    `field` is the one of that part that is wrong, empty where that is not known.
    """

    def __init__(self, said: str, *, place: str = "", field: str = "") -> None:
        super().__init__(f"{place}: {said}" if place else said)
        self.place = place
        self.field = field
        self.said = said


Places = Callable[..., str]
"""How a file calls a stage, touchpoint or measure by its numbers: a path in JSON, a line in CSV and Mermaid."""


def path(*numbers: int) -> str:
    names = ("stages", "touchpoints", "measures")
    return ".".join(["journey", *(f"{name}[{n}]" for name, n in zip(names, numbers, strict=False))])


def is_full(stages: int, touchpoints: int) -> bool:
    """More than a map takes: a reader stops there, and `checked_plan` refuses what it has read."""
    return stages > MOST[STAGE] or touchpoints > MOST[TOUCHPOINT]


def checked_plan(plan: JourneyPlan, *, place: Places = path) -> JourneyPlan:
    """The plan with every text tidied. Raises ImportRefused at the first thing that may not be on a map."""
    fields = _fields(JOURNEY, {"title": plan.title, "goal": plan.goal}, place())
    if plan.redraws is not None:
        _slug(plan.redraws, place())
    _few(plan.stages, STAGE, place())
    _few([t for s in plan.stages for t in s.touchpoints], TOUCHPOINT, place())
    stages = tuple(_stage(stage, place, s) for s, stage in enumerate(plan.stages))
    _once([(s.slug, place(i)) for i, s in enumerate(stages)])
    _once([(t.slug, place(i, j)) for i, s in enumerate(stages) for j, t in enumerate(s.touchpoints)])
    return replace(plan, title=str(fields["title"]), goal=str(fields["goal"]), stages=stages)


def _stage(stage: StagePlan, place: Places, s: int) -> StagePlan:
    fields = _fields(STAGE, {"title": stage.title, "goal": stage.goal}, place(s))
    touchpoints = tuple(_touchpoint(t, place, s, i) for i, t in enumerate(stage.touchpoints))
    slug = _slug(stage.slug, place(s))
    return StagePlan(slug=slug, title=str(fields["title"]), goal=str(fields["goal"]), touchpoints=touchpoints)


def _touchpoint(touchpoint: TouchpointPlan, place: Places, s: int, t: int) -> TouchpointPlan:
    fields = _fields(
        TOUCHPOINT, {name: getattr(touchpoint, name) for name in FIELDS[TOUCHPOINT]}, place(s, t)
    )
    _few(touchpoint.measures, MEASURE, place(s, t))
    measures = tuple(_measure(m, place(s, t, i)) for i, m in enumerate(touchpoint.measures))
    _once([(m.slug, place(s, t, i)) for i, m in enumerate(measures)])
    slug = _slug(touchpoint.slug, place(s, t))
    return TouchpointPlan(slug=slug, measures=measures, **fields)  # type: ignore[arg-type]  # checked by field


def _measure(measure: MeasurePlan, place: str) -> MeasurePlan:
    fields = _fields(MEASURE, {name: getattr(measure, name) for name in FIELDS[MEASURE]}, place)
    try:
        check_scale(fields)
    except Broken as broken:
        raise ImportRefused(str(refused(broken)), place=place, field=broken.field) from broken
    return MeasurePlan(slug=_slug(measure.slug, place), **fields)  # type: ignore[arg-type]  # as above


def _fields(kind: str, given: dict[str, Value], place: str) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name, value in given.items():
        try:
            found[name] = FIELDS[kind][name].checked(name, value)
        except Broken as broken:
            raise ImportRefused(str(refused(broken)), place=place, field=broken.field) from broken
    return found


def _slug(slug: str, place: str) -> str:
    if not _SLUG.fullmatch(slug):
        raise ImportRefused(
            _("The short name '%(slug)s' is none. Use up to 60 letters, digits, - and _.")
            % {"slug": slug[:80]},
            place=place,
        )
    return slug


def _once(named: Iterable[tuple[str, str]]) -> None:
    seen: dict[str, str] = {}
    for slug, place in named:
        if slug in seen:
            raise ImportRefused(
                _("The short name '%(slug)s' stands at %(other)s already. Give one of them another.")
                % {"slug": slug, "other": seen[slug]},
                place=place,
            )
        seen[slug] = place


def _few(given: Iterable[object], kind: str, place: str) -> None:
    number = len(list(given))
    if number > MOST[kind]:
        raise ImportRefused(
            _(TOO_MANY[kind]) % {"number": number, "most": MOST[kind]},
            place=place,
        )
