"""Who wants to hear of which moments; deliveries are jobs, after commit, at least once."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import connection

from wellserved.journey.models import Measure

Handler = Callable[[list[int]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """`touchpoint` and `measure` are slugs, None is any; `handle` gets the ids of moments, at least once."""

    name: str
    handle: Handler
    source: str | None = None
    touchpoint: str | None = None
    measure: str | None = None


_subscriptions: dict[str, Subscription] = {}


def subscribe(subscription: Subscription) -> None:
    """Register a room's wish, from its AppConfig.ready; a second one of the same name is a mistake."""
    if subscription.name in _subscriptions:
        raise ValueError(f"There are two subscriptions called '{subscription.name}': rename one.")
    _subscriptions[subscription.name] = subscription


def unsubscribe(name: str) -> None:
    del _subscriptions[name]


def announce(*, source: str, measure_ids: Iterable[int], xid: int | None) -> None:
    """Queue a delivery for every subscription that the moments of transaction `xid` may concern."""
    if not _subscriptions or xid is None:
        return
    from .jobs import deliver  # noqa: PLC0415  the jobs import the subscriptions

    ids = sorted(measure_ids)
    for subscription in _subscriptions.values():
        if subscription.source in (None, source):
            wanted = _wanted(subscription, ids)
            if wanted:
                deliver.defer(subscription=subscription.name, xid=xid, measure_ids=wanted)


def run(name: str, *, xid: int, measure_ids: list[int]) -> None:
    """Hand the moments of one transaction to a subscription, in pages."""
    handle = _subscriptions[name].handle
    for page in _pages(xid=xid, measure_ids=measure_ids):
        handle(page)


def _wanted(subscription: Subscription, measure_ids: list[int]) -> list[int]:
    if subscription.touchpoint is None and subscription.measure is None:
        return measure_ids
    measures = Measure.objects.filter(pk__in=measure_ids)
    if subscription.touchpoint is not None:
        measures = measures.filter(touchpoint__slug=subscription.touchpoint)
    if subscription.measure is not None:
        measures = measures.filter(slug=subscription.measure)
    return list(measures.values_list("pk", flat=True))


def _pages(*, xid: int, measure_ids: list[int], size: int = 1000) -> Iterator[list[int]]:
    after = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM journey_moment WHERE xid = %s AND measure_id = ANY(%s) AND id > %s"
                " ORDER BY id LIMIT %s",
                [xid, measure_ids, after, size],
            )
            page = [number for (number,) in cursor.fetchall()]
        if not page:
            return
        yield page
        after = page[-1]
