"""What a response comes to: the levels of each item, and of each dimension the mean of its items."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .definition import Becomes, Definition, Item, Kano, Matrix, Pair, ThreeColumn
from .layout import items_of, scale_of
from .walking import shown

__all__ = ["Score", "place_of", "scores"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """`key` is the item's, or 'd:' and the dimension's; `minimum` is the least acceptable level of three columns.

    The expected level of three columns is the desired one, the upper end of the zone of tolerance: Zeithaml, Berry and
    Parasuraman (1993), 'The nature and determinants of customer expectations of service'.
    """

    key: str
    becomes: Becomes
    expected: float | None = None
    perceived: float | None = None
    minimum: float | None = None


def scores(
    definition: Definition, *, answers: Mapping[str, object], facts: Mapping[str, object]
) -> tuple[Score, ...]:
    """Only of what was shown and said; a dimension's mean is over the items of it that have the level."""
    seen = shown(definition, answers=answers, facts=facts)
    levels = {item.key: _levels(item, seen.answers.get(item.key)) for item in items_of(definition)}
    found = [
        Score(key=item.key, becomes=item.becomes, **levels[item.key])
        for item in seen.items
        if item.becomes is not None and levels[item.key]
    ]
    return (*found, *_of_dimensions(definition, levels))


def place_of(
    becomes: Becomes, *, definition: Definition, facts: Mapping[str, object]
) -> tuple[str, str, str]:
    """Journey, touchpoint and measure: the item's own, else what was asked about, else the questionnaire's."""
    journey = becomes.journey or str(facts.get("journey") or "") or definition.journey
    touchpoint = becomes.touchpoint or str(facts.get("touchpoint") or "") or definition.touchpoint
    return journey, touchpoint, becomes.measure


def _of_dimensions(definition: Definition, levels: Mapping[str, Mapping[str, float]]) -> Iterator[Score]:
    for dimension in definition.dimensions:
        if dimension.becomes is None:
            continue
        items = [levels[item.key] for item in items_of(definition) if item.dimension == dimension.key]
        means = {
            name: sum(said) / len(said)
            for name in ("expected", "perceived", "minimum")
            if (said := [one[name] for one in items if name in one])
        }
        if means:
            yield Score(key=f"d:{dimension.key}", becomes=dimension.becomes, **means)


def _levels(item: Item, answer: object) -> dict[str, float]:
    """What of an answer is an expectation, and what a perception; Kano pairs are neither."""
    if scale_of(item) is None or isinstance(item, Kano) or answer is None:
        return {}
    if isinstance(item, Matrix):
        rows = [float(one) for one in _numbers(answer).values()]
        return {"perceived": sum(rows) / len(rows)} if rows else {}
    if isinstance(item, ThreeColumn):
        names = {"minimum": "minimum", "desired": "expected", "perceived": "perceived"}
        return {names[part]: float(one) for part, one in _numbers(answer).items()}
    if isinstance(item, Pair):
        return {part: float(one) for part, one in _numbers(answer).items()}
    return {"perceived": float(answer)} if isinstance(answer, int) else {}


def _numbers(answer: object) -> dict[str, int]:
    if not isinstance(answer, Mapping):
        return {}
    return {part: one for part, one in answer.items() if isinstance(one, int)}
