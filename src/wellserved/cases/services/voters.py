"""Whoever said that it happened to them too is told: by a letter, or on their own page where no address is known."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from wellserved.cases.domain.measured import HELPED, TOLD
from wellserved.cases.mails.voting import send_told
from wellserved.cases.models import Telling, Vote
from wellserved.cases.wording import letter
from wellserved.people.contracts import OPERATOR, NotFound, Person
from wellserved.people.models import CustomerDetails
from wellserved.people.services import audit
from wellserved.platform.link_secrets import digest, secret_of

from .claiming import CaseRefused
from .measuring import record_voter
from .sending import NotCarried

__all__ = ["note_voter_helped", "note_voters_told", "say_voter_helped", "start_telling", "tell_voter"]

LEASE = timedelta(minutes=10)
"""After this a letter whose worker died with it in hand may be sent by another."""
_log = logging.getLogger(__name__)


def start_telling(telling_id: int) -> None:
    """A job each: a mail server takes its time, and one letter's fault is no other's."""
    from wellserved.cases.vote_jobs import tell_voter as later  # noqa: PLC0415  the jobs import the services

    later.defer(telling_id=telling_id)


def tell_voter(*, telling_id: int, now: datetime) -> bool:
    """Write to one of the list who has no case of the cause; whether they were told now.

    Claimed by one worker alone. Raises NotCarried where trying again may help.
    """
    free = Q(mailing_until__isnull=True) | Q(mailing_until__lt=now)
    untold = Telling.objects.filter(
        free, pk=telling_id, told_at__isnull=True, case__isnull=True, mending__telling_since__isnull=False
    )
    if not untold.update(mailing_until=now + LEASE):
        return False
    telling = (
        Telling.objects.select_related("mending__cause", "vote__open_cause").filter(pk=telling_id).first()
    )
    if telling is None or telling.vote is None:
        # Taken back in this very moment.
        return False
    vote = telling.vote
    secret = secret_of("cases.told", telling_id)
    Telling.objects.filter(pk=telling_id).update(digest=digest(secret))
    address = _address(vote)
    if address:
        try:
            _sent(telling, vote, to=address, secret=secret)
        except NotCarried as error:
            Telling.objects.filter(pk=telling_id).update(mailing_until=None)
            if not error.for_good:
                raise
            _log.warning("Telling %s could not be handed over for good.", telling_id)
            return False
    with transaction.atomic():
        # Whoever took it back or was erased meanwhile is nobody's figure.
        if not Telling.objects.filter(pk=telling_id, told_at__isnull=True).update(
            told_at=now, mailing_until=None
        ):
            return False
        note_voters_told(OPERATOR, telling, now=now)
    return True


def note_voters_told(by: Person, telling: Telling, *, now: datetime) -> None:
    """What this person voted for was told of, in the caller's transaction; measured once a person, by their cases if they have any."""
    Vote.objects.filter(pk__in=telling.votes, told_at__isnull=True).update(told_at=now)
    if telling.case_id is None and telling.vote is not None:
        record_voter(telling.vote, TOLD, now=now, delivered=1.0)
        audit(
            by=by,
            deed="vote.told",
            kind="vote",
            object_id=telling.vote.pk,
            now=now,
            mending=telling.mending_id,
        )


@transaction.atomic
def note_voter_helped(*, by: Person, telling_id: int, helped: bool, now: datetime) -> None:
    """What they answer, once: CaseRefused where they answered before."""
    if not Telling.objects.filter(pk=telling_id, help_answered_at__isnull=True).update(
        helped=helped, help_answered_at=now
    ):
        raise CaseRefused(_("You have answered this already. Thank you."))
    vote = Vote.objects.select_related("open_cause__cause").get(
        pk__in=Telling.objects.filter(pk=telling_id).values("vote")
    )
    record_voter(vote, HELPED, now=now, perceived=float(helped))
    audit(by=by, deed="vote.helped", kind="vote", object_id=vote.pk, now=now, helped=helped)


def say_voter_helped(*, by: Person, telling_id: int, helped: bool, now: datetime) -> None:
    """The customer's own word, on their own page. NotFound for anybody else, CaseRefused where they answered before."""
    theirs = Telling.objects.filter(
        pk=telling_id, told_at__isnull=False, case__isnull=True, vote__customer_key=by.customer_key
    )
    if by.customer_key is None or not theirs.exists():
        raise NotFound("There is nothing of that kind to answer.")
    note_voter_helped(by=by, telling_id=telling_id, helped=helped, now=now)


def _sent(telling: Telling, vote: Vote, *, to: str, secret: str) -> None:
    link = f"{settings.BASE_URL.rstrip('/')}/helped/{secret}"
    with translation.override(vote.language or settings.LANGUAGE_CODE):
        text = letter(telling.mending, said_at=vote.cast_at, link=link, voted_for=vote.open_cause.said)
        send_told(telling.mending, to=to, text=text, telling_id=telling.pk)


def _address(vote: Vote) -> str:
    """Of a customer the one that they have now."""
    details = (
        CustomerDetails.objects.filter(customer_id=vote.customer_key).first() if vote.customer_key else None
    )
    return (details.email if details else "") or vote.email
