"""Sources set up, changed and ended."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wellserved.cases.contracts import SourceIn
from wellserved.cases.mentions import ADAPTERS, Place
from wellserved.cases.mentions.getting import loopback_may
from wellserved.cases.models import MentionSource
from wellserved.cases.services.claiming import CaseRefused
from wellserved.journey.queries.touchpoints import touchpoint_keys
from wellserved.people.contracts import NotFound, Person
from wellserved.people.models import Location
from wellserved.people.services import audit, require
from wellserved.platform.reaching import is_postable

__all__ = ["NO_SOURCE", "checked", "end_source", "secret_for", "set_source", "source_of"]

NO_SOURCE = "There is no such source."
SHORTEST, LONGEST = 5, 7 * 24 * 60


@transaction.atomic
def set_source(*, by: Person, source: SourceIn, source_id: int | None = None, now: datetime) -> int:
    """Add a source, or change one; returns its id. What another address brings is read from its beginning.

    Raises CaseRefused, naming the field.
    """
    require(by, "cases:sources")
    checked(source)
    columns = _columns(source)
    row = source_of(source_id) if source_id is not None else MentionSource(made_at=now)
    again = {"kind", "address", "mapping", "token"}
    if any(getattr(row, name) != columns[name] for name in again):
        columns |= {
            "cursor": "",
            "etag": "",
            "modified": "",
            "failures": 0,
            "trouble": "",
            "trouble_detail": "",
        }
    for name, value in columns.items():
        setattr(row, name, value)
    # Whoever is at it notes nothing of what it was before: see `_still_ours`.
    row.next_at, row.visited_until = now if source.kind in ADAPTERS else None, None
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "slug" not in str(error):
            raise
        raise CaseRefused(
            _("There is a source of this short name. Choose another one."), field="slug"
        ) from None
    audit(
        by=by, deed="mention_source.set", kind="mention_source", object_id=row.pk, now=now, kind_of=row.kind
    )
    return row.pk


@transaction.atomic
def end_source(*, by: Person, source_id: int, now: datetime) -> None:
    """It is looked at no more; its cases stay."""
    require(by, "cases:sources")
    row = source_of(source_id)
    if row.ended_at is None:
        # Its short name is free again; nothing leads to an ended source by it.
        row.ended_at, row.next_at, row.slug = now, None, f"{row.slug[:40]}.{row.pk}"
        row.save(update_fields=["ended_at", "next_at", "slug"])
        audit(by=by, deed="mention_source.ended", kind="mention_source", object_id=row.pk, now=now)


def source_of(source_id: int) -> MentionSource:
    row = (
        MentionSource.objects.select_for_update(of=("self",))
        .filter(pk=source_id, ended_at__isnull=True)
        .first()
    )
    if row is None:
        raise NotFound(NO_SOURCE)
    return row


def checked(source: SourceIn) -> None:
    """Raises CaseRefused, naming the field."""
    if not SHORTEST <= source.every_minutes <= LONGEST:
        raise CaseRefused(_("Between two visits there are from 5 minutes to a week."), field="every_minutes")
    if source.token and source.token not in settings.SOURCE_TOKENS:
        raise CaseRefused(
            _("The settings know no secret of this name. Add it to WELLSERVED_SOURCE_TOKENS."), field="token"
        )
    if source.kind == "csv":
        return
    if source.token and secret_for(source.token, source.address) is None:
        raise CaseRefused(
            _(
                "This secret is not for the host of this address. Write it into WELLSERVED_SOURCE_TOKENS as name@host=secret."
            ),
            field="token",
        )
    if not is_postable(source.address, loopback=loopback_may()):
        raise CaseRefused(
            _("Give a whole address that begins with https://, without a name and password."), field="address"
        )
    wrong = ADAPTERS[source.kind].wrong(Place(address=source.address, mapping=source.mapping))
    if wrong:
        raise CaseRefused(wrong[1], field=wrong[0])


def secret_for(name: str, address: str) -> str | None:
    """The secret of this name, where it is for the host of this address: whoever sets up sources can send it nowhere else."""
    host, secret = settings.SOURCE_TOKENS.get(name, ("", ""))
    try:
        same = bool(host) and urlsplit(address).hostname == host
    except ValueError:
        same = False
    return str(secret) if same else None


def _columns(source: SourceIn) -> dict[str, Any]:
    place = Location.objects.filter(pk=source.location_id).first() if source.location_id else None
    if source.location_id and place is None:
        raise CaseRefused(_("There is no such location any more. Choose another."), field="location")
    if source.touchpoint_id and not touchpoint_keys(ids=[source.touchpoint_id]):
        raise CaseRefused(_("There is no such touchpoint any more. Choose another."), field="touchpoint")
    fetched = source.kind in ADAPTERS
    return {
        "slug": source.slug,
        "name": source.name,
        "kind": source.kind,
        "address": source.address if fetched else "",
        "mapping": dict(source.mapping) if fetched else {},
        "token": source.token if fetched else "",
        "case_kind": source.case_kind.value,
        "touchpoint_id": source.touchpoint_id,
        "location_id": source.location_id,
        "every_minutes": source.every_minutes,
    }
