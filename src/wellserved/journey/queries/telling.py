"""What customers are told is promised to them: the one part of the map that everybody may read."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from wellserved.journey.models import Promise
from wellserved.people.contracts import Person
from wellserved.people.queries import customer_for


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseTold:
    """`journey_title` is the customer's goal where one is written; `yours`: it is for the reader's own segment.

    `where` is the touchpoint and what is measured there; of a touchpoint backstage it is the stage alone, for what
    goes on behind the scenes, and how it is measured, is no customer's business.
    """

    journey: str
    journey_title: str
    where: str
    told: str
    valid_from: datetime
    yours: bool


def promises_told_for(person: Person, *, at: datetime) -> tuple[PromiseTold, ...]:
    """The promises in force that have words for customers, in the order of the maps.

    Those of one segment are shown to its customers alone, in the place of what everybody is told.
    """
    segment = customer_for(person, key=person.customer_key).segment if person.customer_key else None
    rows = (
        Promise.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=at),
            Q(segment__isnull=True) | Q(segment__slug=segment),
            valid_from__lte=at,
            measure__removed_at__isnull=True,
            measure__touchpoint__removed_at__isnull=True,
            measure__touchpoint__stage__removed_at__isnull=True,
            measure__touchpoint__journey__removed_at__isnull=True,
            measure__touchpoint__journey__draws="as_is",
        )
        .exclude(told="")
        .select_related("measure__touchpoint__journey", "measure__touchpoint__stage")
        .order_by(
            "measure__touchpoint__journey__title",
            "measure__touchpoint__stage__position",
            "measure__touchpoint__position",
            "measure__position",
            "measure_id",
        )
    )
    found = list(rows)
    own = {row.measure_id for row in found if row.segment_id is not None}
    return tuple(_told(row) for row in found if row.segment_id is not None or row.measure_id not in own)


def _told(row: Promise) -> PromiseTold:
    touchpoint = row.measure.touchpoint
    return PromiseTold(
        journey=touchpoint.journey.slug,
        journey_title=touchpoint.journey.goal or touchpoint.journey.title,
        where=touchpoint.stage.title
        if touchpoint.side == "backstage"
        else f"{touchpoint.title} · {row.measure.title}",
        told=row.told,
        valid_from=row.valid_from,
        yours=row.segment_id is not None,
    )
