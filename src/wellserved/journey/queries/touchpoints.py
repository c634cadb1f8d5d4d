"""Every touchpoint that is drawn, by the ids that other rooms keep."""

from collections.abc import Collection
from dataclasses import dataclass

from wellserved.journey.models import Touchpoint

__all__ = ["TouchpointKey", "touchpoint_keys"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchpointKey:
    touchpoint_id: int
    journey: str
    journey_title: str
    touchpoint: str
    title: str
    owner_team: str
    removed: bool


def touchpoint_keys(*, ids: Collection[int] | None = None) -> tuple[TouchpointKey, ...]:
    """In the map's order: all that are drawn, or those of these ids, drawn or not any more."""
    rows = Touchpoint.objects.select_related("journey", "stage").order_by(
        "journey__title", "journey__slug", "stage__position", "stage_id", "position", "id"
    )
    if ids is None:
        rows = rows.filter(
            removed_at__isnull=True, stage__removed_at__isnull=True, journey__removed_at__isnull=True
        )
    else:
        rows = rows.filter(pk__in=ids)
    return tuple(
        TouchpointKey(
            touchpoint_id=row.pk,
            journey=row.journey.slug,
            journey_title=row.journey.title,
            touchpoint=row.slug,
            title=row.title,
            owner_team=row.owner_team,
            removed=bool(row.removed_at or row.stage.removed_at or row.journey.removed_at),
        )
        for row in rows
    )
