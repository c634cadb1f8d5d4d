"""What a repair would cost, and what its customer says to that."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from wellserved.people.contracts import NotFound
from wellserved.platform.refusals import Refused
from wellserved.tracking.contracts import PAGE, QuoteIn, ScanIn, Status
from wellserved.tracking.domain.keys import source_digest
from wellserved.tracking.models import Consignment, Quote, Scan
from wellserved.tracking.queries.public.quoted import quote_of

from .intake import Result, record_scans

ANSWERS = {"yes": Status.APPROVED, "no": Status.DECLINED}


class AnswerRefused(Refused):
    """`why` is one of 'unknown', 'changed', 'answered' and 'over'."""

    def __init__(self, why: str, message: str) -> None:
        super().__init__(message)
        self.why = why


def keep_quotes(quotes: Mapping[int, QuoteIn], *, now: datetime) -> None:
    """By consignment, beside all that were said before; the same again is not said anew."""
    if not quotes:
        return
    last = {
        one.consignment_id: (one.amount, one.currency, one.work)
        for one in Quote.objects.filter(consignment__in=list(quotes))
        .order_by("consignment", "-pk")
        .distinct("consignment")
    }
    said = {id_: (round(one.amount, 2), one.currency, one.work.strip()) for id_, one in quotes.items()}
    Quote.objects.bulk_create(
        Quote(consignment_id=id_, amount=amount, currency=currency, work=work, said_at=now)
        for id_, (amount, currency, work) in said.items()
        if last.get(id_) != (amount, currency, work)
    )


@transaction.atomic
def answer_quote(
    *, consignment_id: int, quote: str, answer: str, now: datetime, staff_id: int | None = None
) -> None:
    """Record as a scan what the customer says to the quote with this `QuoteSeen.id`; said twice it is said once.

    Raises AnswerRefused, and NotFound. The caller has made sure that it is the customer's (`owned_for(...).may_wish`).
    `staff_id` is of whoever answers for them, signed in, after the postcode.
    """
    status = ANSWERS.get(answer)
    if status is None:
        raise AnswerRefused("unknown", f"An answer is one of {', '.join(ANSWERS)}.")
    consignment = Consignment.objects.select_for_update().filter(pk=consignment_id).first()
    if consignment is None:
        raise NotFound("There is no such consignment.")
    standing = quote_of(consignment_id)
    if standing is None:
        said = _said_to(consignment_id, quote)
        if said == status:
            return
        if said:
            raise AnswerRefused("answered", "It is answered already, otherwise than this.")
        raise AnswerRefused("over", "No quote waits for an answer.")
    if standing.id != quote:
        raise AnswerRefused("changed", "It is another quote than the one that was answered.")
    scan = ScanIn(
        number=consignment.number,
        carrier=consignment.carrier,
        status=status,
        # The workshop's clock may be ahead, and an answer comes after what it answers.
        occurred_at=max(now, standing.at),
        source=PAGE,
        source_id=quote,
    )
    (outcome,) = record_scans(scans=[scan], now=now, staff_id=staff_id)
    if outcome.result is not Result.RECORDED:
        raise AnswerRefused("changed", f"{outcome.said} {outcome.mend}")


def _said_to(consignment_id: int, quote: str) -> str:
    """What they said to this quote on its page, and nobody took back."""
    digest = source_digest(PAGE, quote)
    scans = Scan.objects.filter(consignment_id=consignment_id)
    if scans.filter(corrects=digest).exists():
        return ""
    return scans.filter(digest=digest).values_list("status", flat=True).first() or ""
