"""The quote of a repair that waits for its customer's answer."""

from wellserved.tracking.contracts import PAGE
from wellserved.tracking.domain.statuses import Status
from wellserved.tracking.models import Progress, Quote, Scan

from .facts import QuoteSeen

_ANSWERS = (Status.APPROVED, Status.DECLINED)


def quote_of(consignment_id: int) -> QuoteSeen | None:
    """None where none waits. Whether it may be seen is `owned_for`'s to say."""
    if not Progress.objects.filter(pk=consignment_id, status=Status.QUOTED).exists():
        return None
    scans = Scan.objects.filter(consignment_id=consignment_id)
    taken_back = scans.filter(corrects__isnull=False).values("corrects")
    quoted = scans.filter(status=Status.QUOTED).exclude(digest__in=taken_back)
    scan = quoted.order_by("-occurred_at", "-digest").first()
    if scan is None:
        return None
    said = Quote.objects.filter(consignment_id=consignment_id).order_by("-pk").first()
    # One whose answer was taken back is another question.
    answers = scans.filter(source=PAGE, status__in=_ANSWERS).count()
    return QuoteSeen(
        id=f"{scan.digest}.{said.pk if said else 0}.{answers}",
        at=scan.occurred_at,
        amount=said.amount if said else None,
        currency=said.currency if said else "",
        work=said.work if said else "",
    )
