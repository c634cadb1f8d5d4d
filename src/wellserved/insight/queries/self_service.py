"""What self-service saved: contacts that ask where an order is, beside parcels and views of their pages."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from wellserved.analytics.queries import moments_by_week
from wellserved.cases.queries.asking_where import AskedInWeek, asked_where_for, undecided_for
from wellserved.insight.contracts import MapQuestion
from wellserved.insight.contracts.self_service import SelfService, SelfServiceWeek
from wellserved.journey.queries import measure_keys
from wellserved.people.contracts import Person
from wellserved.tracking.contracts import OVER, PARCEL
from wellserved.tracking.queries.page_views import page_views_for

from .asking import engine, fresh_lake, remembered, scoped

WEEKS = 13


def self_service_for(person: Person, *, now: datetime) -> SelfService:
    """The last thirteen whole weeks, of the locations that this person sees. NotFound without parcels or cases."""
    today = now.astimezone(UTC).date()
    until = today - timedelta(days=today.weekday())
    since = until - timedelta(weeks=WEEKS)
    views = page_views_for(person, since=since, until=until)
    asked = asked_where_for(person, since=_start(since), until=_start(until))
    parcels = _parcels(person, since=since, until=until, now=now)
    none = AskedInWeek(contacts=0, about=0)
    weeks = [since + timedelta(weeks=week) for week in range(WEEKS)]
    return SelfService(
        weeks=tuple(
            SelfServiceWeek(
                monday=monday,
                parcels=parcels.get(monday, 0),
                contacts=asked.get(monday, none).contacts,
                about=asked.get(monday, none).about,
                views=None if views is None else views.get(monday, 0),
            )
            for monday in weeks
        ),
        undecided=undecided_for(person, since=_start(since), until=_start(until)),
    )


def _parcels(person: Person, *, since: date, until: date, now: datetime) -> dict[date, int]:
    """Parcels by the week in which they came to their end."""
    key = next(
        (one for one in measure_keys(journey=PARCEL, removed=True) if (one.touchpoint, one.measure) == OVER),
        None,
    )
    if key is None:
        return {}
    lake, _as_of = fresh_lake(now=now)
    question = replace(
        scoped(person, MapQuestion(), measures=[key]), since=_start(since), until=_start(until)
    )
    return remembered(
        lake,
        ("parcels by week", question, key.measure_id),
        lambda: moments_by_week(engine(), lake, question=question, measure_id=key.measure_id),
        question=question,
    )


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
