"""A control chart made ready for a page: its picture, its sentences, its table."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from wellserved.insight.contracts import (
    CellDetail,
    ControlChart,
    ControlPoint,
    TouchpointTrend,
    signal_words,
)
from wellserved.platform.sparkline import Sparkline, sparkline

from .charts import ENOUGH, Control, control
from .wording import GAPS, count, day, interval, percent, with_query

LATEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlRow:
    start: str
    share: str
    limits: str
    n: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartView:
    """`says` is the chart in sentences; `stretches` are the links to its days, weeks and months."""

    picture: Control
    top: str
    ends: tuple[str, str]
    says: tuple[str, ...]
    how: str
    rows: tuple[ControlRow, ...]
    stretches: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendView:
    """A touchpoint's place in the lane of trends."""

    touchpoint: str
    spark: Sparkline
    says: str
    out: bool
    href: str


def chart_view(detail: CellDetail, *, address: str) -> ChartView | None:
    chart = detail.chart
    picture = control(chart, since=detail.since) if chart else None
    if chart is None or picture is None:
        return None
    return ChartView(
        picture=picture,
        top=f"{percent(picture.top, brief=True)}%",
        ends=(day(picture.first), day(picture.last)),
        says=chart_words(chart),
        how=_how(chart),
        rows=tuple(_row(point, every=chart.every) for point in reversed(chart.points)),
        stretches=tuple(
            (title, with_query(address, every=key), key == chart.every)
            for key, title in (
                ("day", pgettext("stretches of a chart", "days")),
                ("week", pgettext("stretches of a chart", "weeks")),
                ("month", pgettext("stretches of a chart", "months")),
            )
        ),
    )


def trend_view(trend: TouchpointTrend, *, href: str) -> TrendView | None:
    """None for a touchpoint whose trend has fewer than two points; those of too few cases are left out."""
    points = trend.chart.points
    known = [p for p in points if p.n >= ENOUGH]
    if len(known) < 2:
        return None
    judged = [(p.low, p.high) for p in points if p.low is not None and p.high is not None]
    latest = onset(points)
    said = (
        signal_words(rule=latest.rules[0], worse=latest.worse, start=latest.start, every=trend.chart.every)
        if latest
        else _("within its control limits")
        if judged
        else _("too few stretches to judge by")
    )
    facts = {
        "gap": GAPS[trend.gap].name,
        "first": percent(known[0].share),
        "last": percent(known[-1].share),
        "said": said,
    }
    return TrendView(
        touchpoint=trend.touchpoint,
        spark=sparkline(
            [p.share for p in known],
            label=_("%(gap)s over time: from %(first)s%% to %(last)s%% short; %(said)s") % facts,
            limits=judged[-1] if judged else None,
            out=[number for number, p in enumerate(known) if p.rules and p.worse],
            width=76,
            height=26,
        ),
        says=day(latest.start) if latest else "",
        out=latest is not None and latest.worse,
        href=href,
    )


def chart_words(chart: ControlChart) -> tuple[str, ...]:
    """What the chart says, the latest first; that it says nothing is said as well."""
    if chart.centre is None:
        return (
            _("Limits need 8 stretches of at least 30 cases; so far there are %(n)s.")
            % {"n": chart.baseline},
        )
    begun = [
        point
        for before, point in zip((None, *chart.points), chart.points, strict=False)
        if point.rules and not _goes_on(before, point)
    ]
    if not begun:
        return (_("It kept within its control limits all the time: what moves it is chance."),)
    return tuple(
        signal_words(rule=point.rules[0], worse=point.worse, start=point.start, every=chart.every)
        for point in reversed(begun[-LATEST:])
    )


def onset(points: Sequence[ControlPoint]) -> ControlPoint | None:
    """Where the latest spell of signals began, if the chart still speaks at its end."""
    if not points or not points[-1].rules:
        return None
    number = len(points) - 1
    while number and _goes_on(points[number - 1], points[number]):
        number -= 1
    return points[number]


def _goes_on(before: ControlPoint | None, point: ControlPoint) -> bool:
    return before is not None and bool(before.rules) and before.worse == point.worse


def _how(chart: ControlChart) -> str:
    if chart.centre is None:
        return ""
    facts = {"n": chart.baseline, "centre": percent(chart.centre)}
    if chart.kind == "proportions":
        return (
            _(
                "Limits by p-chart from the first %(n)s stretches, around %(centre)s%%; wider where there are fewer cases."
            )
            % facts
        )
    return (
        _(
            "Limits by individuals chart from the first %(n)s stretches, around %(centre)s%%: "
            "the share varies by more than chance alone."
        )
        % facts
    )


def _row(point: ControlPoint, *, every: str) -> ControlRow:
    said = (
        signal_words(rule=point.rules[0], worse=point.worse, start=point.start, every=every)
        if point.rules
        else ""
    )
    return ControlRow(
        start=day(point.start),
        share=percent(point.share),
        limits="" if point.low is None or point.high is None else interval(point.low, point.high),
        n=count(point.n),
        said=said,
    )
