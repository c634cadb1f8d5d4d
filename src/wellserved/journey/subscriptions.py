"""Who wants to hear of which moments; deliveries are jobs, after commit, at least once."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from wellserved.journey.models import Measure, Moment
from wellserved.journey.queries.moments import MomentSeen, seen_by_rooms

Handler = Callable[[list[int]], None]
Hearer = Callable[[Sequence[MomentSeen]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """`touchpoint` and `measure` are slugs, None is any; `but` is a source that is of no interest.

    `handle` gets the ids of moments, at least once; `hear` gets the moments themselves in its place. `among`, asked
    whenever moments are recorded, says which of these measures somebody wants to hear of just now, so that nothing is
    queued that nobody waits for.
    """

    name: str
    handle: Handler | None = None
    hear: Hearer | None = None
    source: str | None = None
    but: str | None = None
    touchpoint: str | None = None
    measure: str | None = None
    among: Callable[[Collection[int]], Iterable[int]] | None = None


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
        if subscription.source in (None, source) and subscription.but != source:
            wanted = _wanted(subscription, ids)
            if wanted:
                deliver.defer(subscription=subscription.name, xid=xid, measure_ids=wanted)


def run(name: str, *, xid: int, measure_ids: list[int]) -> None:
    """Hand the moments of one transaction to a subscription, in pages."""
    subscription = _subscriptions[name]
    for page in _pages(xid=xid, measure_ids=measure_ids):
        if subscription.handle is not None:
            subscription.handle([moment.id for moment in page])
        if subscription.hear is not None:
            subscription.hear(seen_by_rooms(page))


def _wanted(subscription: Subscription, measure_ids: list[int]) -> list[int]:
    if subscription.among is not None:
        measure_ids = sorted(subscription.among(measure_ids))
    if subscription.touchpoint is None and subscription.measure is None:
        return measure_ids
    measures = Measure.objects.filter(pk__in=measure_ids)
    if subscription.touchpoint is not None:
        measures = measures.filter(touchpoint__slug=subscription.touchpoint)
    if subscription.measure is not None:
        measures = measures.filter(slug=subscription.measure)
    return list(measures.values_list("pk", flat=True))


def _pages(*, xid: int, measure_ids: list[int], size: int = 1000) -> Iterator[list[Moment]]:
    after = 0
    while True:
        # The transaction's number is no field of the model: nothing but this and the lake asks for it.
        rows = Moment.objects.extra(where=["xid = %s"], params=[xid])
        page = list(rows.filter(measure_id__in=measure_ids, id__gt=after).order_by("id")[:size])
        if not page:
            return
        yield page
        after = page[-1].id
