"""A dimension of a sheet and its items made ready: means with their intervals, and the colour of a gap."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from wellserved.analytics.contracts import ENOUGH
from wellserved.analytics.measurement import DimensionFigures, Mean, Sheet
from wellserved.insight.contracts import Measurement
from wellserved.workspace.wording import Words, count

from .charts import Lines, dumbbells
from .words import WHY_NOT, between, number, signed, title_of


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanView:
    value: str
    between: str
    n: str
    look: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    title: str
    expected: MeanView | None
    perceived: MeanView | None
    gap: MeanView | None
    total: str
    without: str
    loading: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionView:
    title: str
    href: str
    expected: MeanView | None
    perceived: MeanView | None
    gap: MeanView | None
    n: str
    alpha: str
    alpha_between: str
    omega: str
    why_no_omega: Words
    items: tuple[ItemView, ...]


def draw_dimension(found: Measurement, one: DimensionFigures, *, query: str) -> DimensionView:
    known = one.reliability
    loadings = [*known.loadings, *([None] * (len(one.items) - len(known.loadings)))]
    low, high = (known.low, known.high)
    return DimensionView(
        title=title_of(found, one.name) if one.name or found.touchpoint else "",
        href=(
            reverse("workspace:measured_touchpoint", args=[found.journey, one.name]) + query
            if one.name and not found.touchpoint
            else ""
        ),
        expected=draw_mean(one.expected),
        perceived=draw_mean(one.perceived),
        gap=draw_mean(one.gap, found=found, is_gap=True),
        n=count(one.perceived.n) if one.perceived else "0",
        alpha="" if known.alpha is None else number(known.alpha),
        alpha_between=""
        if low is None or high is None
        else _("%(low)s to %(high)s") % {"low": number(low), "high": number(high)},
        omega="" if known.omega is None else number(known.omega),
        why_no_omega=WHY_NOT.get(known.why_no_omega, ""),
        items=tuple(
            ItemView(
                title=found.item_titles.get(item.name, item.name),
                expected=draw_mean(item.expected),
                perceived=draw_mean(item.perceived),
                gap=draw_mean(item.gap, found=found, is_gap=True),
                total="" if total.corrected is None else number(total.corrected),
                without="" if total.alpha_without is None else number(total.alpha_without),
                loading="" if loading is None else number(loading),
            )
            for item, total, loading in zip(one.items, known.items, loadings, strict=True)
        ),
    )


def draw_mean(
    mean: Mean | None, *, found: Measurement | None = None, is_gap: bool = False
) -> MeanView | None:
    if mean is None:
        return None
    return MeanView(
        value=signed(mean.value) if is_gap else number(mean.value),
        between=between(mean, with_sign=is_gap),
        n=count(mean.n),
        look=_look(mean, found.scale) if found else "",
    )


def _look(gap: Mean, scale: tuple[float, float]) -> str:
    """The shortfall's colour: a step for each twelfth of the scale; hatched below thirty respondents."""
    if gap.n < ENOUGH:
        return "few"
    width = scale[1] - scale[0]
    return "h0" if gap.value >= 0 or width <= 0 else f"h{min(1 + int(-gap.value / width * 12), 6)}"


def draw_lines(found: Measurement, sheet: Sheet) -> Lines | None:
    rows = [
        (title_of(found, one.name), _interval(one.perceived), _interval(one.expected))
        for one in sheet.dimensions
    ]
    return dumbbells(rows, scale=found.scale)


def _interval(mean: Mean | None) -> tuple[float, float | None, float | None] | None:
    return None if mean is None else (mean.value, mean.low, mean.high)
