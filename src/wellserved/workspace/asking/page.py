"""Rules of asking made ready: whom they ask and when, in words, and what came of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wellserved.analytics.statistics import wilson
from wellserved.journey.queries import JourneyDrawn
from wellserved.platform.lists import listed
from wellserved.voice.queries.asking import ANSWERS_AT_MOST, Counts, DoorLine, RuleLine
from wellserved.workspace.wording import DASH, Words, count, day, interval, percent

CHANNELS: Mapping[str, Words] = {
    "qr": gettext_lazy("QR code"),
    "kiosk": gettext_lazy("kiosk"),
    "widget": gettext_lazy("widget"),
    "link": gettext_lazy("link"),
}
_WHY: Mapping[str, Words] = {
    "quiet": gettext_lazy("asked lately"),
    "quota": gettext_lazy("enough were asked"),
    "consent": gettext_lazy("no consent"),
    "address": gettext_lazy("no address"),
    "declined": gettext_lazy("want no questions"),
    "erased": gettext_lazy("erased"),
    "ended": gettext_lazy("the rule had ended"),
    "stale": gettext_lazy("too long ago"),
    "undeliverable": gettext_lazy("undeliverable"),
}
FEW = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleView:
    id: int
    name: str
    asks: str
    about: str
    when: str
    limits: str
    since: str
    asked: str
    reminded: str
    answered: str
    expired: str
    open: str
    waiting: str
    rate: str
    sure: str
    few: bool
    dropped: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorView:
    slug: str
    title: str
    channel: Words
    where: str
    answers: str
    closed: str


def draw_rules(lines: Iterable[RuleLine], *, journeys: Sequence[JourneyDrawn]) -> tuple[RuleView, ...]:
    titles = {
        (journey.slug, point.slug, measure.slug): f"{point.title}: {measure.title}"
        for journey in journeys
        for stage in journey.stages
        for point in stage.touchpoints
        for measure in point.measures
    }
    return tuple(_rule(line, titles) for line in lines)


def draw_doors(lines: Iterable[DoorLine]) -> tuple[DoorView, ...]:
    return tuple(
        DoorView(
            slug=one.slug,
            title=one.title,
            channel=CHANNELS[one.channel],
            where=one.location,
            answers=_answers(one),
            closed=_("closes or closed on %(day)s")
            % {"day": day(localtime(one.closes_at - one.closes_at.resolution).date())}
            if one.closes_at
            else "",
        )
        for one in lines
    )


def _answers(one: DoorLine) -> str:
    if one.answers is None:
        return DASH
    said = count(one.answers) + ("+" if one.answers == ANSWERS_AT_MOST else "")
    return said if one.quota is None else _("%(n)s of %(quota)s") % {"n": said, "quota": count(one.quota)}


def _rule(line: RuleLine, titles: Mapping[tuple[str, str, str], str]) -> RuleView:
    rule, counts = line.rule, line.counts
    place = (rule.journey, rule.touchpoint, rule.measure)
    rate, sure = _rate(counts)
    return RuleView(
        id=line.id,
        name=rule.name,
        asks=line.title,
        about=titles.get(place, " / ".join(place)),
        when=_when(line),
        limits=_limits(line),
        since=day(localtime(line.starts_at).date()),
        asked=count(counts.asked),
        reminded=count(counts.reminded),
        answered=count(counts.answered),
        expired=count(counts.expired),
        open=count(counts.open),
        waiting=count(counts.waiting),
        rate=rate,
        sure=sure,
        few=counts.asked < FEW,
        dropped=_dropped(counts),
    )


def _rate(counts: Counts) -> tuple[str, str]:
    if counts.asked < FEW:
        return DASH, "n = " + count(counts.asked)
    low, high = wilson(counts.answered, counts.asked)
    sure = f"{interval(low, high)}, n = {count(counts.asked)}"
    return percent(counts.answered / counts.asked) + "%", sure


def _when(line: RuleLine) -> str:
    minutes = line.rule.delay_minutes
    if minutes == 0:
        first = _("at once")
    elif minutes % 1440 == 0:
        first = ngettext("after %(n)s day", "after %(n)s days", minutes // 1440) % {"n": minutes // 1440}
    elif minutes % 60 == 0:
        first = ngettext("after %(n)s hour", "after %(n)s hours", minutes // 60) % {"n": minutes // 60}
    else:
        first = ngettext("after %(n)s minute", "after %(n)s minutes", minutes) % {"n": minutes}
    if not line.rule.again_after_days:
        return first
    days = listed(str(one) for one in line.rule.again_after_days)
    return _("%(first)s, again on day %(days)s") % {"first": first, "days": days}


def _limits(line: RuleLine) -> str:
    rule, said = line.rule, []
    if rule.sampling < 1:
        said.append(_("%(percent)s%% of them by lot") % {"percent": percent(rule.sampling, brief=True)})
    if rule.quota is not None:
        words = ngettext(
            "at most %(quota)s within %(n)s day", "at most %(quota)s within %(n)s days", rule.quota_days
        )
        said.append(words % {"quota": count(rule.quota), "n": rule.quota_days})
    if rule.total is not None:
        said.append(_("at most %(n)s altogether") % {"n": count(rule.total)})
    if rule.remind_after_days is not None:
        words = ngettext("reminded after %(n)s day", "reminded after %(n)s days", rule.remind_after_days)
        said.append(words % {"n": rule.remind_after_days})
    return "; ".join(said)


def _dropped(counts: Counts) -> str:
    """Why how many were not asked, the commonest first."""
    ordered = sorted(counts.dropped.items(), key=lambda one: -one[1])
    return listed(f"{count(n)} {_WHY.get(why, why)}" for why, n in ordered)
