"""What helps to answer: drafts, who else is at it, texts to begin with, business hours."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction

from wellserved.cases.domain.business import Hours, NeverOpen, WeekWrong, checked_week, due, known_place
from wellserved.cases.models import BusinessHours, Draft, Presence, ReplyTemplate
from wellserved.cases.queries.seeing import NO_CASE, seen_by
from wellserved.people.contracts import NotFound, Person
from wellserved.people.models import Location
from wellserved.people.services import audit, require

from .claiming import CaseRefused


@transaction.atomic
def be_present(*, by: Person, case_id: int, writing: bool, now: datetime) -> None:
    """This person has the case open, and may be writing. No audit line: it is gone in a minute."""
    staff = _at_it(by, case_id)
    values = {"seen_at": now} | ({"writing_at": now} if writing else {})
    Presence.objects.update_or_create(case_id=case_id, staff_id=staff, defaults=values)


@transaction.atomic
def save_draft(*, by: Person, case_id: int, text: str, now: datetime) -> None:
    """Keep what was written and not sent; nothing written keeps nothing. No audit line: it is theirs alone."""
    staff = _at_it(by, case_id)
    if not text.strip():
        Draft.objects.filter(case_id=case_id, staff_id=staff).delete()
        return
    Draft.objects.update_or_create(
        case_id=case_id,
        staff_id=staff,
        defaults={"text": text.replace("\x00", "")[:20_000], "saved_at": now},
    )


def _at_it(by: Person, case_id: int) -> int:
    """Who of the staff is at a case that they may see."""
    require(by, "cases:write")
    if by.staff_id is None or not seen_by(by).filter(pk=case_id).exists():
        raise NotFound(NO_CASE)
    return by.staff_id


@transaction.atomic
def set_template(*, by: Person, slug: str, language: str, title: str, body: str, now: datetime) -> None:
    """A reply to begin with, in one language."""
    require(by, "causes:write")
    if not (title.strip() and body.strip()):
        raise CaseRefused("A text to begin with needs a name and words.", field="body")
    row, _ = ReplyTemplate.objects.update_or_create(
        slug=slug,
        language=language,
        defaults={
            "title": title.strip()[:120],
            "body": body[:8000],
            "changed_at": now,
            "changed_by_id": by.staff_id,
        },
    )
    audit(by=by, deed="reply_template.set", kind="reply_template", object_id=row.pk, now=now, slug=slug)


@transaction.atomic
def remove_template(*, by: Person, slug: str, language: str, now: datetime) -> None:
    require(by, "causes:write")
    row = ReplyTemplate.objects.filter(slug=slug, language=language).first()
    if row is None:
        raise NotFound("There is no such text.")
    audit(by=by, deed="reply_template.removed", kind="reply_template", object_id=row.pk, now=now, slug=slug)
    row.delete()


@transaction.atomic
def set_hours(
    *,
    by: Person,
    location: str | None,
    time_zone: str,
    week: Sequence[Sequence[Sequence[int]]],
    country: str = "",
    subdivision: str = "",
    closed_days: Collection[date] = (),
    now: datetime,
) -> None:
    """When a location answers, None for all that have no hours of their own. Cases that are there keep their due times.

    Raises CaseRefused, naming the field; NotFound for an unknown location.
    """
    require(by, "promises:write")
    try:
        zone, spans = ZoneInfo(time_zone), checked_week([list(map(list, day)) for day in week])
        hours = Hours(zone=zone, week=spans, country=country, subdivision=subdivision)
        known = known_place(country, subdivision)
        if known:
            due(hours, now, timedelta(hours=1))
    except (ZoneInfoNotFoundError, ValueError) as error:
        field = "week" if isinstance(error, WeekWrong | NeverOpen) else "time_zone"
        said = (
            str(error) if field == "week" else f"There is no time zone '{time_zone[:60]}'; Asia/Seoul is one."
        )
        raise CaseRefused(said, field=field) from error
    if not known:
        raise CaseRefused(
            f"We know no holidays of '{country} {subdivision}'. Give an ISO code such as KR, and its part or none.",
            field="country",
        )
    place = Location.objects.filter(code=location).first() if location else None
    if location and place is None:
        raise NotFound(f"There is no location '{location}'.")
    BusinessHours.objects.update_or_create(
        location=place,
        defaults={
            "time_zone": time_zone,
            "week": spans,
            "country": country,
            "subdivision": subdivision,
            "closed_days": sorted(closed_days),
            "changed_at": now,
        },
    )
    audit(by=by, deed="business_hours.set", kind="location", object_id=place.pk if place else 0, now=now)
