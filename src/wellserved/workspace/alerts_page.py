"""Alerts and watches made ready for their page."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from wellserved.insight.contracts import AlertRaised, Place, WatchSet, signal_words

from .acts_page import watch_words
from .wording import GAPS, Words, count, minute, percent, with_query


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertView:
    alert: AlertRaised
    where: str
    gap: Words
    says: str
    figure: str
    href: str
    raised: str
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchView:
    watch: WatchSet
    where: str
    gap: Words
    says: str
    href: str


def draw_alerts(alerts: Iterable[AlertRaised]) -> tuple[AlertView, ...]:
    return tuple(_alert(one) for one in alerts)


def draw_watches(watches: Iterable[WatchSet]) -> tuple[WatchView, ...]:
    return tuple(
        WatchView(
            watch=one,
            where=where(one.place),
            gap=GAPS[one.place.gap].name,
            says=watch_words(one),
            href=cell_address(one.place, every=one.every),
        )
        for one in watches
    )


def where(place: Place) -> str:
    return f"{place.journey_title} / {place.touchpoint_title} / {place.measure_title}"


def cell_address(place: Place, *, every: str) -> str:
    path = reverse("workspace:cell", args=[place.journey, place.touchpoint, place.measure, place.gap])
    return with_query(path, every="" if every == "week" else every)


def _alert(one: AlertRaised) -> AlertView:
    facts = {
        "share": percent(one.value),
        "n": count(one.n),
        "clause": GAPS[one.place.gap].clause,
        "low": percent(one.low),
        "high": percent(one.high),
    }
    seen = ""
    if one.seen_at:
        said = {"when": minute(one.seen_at), "who": one.seen_by}
        seen = _("Seen %(when)s by %(who)s.") % said if one.seen_by else _("Seen %(when)s.") % said
    return AlertView(
        alert=one,
        where=where(one.place),
        gap=GAPS[one.place.gap].name,
        says=signal_words(rule=one.rule, worse=one.worse, start=one.start, every=one.every),
        figure=_(
            "%(share)s%% of %(n)s cases: %(clause)s. "
            "Chance alone would have left it between %(low)s and %(high)s%%."
        )
        % facts,
        href=cell_address(one.place, every=one.every),
        raised=minute(one.raised_at),
        seen=seen,
    )
