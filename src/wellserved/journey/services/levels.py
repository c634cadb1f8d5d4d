"""What every level has to be, be it promised, believed or answered; and for whom it is."""

from wellserved.people.contracts import NotFound
from wellserved.people.models import Segment


class OutsideTheScale(ValueError):
    """The level cannot be: the measure's scale ends before it."""


def within_the_scale(
    level: float, *, measure: str, unit: str, scale: tuple[float | None, float | None]
) -> None:
    """OutsideTheScale for a level below or above the scale of the measure of this short name."""
    low, high = scale
    if (low is not None and level < low) or (high is not None and level > high):
        ends = f"from {low:g} to {high:g}" if low is not None and high is not None else ""
        ends = ends or (f"from {low:g} on" if low is not None else f"up to {high:g}")
        raise OutsideTheScale(
            f"{level:g} lies outside of the scale of '{measure}', which runs {ends} {unit}. "
            "Give a level within it."
        )


def segment_of(slug: str | None) -> Segment | None:
    """The segment of this short name, None for everybody; NotFound where there is no such one."""
    if slug is None:
        return None
    found = Segment.objects.filter(slug=slug).first()
    if found is None:
        raise NotFound(f"There is no segment '{slug}'.")
    return found
