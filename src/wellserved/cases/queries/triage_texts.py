"""The words of many cases, for what is learnt of them and counted in them; for jobs, never for a page."""

from collections.abc import Sequence

from wellserved.cases.domain.facts import Direction
from wellserved.cases.domain.triage import words_of
from wellserved.cases.models import Message

__all__ = ["texts_of"]

LOT, MOST = 1_000, 4_000


def texts_of(case_ids: Sequence[int]) -> dict[int, str]:
    """What each customer wrote first, with the title; none for what has no words or was erased."""
    found = {}
    for start in range(0, len(case_ids), LOT):
        rows = (
            Message.objects.filter(
                case__in=case_ids[start : start + LOT], direction=Direction.IN.value, quarantine=""
            )
            .exclude(text="")
            .order_by("case_id", "at", "pk")
            .distinct("case_id")
        )
        for case_id, title, text in rows.values_list("case_id", "case__title", "text"):
            found[case_id] = words_of(title, text[:MOST])
    return found
