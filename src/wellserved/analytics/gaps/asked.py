"""Which moments a question is about."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import ibis

from wellserved.analytics.contracts import Part, Question
from wellserved.analytics.gaps.tables import COUNTED

FEW = 60
FIRST_MONDAY = date(1970, 1, 5)
_DAY = 24 * 60 * 60


def asked(moments: Any, question: Question) -> Any:
    """The moments that the question is about, their columns as they are."""
    conditions = []
    if question.since is not None:
        conditions.append(moments.occurred_at >= ibis.literal(question.since))
    if question.until is not None:
        conditions.append(moments.occurred_at < ibis.literal(question.until))
    for column, wanted in (
        ("segment_id", question.segment_ids),
        ("location_id", question.location_ids),
        ("channel", question.channels),
    ):
        if wanted is not None:
            conditions.append(moments[column].isin(wanted) if wanted else ibis.literal(False))
    if question.touchpoint_ids is not None:
        conditions += _at(moments.touchpoint_id, question.touchpoint_ids)
    if question.from_transaction is not None:
        conditions.append(moments.xid >= question.from_transaction)
    found = moments.filter(conditions) if conditions else moments
    return found.drop("xid")


def gathered(asked: Any, columns: Sequence[str]) -> Any:
    """These columns of the moments; the others stay to be named, without their values."""
    return asked.select(
        **{name: asked[name] if name in columns else ibis.null(kind) for name, kind in asked.schema().items()}
    )


def _at(touchpoint_id: Any, wanted: tuple[int, ...]) -> list[Any]:
    """A journey drawn at once has touchpoints in a row, and a range costs a reader of files nothing.

    For others the list is said twice: as IN it spares DuckDB whole row groups, as a list it is a filter within them.
    """
    ids = sorted(set(wanted))
    if not ids:
        return [ibis.literal(False)]
    if ids[-1] - ids[0] == len(ids) - 1:
        return [touchpoint_id >= ids[0], touchpoint_id <= ids[-1]]
    among = touchpoint_id.isin(ids)
    return (
        [among, ibis.array(ids).cast("array<int32>").contains(touchpoint_id)] if len(ids) <= FEW else [among]
    )


def touchpoints(asked: Any) -> Any:
    """Where these moments are."""
    return asked.select("touchpoint_id").distinct()


def parted(asked: Any, part: Part) -> Any:
    """What is counted of the same moments, with `part`: their segment, location or channel as text."""
    return asked.select(*COUNTED, part=asked[part].cast("string"))


def sliced(asked: Any, slices: Any) -> Any:
    """The moments within the slices, with `part`: the number of their slice as text.

    The slices' bounds are worked out beforehand, since engines differ in what they know of time zones.
    """
    inside = [asked.occurred_at >= slices.first, asked.occurred_at < slices.past]
    found = asked.inner_join(slices, inside)
    return found.select(*COUNTED, part=found.slice.cast("string"))


def by_week(asked: Any, *, measure_id: int) -> Any:
    """How many moments of a measure are in each `week`, counted from the first Monday (UTC)."""
    mine = asked.filter(asked.measure_id == measure_id)
    # Seconds, since engines differ in when a week begins and in which zone.
    week = ((mine.occurred_at.epoch_seconds() - 4 * _DAY) / (7 * _DAY)).floor().cast("int64")
    return mine.group_by(week=week).aggregate(n=mine.count()).order_by("week")
