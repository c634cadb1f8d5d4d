"""A journey's map made ready for its page: every text formed, so that the template only places them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from wellserved.insight.contracts import GapCell, JourneyMap, TouchpointColumn, TouchpointTrend
from wellserved.journey.queries import Wanted
from wellserved.platform.keeping import KeptOf

from .control_page import TrendView, trend_view
from .counting import Waiting, waiting_for
from .domain import (
    GAP_NUMBERS,
    STEPS,
    certain_change,
    guilt_together,
    standing,
    step,
    whole_percents,
    worst_of,
)
from .wording import (
    GAPS,
    LINK_NAMES,
    GapWords,
    count,
    guilt_words,
    interval,
    percent,
    period,
    points,
)

MARKS = {True: "▲", False: "▼"}
Address = Callable[[str, str, int], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellView:
    """One cell as it is read: `look` is its class (h0 to h6, few, none); without a link it is empty."""

    look: str
    share: str = ""
    interval: str = ""
    n: str = ""
    change: str = ""
    of: str = ""
    label: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuiltView:
    """Who broke the chain: bar parts as (link, percent), the guiltiest in brief, and all of them in words."""

    total: str
    parts: tuple[tuple[str, str], ...]
    brief: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchpointView:
    slug: str
    title: str
    channel: str
    backstage: bool
    measures: int
    cells: tuple[CellView, ...]
    guilt: GuiltView | None
    waits: bool = False
    """Its figures are being counted; its cells are those of every other that waits."""
    wanted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StageView:
    slug: str
    title: str
    goal: str
    touchpoints: tuple[TouchpointView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPage:
    title: str
    heading: str
    covers: str
    worst: str
    worst_href: str
    stages: tuple[StageView, ...]
    gaps: tuple[GapWords, ...]
    scale: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, object], ...]
    journey_map: JourneyMap
    map_href: str
    waiting: Waiting | None
    trends_href: str
    wanted_href: str


EMPTY = CellView(look="none")
WAITING = (CellView(look="waiting"),) * len(GAP_NUMBERS)
_views: KeptOf[TouchpointView] = KeptOf(most=3_000)
FILTERS_HEADER = "Wellserved-Filters"
"""Of a request whose answer must bring the filters too: what there is to choose was not known."""


def draw_map(journey_map: JourneyMap, *, query: str, wanted: Sequence[Wanted] = ()) -> MapPage:
    """`query` is the filter as it stands in the address: every cell's link carries it on."""
    titles: dict[str, tuple[str, ...]] = {}
    for one in wanted:
        titles[one.touchpoint] = (*titles.get(one.touchpoint, ()), one.title)
    prefix = reverse("workspace:journey", args=[journey_map.journey])

    def address(touchpoint: str, measure: str, gap: int) -> str:
        return f"{prefix}{touchpoint}/{measure}/gap-{gap}/{query}"

    stages = tuple(
        StageView(
            slug=stage.stage,
            title=stage.title,
            goal=stage.goal,
            touchpoints=tuple(
                _kept(
                    touchpoint,
                    address=address,
                    wanted=titles.get(touchpoint.touchpoint, ()),
                    at=prefix + query,
                    counted=journey_map.counted,
                )
                for touchpoint in stage.touchpoints
            ),
        )
        for stage in journey_map.stages
        if stage.touchpoints
    )
    worst, href = _worst(journey_map, address=address)
    return MapPage(
        title=journey_map.title,
        heading=journey_map.goal or journey_map.title,
        covers=_covers(journey_map) if journey_map.counted else "",
        worst=worst,
        worst_href=href,
        stages=stages,
        gaps=tuple(GAPS[gap] for gap in GAP_NUMBERS),
        scale=scale(),
        links=tuple(LINK_NAMES.items()),
        journey_map=journey_map,
        map_href=prefix + query,
        waiting=waiting_for((journey_map,), address=prefix + query),
        trends_href=reverse("workspace:trends", args=[journey_map.journey]) + query,
        wanted_href=reverse("workspace:wanted_of", args=[journey_map.journey]) if wanted else "",
    )


def scale() -> tuple[tuple[str, str], ...]:
    """The legend: each step's class and where it begins."""
    return tuple((f"h{number}", f"{start:.0%}".rstrip("%")) for number, start in enumerate((0.0, *STEPS)))


def cell_view(cell: GapCell, *, href: str = "", of: str = "", name: str = "", measure: str = "") -> CellView:
    n = count(cell.n)
    if not cell.enough:
        label = _("%(name)s: too few cases, %(n)s") % {"name": name, "n": n}
        return CellView(look="few", n=n, of=of, label=label, href=href)
    share, between = percent(cell.share, brief=True), interval(cell.low, cell.high)
    certain = certain_change(cell)
    worse, change = (certain or 0.0) > 0, "" if certain is None else points(certain)
    return CellView(
        look=f"h{step(cell.share)}",
        share=share,
        interval=between,
        n=n,
        change=f"{MARKS[worse]}{change}" if change else "",
        of=of,
        label=_label(cell, name=name, measure=measure, n=n, worse=worse, change=change),
        href=href,
    )


def guilt_view(counts: dict[str, int]) -> GuiltView | None:
    percents = whole_percents(counts)
    if not percents:
        return None
    guiltiest = max(percents, key=lambda link: percents[link])
    return GuiltView(
        total=count(sum(counts.values())),
        parts=tuple((link, str(part)) for link, part in percents.items() if part),
        brief=f"{LINK_NAMES[guiltiest]} {percents[guiltiest]}%",
        words=guilt_words(percents),
    )


def _kept(
    touchpoint: TouchpointColumn, *, address: Address, wanted: tuple[str, ...], at: str, counted: bool
) -> TouchpointView:
    """The same object for as long as the touchpoint's figures stay as they are: its row is drawn once."""
    return _views.get(
        (touchpoint,),
        (get_language(), at, wanted, counted),
        lambda: _touchpoint(touchpoint, address=address, wanted=wanted, counted=counted),
    )


def _touchpoint(
    touchpoint: TouchpointColumn, *, address: Address, wanted: tuple[str, ...], counted: bool
) -> TouchpointView:
    return TouchpointView(
        slug=touchpoint.touchpoint,
        title=touchpoint.title,
        channel=touchpoint.channel,
        backstage=touchpoint.side == "backstage",
        measures=len(touchpoint.measures),
        cells=tuple(_cell(touchpoint, gap=gap, address=address) for gap in GAP_NUMBERS)
        if counted
        else WAITING,
        waits=not counted,
        guilt=guilt_view(guilt_together(touchpoint.measures)),
        wanted=wanted,
    )


def draw_trends(trends: Iterable[TouchpointTrend], *, journey: str, query: str) -> tuple[TrendView, ...]:
    prefix = reverse("workspace:journey", args=[journey])
    views = (
        trend_view(trend, href=f"{prefix}{trend.touchpoint}/{trend.measure}/gap-{trend.gap}/{query}")
        for trend in trends
    )
    return tuple(view for view in views if view is not None)


def _cell(touchpoint: TouchpointColumn, *, gap: int, address: Address) -> CellView:
    stands = standing(touchpoint, gap=gap)
    if stands is None:
        return EMPTY
    several = stands.among > 1
    return cell_view(
        stands.cell,
        href=address(touchpoint.touchpoint, stands.measure.measure, gap),
        of=_("1 of %(all)s") % {"all": stands.among} if several else "",
        name=f"{touchpoint.title}, {GAPS[gap].name}",
        measure=stands.measure.title if several else "",
    )


def _label(cell: GapCell, *, name: str, measure: str, n: str, worse: bool, change: str) -> str:
    facts = {
        "name": name,
        "share": percent(cell.share),
        "n": n,
        "low": percent(cell.low),
        "high": percent(cell.high),
    }
    words = [_("%(name)s: %(share)s%% of %(n)s cases, %(low)s to %(high)s") % facts]
    if change:
        moved = (
            _("%(points)s points worse than before") if worse else _("%(points)s points better than before")
        )
        words.append(moved % {"points": change})
    if measure:
        words.append(measure)
    return "; ".join(words)


def _covers(journey_map: JourneyMap) -> str:
    facts = {
        "cases": count(journey_map.cases),
        "customers": count(journey_map.customers),
        "period": period(journey_map.since, journey_map.until),
    }
    if not journey_map.cases:
        return _("No cases in this choice, %(period)s.") % facts
    if not journey_map.customers:
        return (
            ngettext("%(cases)s case, %(period)s.", "%(cases)s cases, %(period)s.", journey_map.cases) % facts
        )
    if journey_map.before_since is None:
        whole = ngettext(
            "%(cases)s cases of one known customer, %(period)s.",
            "%(cases)s cases of %(customers)s customers, %(period)s.",
            journey_map.customers,
        )
        return whole % facts
    facts["before"] = period(journey_map.before_since, journey_map.since)
    against = ngettext(
        "%(cases)s cases of one known customer, %(period)s, against %(before)s.",
        "%(cases)s cases of %(customers)s customers, %(period)s, against %(before)s.",
        journey_map.customers,
    )
    return against % facts


def _worst(journey_map: JourneyMap, *, address: Address) -> tuple[str, str]:
    worst = worst_of(journey_map)
    if worst is None:
        return _nothing_short(journey_map), ""
    cell = worst.cell
    words = _(
        "Customers are left short most at “%(touchpoint)s”: "
        "in %(share)s%% of %(n)s cases %(clause)s (95%% interval %(low)s to %(high)s)."
    ) % {
        "touchpoint": worst.touchpoint.title,
        "share": percent(cell.share),
        "n": count(cell.n),
        "clause": GAPS[cell.gap].clause,
        "low": percent(cell.low),
        "high": percent(cell.high),
    }
    return words, address(worst.touchpoint.touchpoint, worst.measure.measure, cell.gap)


def _nothing_short(journey_map: JourneyMap) -> str:
    cells = [
        cell
        for stage in journey_map.stages
        for touchpoint in stage.touchpoints
        for measure in touchpoint.measures
        for cell in measure.cells.values()
    ]
    if any(cell.enough for cell in cells):
        return _("Nobody was left short where there are enough cases to tell.")
    if cells:
        return _("No touchpoint has the 30 cases yet that a figure needs.")
    return ""
