"""Undo and redo, each an edit of its own."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from wellserved.journey.contracts import Edited, NothingToUndo
from wellserved.journey.domain import undoing as rules
from wellserved.journey.domain.doing import hold
from wellserved.journey.domain.fields import Broken
from wellserved.journey.models import Edit, Journey
from wellserved.journey.wording import refused
from wellserved.people.contracts import Person
from wellserved.people.services import require

from .editing import keep, logged, moment
from .keeping import locked, sheet_of
from .meeting import conflict
from .surroundings import around

Clashing = Literal["ask", "theirs", "mine"]


@transaction.atomic
def undo(*, by: Person, journey: str, now: datetime, clashing: Clashing = "ask") -> Edited:
    """Undo this person's last edit that is not undone yet.

    Raises NothingToUndo, and EditConflict where somebody has changed the same since; with `clashing` 'theirs' what
    they changed is left as it is, with 'mine' it is overruled.
    """
    require(by, "journeys:write")
    row = locked(journey)
    target = _target(row, by, rules.to_undo)
    if target is None:
        raise NothingToUndo(_("There is no edit of yours on this map to undo."))
    return _take_back(target, by=by, journey=row, deed="undo", clashing=clashing, now=now)


@transaction.atomic
def redo(*, by: Person, journey: str, now: datetime, clashing: Clashing = "ask") -> Edited:
    """Do again what this person undid last; an edit made since then ends the chance. Otherwise as `undo`."""
    require(by, "journeys:write")
    row = locked(journey)
    target = _target(row, by, rules.to_redo)
    if target is None:
        raise NothingToUndo(_("There is nothing of yours on this map to do again."))
    return _take_back(target, by=by, journey=row, deed="redo", clashing=clashing, now=now)


def _target(journey: Journey, by: Person, chosen: Callable[[Sequence[rules.Own]], int | None]) -> Edit | None:
    """Programs have no edits of their own: one token may serve several of them."""
    if by.account_id is None:
        return None
    edits = Edit.objects.filter(journey=journey, by_id=by.account_id)
    own = [rules.Own(number=n, undoes=u) for n, u in edits.values_list("number", "undoes__number")]
    number = chosen(own)
    return None if number is None else edits.get(number=number)


def _take_back(
    target: Edit, *, by: Person, journey: Journey, deed: str, clashing: Clashing, now: datetime
) -> Edited:
    sheet = sheet_of(journey)
    # SQL's `<>` leaves out what nobody did: programs and people who are gone count as others, too.
    others = Q(by_id__isnull=True) | ~Q(by_id=by.account_id)
    since = list(Edit.objects.filter(others, journey=journey, number__gt=target.number))
    met = rules.against(logged(target), sheet=sheet, since=[logged(edit) for edit in since])
    if met and clashing == "ask":
        raise conflict(met, sheet=sheet, edits=since, version=journey.version)
    but = frozenset((one.key, one.field) for one in met) if clashing == "theirs" else frozenset()
    try:
        rules.take_back(logged(target), sheet=sheet, at=moment(now), but=but)
        hold(sheet, around=around(journey))
    except Broken as broken:
        raise refused(broken) from broken
    return keep(sheet, by=by, journey=journey, deed=deed, undoes=target, now=now)
