"""Which moments a question is about."""

from typing import Any

import ibis

from wellserved.analytics.contracts import Part, Question


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
        ("touchpoint_id", question.touchpoint_ids),
    ):
        if wanted is not None:
            conditions.append(moments[column].isin(wanted) if wanted else ibis.literal(False))
    return moments.filter(conditions) if conditions else moments


def parted(asked: Any, part: Part) -> Any:
    """The same moments with `part`: their segment, location or channel as text."""
    return asked.mutate(part=asked[part].cast("string"))


def sliced(asked: Any, slices: Any) -> Any:
    """The moments within the slices, with `part`: the number of their slice as text.

    The slices' bounds are worked out beforehand, since engines differ in what they know of time zones.
    """
    inside = [asked.occurred_at >= slices.first, asked.occurred_at < slices.past]
    found = asked.inner_join(slices, inside)
    return found.select(*asked.columns, part=found.slice.cast("string"))
