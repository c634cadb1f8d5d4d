"""Proof of delivery: a photo or a signature, kept only with the recipient's consent."""

from datetime import datetime, timedelta

from django.db import transaction

from wellserved.people.contracts import Person
from wellserved.people.services import audit, require
from wellserved.platform.pictures import NoPicture, bare, sniffed
from wellserved.platform.refusals import Refused
from wellserved.tracking.domain.keys import number_key
from wellserved.tracking.models import Consignment, Proof

LARGEST = 2_000_000
MOST = 6
_CLOCKS_DIFFER = timedelta(hours=26)
_OLDEST = timedelta(days=60)


class ProofRefused(Refused):
    """`why` is one of 'consent', 'what', 'size', 'picture', 'time', 'number', 'carrier' and 'many'."""

    def __init__(self, why: str, message: str) -> None:
        super().__init__(message)
        self.why = why


@transaction.atomic
def prove(
    *,
    by: Person,
    number: str,
    carrier: str = "",
    what: str,
    consent: str,
    taken_at: datetime,
    content: bytes,
    now: datetime,
) -> int:
    """Keep a proof, without what a camera writes into its pictures; the same one sent again is kept once.

    `consent` is the sentence that the recipient agreed to. Raises ProofRefused.
    """
    require(by, "parcels:write")
    kept = _picture(what=what, consent=consent, taken_at=taken_at, content=content, now=now)
    consignment = _consignment(number, carrier)
    proofs = Proof.objects.filter(consignment=consignment)
    there = proofs.filter(what=what, taken_at=taken_at).first()
    if there:
        return there.pk
    if proofs.count() >= MOST:
        raise ProofRefused("many", f"There are {MOST} proofs of this delivery already.")
    proof = Proof.objects.create(
        consignment=consignment,
        what=what,
        taken_at=taken_at,
        consent=consent,
        content_type=sniffed(kept),
        content=kept,
        staff_id=by.staff_id,
    )
    audit(by=by, deed="proof.kept", kind="consignment", object_id=consignment.pk, now=now, proof=proof.pk)
    return proof.pk


def _picture(*, what: str, consent: str, taken_at: datetime, content: bytes, now: datetime) -> bytes:
    if not consent.strip():
        raise ProofRefused("consent", "Without the recipient's consent nothing is kept.")
    if what not in Proof.What.values:
        raise ProofRefused("what", f"A proof is one of {', '.join(Proof.What.values)}.")
    if not now - _OLDEST < taken_at < now + _CLOCKS_DIFFER:
        raise ProofRefused("time", "The time of this proof cannot be right. Set the phone's clock.")
    if len(content) > LARGEST:
        raise ProofRefused("size", f"A picture may have {LARGEST // 1_000_000} MB; this one has more.")
    try:
        return bare(content)
    except NoPicture as error:
        raise ProofRefused("picture", f"{error} Take it again.") from error


def _consignment(number: str, carrier: str) -> Consignment:
    rows = Consignment.objects.filter(number=number_key(number))
    if carrier:
        rows = rows.filter(carrier=carrier)
    # Locked, so that the same proof sent twice at once is kept once.
    found = list(rows.select_for_update().order_by("pk")[:2])
    if not found:
        raise ProofRefused("number", "There is no consignment of this number. Scan it first.")
    if len(found) > 1:
        raise ProofRefused("carrier", "Several carriers have a consignment of this number. Name the carrier.")
    return found[0]
