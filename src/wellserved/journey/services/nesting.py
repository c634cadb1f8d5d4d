"""Which journeys open into which."""

from collections import defaultdict

from wellserved.journey.models import Journey, Touchpoint

from .turns import Turn, take_turn


def leads_to(start: str, goal: str) -> bool | None:
    """Whether journey `start` is `goal`, or opens into it however deep; None where there is no such journey."""
    # Two journeys edited at once could each open into the other: they take turns until they commit.
    take_turn(Turn.WHO_OPENS_INTO_WHOM)
    if not Journey.objects.filter(slug=start, removed_at__isnull=True).exists():
        return None
    doors = defaultdict(set)
    drawn = Touchpoint.objects.filter(
        inner__isnull=False, removed_at__isnull=True, journey__removed_at__isnull=True
    )
    for outer, inner in drawn.values_list("journey__slug", "inner__slug"):
        doors[outer].add(inner)
    reached, ahead = {start}, [start]
    while ahead:
        new = doors[ahead.pop()] - reached
        reached |= new
        ahead.extend(new)
    return goal in reached
