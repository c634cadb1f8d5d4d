"""One edit of a map."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import transaction

from wellserved.journey.contracts import Deed, DeedRefused, Edited
from wellserved.journey.domain.clashing import Logged, clashes
from wellserved.journey.domain.doing import do_all, hold
from wellserved.journey.domain.fields import Broken
from wellserved.journey.domain.sheet import Sheet
from wellserved.journey.models import Edit, Journey
from wellserved.journey.wording import refused
from wellserved.people.contracts import Person
from wellserved.people.services import audit, require

from .keeping import locked, save, sheet_of
from .meeting import conflict
from .surroundings import around

MOST_DEEDS = 200
_NAMES = {
    "SetField": "set_field",
    "AddStage": "add_stage",
    "AddTouchpoint": "add_touchpoint",
    "AddMeasure": "add_measure",
    "Move": "move",
    "Copy": "copy",
    "Remove": "remove",
    "PutBack": "put_back",
}


@transaction.atomic
def edit_map(*, by: Person, journey: str, seen: int, deeds: Sequence[Deed], now: datetime) -> Edited:
    """Do all of `deeds` to a map, or none; `seen` is the version that the editor had before them.

    Raises EditConflict where somebody changed the same since, DeedRefused for a deed that cannot be done, and
    NotFound for a journey that is not there. Edits of other fields never stand in each other's way.
    """
    require(by, "journeys:write")
    row = locked(journey)
    _seen_before(row, seen)
    sheet = sheet_of(row)
    edits = list(Edit.objects.filter(journey=row, number__gt=seen))
    met = clashes(deeds, sheet=sheet, unseen=[logged(edit) for edit in edits])
    if met:
        raise conflict(met, sheet=sheet, edits=edits, version=row.version)
    if len(deeds) > MOST_DEEDS:
        raise DeedRefused(f"One edit holds up to {MOST_DEEDS} deeds: send them in several.")
    names = {_NAMES[type(deed).__name__] for deed in deeds}
    try:
        do_all(sheet, deeds, at=moment(now))
        hold(sheet, around=around(row))
    except Broken as broken:
        raise refused(broken) from broken
    deed = names.pop() if len(names) == 1 else "several"
    return keep(sheet, by=by, journey=row, deed=deed, undoes=None, now=now)


def keep(
    sheet: Sheet, *, by: Person, journey: Journey, deed: str, undoes: Edit | None, now: datetime
) -> Edited:
    """Save a sheet's changes as the journey's next edit; nothing changed and nothing undone is no edit."""
    if not sheet.changes and undoes is None:
        return Edited(number=journey.version, deed=deed)
    journey.version += 1
    save(sheet, journey=journey)
    journey.save(update_fields=["title", "goal", "version"])
    Edit.objects.create(
        journey=journey,
        number=journey.version,
        by_id=by.account_id,
        at=now,
        deed=deed,
        changes=sheet.changes,
        undoes=undoes,
    )
    audit(by=by, deed=f"map.{deed}", kind="journey", object_id=journey.pk, now=now, number=journey.version)
    return Edited(number=journey.version, deed=deed, made=tuple(sheet.made))


def logged(edit: Edit) -> Logged:
    return Logged(number=edit.number, changes=edit.changes)


def moment(now: datetime) -> str:
    return now.astimezone(UTC).isoformat()


def _seen_before(journey: Journey, seen: int) -> None:
    if not 0 <= seen <= journey.version:
        raise DeedRefused(
            f"The map is at version {journey.version}, 'seen' says {seen}. Read the map again, then edit it.",
            field="seen",
        )
