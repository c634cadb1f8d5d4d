"""The workspace's front page made ready: what needs somebody today, what changed, where it is worst."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellserved.insight.queries.home import AlertUnseen, CellPlaced, MapsToday, difference
from wellserved.journey.queries.news import (
    ContributionsWaiting,
    ImprovementAsked,
    LevelSet,
    MapEdited,
    RoundOpen,
)

from .map_page import CellView, cell_view
from .wording import GAPS, amount, count, day, minute, percent, period, points

LAST_MONTH = "?period=month"
ONE_BY_ONE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sentence, where it leads, and when it was; `at` is for machines."""

    words: str
    href: str
    aside: str = ""
    when: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelsSet:
    """`n` promises or beliefs of one journey, set by one person on one day; the latest of them."""

    latest: LevelSet
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorstLine:
    words: str
    aside: str
    cell: CellView


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    since: str
    needs: tuple[Line, ...]
    changed: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeFigures:
    worst: tuple[WorstLine, ...]
    covers: str
    changed: tuple[Line, ...]
    changed_of: str


def draw_home(
    *,
    last_look: datetime | None,
    alerts: Sequence[AlertUnseen],
    unseen: int,
    topics: int,
    rounds: Iterable[RoundOpen],
    waiting: Iterable[ContributionsWaiting],
    wanted: Iterable[ImprovementAsked],
    edits: Iterable[MapEdited],
    levels: Iterable[LevelSet],
) -> HomePage:
    return HomePage(
        since=_since(last_look),
        needs=(
            *(_alert(one) for one in alerts),
            *_more_alerts(unseen - len(alerts)),
            *_topics(topics),
            *(_round(one) for one in rounds),
            *(_contributions(one) for one in waiting),
            *(_wanted(one) for one in wanted),
        ),
        changed=tuple(_by_time([*edits, *_together(levels)])),
    )


def draw_figures(today: MapsToday) -> HomeFigures | None:
    """None as long as they are being counted."""
    if not today.counted:
        return None
    return HomeFigures(
        worst=tuple(_worst(one) for one in today.worst),
        covers=_covers(today),
        changed=tuple(_changed(one) for one in today.changed),
        changed_of=_figures_of(today),
    )


def address(name: str, *args: object) -> str:
    """Where a page stands; empty as long as it is not built."""
    try:
        return reverse(f"workspace:{name}", args=args)
    except NoReverseMatch:
        return ""


def cell_address(journey: str, touchpoint: str, measure: str, gap: int, *, query: str = "") -> str:
    return reverse("workspace:cell", args=[journey, touchpoint, measure, gap]) + query


def _since(last_look: datetime | None) -> str:
    if last_look is None:
        return _("You look at this page for the first time: this is what others did in the last week.")
    return _("What others did since you looked here before, on %(time)s.") % {"time": minute(last_look)}


def _alert(alert: AlertUnseen) -> Line:
    said = {
        "touchpoint": alert.touchpoint_title,
        "measure": alert.measure_title,
        "gap": GAPS[alert.gap].name,
        "share": percent(alert.value),
        "n": count(alert.n),
        "low": percent(max(alert.low, 0.0)),
        "high": percent(alert.high),
        "day": day(alert.start),
    }
    worse = _("“%(touchpoint)s” left its control limits for the worse: %(gap)s, %(measure)s.")
    better = _("“%(touchpoint)s” left its control limits for the better: %(gap)s, %(measure)s.")
    return Line(
        words=(worse if alert.worse else better) % said,
        aside=_("%(share)s%% of %(n)s cases from %(day)s on; the limits are %(low)s to %(high)s%%.") % said,
        href=address("alert", alert.alert_id)
        or cell_address(alert.journey, alert.touchpoint, alert.measure, alert.gap),
        when=day(alert.raised_at),
        at=alert.raised_at.isoformat(),
    )


def _more_alerts(more: int) -> Iterator[Line]:
    if more > 0:
        words = ngettext(
            "%(n)s more alert that nobody has seen.", "%(n)s more alerts that nobody has seen.", more
        )
        yield Line(words=words % {"n": count(more)}, href=address("alerts"))


def _topics(unseen: int) -> Iterator[Line]:
    if unseen:
        words = ngettext(
            "Customers suddenly write of something new: %(n)s topic that nobody has seen yet.",
            "Customers suddenly write of something new: %(n)s topics that nobody has seen yet.",
            unseen,
        )
        yield Line(words=words % {"n": count(unseen)}, href=reverse("workspace:topics"))


def _round(one: RoundOpen) -> Line:
    left = one.questions - one.answered
    said = {"title": one.title, "left": count(left), "all": count(one.questions)}
    if left:
        words = ngettext(
            "“%(title)s” waits for one answer of yours: what do our customers expect?",
            "“%(title)s” waits for %(left)s answers of yours: what do our customers expect?",
            left,
        )
    else:
        words = _("“%(title)s” has all your answers; you may change them until it closes.")
    return Line(
        words=words % said,
        href=address("round", one.round_id) or address("rounds"),
        when=_("until %(day)s") % {"day": day(one.closes_at)},
        at=one.closes_at.isoformat(),
    )


def _contributions(one: ContributionsWaiting) -> Line:
    words = ngettext(
        "One contribution to “%(journey)s” waits for somebody to take it up.",
        "%(n)s contributions to “%(journey)s” wait for somebody to take them up.",
        one.waiting,
    )
    return Line(
        words=words % {"n": count(one.waiting), "journey": one.title},
        href=address("contributions", one.journey) or reverse("workspace:journey", args=[one.journey]),
        when=day(one.last_at),
        at=one.last_at.isoformat(),
    )


def _wanted(one: ImprovementAsked) -> Line:
    said = {"by": one.by, "touchpoint": one.touchpoint_title, "title": one.title}
    words = _("%(by)s wants “%(touchpoint)s” improved: %(title)s") if one.by else None
    return Line(
        words=(words or _("An improvement of “%(touchpoint)s” is wanted: %(title)s")) % said,
        href=cell_address(one.journey, one.touchpoint, one.measure, one.gap),
        when=day(one.at),
        at=one.at.isoformat(),
    )


def _by_time(news: Iterable[MapEdited | LevelSet | LevelsSet]) -> Iterator[Line]:
    for one in sorted(news, key=_time_of, reverse=True):
        if isinstance(one, MapEdited):
            yield _edited(one)
        else:
            yield _levels_set(one) if isinstance(one, LevelsSet) else _level_set(one)


def _time_of(one: MapEdited | LevelSet | LevelsSet) -> datetime:
    if isinstance(one, MapEdited):
        return one.last_at
    return one.latest.at if isinstance(one, LevelsSet) else one.at


def _together(levels: Iterable[LevelSet]) -> Iterator[LevelSet | LevelsSet]:
    """Many levels that one person set for one journey on one day are one piece of news."""
    groups: dict[tuple[object, ...], list[LevelSet]] = {}
    for one in levels:
        groups.setdefault((one.kind, one.journey, one.by, localtime(one.at).date()), []).append(one)
    for group in groups.values():
        if len(group) <= ONE_BY_ONE:
            yield from group
        else:
            yield LevelsSet(latest=group[0], n=len(group))


def _levels_set(several: LevelsSet) -> Line:
    one = several.latest
    said = {"by": one.by or _("Somebody"), "n": count(several.n), "journey": one.journey_title}
    if one.kind == "promise":
        words = _("%(by)s set %(n)s promises for “%(journey)s”.")
    else:
        words = _("%(by)s noted %(n)s beliefs of what customers expect from “%(journey)s”.")
    return Line(
        words=words % said,
        href=address("promises_of", one.journey) or reverse("workspace:journey", args=[one.journey]),
        when=minute(one.at),
        at=one.at.isoformat(),
    )


def _edited(one: MapEdited) -> Line:
    said = {"by": one.by or _("Somebody"), "n": count(one.edits), "journey": one.title}
    words = ngettext(
        "%(by)s changed the map “%(journey)s” once.",
        "%(by)s changed the map “%(journey)s” %(n)s times.",
        one.edits,
    )
    return Line(
        words=words % said,
        href=address("draw", one.journey) or reverse("workspace:journey", args=[one.journey]),
        when=minute(one.last_at),
        at=one.last_at.isoformat(),
    )


def _level_set(one: LevelSet) -> Line:
    said = {
        "by": one.by or _("Somebody"),
        "touchpoint": one.touchpoint_title,
        "measure": one.measure_title,
        "level": amount(one.level, one.unit),
        "day": day(one.valid_from),
        "segment": one.segment,
    }
    if one.kind == "promise":
        words = _("%(by)s promised at “%(touchpoint)s”, %(measure)s: %(level)s.")
    else:
        words = _(
            "%(by)s noted what customers are believed to expect at “%(touchpoint)s”, %(measure)s: %(level)s."
        )
    aside = _("In force from %(day)s, for %(segment)s.") if one.segment else _("In force from %(day)s.")
    return Line(
        words=words % said,
        aside=aside % said,
        href=address("promises_of", one.journey) or reverse("workspace:journey", args=[one.journey]),
        when=minute(one.at),
        at=one.at.isoformat(),
    )


def _changed(placed: CellPlaced) -> Line:
    cell = placed.cell
    said = {
        "touchpoint": placed.touchpoint_title,
        "clause": GAPS[cell.gap].clause,
        "share": percent(cell.share),
        "before": percent(cell.share_before or 0.0),
        "n": count(cell.n),
        "points": points(difference(cell)),
        "journey": placed.journey_title,
        "measure": placed.measure_title,
    }
    worse = _(
        "“%(touchpoint)s” is %(points)s points worse: in %(share)s%% of %(n)s cases %(clause)s; before, %(before)s%%."
    )
    better = _(
        "“%(touchpoint)s” is %(points)s points better: in %(share)s%% of %(n)s cases %(clause)s; before, %(before)s%%."
    )
    return Line(
        words=(worse if difference(cell) > 0 else better) % said,
        aside=f"{placed.journey_title} · {placed.measure_title}",
        href=cell_address(placed.journey, placed.touchpoint, placed.measure, cell.gap, query=LAST_MONTH),
    )


def _figures_of(today: MapsToday) -> str:
    if not today.cells:
        return ""
    said = {
        "period": period(today.since, today.until),
        "before": period(today.before_since, today.since),
        "n": count(today.cells),
    }
    if not today.changed:
        return _("%(period)s against %(before)s; %(n)s figures have enough cases in both.") % said
    return (
        _(
            "%(period)s against %(before)s; %(n)s figures have enough cases in both. "
            "Of those that stand here one in twenty may be chance."
        )
        % said
    )


def _worst(placed: CellPlaced) -> WorstLine:
    cell = placed.cell
    href = cell_address(placed.journey, placed.touchpoint, placed.measure, cell.gap, query=LAST_MONTH)
    name = f"{placed.touchpoint_title}, {GAPS[cell.gap].name}"
    return WorstLine(
        words=_("“%(touchpoint)s”: %(clause)s.")
        % {"touchpoint": placed.touchpoint_title, "clause": GAPS[cell.gap].clause},
        aside=f"{placed.journey_title} · {placed.measure_title}",
        cell=cell_view(cell, href=href, name=name, measure=placed.measure_title),
    )


def _covers(today: MapsToday) -> str:
    if today.since is None or today.until is None:
        return ""
    return _("%(cases)s cases of all journeys, %(period)s, the last four weeks with records.") % {
        "cases": count(today.cases),
        "period": period(today.since, today.until),
    }
