"""Which open causes everybody may see, in words written for it, and how far we are with each."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from wellserved.cases.domain.facts import Progress
from wellserved.cases.models import Cause, OpenCause
from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import audit, require

from .causes import CauseRefused, words_by_language

__all__ = ["show_cause", "take_cause_down"]


@transaction.atomic
def show_cause(*, by: Person, slug: str, said: Mapping[str, str], progress: Progress, now: datetime) -> int:
    """Show an open cause to everybody, or change its words or how far we are; returns its id.

    `said` is what customers say of it, by language, in staff's own words. One that was taken down comes back with its votes.
    Raises CauseRefused, NotFound for a cause that is not there.
    """
    require(by, "causes:write")
    words = words_by_language(said)
    if "en" not in words:
        raise CauseRefused(_("Say it in English at least; other languages may follow."))
    # A mending that closes it meanwhile refers to the cause, and may do so.
    cause = Cause.objects.select_for_update(no_key=True).filter(slug=slug, retired_at__isnull=True).first()
    if cause is None:
        raise NotFound(f"There is no cause '{slug}' that could be shown.")
    there = OpenCause.objects.select_for_update(of=("self",)).filter(cause=cause, closed_at__isnull=True)
    row = there.first() or OpenCause(cause=cause)
    row.said, row.progress, row.shown_at = words, progress.value, row.shown_at or now
    row.save()
    audit(by=by, deed="cause.shown", kind="cause", object_id=cause.pk, now=now, progress=progress.value)
    return row.pk


@transaction.atomic
def take_cause_down(*, by: Person, slug: str, now: datetime) -> None:
    """It is shown no more. Whoever said that it happened to them too is told all the same once it is mended."""
    require(by, "causes:write")
    row = OpenCause.objects.filter(cause__slug=slug, closed_at__isnull=True).first()
    if row is None:
        raise NotFound("This cause is not shown.")
    if OpenCause.objects.filter(pk=row.pk, shown_at__isnull=False).update(shown_at=None):
        audit(by=by, deed="cause.taken_down", kind="cause", object_id=row.cause_id, now=now)
