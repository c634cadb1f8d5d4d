"""What belongs to the customer: only for whoever gave the postcode, the customer signed in, and staff who may."""

from django.utils.crypto import constant_time_compare, salted_hmac

from wellserved.people.contracts import NotFound, Person
from wellserved.tracking.domain.postcodes import postcode_key
from wellserved.tracking.models import Consignment, Problem, Proof, Recipient, Wish
from wellserved.tracking.queries.finding import seen_by

from .facts import Owned, ProofSeen, WishSeen
from .quoted import quote_of
from .returned import open_return


def opening(postcode: str) -> str:
    """What a device keeps that was given the right postcode: it opens as long as the recipient has this one."""
    key = postcode_key(postcode)
    return salted_hmac("wellserved.tracking.opening", key, algorithm="sha256").hexdigest() if key else ""


def owned_for(person: Person, *, consignment_id: int, opened: str = "") -> Owned:
    """`opened` is the `opening` that a device keeps of it. NotFound for everybody to whom it does not belong."""
    customers_own = _opens(consignment_id, opened) or _is_theirs(person, consignment_id)
    if not customers_own and not _may_see(person, consignment_id):
        raise NotFound("There is no such consignment of yours.")
    recipient = Recipient.objects.filter(pk=consignment_id).first()
    wish = (
        Wish.objects.filter(consignment_id=consignment_id, withdrawn_at__isnull=True).order_by("-id").first()
    )
    proofs = Proof.objects.filter(consignment_id=consignment_id).order_by("taken_at")
    return Owned(
        name=recipient.name if recipient else "",
        address=recipient.address if recipient else "",
        proofs=tuple(
            ProofSeen(id=id_, what=what, taken_at=at)
            for id_, what, at in proofs.values_list("pk", "what", "taken_at")
        ),
        wish=WishSeen(id=wish.pk, what=wish.what, detail=wish.detail, day=wish.day, said_at=wish.said_at)
        if wish
        else None,
        quote=quote_of(consignment_id),
        sent_back=open_return(consignment_id),
        problems=tuple(
            Problem.objects.filter(consignment_id=consignment_id, settled_at__isnull=True).values_list(
                "pk", flat=True
            )
        ),
        location=_location(consignment_id),
        may_wish=customers_own,
    )


def proof_for(person: Person, *, consignment_id: int, proof: int, opened: str = "") -> tuple[str, bytes]:
    """Its content type and content. NotFound for what is not there and for whom it does not belong to alike."""
    owned = owned_for(person, consignment_id=consignment_id, opened=opened)
    if proof not in {one.id for one in owned.proofs}:
        raise NotFound("There is no such proof of delivery.")
    found = Proof.objects.get(pk=proof)
    return found.content_type, bytes(found.content)


def _opens(consignment_id: int, opened: str) -> bool:
    """Strangers, who have opened nothing, cost the database nothing."""
    if not opened:
        return False
    key = Recipient.objects.filter(pk=consignment_id).values_list("postcode_key", flat=True).first()
    return bool(key) and constant_time_compare(opened, opening(key or ""))


def _location(consignment_id: int) -> str:
    code = Consignment.objects.values_list("location__code", flat=True).get(pk=consignment_id)
    return code or ""


def _may_see(person: Person, consignment_id: int) -> bool:
    """Staff who may see customers' details, of what their location has to do with."""
    if not (person.may("parcels:read") and person.may("customers:read")):
        return False
    return seen_by(person).filter(pk=consignment_id).exists()


def _is_theirs(person: Person, consignment_id: int) -> bool:
    if person.customer_key is None:
        return False
    return Consignment.objects.filter(pk=consignment_id, customer_key=person.customer_key).exists()
