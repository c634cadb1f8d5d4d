"""Locations and segments."""

from datetime import datetime

from django.db import IntegrityError, transaction

from wellserved.people.contracts import CustomerSegment, NotFound, Person, Place
from wellserved.people.models import Location, Segment
from wellserved.people.queries import locations

from .allowing import require
from .audit import audit


class CodeTaken(ValueError):
    """Another location or segment has this code."""


@transaction.atomic
def add_location(*, by: Person, code: str, name: str, now: datetime, parent_id: int | None = None) -> Place:
    """Add a place of service below `parent_id`, or at the top."""
    require(by, "places:write")
    if parent_id is not None and not Location.objects.filter(pk=parent_id).exists():
        raise NotFound(f"There is no location {parent_id} to put it under.")
    try:
        with transaction.atomic():
            row = Location.objects.create(code=code, name=name, parent_id=parent_id)
    except IntegrityError as error:
        raise CodeTaken(f"There is a location '{code}' already; choose another code.") from error
    audit(by=by, deed="location.added", kind="location", object_id=row.pk, now=now)
    return next(place for place in locations() if place.location_id == row.pk)


@transaction.atomic
def add_segment(*, by: Person, slug: str, name: str, now: datetime) -> CustomerSegment:
    """Add a kind of customer; promises and beliefs may then differ for it."""
    require(by, "places:write")
    try:
        with transaction.atomic():
            row = Segment.objects.create(slug=slug, name=name)
    except IntegrityError as error:
        raise CodeTaken(f"There is a segment '{slug}' already; choose another name.") from error
    audit(by=by, deed="segment.added", kind="segment", object_id=row.pk, now=now)
    return CustomerSegment(segment_id=row.pk, slug=row.slug, name=row.name)
