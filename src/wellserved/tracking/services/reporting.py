"""What a customer reports of a consignment: kept beside it, and settled when its case is."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from wellserved.people.contracts import NotFound
from wellserved.platform.refusals import Refused
from wellserved.tracking.models import Consignment, Problem

WHATS = ("not_arrived", "damaged", "incomplete", "wrong", "handling", "other")
LONGEST = 1000
MOST_OPEN = 5


class ReportRefused(Refused):
    """`why` is one of 'unknown', 'empty', 'too_long' and 'limit'."""

    def __init__(self, why: str, message: str) -> None:
        super().__init__(message)
        self.why = why


@transaction.atomic
def report_problem(*, consignment_id: int, what: str, words: str, now: datetime) -> int:
    """Keep a report. The same said twice, as by a second click, is one. Raises ReportRefused, and NotFound.

    The caller has made sure that it is the customer's (`owned_for(...).may_wish`).
    """
    said = words.replace("\x00", "").strip()
    if what not in WHATS:
        raise ReportRefused("unknown", f"A problem is one of {', '.join(WHATS)}.")
    if what == "other" and not said:
        raise ReportRefused("empty", "Say in a few words what is wrong.")
    if len(said) > LONGEST:
        raise ReportRefused("too_long", f"Say it in {LONGEST} characters or less.")
    if not Consignment.objects.select_for_update().filter(pk=consignment_id).exists():
        raise NotFound("There is no such consignment.")
    still = Problem.objects.filter(consignment_id=consignment_id, settled_at__isnull=True)
    same = still.filter(what=what, words=said).first()
    if same:
        return same.pk
    if still.count() >= MOST_OPEN:
        raise ReportRefused("limit", "Several problems are reported already and being looked at.")
    return Problem.objects.create(consignment_id=consignment_id, what=what, words=said, reported_at=now).pk


def settle_problems(*, problems: Collection[int], now: datetime) -> None:
    """What was done about them is done: the same said again is another report."""
    Problem.objects.filter(pk__in=problems, settled_at__isnull=True).update(settled_at=now)
