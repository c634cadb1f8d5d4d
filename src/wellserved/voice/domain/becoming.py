"""Which measures of the map a questionnaire's answers become."""

from collections.abc import Iterator
from math import ceil

from wellserved.journey.contracts import MeasurePlan

from .definition import Definition
from .layout import items_of, scale_of
from .texts import piped, worded

__all__ = ["measures_of"]


def measures_of(definition: Definition, *, language: str, items: bool) -> Iterator[MeasurePlan]:
    """Of those answers that belong where the questionnaire is asked, and not at a touchpoint of their own.

    Of an item that belongs to a dimension only with `items`.
    """
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
