"""Rules of watching: who may, which stretches are over, what is new in a chart."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from wellserved.insight.contracts import ControlPoint
from wellserved.people.contracts import Person

# Records of a day come in late: a stretch is judged some hours after its end.
SETTLES = timedelta(hours=6)
# What comes in later still may raise an alert for so many stretches, and for none before.
RECENT = 4
# A watch looks at so many stretches; its limits are from the first of them, so that the oldest year fades out.
WINDOW = 60


def may_watch(person: Person, *, owner_id: int | None) -> bool:
    """A control chart counts every location: for those who see them all, and for the touchpoint's owner."""
    mine = owner_id is not None and owner_id == person.staff_id
    return person.may("alerts:write") and (person.location_ids is None or mine)


def is_over(end: datetime, *, now: datetime) -> bool:
    return end + SETTLES <= now


def begun(points: Sequence[ControlPoint]) -> Iterator[tuple[int, int]]:
    """(place, rule) of each signal that the judged point before does not give already on the same side.

    Who has left the limits and stays outside has left them once.
    """
    before: ControlPoint | None = None
    for place, point in enumerate(points):
        for rule in point.rules:
            if before is None or rule not in before.rules or before.worse != point.worse:
                yield place, rule
        if point.low is not None:
            before = point
