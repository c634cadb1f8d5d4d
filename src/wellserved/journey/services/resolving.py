"""From the names that a caller gives to the ids that a moment carries."""

import json
from collections.abc import Sequence

import pyarrow as pa

from wellserved.journey.contracts import LEVELS, MomentIn
from wellserved.journey.queries.maps import measure_keys
from wellserved.people.models import Location, Segment

from .batch import SCHEMA


class MomentRefused(ValueError):
    """A moment that cannot be recorded; `field` is at fault, `row` its place among those sent."""

    def __init__(self, *, field: str, said: str, row: int = 0) -> None:
        super().__init__(f"{field}: {said}")
        self.field = field
        self.said = said
        self.row = row


def resolved(moments: Sequence[MomentIn]) -> pa.Table:
    """The moments as a batch. Raises MomentRefused at the first name that is not known."""
    measures = {(k.journey, k.touchpoint, k.measure): k.measure_id for k in measure_keys(removed=True)}
    locations = dict(Location.objects.values_list("code", "pk"))
    segments = dict(Segment.objects.values_list("slug", "pk"))
    return pa.Table.from_pylist(
        [
            _row(moment, measures=measures, locations=locations, segments=segments, row=row)
            for row, moment in enumerate(moments)
        ],
        schema=SCHEMA,
    )


def _row(
    moment: MomentIn,
    *,
    measures: dict[tuple[str, str, str], int],
    locations: dict[str, int],
    segments: dict[str, int],
    row: int,
) -> dict[str, object]:
    place = (moment.journey, moment.touchpoint, moment.measure)
    if place not in measures:
        raise MomentRefused(field="measure", row=row, said=_unknown_place(moment, measures))
    if moment.occurred_at.tzinfo is None:
        raise MomentRefused(
            field="occurred_at", row=row, said="The time has no zone: write it with one, such as +09:00 or Z."
        )
    return {
        "source_key": moment.source_id,
        "measure_id": measures[place],
        **{level: getattr(moment, level) for level in LEVELS},
        "customer_key": None if moment.customer is None else str(moment.customer),
        "staff_id": moment.staff_id,
        "location_id": _known(moment.location, locations, field="location", row=row),
        "channel": moment.channel,
        "segment_id": _known(moment.segment, segments, field="segment", row=row),
        "language": moment.language,
        "occurred_at": moment.occurred_at,
        "money": moment.money,
        "currency": moment.currency,
        "subject_kind": moment.subject_kind,
        "subject_id": moment.subject_id,
        "attributes": json.dumps(dict(moment.attributes), ensure_ascii=False) if moment.attributes else None,
    }


def _known(name: str | None, among: dict[str, int], *, field: str, row: int) -> int | None:
    if name is None:
        return None
    if name not in among:
        raise MomentRefused(field=field, row=row, said=f"There is no {field} '{name}': add it first.")
    return among[name]


def _unknown_place(moment: MomentIn, measures: dict[tuple[str, str, str], int]) -> str:
    if moment.journey not in {journey for journey, _, _ in measures}:
        return f"There is no journey '{moment.journey}' with measures: draw it first."
    here = sorted({t for journey, t, _ in measures if journey == moment.journey})
    if moment.touchpoint not in here:
        return (
            f"Journey '{moment.journey}' has no touchpoint '{moment.touchpoint}'; it has {', '.join(here)}."
        )
    known = sorted(m for j, t, m in measures if (j, t) == (moment.journey, moment.touchpoint))
    return f"Touchpoint '{moment.touchpoint}' has no measure '{moment.measure}'; it has {', '.join(known)}."
