"""“This happened to me too”: said once by each person, signed in or by an address that says yes, and taken back at will."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from wellserved.cases.mails.voting import send_question
from wellserved.cases.models import OpenCause, Telling, Vote
from wellserved.cases.queries.looping import NO_LINK
from wellserved.cases.queries.voting import OPEN_FOR, vote_of
from wellserved.people.contracts import NotFound, Person
from wellserved.people.models import Account, Customer
from wellserved.people.queries import customer_of_address
from wellserved.people.services import audit
from wellserved.platform.link_secrets import digest, secret_of

from .flooding import count_letter, count_vote
from .page_words import TooMuchSaid
from .sending import NotCarried

__all__ = [
    "ask_for_yes",
    "confirm",
    "forget",
    "forget_votes",
    "mail_question",
    "take_back",
    "take_back_linked",
    "vote",
]

KEPT = timedelta(days=30)
"""An address whose reader was told is needed no longer than this."""
NOT_OPEN = "There is no such open cause."
_log = logging.getLogger(__name__)


def vote(*, by: Person, open_id: int, address: str, language: str, now: datetime) -> None:
    """A signed-in customer says that it happened to them too; again changes nothing. NotFound for anybody else, TooMuchSaid.

    `address` is where they come from.
    """
    key, account_id = by.customer_key, by.account_id
    if key is None or account_id is None:
        raise NotFound("Only a customer who has signed in can say so without a letter.")
    _count(address, now=now)
    with transaction.atomic():
        # Held, so that nothing is said behind an erasure that is under way.
        if not Customer.objects.select_for_update(no_key=True).filter(key=key, erased_at=None).exists():
            raise NotFound("Whoever was erased can say nothing any more.")
        row = _open(open_id)
        # By the address that they sign in with they may have said so before.
        email = Account.objects.filter(pk=account_id).values_list("email", flat=True).first() or ""
        said = Vote.objects.filter(open_cause=row)
        known = (
            said.filter(customer_key=key).first()
            or said.filter(email=email.lower(), customer_key=None).exclude(email="").first()
        )
        if known is None:
            known = Vote(open_cause=row, cast_at=now, language=language)
        if known.customer_key == key:
            return
        known.customer_key, known.confirmed_at = key, known.confirmed_at or now
        known.save()
        audit(by=by, deed="vote.cast", kind="vote", object_id=known.pk, now=now)


def ask_for_yes(
    *,
    by: Person,
    open_id: int,
    email: str,
    address: str,
    language: str,
    now: datetime,
    by_program: bool = False,
) -> None:
    """Whoever reads this e-mail address is asked by a letter; nothing counts before they say yes.

    The answer is the same whether they said so before or not. Raises NotFound for a cause that is not open, TooMuchSaid.
    """
    _count(address, now=now)
    with transaction.atomic():
        row = _open(open_id)
        if by_program:
            return
        # The same statements for whoever said so before: the time that it takes tells nothing of them.
        given = Vote(open_cause=row, email=email.lower(), cast_at=now, language=language)
        Vote.objects.bulk_create([given], ignore_conflicts=True)
        found = Vote.objects.get(open_cause=row, email=given.email)
        audit(by=by, deed="vote.asked", kind="vote", object_id=found.pk, now=now)
        if count_letter(email=found.email, now=now):
            # The week begins anew with each letter; the job writes none to who has said yes.
            waiting = Vote.objects.filter(pk=found.pk, confirmed_at__isnull=True)
            waiting.update(cast_at=now, language=language, digest=digest(_secret(found.pk)))
            _start_mail(found.pk)


def mail_question(*, vote_id: int) -> None:
    """Ask by mail; nothing where it was answered or mended meanwhile. Raises NotCarried where trying again may help."""
    row = Vote.objects.select_related("open_cause").filter(pk=vote_id, confirmed_at__isnull=True).first()
    if row is None or row.open_cause.closed_at is not None:
        return
    try:
        send_question(row, secret=_secret(row.pk))
    except NotCarried as error:
        if not error.for_good:
            raise
        _log.warning("Vote %s could not be asked for by mail, for good.", vote_id)


@transaction.atomic
def confirm(*, secret: str, now: datetime) -> bool:
    """The reader of the address says yes; whether it counts now, or did before. NotFound for a link that is none.

    Once it is mended there is nothing to say yes to any more, and the answer is no.
    """
    found = vote_of(secret, now=now).first()
    if found is None:
        raise NotFound(NO_LINK)
    open_cause = OpenCause.objects.select_for_update(of=("self",)).get(pk=found.open_cause_id)
    row = vote_of(secret, now=now).first()
    if row is None:
        raise NotFound(NO_LINK)
    if row.confirmed_at is not None:
        return True
    if open_cause.closed_at is not None:
        return False
    key = customer_of_address(row.email)
    theirs = Vote.objects.filter(open_cause=open_cause, customer_key=key).first() if key else None
    if theirs is not None:
        # They have said so signed in: one person is one. This link is theirs as well, and goes on with that one.
        kept, email = bytes(row.digest or b""), row.email
        row.delete()
        Vote.objects.filter(pk=theirs.pk).update(digest=kept, email=email)
        return True
    Vote.objects.filter(pk=row.pk).update(confirmed_at=now, customer_key=key)
    audit(by=Person(), deed="vote.confirmed", kind="vote", object_id=row.pk, now=now)
    return True


def take_back(*, by: Person, open_id: int, now: datetime) -> None:
    """A customer takes back what they said; again changes nothing."""
    if by.customer_key is None:
        raise NotFound("There is nothing of this visitor's to take back.")
    _taken_back(Vote.objects.filter(open_cause=open_id, customer_key=by.customer_key), by=by, now=now)


def take_back_linked(*, secret: str, now: datetime) -> None:
    """Whoever has the link takes it back, confirmed or not, and their address is forgotten. NotFound for a link that is none."""
    found = vote_of(secret, now=now)
    if not found.exists():
        raise NotFound(NO_LINK)
    _taken_back(found, by=Person(), now=now)


def forget(votes: QuerySet[Vote]) -> None:
    """In the caller's transaction. Of those who were told the figure stays, as nobody's; the others are as if never cast."""
    ids = set(votes.values_list("pk", flat=True))
    # The list first, as those who tell hold it before the votes.
    waiting = Telling.objects.select_for_update(of=("self",)).filter(
        votes__overlap=list(ids), told_at__isnull=True
    )
    for telling in waiting.order_by("pk"):
        telling.votes = [one for one in telling.votes if one not in ids]
        telling.vote_id = max(telling.votes, default=None)
        if telling.case_id is None and not telling.votes:
            telling.delete()
        else:
            telling.save(update_fields=["votes", "vote"])
    told = Vote.objects.filter(pk__in=ids, told_at__isnull=False)
    told.update(customer_key=None, email="", digest=None)
    Vote.objects.filter(pk__in=ids, told_at__isnull=True).delete()


@transaction.atomic
def forget_votes(*, now: datetime) -> int:
    """Addresses that never said yes within a week, and those of a month ago that were told; a job does so daily."""
    silent = Vote.objects.filter(confirmed_at__isnull=True, cast_at__lt=now - OPEN_FOR)
    told = Vote.objects.filter(told_at__lt=now - KEPT).exclude(email="")
    n = silent.count() + told.count()
    forget(silent.select_for_update())
    forget(told.filter(customer_key__isnull=True))
    told.update(email="", digest=None)
    return n


@transaction.atomic
def _taken_back(votes: QuerySet[Vote], *, by: Person, now: datetime) -> None:
    for pk in votes.values_list("pk", flat=True):
        forget(Vote.objects.filter(pk=pk))
        audit(by=by, deed="vote.taken_back", kind="vote", object_id=pk, now=now)


def _count(address: str, *, now: datetime) -> None:
    if not count_vote(address=address, now=now):
        raise TooMuchSaid


def _open(open_id: int) -> OpenCause:
    """Locked, so that one person's two ways of saying so come one after the other."""
    row = OpenCause.objects.select_for_update(of=("self",)).filter(pk=open_id, shown_at__isnull=False).first()
    if row is None:
        raise NotFound(NOT_OPEN)
    return row


def _secret(vote_id: int) -> str:
    return secret_of("cases.vote", vote_id)


def _start_mail(vote_id: int) -> None:
    from wellserved.cases.vote_jobs import mail_question as later  # noqa: PLC0415  the jobs import the services

    later.defer(vote_id=vote_id)
