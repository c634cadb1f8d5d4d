"""Staff's word on responses that were flagged or set aside."""

from collections.abc import Sequence
from datetime import datetime

from django.db import models, transaction
from django.db.models import F

from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import audit, require
from wellserved.voice.models import Door, Response

from .recording import Scored, record_scores

__all__ = ["count_all_the_same", "count_in", "take_from_aside"]


@transaction.atomic
def count_in(*, by: Person, responses: Sequence[int], now: datetime) -> int:
    """Count these flagged responses all the same: they become moments. Returns how many did not count before."""
    require(by, "surveys:write")
    rows = list(_locked(by, responses).filter(aside="", counted_at__isnull=True))
    Response.objects.filter(pk__in=[row.pk for row in rows]).update(counted_at=now)
    record_scores([_scored(row) for row in rows], now=now)
    for row in rows:
        audit(by=by, deed="response.counted", kind="response", object_id=row.pk, now=now, flags=row.flags)
    return len(rows)


@transaction.atomic
def count_all_the_same(*, by: Person, response: int, now: datetime) -> None:
    """Let one response count, whether it was set aside or flagged. Raises NotFound where none like that waits."""
    require(by, "surveys:write")
    if not count_in(by=by, responses=[response], now=now):
        take_from_aside(by=by, response=response, now=now)


@transaction.atomic
def take_from_aside(*, by: Person, response: int, now: datetime) -> None:
    """Let a response count that came too late or in a flood. Raises NotFound.

    One that came a second time for the same invitation stays beside the first: only its flags say that it counts.
    """
    require(by, "surveys:write")
    row = _locked(by, [response]).exclude(aside="").first()
    if row is None:
        raise NotFound(f"There is no response {response} that was set aside.")
    why = row.aside
    taken = Response.objects.filter(invitation=row.invitation_id, aside="").exclude(invitation__isnull=True)
    fields: dict[str, object] = {"aside": "", "counted_at": now}
    if taken.exists():
        fields["invitation"] = None
    Response.objects.filter(pk=row.pk).update(**fields)
    if row.door_id is not None:
        Door.objects.filter(pk=row.door_id, taken__isnull=False).update(taken=F("taken") + 1)
    record_scores([_scored(row)], now=now)
    audit(by=by, deed="response.taken_from_aside", kind="response", object_id=row.pk, now=now, why=why)


def _locked(by: Person, responses: Sequence[int]) -> models.QuerySet[Response]:
    rows = Response.objects.select_for_update().filter(pk__in=responses, finished_at__isnull=False)
    if by.location_ids is not None:
        rows = rows.filter(location_id__in=by.location_ids)
    return rows.order_by("pk")


def _scored(row: Response) -> Scored:
    return Scored(
        response_id=row.pk,
        version_id=row.version_id,
        answers=row.answers,
        facts=row.facts,
        customer_key=row.customer_key,
        segment_id=row.segment_id,
        location_id=row.location_id,
        language=row.language,
        channel=row.channel,
        at=row.finished_at or row.started_at,
    )
