"""What two people changed at once, both side by side, and the two ways on."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from wellserved.journey.contracts import Clash, Deed, EditConflict, PutBack, Value

from .drawing_commands import words_of
from .drawing_page import FEELINGS
from .drawing_words import field_words
from .wording import minute


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """What was wanted, so that it can be sent once more: deeds, or `travels` 'undo' or 'redo'."""

    journey: str
    deeds: tuple[Deed, ...] = ()
    travels: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClashView:
    title: str
    field: str
    theirs: str
    mine: str
    whose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOn:
    """A form: where it goes and what it carries; without anything to carry it only closes."""

    action: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictPage:
    clashes: tuple[ClashView, ...]
    board: str
    theirs: WayOn
    mine: WayOn


def draw_conflict(conflict: EditConflict, *, again: Again) -> ConflictPage:
    board = reverse("workspace:draw", args=[again.journey])
    if again.travels:
        action = reverse(f"workspace:{again.travels}", args=[again.journey])
        theirs = WayOn(action=action, fields=(("clashing", "theirs"),))
        mine = WayOn(action=action, fields=(("clashing", "mine"),))
    else:
        action = reverse("workspace:edit", args=[again.journey])
        rest = [deed for deed in again.deeds if not any(_about(deed, clash) for clash in conflict.clashes)]
        theirs = WayOn(action=action, fields=_fields(rest, version=conflict.version))
        gone = {
            (clash.kind, clash.id): PutBack(kind=clash.kind, id=clash.id)
            for clash in conflict.clashes
            if clash.field == "removed" and not _removes(again.deeds, clash)
        }
        mine = WayOn(action=action, fields=_fields([*gone.values(), *again.deeds], version=conflict.version))
    return ConflictPage(
        clashes=tuple(_clash(clash) for clash in conflict.clashes), board=board, theirs=theirs, mine=mine
    )


def _about(deed: Deed, clash: Clash) -> bool:
    field = getattr(deed, "field", None)
    same = (getattr(deed, "kind", ""), getattr(deed, "id", None)) == (clash.kind, clash.id)
    inside = clash.field == "removed" and clash.id in {
        getattr(deed, "stage", None),
        getattr(deed, "touchpoint", None),
    }
    return inside or (same and (field is None or clash.field in {field, "removed"}))


def _removes(deeds: Sequence[Deed], clash: Clash) -> bool:
    """It was me who wanted to remove what they had changed: nothing is to be put back."""
    return any(type(deed).__name__ == "Remove" and _about(deed, clash) for deed in deeds)


def _fields(deeds: Sequence[Deed], *, version: int) -> tuple[tuple[str, str], ...]:
    words = [words_of(deed) for deed in deeds]
    if not words:
        return ()
    pairs = [field for do, value in words for field in (("do", do), ("value", value))]
    return (("seen", str(version)), *pairs)


def _clash(clash: Clash) -> ClashView:
    return ClashView(
        title=clash.title,
        field=field_words(clash.field),
        theirs=_shown(clash.field, clash.theirs),
        mine=_shown(clash.field, clash.mine),
        whose=_("%(who)s, %(when)s") % {"who": clash.by or _("Somebody"), "when": minute(clash.at)},
    )


def _shown(field: str, value: Value) -> str:
    if value is None or value == "":
        return _("remove it, or change what is gone") if field == "removed" else _("(nothing)")
    if field == "feeling" and isinstance(value, int):
        return str(FEELINGS[value])
    return str(value)
