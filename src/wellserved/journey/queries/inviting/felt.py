"""How touchpoints felt, counted."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Count, Q, QuerySet

from wellserved.journey.contracts.inviting import FEELING, Felt
from wellserved.journey.domain.inviting import FEELINGS, lower_median
from wellserved.journey.models import Contribution, Journey

Counts = tuple[int, int, int, int, int]


def felt_at(place: Journey, touchpoint: int) -> Counts:
    """How many said -2, -1, 0, 1 and 2, without what was set aside."""
    rows = _felt(place).filter(touchpoint=touchpoint)
    return _counts(dict(rows.order_by().values_list("feeling").annotate(n=Count("id"))))


def felt_everywhere(place: Journey, *, gone: Collection[int], names: dict[int, str]) -> tuple[Felt, ...]:
    """Every touchpoint of a journey about which somebody said how it felt.

    What was adopted with an edit in `gone`, the undone ones, waits again; `names` are of accounts.
    """
    counted: dict[int, dict[int, int]] = defaultdict(dict)
    rows = _felt(place).order_by().values_list("touchpoint_id", "feeling").annotate(n=Count("id"))
    for touchpoint, feeling, n in rows:
        counted[touchpoint][feeling] = n
    waiting = dict(
        _felt(place).filter(unadopted(gone)).order_by().values_list("touchpoint_id").annotate(n=Count("id"))
    )
    latest = (
        _felt(place)
        .exclude(unadopted(gone))
        .order_by("touchpoint_id", "-adopted_at", "-id")
        .distinct("touchpoint_id")
        .values_list("touchpoint_id", "adopted_by_id", "adopted_at")
    )
    adopted = {touchpoint: (names.get(by or 0, ""), at) for touchpoint, by, at in latest}
    return tuple(
        Felt(
            touchpoint=touchpoint,
            counts=_counts(found),
            n=sum(found.values()),
            median=lower_median(_counts(found)),
            waiting=waiting.get(touchpoint, 0),
            adopted_by=adopted.get(touchpoint, ("", None))[0],
            adopted_at=adopted.get(touchpoint, ("", None))[1],
        )
        for touchpoint, found in counted.items()
    )


def unadopted(gone: Collection[int]) -> Q:
    return Q(adopted_at__isnull=True) | Q(adopted_with__in=gone)


def _felt(place: Journey) -> QuerySet[Contribution]:
    return Contribution.objects.filter(invitation__journey=place, kind=FEELING, set_aside_at__isnull=True)


def _counts(found: dict[int, int]) -> Counts:
    lowest, low, middle, high, highest = (found.get(feeling, 0) for feeling in FEELINGS)
    return lowest, low, middle, high, highest
