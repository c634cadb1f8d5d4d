"""From what invited people said to an edit of the map: who adopted what, when and with which edit is kept."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from wellserved.journey.contracts import AddTouchpoint, Deed, DeedRefused, Edited, SetField
from wellserved.journey.contracts.inviting import FEELING, AdoptedAlready, Adoption, FeltOtherwise
from wellserved.journey.domain.inviting import added, lower_median
from wellserved.journey.models import Contribution, Edit, Journey, Stage, Touchpoint
from wellserved.journey.queries.inviting.felt import felt_at, unadopted
from wellserved.journey.queries.inviting.undone import undone_edits
from wellserved.journey.services.drawing import edit_map
from wellserved.journey.services.drawing.keeping import locked
from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import audit

from .sorting import facilitated, said

LANES = ("doing", "thinking", "frontstage", "backstage", "support")


@transaction.atomic
def adopt(
    *, by: Person, journey: str, contributions: Collection[int], adoption: Adoption, now: datetime
) -> Edited:
    """Put notes and missing steps on the map with one edit.

    Raises AdoptedAlready where any of them is not waiting any more, DeedRefused as `edit_map` does.
    """
    place = facilitated(by, journey)
    wanted = set(contributions)
    rows = (
        said(place, wanted).exclude(kind=FEELING).filter(adopted_at__isnull=True, set_aside_at__isnull=True)
    )
    # Of two who adopt at once the second waits here for the first, and then finds nothing left to claim.
    if rows.update(adopted_by_id=by.account_id, adopted_at=now) != len(wanted) or not wanted:
        raise AdoptedAlready("Somebody has dealt with one of these in the meantime. Look again, then adopt.")
    drawn = locked(journey)
    edited = edit_map(by=by, journey=journey, seen=drawn.version, deeds=[_deed(drawn, adoption)], now=now)
    _kept(place, wanted, edited, was=drawn.version)
    audit(by=by, deed="contributions.adopted", kind="journey", object_id=place.pk, now=now, n=len(wanted))
    return edited


@transaction.atomic
def adopt_feelings(
    *, by: Person, journey: str, touchpoint: int, feeling: int, seen: int, now: datetime
) -> Edited:
    """Let the map say how a touchpoint feels: `feeling` has to be the median of all that was said and not set aside.

    Raises FeltOtherwise where it is not any more, AdoptedAlready where nothing waits, EditConflict where
    somebody drew another feeling after version `seen`.
    """
    place = facilitated(by, journey)
    rows = Contribution.objects.filter(
        invitation__journey=place, touchpoint=touchpoint, kind=FEELING, set_aside_at__isnull=True
    )
    waiting = rows.filter(unadopted(undone_edits(place.pk)))
    claimed = set(waiting.select_for_update(of=("self",)).values_list("pk", flat=True))
    if not claimed:
        raise AdoptedAlready("Every feeling said here is adopted or set aside. Look again.")
    if lower_median(felt_at(place, touchpoint)) != feeling:
        raise FeltOtherwise("More was said in the meantime, and the median is another one now. Look again.")
    said(place, claimed).update(adopted_by_id=by.account_id, adopted_at=now, adopted_with=None)
    deeds = [SetField(kind="touchpoint", id=touchpoint, field="feeling", value=feeling)]
    before = Journey.objects.values_list("version", flat=True).get(pk=place.pk)
    edited = edit_map(by=by, journey=journey, seen=seen, deeds=deeds, now=now)
    _kept(place, claimed, edited, was=before)
    audit(by=by, deed="feelings.adopted", kind="touchpoint", object_id=touchpoint, now=now, n=len(claimed))
    return edited


def _deed(place: Journey, adoption: Adoption) -> Deed:
    if adoption.lane == "step":
        stage, before = _gap(place, adoption)
        return AddTouchpoint(stage=stage, title=adoption.text, before=before)
    if adoption.lane not in LANES:
        raise DeedRefused(
            f"'{adoption.lane}' is no lane: it is one of {', '.join(LANES)}, or 'step'.", field="lane"
        )
    point = _touchpoint(place, adoption.touchpoint)
    words = " ".join(adoption.text.split())
    if not words:
        raise DeedRefused("The text is empty. Write what shall stand on the map.", field="text")
    return SetField(
        kind="touchpoint",
        id=point.pk,
        field=adoption.lane,
        value=added(getattr(point, adoption.lane), words),
    )


def _gap(place: Journey, adoption: Adoption) -> tuple[int, int | None]:
    """The stage of a new touchpoint, and the one that it stands before: None at the end."""
    if adoption.touchpoint is not None:
        point = _touchpoint(place, adoption.touchpoint)
        order = _order(point.stage_id)
        behind = order[order.index(point.pk) + 1 :]
        return point.stage_id, behind[0] if behind else None
    stage = Stage.objects.filter(pk=adoption.stage or 0, journey=place, removed_at__isnull=True).first()
    if stage is None:
        raise NotFound("There is no such stage on this map.")
    order = _order(stage.pk)
    return stage.pk, order[0] if order else None


def _order(stage: int) -> list[int]:
    return list(Touchpoint.objects.filter(stage=stage, removed_at__isnull=True).values_list("pk", flat=True))


def _touchpoint(place: Journey, number: int | None) -> Touchpoint:
    found = Touchpoint.objects.filter(pk=number or 0, journey=place, removed_at__isnull=True).first()
    if found is None:
        raise NotFound("There is no such touchpoint on this map.")
    return found


def _kept(place: Journey, contributions: Collection[int], edited: Edited, *, was: int) -> None:
    """Tie them to the edit. Where the map said so already there was none, and nothing to tie to."""
    if edited.number != was:
        edit = Edit.objects.get(journey=place, number=edited.number)
        said(place, contributions).update(adopted_with=edit)
