"""Which moments a question is about."""

from typing import Any

import ibis

from wellserved.analytics.contracts import Question


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
