"""Where one element stands on its map."""

from dataclasses import dataclass

from wellserved.journey.contracts import Drawing, DrawnMeasure, DrawnStage, DrawnTouchpoint
from wellserved.people.contracts import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchpointPlace:
    """A touchpoint, its stage, and what stands before and after it along the whole journey."""

    stage: DrawnStage
    touchpoint: DrawnTouchpoint
    before: DrawnTouchpoint | None
    after: DrawnTouchpoint | None


def stage_of(drawing: Drawing, number: int) -> DrawnStage:
    for stage in drawing.stages:
        if stage.id == number:
            return stage
    raise NotFound(f"There is no stage {number} on the map '{drawing.slug}'.")


def place_of(drawing: Drawing, number: int) -> TouchpointPlace:
    along = [(stage, touchpoint) for stage in drawing.stages for touchpoint in stage.touchpoints]
    for index, (stage, touchpoint) in enumerate(along):
        if touchpoint.id == number:
            return TouchpointPlace(
                stage=stage,
                touchpoint=touchpoint,
                before=along[index - 1][1] if index else None,
                after=along[index + 1][1] if index + 1 < len(along) else None,
            )
    raise NotFound(f"There is no touchpoint {number} on the map '{drawing.slug}'.")


def measure_of(drawing: Drawing, number: int) -> tuple[TouchpointPlace, DrawnMeasure]:
    for stage in drawing.stages:
        for touchpoint in stage.touchpoints:
            for measure in touchpoint.measures:
                if measure.id == number:
                    return place_of(drawing, touchpoint.id), measure
    raise NotFound(f"There is no measure {number} on the map '{drawing.slug}'.")
