"""Letters about a belief round to those who are asked: no name, no figure, no answer in them."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from wellserved.journey.models import BeliefRound
from wellserved.journey.queries.rounds import complete, invited
from wellserved.people.contracts import NOBODY
from wellserved.people.models import AuditLine, Staff
from wellserved.people.services import audit


def invite(*, round_id: int, now: datetime) -> int:
    """Tell all who are asked that the round is open; returns how many letters were sent now."""
    return _tell(round_id, to=invited(), deed="round.invited", now=now)


def remind(*, round_id: int, now: datetime) -> int:
    """Tell those who have not answered everything that the round closes soon."""
    missing = sorted(set(invited()) - complete(round_id))
    return _tell(round_id, to=missing, deed="round.reminded", now=now)


def _tell(round_id: int, *, to: Iterable[int], deed: str, now: datetime) -> int:
    row = BeliefRound.objects.filter(pk=round_id).first()
    if row is None or row.revealed_at is not None or now >= row.closes_at:
        return 0
    # A job that died half way runs again: whoever has an audit line has a letter.
    lines = AuditLine.objects.filter(object_kind="belief_round", object_id=str(round_id), deed=deed)
    told = set(lines.values_list("facts__staff", flat=True))
    staff = Staff.objects.select_related("account").filter(pk__in=set(to) - told).order_by("pk")
    failed: OSError | None = None
    for member in staff:
        with translation.override(member.account.language or settings.LANGUAGE_CODE):
            subject, text = _letter(row, deed=deed)
            try:
                send_mail(subject, text, None, [member.account.email])
            except OSError as error:
                # One that is refused keeps nobody else from theirs; the job tries it again.
                failed = error
                continue
        audit(by=NOBODY, deed=deed, kind="belief_round", object_id=round_id, now=now, staff=member.pk)
    if failed is not None:
        raise failed
    return len(staff)


def _letter(row: BeliefRound, *, deed: str) -> tuple[str, str]:
    facts = {
        "closes": date_format(localtime(row.closes_at), "DATETIME_FORMAT"),
        "link": settings.BASE_URL.rstrip("/") + reverse("workspace:round", args=[row.pk]),
    }
    if deed == "round.reminded":
        subject = _("What do we believe? The round closes soon")
        text = _(
            "A belief round closes on %(closes)s, and some of your answers are still missing.\n\n"
            "Answer here: %(link)s\n\n"
            "What customers answered is shown to everybody together when the round is revealed."
        )
    else:
        subject = _("What do we believe? A round is open")
        text = _(
            "What do customers expect of us? A belief round is open until %(closes)s.\n\n"
            "Answer here: %(link)s\n\n"
            "Please answer from what you know, before you look at what customers said. Your answers can be changed "
            "until the round closes; nobody else sees them before it is revealed."
        )
    return subject, text % facts
