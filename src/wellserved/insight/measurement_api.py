"""Measurement over HTTP: what customers answered, as the page of measurement shows it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from pydantic import Field

from wellserved.analytics.measurement import DimensionFigures, FactorFit, Importance
from wellserved.insight.contracts import MapQuestion, Measurement
from wellserved.insight.queries import measurement_for
from wellserved.insight.queries.measurement_frame import ATTRIBUTES, frame_said
from wellserved.people.api import allowed, caller
from wellserved.platform.api import Asked, Day, Fault, Problem, ProblemOut, Slug, Text

router = Router(tags=["measurement"])


class MeasurementQuery(Asked):
    since: Day | None = Field(None, description="From this day on.")
    until: Day | None = Field(None, description="Until before this day.")
    segment: list[Slug] = Field([], description="Only this segment; may be repeated.")
    location: list[Slug] = Field([], description="Only this location and those below it; may be repeated.")
    channel: list[Text] = Field([], description="Only this channel; may be repeated.")
    frame: list[Text] = Field(
        [],
        description="How many customers a segment has in all, 'segment:number', or a location or channel, "
        "'location/code:number', 'channel/name:number'; may be repeated. Answers are weighted to it, raked by several.",
    )


class MeanOut(Schema):
    """A mean on the scale's own units with its 95% interval; null where fewer than two answered."""

    value: float
    standard_error: float | None
    low: float | None
    high: float | None
    n: int
    effective_n: float


class ItemOut(Schema):
    """`item_total` is the correlation with the dimension's other items, `alpha_without` their alpha."""

    touchpoint: str
    measure: str
    title: str
    expected: MeanOut | None
    perceived: MeanOut | None
    gap: MeanOut | None
    item_total: float | None
    alpha_without: float | None


class DimensionOut(Schema):
    """`gap` is perceived less expected (SERVQUAL), `perceived` alone SERVPERF.

    `alpha` (Cronbach, n = `alpha_n`, 95% interval) and `omega` (McDonald, n = `omega_n`) are null where they cannot be.
    """

    dimension: str
    title: str
    expected: MeanOut | None
    perceived: MeanOut | None
    gap: MeanOut | None
    alpha: float | None
    alpha_low: float | None
    alpha_high: float | None
    alpha_n: int
    omega: float | None
    omega_n: int
    items: list[ItemOut]


class FitOut(Schema):
    """Confirmatory factor analysis by maximum likelihood; RMSEA with its 90% interval."""

    n: int
    chi2: float
    df: int
    p_value: float | None
    cfi: float | None
    tli: float | None
    rmsea: float | None
    rmsea_low: float | None
    rmsea_high: float | None
    srmr: float


class ShareOut(Schema):
    dimension: str
    share: float
    low: float
    high: float


class ImportanceOut(Schema):
    """What each dimension or item explains of the overall judgement: shares of `r2`, 95% bootstrap intervals."""

    outcome: str
    n: int
    r2: float
    shares: list[ShareOut]


class NpsOut(Schema):
    """The net promoter score and its 95% margin in points; respondents counted, their shares weighted to a frame."""

    score: float
    margin: float
    promoters: int
    passives: int
    detractors: int
    promoter_share: float
    detractor_share: float
    effective_n: float


class SegmentOut(Schema):
    segment: str | None
    answered: int
    dimensions: list[DimensionOut]


class MeasurementOut(Schema):
    journey: str
    touchpoint: str | None
    asked: int
    answered: int
    complete: int
    weighted: bool
    left_out: int = Field(description="Respondents of none of the frame's categories.")
    dimensions: list[DimensionOut]
    overall: DimensionOut | None
    fit: FitOut | None
    importance: ImportanceOut | None
    nps: NpsOut | None
    segments: list[SegmentOut]
    as_of: datetime


_RESPONSES: Any = {200: MeasurementOut, frozenset({401, 403, 404, 422}): ProblemOut}


@router.get(
    "/measurement/{journey}",
    auth=allowed("map:read"),
    response=_RESPONSES,
    operation_id="measurement_of_journey",
    summary="What customers answered, a whole journey",
)
def of_journey(request: HttpRequest, journey: Path[Slug], asked: Query[MeasurementQuery]) -> dict[str, Any]:
    """Gap, SERVPERF, reliability, factor fit and importance, with the touchpoints as dimensions. Scope: `map:read`.

    A member of staff sees the figures of the locations open to them, a token those of all.
    """
    return _out(_measured(request, journey, "", asked))


@router.get(
    "/measurement/{journey}/{touchpoint}",
    auth=allowed("map:read"),
    response=_RESPONSES,
    operation_id="measurement_of_touchpoint",
    summary="What customers answered, one touchpoint",
)
def of_touchpoint(
    request: HttpRequest, journey: Path[Slug], touchpoint: Path[Slug], asked: Query[MeasurementQuery]
) -> dict[str, Any]:
    """The same of one touchpoint, by the dimensions of its questionnaire. Scope: `map:read`."""
    return _out(_measured(request, journey, touchpoint, asked))


def _measured(request: HttpRequest, journey: str, touchpoint: str, asked: MeasurementQuery) -> Measurement:
    if asked.since and asked.until and asked.since >= asked.until:
        raise _refused("query.until", "It is not after since.", "until is the first day left out.")
    found = measurement_for(
        caller(request),
        journey=journey,
        touchpoint=touchpoint,
        question=MapQuestion(
            since=asked.since,
            until=asked.until,
            segments=tuple(asked.segment),
            locations=tuple(asked.location),
            channels=tuple(asked.channel),
            compare=False,
        ),
        frame=_frame(asked.frame),
        now=timezone.now(),
    )
    if found.frame_fault is not None:
        said, mend = frame_said(found.frame_fault, frame=found.frame)
        raise _refused("query.frame", said, mend)
    return found


def _frame(said: list[str]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for number, one in enumerate(said):
        name, _colon, people = one.rpartition(":")
        attribute, slash, key = name.partition("/")
        attribute, key = (attribute, key) if slash else ("segment", name)
        right = key and attribute in ATTRIBUTES and people.isdecimal() and 0 < int(people) < 10**12
        if not right:
            raise _refused(
                f"query.frame.{number}",
                f"'{one}' is no size.",
                "Write segment:number, such as families:1200, or location/code:number or channel/name:number.",
            )
        found.setdefault(attribute, {})[key] = float(people)
    return found


def _refused(place: str, said: str, mend: str) -> Problem:
    fault = Fault(place=place, said=said, mend=mend)
    return Problem(422, "The question cannot be asked: see errors.", errors=[fault])


def _out(found: Measurement) -> dict[str, Any]:
    sheet = found.sheet
    return {
        "journey": found.journey,
        "touchpoint": found.touchpoint or None,
        "asked": sheet.asked if sheet else 0,
        "answered": sheet.answered if sheet else 0,
        "complete": sheet.complete if sheet else 0,
        "weighted": bool(sheet and sheet.weighted),
        "left_out": found.left_out,
        "dimensions": [_dimension(found, one) for one in sheet.dimensions] if sheet else [],
        "overall": _dimension(found, sheet.overall) if sheet else None,
        "fit": _fit(sheet.fit) if sheet and sheet.fit else None,
        "importance": _importance(found, sheet.importance) if sheet and sheet.importance else None,
        "nps": found.nps,
        "segments": [
            {
                "segment": part.key or None,
                "answered": part.answered,
                "dimensions": [_dimension(found, one) for one in part.dimensions],
            }
            for part in found.by_segment
        ],
        "as_of": found.as_of,
    }


def _dimension(found: Measurement, one: DimensionFigures) -> dict[str, Any]:
    known = one.reliability
    return {
        "dimension": one.name,
        "title": found.dimension_titles.get(one.name, one.name),
        "expected": one.expected,
        "perceived": one.perceived,
        "gap": one.gap,
        "alpha": known.alpha,
        "alpha_low": known.low,
        "alpha_high": known.high,
        "alpha_n": known.n,
        "omega": known.omega,
        "omega_n": known.omega_n,
        "items": [
            {
                "touchpoint": found.item_places[item.name][0],
                "measure": found.item_places[item.name][1],
                "title": found.item_titles[item.name],
                "expected": item.expected,
                "perceived": item.perceived,
                "gap": item.gap,
                "item_total": total.corrected,
                "alpha_without": total.alpha_without,
            }
            for item, total in zip(one.items, known.items, strict=True)
        ],
    }


def _fit(fit: FactorFit) -> dict[str, Any]:
    return {name: getattr(fit, name) for name in FitOut.model_fields}


def _importance(found: Measurement, known: Importance) -> dict[str, Any]:
    return {
        "outcome": found.item_places[found.outcome][1],
        "n": known.n,
        "r2": known.r2,
        "shares": [
            {
                "dimension": found.item_places.get(one.name, ("", one.name))[1],
                "share": one.share,
                "low": one.low,
                "high": one.high,
            }
            for one in known.shares
        ],
    }
