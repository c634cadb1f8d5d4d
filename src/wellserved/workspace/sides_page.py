"""Single cases, and two sides of a cell beside each other, made ready for their pages."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from wellserved.insight.contracts import Comparison, Side, SingleCase, SingleCases

from .wording import LEVELS, Words, amount, count, figure, interval, minute, percent, period, points, quantity

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    case: SingleCase
    at: str
    got: str
    held_against: str
    shortfall: str
    short: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesPage:
    """`about`: of one case at least it can be shown what it was about."""

    rows: tuple[CaseRow, ...]
    about: bool
    says: str
    earlier: int | None
    later: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SideView:
    title: str
    covers: str
    share: str
    between: str
    n: str
    mean: str
    medians: tuple[tuple[Words, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SidesView:
    one: SideView
    other: SideView
    says: str


def draw_cases(found: SingleCases, *, page: int) -> CasesPage:
    last = found.first + len(found.cases) - 1
    facts = {"first": count(found.first), "last": count(last), "of": count(found.of)}
    return CasesPage(
        rows=tuple(_case(one) for one in found.cases),
        about=any(one.about for one in found.cases),
        says=_("Cases %(first)s to %(last)s of %(of)s.") % facts if found.cases else "",
        earlier=page - 1 if page > 1 else None,
        later=page + 1 if found.first + PAGE <= found.of else None,
    )


def draw_sides(comparison: Comparison, *, unit: str, by_day: bool) -> SidesView:
    titles = (
        (pgettext("side of a comparison", "Before"), pgettext("side of a comparison", "From that day on"))
        if by_day
        else (comparison.one.title, comparison.other.title)
    )
    return SidesView(
        one=_side(comparison.one, title=titles[0], unit=unit),
        other=_side(comparison.other, title=titles[1], unit=unit),
        says=_difference(comparison, title=titles[1]),
    )


def _case(one: SingleCase) -> CaseRow:
    short = one.shortfall is not None and one.shortfall > 0
    return CaseRow(
        case=one,
        at=minute(one.occurred_at),
        got="" if one.got is None else quantity(one.got),
        held_against="" if one.held_against is None else quantity(one.held_against),
        shortfall=quantity(one.shortfall) if short and one.shortfall is not None else "",
        short=short,
    )


def _side(side: Side, *, title: str, unit: str) -> SideView:
    cell = side.cell
    medians = tuple((LEVELS[level][0], amount(value, unit)) for level, value in side.medians)
    covers = period(side.since, side.until)
    if cell is None:
        return SideView(title=title, covers=covers, share="", between="", n="0", mean="", medians=medians)
    return SideView(
        title=title,
        covers=covers,
        share=f"{percent(cell.share)}%",
        between=interval(cell.low, cell.high),
        n=count(cell.n),
        mean=amount(cell.mean_shortfall, unit) if cell.short else "",
        medians=medians,
    )


def _signed(difference: float) -> str:
    """In points, with a minus that stands as high as the figures."""
    return figure(difference * 100, places=1).replace("-", "−")


def _difference(comparison: Comparison, *, title: str) -> str:
    one, other = comparison.one.cell, comparison.other.cell
    difference, low, high, p = comparison.difference, comparison.low, comparison.high, comparison.p
    if one is None or other is None or difference is None or low is None or high is None or p is None:
        return _("One side has no cases: there is nothing to compare.")
    if not (one.enough and other.enough):
        return _("One side has fewer than 30 cases: too few to judge by.")
    facts = {
        "title": title,
        "points": points(difference),
        "low": _signed(low),
        "high": _signed(high),
        "p": _("less than 0.001") if p < 0.001 else figure(p, places=3),
    }
    if low <= 0 <= high:
        return (
            _(
                "The difference may be chance: it is %(points)s points, its 95%% interval from %(low)s to %(high)s "
                "(p = %(p)s)."
            )
            % facts
        )
    if difference > 0:
        return (
            _(
                "%(title)s: worse by %(points)s points, 95%% interval of the difference %(low)s to %(high)s "
                "(p = %(p)s)."
            )
            % facts
        )
    return (
        _(
            "%(title)s: better by %(points)s points, 95%% interval of the difference %(low)s to %(high)s "
            "(p = %(p)s)."
        )
        % facts
    )
