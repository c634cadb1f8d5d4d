"""Who answers for what on the maps."""

from wellserved.journey.models import Touchpoint


def owned_touchpoints() -> frozenset[int]:
    """The ids of the touchpoints that somebody who works here answers for."""
    rows = Touchpoint.objects.filter(owner__active=True, removed_at__isnull=True)
    return frozenset(rows.values_list("pk", flat=True))


def touchpoints_by_owner() -> dict[int, frozenset[int]]:
    """The touchpoints of each member of staff who answers for any, by their ids."""
    rows = Touchpoint.objects.filter(owner__active=True, removed_at__isnull=True)
    found: dict[int, set[int]] = {}
    for staff_id, touchpoint_id in rows.values_list("owner_id", "pk"):
        found.setdefault(staff_id, set()).add(touchpoint_id)
    return {staff_id: frozenset(ids) for staff_id, ids in found.items()}
