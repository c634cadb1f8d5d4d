"""What stands behind one cell, made ready for its page or for the panel beside the map."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from wellserved.insight.contracts import CellDetail, GapCell, Part

from .charts import Bar, Strip, bars, span, strip
from .control_page import ChartView, chart_view
from .domain import certain_change, step
from .map_page import CellView, GuiltView, cell_view, guilt_view
from .wording import (
    GAPS,
    LEVELS,
    GapWords,
    Words,
    amount,
    count,
    interval,
    minute,
    percent,
    period,
    points,
    quantity,
    with_query,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView:
    """One line of 'where': `fill`, `low` and `high` are percents of the longest bar's scale."""

    title: str
    href: str
    look: str
    share: str
    n: str
    between: str
    fill: float
    low: float
    wide: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelView:
    name: Words
    whose: Words
    n: str
    median: str
    middle: str
    strip: Strip


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailPage:
    detail: CellDetail
    words: GapWords
    share: str
    of: str
    sure: str
    before: str
    mean: str
    chart: ChartView | None
    levels: tuple[LevelView, ...]
    level_ends: tuple[str, str]
    shortfalls: tuple[tuple[Bar, str], ...]
    guilt: GuiltView | None
    where: tuple[tuple[str, tuple[PartView, ...]], ...]
    siblings: tuple[tuple[str, CellView], ...]
    borrowed: str
    covers: str
    as_of: str
    map_href: str


def draw_detail(detail: CellDetail, *, query: str) -> DetailPage:
    cell = detail.cell
    on = span(detail.levels)
    return DetailPage(
        detail=detail,
        words=GAPS[cell.gap],
        share=percent(cell.share),
        of=_of(cell),
        sure=_sure(cell),
        before=_before(cell),
        mean=_mean(detail),
        chart=chart_view(detail, address=address(detail, query=query)),
        levels=_levels(detail, on=on),
        level_ends=(quantity(on[0]), quantity(on[1])),
        shortfalls=tuple((bar, quantity(bar.value)) for bar in bars(detail.shortfalls)),
        guilt=guilt_view(detail.guilt),
        where=_where(detail, query=query),
        siblings=_siblings(detail, query=query),
        borrowed=_borrowed(cell),
        covers=period(detail.since, detail.until),
        as_of=minute(detail.as_of) if detail.as_of else "",
        map_href=reverse("workspace:journey", args=[detail.journey]) + query,
    )


def address(detail: CellDetail, *, query: str, measure: str = "") -> str:
    gap = detail.cell.gap
    return (
        reverse("workspace:cell", args=[detail.journey, detail.touchpoint, measure or detail.measure, gap])
        + query
    )


def with_cell(detail: CellDetail, *, query: str) -> str:
    """The address of the map with this cell open beside it."""
    return with_query(
        reverse("workspace:journey", args=[detail.journey]) + query,
        cell=f"{detail.touchpoint}.{detail.measure}.{detail.cell.gap}",
    )


def cell_in(said: str, *, journey: str, query: str) -> str:
    """The address of the cell that such a map's address names; empty where it names none."""
    found = re.fullmatch(r"([-\w]+)\.([-\w]+)\.([1-5])", said, re.ASCII)
    return reverse("workspace:cell", args=[journey, *found.groups()]) + query if found else ""


def _of(cell: GapCell) -> str:
    facts = {"n": count(cell.n), "clause": GAPS[cell.gap].clause}
    return ngettext("of %(n)s case: %(clause)s", "of %(n)s cases: %(clause)s", cell.n) % facts


def _sure(cell: GapCell) -> str:
    facts = {"low": percent(cell.low), "high": percent(cell.high), "n": count(cell.n)}
    if not cell.enough:
        return (
            _("Too few cases to judge by: with %(n)s the share may lie anywhere from %(low)s to %(high)s%%.")
            % facts
        )
    return _("95%% interval %(low)s to %(high)s.") % facts


def _before(cell: GapCell) -> str:
    if cell.share_before is None or not cell.n_before:
        return ""
    facts = {"share": percent(cell.share_before), "n": count(cell.n_before)}
    change = certain_change(cell)
    if change is None:
        return _("The period before: %(share)s%% of %(n)s; the difference may be chance.") % facts
    facts["points"] = points(change)
    if change > 0:
        return _("The period before: %(share)s%% of %(n)s. It became worse by %(points)s points.") % facts
    return _("The period before: %(share)s%% of %(n)s. It became better by %(points)s points.") % facts


def _mean(detail: CellDetail) -> str:
    if not detail.cell.short:
        return ""
    return _("Cases that fall short do so by %(mean)s on average.") % {
        "mean": amount(detail.cell.mean_shortfall, detail.unit)
    }


def _borrowed(cell: GapCell) -> str:
    if not cell.borrowed:
        return ""
    return ngettext(
        "In %(n)s case the expectation is borrowed: the median of the customer's segment stands in.",
        "In %(n)s cases the expectation is borrowed: the median of the customer's segment stands in.",
        cell.borrowed,
    ) % {"n": count(cell.borrowed)}


def _levels(detail: CellDetail, *, on: tuple[float, float]) -> tuple[LevelView, ...]:
    return tuple(
        LevelView(
            name=LEVELS[level.level][0],
            whose=LEVELS[level.level][1],
            n=count(level.n),
            median=quantity(level.median),
            middle=_("%(low)s to %(high)s")
            % {"low": quantity(level.quartile), "high": quantity(level.upper)},
            strip=strip(level, on=on),
        )
        for level in detail.levels
        if level.n
    )


def _where(detail: CellDetail, *, query: str) -> tuple[tuple[str, tuple[PartView, ...]], ...]:
    kinds = (
        (pgettext("breakdown", "By segment"), "segment", detail.by_segment),
        (pgettext("breakdown", "By location"), "location", detail.by_location),
        (pgettext("breakdown", "By channel"), "channel", detail.by_channel),
    )
    here = address(detail, query=query)
    return tuple(
        (title, _parts(parts, here=here, name=name)) for title, name, parts in kinds if len(parts) > 1
    )


def _parts(parts: Sequence[Part], *, here: str, name: str) -> tuple[PartView, ...]:
    longest = max((part.cell.high for part in parts if part.cell.enough), default=0.0)
    scale = max(longest, *(part.cell.share for part in parts), 0.01)
    worst_first = sorted(parts, key=lambda part: (part.cell.enough, part.cell.share), reverse=True)
    joint = "&" if "?" in here else "?"
    return tuple(
        PartView(
            title=part.title,
            href=f"{here}{joint}{name}={part.key}",
            look=f"h{step(part.cell.share)}" if part.cell.enough else "few",
            share=f"{percent(part.cell.share)}%",
            n=count(part.cell.n),
            between=interval(part.cell.low, part.cell.high),
            fill=round(part.cell.share / scale * 100, 1),
            low=round(min(part.cell.low / scale, 1) * 100, 1),
            wide=round((min(part.cell.high / scale, 1) - min(part.cell.low / scale, 1)) * 100, 1),
        )
        for part in worst_first
    )


def _siblings(detail: CellDetail, *, query: str) -> tuple[tuple[str, CellView], ...]:
    """The touchpoint's measures in this gap; the map shows only the worst, here is the way to the others."""
    if len(detail.measures) < 2:
        return ()
    return tuple(
        (
            part.title,
            cell_view(part.cell, href=address(detail, query=query, measure=part.key), name=part.title),
        )
        for part in detail.measures
    )
