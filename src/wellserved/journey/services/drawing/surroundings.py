"""What the rules of drawing ask of the tables around a map."""

from collections import defaultdict

from django.db import connection

from wellserved.journey.domain.doing import Around
from wellserved.journey.models import Journey, Moment, Touchpoint
from wellserved.people.models import Staff

# Any number of our own: it stands for "who opens into whom".
_NESTING = 0x6A6F_7572


def around(journey: Journey) -> Around:
    return Around(
        is_staff=lambda number: Staff.objects.filter(pk=number, active=True).exists(),
        is_recorded=lambda number: Moment.objects.filter(measure_id=number).exists(),
        leads_back=lambda slug: leads_to(slug, journey.slug),
    )


def leads_to(start: str, goal: str) -> bool | None:
    """Whether journey `start` is `goal`, or opens into it however deep; None where there is no such journey."""
    with connection.cursor() as cursor:
        # Two journeys edited at once could each open into the other: they take turns until they commit.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NESTING])
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
