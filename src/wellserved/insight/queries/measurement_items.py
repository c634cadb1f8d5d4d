"""Which measures are items of which dimension, which one is the overall judgement, and which one is recommending."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wellserved.analytics.measurement.asking import Answered, AskedFor, AskedItem, items_of
from wellserved.journey.contracts import MeasureKey

SERVQUAL = ("tangibles", "reliability", "responsiveness", "assurance", "empathy")
_OVERALL = ("satisfaction", "overall", "csat")
_RECOMMENDING = ("nps", "recommend")
MOST_ITEMS = 60
"""Of one sheet: beyond that a factor fit takes longer than a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a questionnaire says of a measure: its kind of question and its dimension; both may be empty."""

    kind: str = ""
    dimension: str = ""
    title: str = ""


def asked_for(
    keys: Sequence[MeasureKey],
    known: Iterable[Answered],
    *,
    whole_journey: bool,
    said: Mapping[int, Known],
) -> AskedFor | None:
    """None where no measure has a respondent's answer.

    Items are answered measures with a scale. In a whole journey the touchpoints are the dimensions. At one touchpoint the
    questionnaire says them; else the first word of each measure's name, where all begin with a SERVQUAL dimension.
    """
    counts = {one.measure_id: one for one in known if one.perceived}
    scaled = [
        key
        for key in keys
        if key.measure_id in counts and key.scale_low is not None and key.scale_high is not None
    ]
    nps = next((key for key in scaled if _recommends(key, said.get(key.measure_id))), None)
    outcome = next(
        (key for key in scaled if key is not nps and _is_overall(key, said.get(key.measure_id))), nps
    )
    items = [
        key for key in scaled if key is not nps and key is not outcome and _is_item(said.get(key.measure_id))
    ][:MOST_ITEMS]
    if not items:
        return None
    dimensions = _dimensions(items, whole_journey=whole_journey, said=said)
    found = items_of(
        counts.values(), {key.measure_id: (dimensions[key.measure_id], turned(key)) for key in items}
    )
    first = items[0]
    return AskedFor(
        items=tuple(_grouped(found)),
        outcome=outcome.measure_id if outcome else None,
        outcome_turned=turned(outcome) if outcome else None,
        nps=nps.measure_id if nps else None,
        centre=((first.scale_low or 0.0) + (first.scale_high or 0.0)) / 2,
    )


def turned(key: MeasureKey) -> float | None:
    """What an answer is taken from where lower is better, so that more is always better."""
    if key.better != "lower" or key.scale_low is None or key.scale_high is None:
        return None
    return key.scale_low + key.scale_high


def _dimensions(
    items: Sequence[MeasureKey], *, whole_journey: bool, said: Mapping[int, Known]
) -> dict[int, str]:
    if whole_journey:
        return {key.measure_id: key.touchpoint for key in items}
    named = {key.measure_id: said.get(key.measure_id, Known()).dimension for key in items}
    if any(named.values()):
        return named
    first = {key.measure_id: key.measure.partition("-")[0] for key in items}
    return first if set(first.values()) <= set(SERVQUAL) else dict.fromkeys(first, "")


def _grouped(items: Sequence[AskedItem]) -> list[AskedItem]:
    order = {name: place for place, name in enumerate(dict.fromkeys(item.dimension for item in items))}
    return sorted(items, key=lambda item: order[item.dimension])


def _recommends(key: MeasureKey, said: Known | None) -> bool:
    if (key.scale_low, key.scale_high) != (0, 10):
        return False
    return said.kind == "nps" if said and said.kind else any(word in key.measure for word in _RECOMMENDING)


def _is_overall(key: MeasureKey, said: Known | None) -> bool:
    if said and said.kind:
        return said.kind == "csat"
    return any(word in key.measure for word in _OVERALL)


def _is_item(said: Known | None) -> bool:
    """A dimension's own measure is the mean of its items, and no further item."""
    return said is None or said.kind not in {"dimension", "nps", "csat", "ces", "kano"}
