"""Ways in: personal links that are good for one response, and open doors."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from wellserved.people.contracts import NotFound, Person
from wellserved.people.models import Location, Segment
from wellserved.people.services import audit, require
from wellserved.platform.link_secrets import digest, new_secret
from wellserved.voice.models import Door, Invitation, Questionnaire
from wellserved.voice.queries.versions import latest_of

from .drafting import SlugTaken

__all__ = ["close_door", "invite", "is_theirs", "open_door"]


@transaction.atomic
def invite(
    *,
    by: Person,
    questionnaire: str,
    customer: UUID | None,
    now: datetime,
    good_for: timedelta = timedelta(days=30),
    facts: Mapping[str, str] | None = None,
    segment: str | None = None,
    location: str | None = None,
    language: str = "",
    channel: str = "link",
) -> str:
    """The secret of a new personal link, to be sent by whoever asked for it; only its digest is kept. Raises NotFound."""
    require(by, "surveys:write")
    secret, asked = new_secret(), _questionnaire(questionnaire)
    if latest_of(asked) is None:
        raise NotFound(f"Questionnaire '{questionnaire}' was never published: publish it first.")
    row = Invitation.objects.create(
        questionnaire_id=asked,
        digest=digest(secret),
        customer_key=customer,
        segment=_segment(segment),
        location=_location(by, location),
        language=language,
        channel=channel,
        facts=dict(facts or {}),
        state=Invitation.State.SENT,
        made_at=now,
        due_at=now,
        sent_at=now,
        expires_at=now + good_for,
    )
    audit(by=by, deed="customer.invited", kind="answer_invitation", object_id=row.pk, now=now)
    return secret


@transaction.atomic
def open_door(
    *,
    by: Person,
    slug: str,
    questionnaire: str,
    now: datetime,
    channel: str = "link",
    title: str = "",
    location: str | None = None,
    facts: Mapping[str, str] | None = None,
    closes_at: datetime | None = None,
    quota: int | None = None,
    hosts: Sequence[str] = (),
) -> int:
    """An open link at /ask/<slug>; returns its id. With as many answers as `quota` it closes; a widget is shown on `hosts`
    alone, those of the installation that may. Raises NotFound, SlugTaken.
    """
    require(by, "surveys:write")
    try:
        with transaction.atomic():
            row = Door.objects.create(
                slug=slug,
                title=title,
                questionnaire_id=_questionnaire(questionnaire),
                channel=channel,
                location=_location(by, location),
                facts=dict(facts or {}),
                quota=quota,
                taken=None if quota is None else 0,
                hosts=list(hosts),
                made_at=now,
                made_by_id=by.account_id,
                closes_at=closes_at,
            )
    except IntegrityError as error:
        raise SlugTaken(f"There is an open link '{slug}' already. Choose another short name.") from error
    audit(by=by, deed="door.opened", kind="door", object_id=row.pk, now=now)
    return row.pk


@transaction.atomic
def close_door(*, by: Person, slug: str, now: datetime) -> None:
    """From now on it says that it is closed. Raises NotFound."""
    require(by, "surveys:write")
    row = Door.objects.filter(slug=slug).first()
    if row is None or not is_theirs(by, row.location_id):
        raise NotFound(f"There is no open link '{slug}'.")
    Door.objects.filter(pk=row.pk).update(closes_at=now)
    audit(by=by, deed="door.closed", kind="door", object_id=row.pk, now=now)


def _questionnaire(slug: str) -> int:
    found = Questionnaire.objects.filter(slug=slug).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound(f"There is no questionnaire '{slug}'.")
    return found


def _segment(slug: str | None) -> Segment | None:
    found = Segment.objects.filter(slug=slug).first() if slug else None
    if slug and found is None:
        raise NotFound(f"There is no segment '{slug}'.")
    return found


def _location(by: Person, code: str | None) -> Location | None:
    found = Location.objects.filter(code=code).first() if code else None
    if code and (found is None or not is_theirs(by, found.pk)):
        raise NotFound(f"There is no location '{code}' that is yours.")
    return found


def is_theirs(by: Person, location_id: int | None) -> bool:
    """What belongs to no location belongs to everybody who may write."""
    return location_id is None or by.location_ids is None or location_id in by.location_ids
