"""How promises, beliefs and their changes are said."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellserved.insight.queries import Met, WouldMeet
from wellserved.journey.queries import LevelChange, MeasureDrawn
from wellserved.platform.lists import listed

from .wording import amount, count, day, interval, percent, period


def level(value: float, measure: MeasureDrawn) -> str:
    return amount(value, measure.unit)


def bound(value: float, measure: MeasureDrawn) -> str:
    """A promise as it is meant: a limit that a case may not be worse than."""
    words = _("at most %(level)s") if measure.better == "lower" else _("at least %(level)s")
    return words % {"level": level(value, measure)}


def first_day(begin: datetime) -> str:
    return day(localtime(begin).date())


def last_day(end: datetime) -> str:
    """The last day on which it holds, as people say it: the end itself is left out."""
    return day(localtime(end - timedelta(microseconds=1)).date())


def span(begin: datetime, end: datetime | None) -> str:
    if end is None:
        return _("since %(day)s") % {"day": first_day(begin)}
    return _("%(first)s through %(last)s") % {"first": first_day(begin), "last": last_day(end)}


def share(met: Met) -> str:
    return f"{percent(met.share)}%"


def sure(met: Met) -> str:
    """The interval and the cases, small beside a share."""
    return _("%(interval)s, n %(n)s") % {"interval": interval(met.low, met.high), "n": count(met.n)}


def would_meet(answer: WouldMeet, measure: MeasureDrawn) -> str:
    """Of which cases how many would have met the new standard."""
    facts = {**_figures(answer.new), "level": level(answer.new.standard, measure)}
    if not answer.new.n:
        return _("No case on record can be held against it.")
    if answer.covered.stretch == "quarter":
        facts["period"] = period(answer.covered.since, answer.covered.until)
        return (
            _(
                "Of last quarter's %(n)s cases (%(period)s) %(met)s (%(share)s%%, %(low)s to %(high)s) "
                "would have met %(level)s."
            )
            % facts
        )
    if answer.covered.stretch == "year":
        return (
            _(
                "Of the %(n)s cases of the last 12 months %(met)s (%(share)s%%, %(low)s to %(high)s) "
                "would have met %(level)s."
            )
            % facts
        )
    return (
        _("Of all %(n)s cases on record %(met)s (%(share)s%%, %(low)s to %(high)s) would have met %(level)s.")
        % facts
    )


def beside(answer: WouldMeet, measure: MeasureDrawn) -> str:
    """The standard in force, of the same cases."""
    if answer.old is None:
        return _("Nothing is promised now.")
    return _("The standard now, %(level)s: %(met)s (%(share)s%%, %(low)s to %(high)s).") % {
        **_figures(answer.old),
        "level": level(answer.old.standard, measure),
    }


def provisos(answer: WouldMeet) -> list[str]:
    """What else must be known about the cases that were counted."""
    said = []
    if answer.quarter_n is not None and answer.new.n:
        said.append(
            ngettext(
                "Last quarter had %(n)s case only: too few to judge by.",
                "Last quarter had %(n)s cases only: too few to judge by.",
                answer.quarter_n,
            )
            % {"n": count(answer.quarter_n)}
        )
    if answer.new.n and not answer.new.enough:
        said.append(_("Even all records are too few to judge by: a figure counts from 30 cases."))
    if answer.level == "perceived" and answer.new.n:
        said.append(_("Nothing is delivered in this unit, so what customers perceived is counted."))
    if answer.apart:
        said.append(
            _("Left out are customers with a promise of their own: %(segments)s.")
            % {"segments": listed(answer.apart)}
        )
    return said


def who(change: LevelChange) -> str:
    if change.by:
        return change.by
    if change.program:
        return _("the program “%(name)s”") % {"name": change.program}
    return _("not known by whom")


def what(change: LevelChange, measure: MeasureDrawn | None) -> str:
    """One change in a sentence."""

    def said(value: float | None) -> str:
        return "" if value is None else amount(value, measure.unit if measure else "")

    facts = {"was": said(change.was), "level": said(change.level), "day": first_day(change.valid_from)}
    if change.deed == "ended" and change.valid_to is not None:
        return _("%(was)s ended: in force through %(day)s") % {**facts, "day": last_day(change.valid_to)}
    if change.deed == "corrected" and change.was == change.level:
        return _("%(level)s from %(day)s on: other words or dates") % facts
    if change.was is None:
        return _("%(level)s from %(day)s on, nothing before") % facts
    return _("from %(was)s to %(level)s, from %(day)s on") % facts


def _figures(met: Met) -> Mapping[str, str]:
    return {
        "n": count(met.n),
        "met": count(met.met),
        "share": percent(met.share),
        "low": percent(met.low),
        "high": percent(met.high),
    }
