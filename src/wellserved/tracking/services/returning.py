"""A customer sends back what was delivered: the return that begins with it."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.conf import settings
from django.db import transaction

from wellserved.people.contracts import NotFound, Person
from wellserved.people.models import Customer
from wellserved.platform.refusals import Refused
from wellserved.tracking.contracts import PAGE, ConsignmentIn, Kind, RecipientIn, ScanIn, Status
from wellserved.tracking.domain.returning import REASONS_TO_RETURN, WANTS, may_return
from wellserved.tracking.models import Consignment, Problem, Progress, Recipient, ReturnAsked
from wellserved.tracking.queries.public.returned import open_return

from .announcing import announce_own, hold_customers
from .intake import record_scans
from .reporting import LONGEST

MOST = 5
# Without those that are mistaken for another when they are read out or copied.
_LETTERS = "ACDEFHJKMNPQRTUVWXY34679"


class ReturnRefused(Refused):
    """`why` is one of 'unknown', 'wants', 'empty', 'too_long', 'over', 'open' and 'limit'."""

    def __init__(self, why: str, message: str) -> None:
        super().__init__(message)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """`problem` is the id under which the customer's words are kept, None where there are none."""

    consignment_id: int
    number: str
    problem: int | None


@transaction.atomic
def begin_return(
    *, by: Person, consignment_id: int, reason: str, wants: str, words: str, now: datetime
) -> Begun:
    """Announce the return of a delivered parcel; asked twice, as by a second click, it is one.

    Raises ReturnRefused, and NotFound. The caller has made sure that it is the customer's (`owned_for(...).may_wish`).
    """
    said = words.replace("\x00", "").strip()
    _refuse_words(reason, wants, said)
    _hold(by, consignment_id)
    locked = Consignment.objects.select_for_update(of=("self",))
    parcel = locked.select_related("location", "segment", "about").filter(pk=consignment_id).first()
    if parcel is None:
        raise NotFound("There is no such consignment.")
    there = open_return(parcel.pk)
    if there is not None:
        return _the_same(there.id, there.number, reason, wants, said)
    _refuse_parcel(parcel, now=now)
    made = announce_own(by=by, consignment=_return_of(parcel), now=now)
    Consignment.objects.filter(pk=made.consignment_id).update(about=parcel)
    ReturnAsked.objects.create(consignment_id=made.consignment_id, reason=reason, wants=wants, asked_at=now)
    asked = ScanIn(
        number=made.number, status=Status.INFO_RECEIVED, occurred_at=now, source=PAGE, source_id="asked"
    )
    record_scans(scans=[asked], now=now)
    return Begun(
        consignment_id=made.consignment_id,
        number=made.number,
        problem=_keep(made.consignment_id, said, now=now) if said else None,
    )


def _hold(by: Person, consignment_id: int) -> None:
    """Whose it is and who asks are not erased meanwhile; who was erased since the page was looked at asks for nothing."""
    keys = Consignment.objects.filter(pk=consignment_id).values_list("customer_key", "about__customer_key")
    hold_customers({key for key in (*chain(*keys), by.customer_key) if key is not None})
    if by.customer_key is None:
        return
    if not Customer.objects.filter(key=by.customer_key, erased_at__isnull=True).exists():
        raise NotFound("There is no such consignment of yours.")


def _refuse_words(reason: str, wants: str, said: str) -> None:
    if reason not in REASONS_TO_RETURN:
        raise ReturnRefused("unknown", f"A reason is one of {', '.join(REASONS_TO_RETURN)}.")
    if wants not in WANTS:
        raise ReturnRefused("wants", f"What is wanted is one of {', '.join(WANTS)}.")
    if reason == "other" and not said:
        raise ReturnRefused("empty", "Say in a few words why it comes back.")
    if len(said) > LONGEST:
        raise ReturnRefused("too_long", f"Say it in {LONGEST} characters or less.")


def _refuse_parcel(parcel: Consignment, *, now: datetime) -> None:
    progress = Progress.objects.get(pk=parcel.pk)
    status = Status(progress.status) if progress.status else None
    if not may_return(Kind(parcel.kind), status, progress.status_at, days=settings.RETURN_DAYS, now=now):
        raise ReturnRefused("over", "It cannot be sent back by this page, or not any more.")
    if ReturnAsked.objects.filter(consignment__about=parcel).count() >= MOST:
        raise ReturnRefused("limit", "It was sent back several times already.")


def _the_same(consignment_id: int, number: str, reason: str, wants: str, said: str) -> Begun:
    asked = ReturnAsked.objects.filter(pk=consignment_id, reason=reason, wants=wants).exists()
    problem = Problem.objects.filter(consignment_id=consignment_id, what="return").order_by("pk").first()
    if not asked or said != (problem.words if problem else ""):
        raise ReturnRefused("open", f"It is sent back as {number} already.")
    return Begun(consignment_id=consignment_id, number=number, problem=problem.pk if problem else None)


def _keep(consignment_id: int, said: str, *, now: datetime) -> int:
    """With the problems, where they are handed over and erased with the customer."""
    kept = Problem.objects.create(consignment_id=consignment_id, what="return", words=said, reported_at=now)
    return kept.pk


def _return_of(parcel: Consignment) -> ConsignmentIn:
    """The way back of what came; its customer opens it as they opened the parcel."""
    recipient = Recipient.objects.filter(pk=parcel.pk).first()
    return ConsignmentIn(
        number="RT" + "".join(secrets.choice(_LETTERS) for _ in range(10)),
        kind=Kind.RETURN,
        order_ref=parcel.order_ref,
        # As `of_customer` tells whose it is; that looks one step back and no further, and so does erasing.
        customer=parcel.customer_key or (parcel.about.customer_key if parcel.about else None),
        segment=parcel.segment.slug if parcel.segment else "",
        location=parcel.location.code if parcel.location else "",
        origin=parcel.destination,
        origin_country=parcel.destination_country,
        destination=parcel.origin,
        destination_country=parcel.origin_country,
        items=parcel.items,
        value=parcel.value,
        currency=parcel.currency,
        language=parcel.language,
        recipient=RecipientIn(name=recipient.name, address=recipient.address, postcode=recipient.postcode_key)
        if recipient
        else None,
    )
