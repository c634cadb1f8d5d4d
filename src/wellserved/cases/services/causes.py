"""The tree of causes."""

from collections.abc import Mapping
from datetime import datetime

import pghistory
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from wellserved.cases.models import Cause, Mending, OpenCause
from wellserved.cases.queries.causes import branch_of
from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import audit, require
from wellserved.platform.refusals import Refused

_LONGEST = 120
DEEPEST = 6


class CauseRefused(Refused):
    """The tree cannot be like that; the message says why and what to do."""


@transaction.atomic
def set_cause(
    *, by: Person, slug: str, titles: Mapping[str, str], parent: str | None = None, now: datetime
) -> int:
    """Add a cause or change the one with this short name; returns its id. A retired one is offered again.

    `titles` has one for each language code, and an English one. Raises CauseRefused, NotFound for a parent.
    """
    require(by, "causes:write")
    words = {code: text.strip()[:_LONGEST] for code, text in titles.items() if text.strip()}
    if "en" not in words:
        raise CauseRefused(_("A cause needs an English title; other languages may follow."))
    above = _by_slug(parent) if parent else None
    with pghistory.context(account=by.account_id, token=by.token_id):
        row = Cause.objects.select_for_update(of=("self",)).filter(slug=slug).first()
        _not_too_deep(above, row)
        if row is None:
            last = Cause.objects.filter(parent=above).aggregate(last=Max("position"))["last"]
            row = Cause(slug=slug, position=0 if last is None else last + 1)
        row.titles, row.parent, row.retired_at = words, above, None
        row.save()
    audit(by=by, deed="cause.set", kind="cause", object_id=row.pk, now=now, slug=slug)
    return row.pk


@transaction.atomic
def retire_cause(*, by: Person, slug: str, now: datetime) -> None:
    """It is offered no more, nor shown to customers; cases that have it keep it. What is below it has to go first."""
    require(by, "causes:write")
    row = _by_slug(slug)
    if Cause.objects.filter(parent=row, retired_at__isnull=True).exists():
        raise CauseRefused(_("There are causes below this one. Move or retire them first."))
    with pghistory.context(account=by.account_id, token=by.token_id):
        Cause.objects.filter(pk=row.pk, retired_at__isnull=True).update(retired_at=now)
    OpenCause.objects.filter(cause=row).update(shown_at=None)
    audit(by=by, deed="cause.retired", kind="cause", object_id=row.pk, now=now)


@transaction.atomic
def mend(
    *, by: Person, slug: str, did: Mapping[str, str], now: datetime, said: Mapping[str, str] | None = None
) -> int:
    """The cause is mended from now on, with all below it: it is open to nobody's vote any more. Returns the mending's id.

    `said` is what customers had said and `did` what was done, by language.
    """
    require(by, "causes:write")
    row = _by_slug(slug)
    mending = Mending.objects.create(
        cause=row,
        mended_at=now,
        mended_by_id=by.staff_id,
        said=words_by_language(said or {}),
        did=words_by_language(did),
    )
    closed = OpenCause.objects.filter(cause__in=branch_of(slug), closed_at__isnull=True)
    closed.update(shown_at=None, closed_at=now)
    audit(by=by, deed="cause.mended", kind="cause", object_id=row.pk, now=now, mending=mending.pk)
    return mending.pk


def words_by_language(by_language: Mapping[str, str]) -> dict[str, str]:
    return {code: text.strip()[:1000] for code, text in by_language.items() if text.strip()}


def _by_slug(slug: str) -> Cause:
    row = Cause.objects.filter(slug=slug).first()
    if row is None:
        raise NotFound(f"There is no cause '{slug}'.")
    return row


def _not_too_deep(above: Cause | None, row: Cause | None) -> None:
    depth = 1
    while above is not None:
        if row is not None and above.pk == row.pk:
            raise CauseRefused(_("A cause cannot stand below itself. Choose another one above."))
        depth += 1
        if depth > DEEPEST:
            raise CauseRefused(f"The tree of causes has at most {DEEPEST} levels. Put it higher.")
        above = above.parent
