"""Who answers for what on the maps."""

from wellserved.journey.models import Touchpoint


def owned_touchpoints() -> frozenset[int]:
    """The ids of the touchpoints that somebody who works here answers for."""
    rows = Touchpoint.objects.filter(owner__active=True, removed_at__isnull=True)
    return frozenset(rows.values_list("pk", flat=True))
