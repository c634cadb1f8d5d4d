"""Watching what is planted, and raising the alerts that the hourly job would have raised at the time."""

from datetime import UTC, date, datetime, time, timedelta

from wellserved.demo.organisation.planted import FAULTS
from wellserved.insight.queries import alerts_for
from wellserved.insight.services import raise_alerts, see_alerts, set_watch

from .people import People, found

# What began or ended on a day shows in the weeks after it.
_SHOWS = timedelta(days=24)


def watch(people: People, *, now: datetime) -> None:
    """Watch each planted fault's cell, since before the first of them."""
    for place in sorted({(fault.journey, fault.touchpoint, fault.measure, fault.gap) for fault in FAULTS}):
        journey, touchpoint, measure, gap = place
        set_watch(
            by=people.manager,
            journey=journey,
            touchpoint=touchpoint,
            measure=measure,
            gap=gap,
            now=now - timedelta(days=500),
        )


def sound_alarms(*, since: date, now: datetime) -> None:
    """Run the job as of some weeks after each day on which a fault began or ended, and as of now."""
    start = datetime.combine(since, time(6), tzinfo=UTC)
    days = sorted({day for fault in FAULTS for day in (fault.since, fault.until) if day is not None})
    for day in days:
        then = start + timedelta(days=day) + _SHOWS
        if then < now:
            raise_alerts(now=then)
            _take_note(now=then + timedelta(days=1))
    raise_alerts(now=now)


def _take_note(*, now: datetime) -> None:
    """What was raised long ago somebody has seen long ago."""
    manager = found().manager
    fresh = [alert.id for alert in alerts_for(manager, unseen=True)]
    see_alerts(by=manager, alert_ids=fresh, now=now)
