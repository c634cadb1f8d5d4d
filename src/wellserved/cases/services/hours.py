"""When a place answers."""

from datetime import datetime

from django.db import transaction

from wellserved.cases.contracts import HoursGiven
from wellserved.cases.domain.opening import HoursWrong, opened
from wellserved.cases.models import BusinessHours
from wellserved.cases.wording import hours_wrong_said
from wellserved.people.contracts import NotFound, Person
from wellserved.people.models import Location
from wellserved.people.services import audit, require

from .claiming import CaseRefused

__all__ = ["hours_wrong_said", "remove_hours", "set_hours"]


@transaction.atomic
def set_hours(*, by: Person, location: str | None, given: HoursGiven, now: datetime) -> None:
    """When a location answers, None for all that have no hours of their own. Cases that are there keep their due times.

    Raises CaseRefused, naming the field; NotFound for an unknown location.
    """
    require(by, "promises:write")
    try:
        hours = opened(given, now=now)
    except HoursWrong as wrong:
        raise CaseRefused(hours_wrong_said(wrong), field=wrong.fault.value) from wrong
    place = _place(location)
    BusinessHours.objects.update_or_create(
        location=place,
        defaults={
            "time_zone": given.time_zone,
            "week": hours.week,
            "country": given.country,
            "subdivision": given.subdivision,
            "closed_days": sorted(given.closed_days),
            "changed_at": now,
        },
    )
    audit(by=by, deed="business_hours.set", kind="location", object_id=place.pk if place else 0, now=now)


@transaction.atomic
def remove_hours(*, by: Person, location: str | None, now: datetime) -> None:
    """A location has the hours of all others again; without those every hour counts. NotFound where none were set."""
    require(by, "promises:write")
    place = _place(location)
    if not BusinessHours.objects.filter(location=place).delete()[0]:
        raise NotFound("There are no hours of its own.")
    audit(by=by, deed="business_hours.removed", kind="location", object_id=place.pk if place else 0, now=now)


def _place(code: str | None) -> Location | None:
    if not code:
        return None
    place = Location.objects.filter(code=code).first()
    if place is None:
        raise NotFound(f"There is no location '{code}'.")
    return place
