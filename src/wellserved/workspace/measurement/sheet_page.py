"""A measurement made ready for its page: sentences, tables and charts, formed so that the template only places them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellserved.analytics.contracts import ENOUGH
from wellserved.analytics.measurement import (
    DimensionFigures,
    FactorFit,
    Importance,
    KanoFigures,
    Mean,
    NetPromoter,
    Sheet,
    Zone,
)
from wellserved.analytics.measurement.kano import Coefficient
from wellserved.insight.contracts import Measurement, SetAside
from wellserved.workspace.counting import Waiting, waiting_for
from wellserved.workspace.wording import Words, count, minute, percent, period

from .charts import Lines, Square, dumbbells, importance_square
from .words import KANO, MINUS, SERVQUAL, WHY_NOT, between, number, signed

Title = Callable[[str], str]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class FitView:
    says: str
    rows: tuple[tuple[Words, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportanceView:
    says: str
    square: Square | None
    ends: tuple[str, str, str]
    rows: tuple[tuple[str, str, str, str, str], ...]
    """Number, title, share, its interval, performance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneView:
    """`low`, `wide` and `got` are percents of the scale: where the zone begins, how wide it is, where it was felt."""

    title: str
    low: float
    wide: float
    got: float
    levels: tuple[str, str, str]
    adequacy: str
    superiority: str
    shares: tuple[str, str, str]
    n: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KanoView:
    title: str
    category: Words
    is_clear: bool
    better: str
    worse: str
    counts: tuple[tuple[Words, str], ...]
    n: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurementPage:
    found: Measurement
    heading: str
    journey_href: str
    says: str
    who: str
    covers: str
    as_of: str
    weighted: str
    dimensions: tuple[DimensionView, ...]
    overall: DimensionView | None
    has_gap: bool
    lines: Lines | None
    fit: FitView | None
    why_no_fit: Words
    importance: ImportanceView | None
    why_no_importance: Words
    nps: tuple[str, str] | None
    zones: tuple[ZoneView, ...]
    kano: tuple[KanoView, ...]
    set_aside: str
    segments: tuple[tuple[str, str, tuple[MeanView | None, ...]], ...]
    waiting: Waiting | None


def draw_measurement(found: Measurement, *, address: str, query: str) -> MeasurementPage:
    sheet = found.sheet
    dimensions = tuple(_dimension(found, one, query=query) for one in sheet.dimensions) if sheet else ()
    has_gap = bool((sheet and sheet.overall.gap) or any(one.gap for one in dimensions))
    return MeasurementPage(
        found=found,
        heading=found.touchpoint_title or found.journey_title,
        journey_href=reverse("workspace:measured_journey", args=[found.journey]) + query,
        says=_says(found, sheet) if sheet else "",
        who=_who(sheet) if sheet else "",
        covers=period(found.since, found.until),
        as_of=minute(found.as_of),
        weighted=_weighted(found, sheet) if sheet else "",
        dimensions=dimensions,
        overall=_dimension(found, sheet.overall, query=query) if sheet and len(dimensions) > 1 else None,
        has_gap=has_gap,
        lines=_lines(found, sheet) if sheet else None,
        fit=_fit(sheet.fit) if sheet and sheet.fit else None,
        why_no_fit=WHY_NOT.get(sheet.why_no_fit, "") if sheet else "",
        importance=_importance(found, sheet, sheet.importance) if sheet and sheet.importance else None,
        why_no_importance=WHY_NOT.get(sheet.why_no_importance, "") if sheet else "",
        nps=_nps(found.nps) if found.nps else None,
        zones=tuple(_zone(title, one, found.scale) for title, one in found.zones),
        kano=tuple(_kano(title, one) for title, one in found.kano),
        set_aside=_set_aside(found.set_aside),
        segments=_segments(found, has_gap=has_gap),
        waiting=waiting_for([found], address=address),
    )


def title_of(found: Measurement, name: str) -> str:
    known = found.dimension_titles.get(name)
    return known if known is not None else str(SERVQUAL.get(name, name))


def _says(found: Measurement, sheet: Sheet) -> str:
    """Where it falls short most for sure; without expectations, where it is judged lowest."""
    short = [one for one in sheet.dimensions if one.gap and one.gap.high is not None and one.gap.n >= ENOUGH]
    if short:
        worst = min(short, key=lambda one: one.gap.high if one.gap and one.gap.high is not None else 0.0)
        gap = worst.gap
        if gap and gap.high is not None and gap.high < 0:
            facts = {
                "name": title_of(found, worst.name),
                "gap": signed(gap.value),
                "between": between(gap, with_sign=True),
            }
            return (
                _(
                    "Customers perceive less than they expect most of all at %(name)s: %(gap)s (95%% interval %(between)s)."
                )
                % facts
            )
        return _("Nowhere is it sure that customers perceive less than they expect.")
    judged = [one for one in sheet.dimensions if one.perceived and one.perceived.n >= ENOUGH]
    if not judged:
        return _("Too few respondents for a conclusion: it takes %(n)s.") % {"n": ENOUGH}
    lowest = min(judged, key=lambda one: one.perceived.value if one.perceived else 0.0)
    mean = lowest.perceived.value if lowest.perceived else 0.0
    facts = {
        "name": title_of(found, lowest.name),
        "mean": number(mean),
        "top": number(found.scale[1], places=0),
    }
    return _("Customers judge %(name)s lowest: %(mean)s of %(top)s. What they expect was not asked.") % facts


def _who(sheet: Sheet) -> str:
    return ngettext(
        "%(n)s respondent, %(complete)s of whom answered every item.",
        "%(n)s respondents, %(complete)s of whom answered every item.",
        sheet.answered,
    ) % {"n": count(sheet.answered), "complete": count(sheet.complete)}


def _weighted(found: Measurement, sheet: Sheet) -> str:
    if not sheet.weighted:
        return ""
    said = _("Weighted: each segment counts by how many customers it has.")
    if found.left_out:
        said += " " + ngettext(
            "%(n)s respondent of other segments is left out.",
            "%(n)s respondents of other segments are left out.",
            found.left_out,
        ) % {"n": count(found.left_out)}
    return said


def _dimension(found: Measurement, one: DimensionFigures, *, query: str) -> DimensionView:
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
        expected=_mean(one.expected),
        perceived=_mean(one.perceived),
        gap=_mean(one.gap, found=found, is_gap=True),
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
                expected=_mean(item.expected),
                perceived=_mean(item.perceived),
                gap=_mean(item.gap, found=found, is_gap=True),
                total="" if total.corrected is None else number(total.corrected),
                without="" if total.alpha_without is None else number(total.alpha_without),
                loading="" if loading is None else number(loading),
            )
            for item, total, loading in zip(one.items, known.items, loadings, strict=True)
        ),
    )


def _mean(mean: Mean | None, *, found: Measurement | None = None, is_gap: bool = False) -> MeanView | None:
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


def _lines(found: Measurement, sheet: Sheet) -> Lines | None:
    rows = [
        (title_of(found, one.name), _interval(one.perceived), _interval(one.expected))
        for one in sheet.dimensions
    ]
    return dumbbells(rows, scale=found.scale)


def _interval(mean: Mean | None) -> tuple[float, float | None, float | None] | None:
    return None if mean is None else (mean.value, mean.low, mean.high)


def _fit(fit: FactorFit) -> FitView:
    """Hu and Bentler's (1999) cut-offs, named as what they are."""
    good = (fit.cfi or 0) >= 0.95 and (fit.rmsea or 0) <= 0.06 and fit.srmr <= 0.08
    poor = (fit.cfi or 0) < 0.90 or (fit.rmsea or 0) > 0.10
    says = (
        _("The items lie as the dimensions say: the fit is good by Hu and Bentler's cut-offs.")
        if good
        else _("The items do not lie as the dimensions say: the fit is poor. Read dimensions with care.")
        if poor
        else _("The items lie roughly as the dimensions say: the fit is acceptable, not good.")
    )
    if not fit.proper:
        says += " " + _("Some dimensions cannot be told apart: their correlation comes out above 1.")
    rows: list[tuple[Words, str]] = [
        ("χ²", f"{number(fit.chi2, places=1)} (df {fit.df}, n {count(fit.n)})"),
        ("CFI", number(fit.cfi or 0, places=3)),
        ("TLI", number(fit.tli or 0, places=3)),
        (
            "RMSEA",
            _("%(value)s, 90%% interval %(low)s to %(high)s")
            % {
                "value": number(fit.rmsea or 0, places=3),
                "low": number(fit.rmsea_low or 0, places=3),
                "high": number(fit.rmsea_high or 0, places=3),
            },
        ),
        ("SRMR", number(fit.srmr, places=3)),
    ]
    return FitView(says=says, rows=tuple(rows) if fit.df else ())


def _importance(found: Measurement, sheet: Sheet, known: Importance) -> ImportanceView:
    means = {one.name: one.perceived for one in sheet.dimensions}
    means |= {item.name: item.perceived for one in sheet.dimensions for item in one.items}
    got = [(one, mean.value) for one in known.shares if (mean := means.get(one.name)) is not None]
    square = importance_square([(one.share, one.low, one.high, value) for one, value in got])
    names = {one.name: found.item_titles.get(one.name) or title_of(found, one.name) for one, _value in got}
    first = max(known.shares, key=lambda one: one.share)
    return ImportanceView(
        says=_("%(name)s weighs most: %(share)s%% of what explains “%(outcome)s” (R² %(r2)s, n %(n)s).")
        % {
            "name": names.get(first.name, first.name),
            "share": percent(first.share),
            "outcome": found.item_titles.get(found.outcome, ""),
            "r2": number(known.r2),
            "n": count(known.n),
        },
        square=square,
        ends=(percent(square.right, brief=True), number(square.bottom), number(square.top))
        if square
        else ("", "", ""),
        rows=tuple(
            (
                str(place),
                names[one.name],
                f"{percent(one.share)}%",
                _("%(low)s to %(high)s") % {"low": percent(one.low), "high": percent(one.high)},
                number(value),
            )
            for place, (one, value) in enumerate(got, start=1)
        ),
    )


def _nps(score: NetPromoter) -> tuple[str, str]:
    facts = {
        "margin": number(score.margin, places=1),
        "n": count(score.n),
        "promoters": count(score.promoters),
        "detractors": count(score.detractors),
    }
    return signed(score.score, places=0), _(
        "give or take %(margin)s points at 95%%: %(promoters)s promoters and %(detractors)s detractors of %(n)s"
    ) % facts


def _zone(title: str, one: Zone, scale: tuple[float, float]) -> ZoneView:
    ends = (one.minimum.value, one.desired.value, one.perceived.value)
    low, high = scale if scale[1] > scale[0] else (min(ends), max(ends) + 1)

    def place(value: float) -> float:
        return round(min(max((value - low) / (high - low), 0.0), 1.0) * 100, 1)

    return ZoneView(
        title=title,
        low=place(ends[0]),
        wide=round(place(ends[1]) - place(ends[0]), 1),
        got=place(ends[2]),
        levels=(number(ends[0]), number(ends[1]), number(ends[2])),
        adequacy=f"{signed(one.adequacy.value)} ({between(one.adequacy, with_sign=True)})",
        superiority=f"{signed(one.superiority.value)} ({between(one.superiority, with_sign=True)})",
        shares=(
            f"{percent(one.below.share)}%",
            f"{percent(one.within.share)}%",
            f"{percent(one.above.share)}%",
        ),
        n=count(one.n),
    )


def _kano(title: str, one: KanoFigures) -> KanoView:
    def coefficient(known: Coefficient | None, sign: str) -> str:
        if known is None:
            return ""
        facts = {"low": f"{sign}{number(known.low)}", "high": f"{sign}{number(known.high)}"}
        return f"{sign}{number(known.value)} ({_('%(low)s to %(high)s') % facts})"

    return KanoView(
        title=title,
        category=KANO[one.category],
        is_clear=one.is_clear,
        better=coefficient(one.better, ""),
        worse=coefficient(one.worse, MINUS),
        counts=tuple((KANO[name], count(n)) for name, n in one.counts.items() if n),
        n=count(one.n),
    )


def _set_aside(known: SetAside | None) -> str:
    if known is None or not known.left_out:
        return ""
    return ngettext(
        "%(n)s response was set aside as too fast, all alike or double, and is not counted.",
        "%(n)s responses were set aside as too fast, all alike or double, and are not counted.",
        known.left_out,
    ) % {"n": count(known.left_out)}


def _segments(
    found: Measurement, *, has_gap: bool
) -> tuple[tuple[str, str, tuple[MeanView | None, ...]], ...]:
    return tuple(
        (
            part.title or _("Segment not known"),
            count(part.answered),
            tuple(
                _mean(one.gap, found=found, is_gap=True) if has_gap else _mean(one.perceived)
                for one in part.dimensions
            ),
        )
        for part in found.by_segment
    )
