"""A door that takes so many answers: the last of them closes it, and what comes after is kept apart."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import F, Q

from wellserved.voice.models import Aside, Door, Response

from .finished import Finished

__all__ = ["take_places", "within_quotas"]


def within_quotas(finished: Sequence[Finished], *, now: datetime) -> list[Finished]:
    """The same responses, those set aside for which their door has no room; to be called in the transaction that stores
    them. The door stays locked until then, so that two who finish at once do not both take the last place.
    """
    left = _left({one.door_id for one in finished if one.door_id and not one.aside})
    if not left:
        return list(finished)
    there = _there(finished)
    found = []
    for one in finished:
        room = left.get(one.door_id or 0)
        if room is None or one.aside or (one.source, one.source_id) in there:
            found.append(one)
            continue
        found.append(one if room > 0 else replace(one, aside=Aside.EXPIRED))
        left[one.door_id or 0] = room - 1
    full = [door for door, room in left.items() if room <= 0]
    Door.objects.filter(Q(closes_at__isnull=True) | Q(closes_at__gt=now), pk__in=full).update(closes_at=now)
    return found


def take_places(stored: Sequence[Finished]) -> None:
    """Count what was stored at its doors, whose rows are locked already; to count all the rows again takes ever longer."""
    for door, number in Counter(one.door_id for one in stored if one.door_id and not one.aside).items():
        Door.objects.filter(pk=door, quota__isnull=False).update(taken=F("taken") + number)


def _left(doors: set[int]) -> dict[int, int]:
    """How many more each door takes; those without a quota are missing."""
    if not doors:
        return {}
    rows = Door.objects.select_for_update().filter(pk__in=doors, quota__isnull=False).order_by("pk")
    return {
        door: quota - (_counted(door) if taken is None else taken)
        for door, quota, taken in rows.values_list("pk", "quota", "taken")
        if quota is not None
    }


def _counted(door: int) -> int:
    """Once, at a door that had its quota before places were counted as they are taken."""
    taken = Response.objects.filter(door=door, finished_at__isnull=False, aside="").count()
    Door.objects.filter(pk=door).update(taken=taken)
    return taken


def _there(finished: Sequence[Finished]) -> set[tuple[str, str]]:
    """What a kiosk sends once more takes no place."""
    ids = [one.source_id for one in finished if one.source and one.door_id]
    rows = Response.objects.filter(source__in={one.source for one in finished}, source_id__in=ids)
    return set(rows.values_list("source", "source_id")) if ids else set()
