"""What self-service saved, made ready: sentences, a bar a week and the figures behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellserved.analytics.contracts import ENOUGH
from wellserved.analytics.statistics import chance_of_difference, poisson
from wellserved.insight.contracts.self_service import SelfService, SelfServiceWeek

from .wording import DASH, count, day, figure, period

WIDTH, HEIGHT, GAP = 720.0, 120.0, 10.0
LATELY = 4
CHANCE = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A week's contacts per 1,000 parcels; the whisker is its interval, and `few` has too few parcels to be sure."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    high: float
    low: float
    few: bool
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekView:
    week: str
    parcels: str
    contacts: str
    rate: str
    between: str
    few: bool
    views: str
    per_parcel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfServicePage:
    """`top` is what the chart's upper edge stands for; `seen` and `spared` are empty where views are not shown."""

    says: str
    covers: str
    trend: str
    trend_look: str
    seen: str
    spared: str
    undecided: str
    linked: str
    bars: tuple[Bar, ...]
    top: str
    first: str
    last: str
    weeks: tuple[WeekView, ...]
    has_views: bool


def draw_self_service(found: SelfService) -> SelfServicePage:
    weeks = found.weeks
    has_views = weeks[0].views is not None
    bars, top = _bars(weeks)
    trend, look = _trend(weeks)
    return SelfServicePage(
        says=_says(weeks),
        covers=period(weeks[0].monday, weeks[-1].monday + timedelta(weeks=1)),
        trend=trend,
        trend_look=look,
        seen=_seen(weeks) if has_views else "",
        spared=_spared(weeks) if has_views else "",
        undecided=_undecided(found.undecided),
        linked=_linked(weeks),
        bars=bars,
        top=top,
        first=day(weeks[0].monday),
        last=day(weeks[-1].monday),
        weeks=tuple(_week(one) for one in reversed(weeks)),
        has_views=has_views,
    )


def _rate(contacts: float, parcels: int) -> float:
    return contacts * 1000 / parcels


def _between(contacts: int, parcels: int) -> str:
    low, high = poisson(contacts)
    return _("%(low)s to %(high)s") % {
        "low": figure(_rate(low, parcels), places=1),
        "high": figure(_rate(high, parcels), places=1),
    }


def _sums(weeks: Sequence[SelfServiceWeek]) -> tuple[int, int, int]:
    return (
        sum(one.contacts for one in weeks),
        sum(one.parcels for one in weeks),
        sum(one.views or 0 for one in weeks),
    )


def _says(weeks: Sequence[SelfServiceWeek]) -> str:
    contacts, parcels, _views = _sums(weeks)
    if not parcels:
        return _("No parcel came to its end in the last thirteen weeks.")
    facts = {
        "rate": figure(_rate(contacts, parcels), places=1),
        "between": _between(contacts, parcels),
        "contacts": count(contacts),
        "parcels": count(parcels),
    }
    if not contacts:
        return _("Nobody asked where one of %(parcels)s parcels is.") % facts
    return (
        ngettext(
            "Of every 1,000 parcels, customers asked where %(rate)s are (95%% interval %(between)s): "
            "%(contacts)s contact for %(parcels)s parcels.",
            "Of every 1,000 parcels, customers asked where %(rate)s are (95%% interval %(between)s): "
            "%(contacts)s contacts for %(parcels)s parcels.",
            contacts,
        )
        % facts
    )


def _trend(weeks: Sequence[SelfServiceWeek]) -> tuple[str, str]:
    """The last four weeks against the four before; empty without enough parcels in both."""
    now, now_of, _views = _sums(weeks[-LATELY:])
    before, before_of, _views = _sums(weeks[-2 * LATELY : -LATELY])
    if min(now_of, before_of) < ENOUGH or now > now_of or before > before_of:
        return "", ""
    facts = {
        "now": figure(_rate(now, now_of), places=1),
        "before": figure(_rate(before, before_of), places=1),
    }
    if chance_of_difference(before, before_of, now, now_of) > CHANCE:
        words = _(
            "In the last four weeks %(now)s per 1,000, in the four before %(before)s: no more than chance."
        )
        return words % facts, ""
    if now * before_of > before * now_of:
        words = _(
            "In the last four weeks %(now)s per 1,000, in the four before %(before)s: it has become worse."
        )
        return words % facts, "worse"
    words = _(
        "In the last four weeks %(now)s per 1,000, in the four before %(before)s: it has become better."
    )
    return words % facts, "better"


def _seen(weeks: Sequence[SelfServiceWeek]) -> str:
    _contacts, parcels, views = _sums(weeks)
    if not views:
        return _("Nobody looked at a parcel's page in these weeks.")
    if not parcels:
        return _("Parcels' pages were looked at %(views)s times.") % {"views": count(views)}
    return _("Parcels' pages were looked at %(views)s times, %(each)s times a parcel.") % {
        "views": count(views),
        "each": figure(views / parcels, places=1),
    }


def _spared(weeks: Sequence[SelfServiceWeek]) -> str:
    contacts, parcels, views = _sums(weeks)
    if views <= contacts:
        return ""
    most = min(views, parcels) - contacts
    looks = _("%(looks)s looks were followed by no contact.") % {"looks": count(views - contacts)}
    if most <= 0:
        return looks
    spared = _("Reckoned at one question a parcel, that spared up to %(most)s contacts.")
    return f"{looks} {spared % {'most': count(most)}}"


def _undecided(n: int) -> str:
    if not n:
        return ""
    return ngettext(
        "%(n)s more case most likely asks the same and has no cause yet: it is not counted.",
        "%(n)s more cases most likely ask the same and have no cause yet: they are not counted.",
        n,
    ) % {"n": count(n)}


def _linked(weeks: Sequence[SelfServiceWeek]) -> str:
    contacts, about = sum(one.contacts for one in weeks), sum(one.about for one in weeks)
    if not contacts:
        return ""
    return _("Of the contacts, %(about)s of %(contacts)s are linked to their parcel.") % {
        "about": count(about),
        "contacts": count(contacts),
    }


def _week(one: SelfServiceWeek) -> WeekView:
    known = one.parcels > 0
    return WeekView(
        week=day(one.monday),
        parcels=count(one.parcels),
        contacts=count(one.contacts),
        rate=figure(_rate(one.contacts, one.parcels), places=1) if known else DASH,
        between=_between(one.contacts, one.parcels) if known else "",
        few=one.parcels < ENOUGH,
        views=DASH if one.views is None else count(one.views),
        per_parcel=_("%(n)s a parcel") % {"n": figure(one.views / one.parcels, places=1)}
        if known and one.views
        else "",
    )


def _bars(weeks: Sequence[SelfServiceWeek]) -> tuple[tuple[Bar, ...], str]:
    """Up to the highest end of an interval, of those weeks alone that have enough parcels: others are cut."""
    rates = [_rate(one.contacts, one.parcels) for one in weeks if one.parcels]
    if not rates or not max(rates):
        return (), ""
    sure = [_rate(poisson(one.contacts)[1], one.parcels) for one in weeks if one.parcels >= ENOUGH]
    top = max([*rates, *sure])
    pitch = WIDTH / len(weeks)

    def y(rate: float) -> float:
        return round(HEIGHT - min(rate, top) / top * HEIGHT, 1)

    bars = []
    for place, one in enumerate(weeks):
        if not one.parcels:
            continue
        low, high = poisson(one.contacts)
        rate = _rate(one.contacts, one.parcels)
        bars.append(
            Bar(
                x=round(place * pitch + GAP / 2, 1),
                y=y(rate),
                width=round(pitch - GAP, 1),
                height=round(HEIGHT - y(rate), 1),
                middle=round(place * pitch + pitch / 2, 1),
                high=y(_rate(high, one.parcels)),
                low=y(_rate(low, one.parcels)),
                few=one.parcels < ENOUGH,
                title=f"{day(one.monday)}: {figure(rate, places=1)}",
            )
        )
    return tuple(bars), count(round(top))
