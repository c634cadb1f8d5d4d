"""Undo and redo: one person's own edits, last first, each undone by an edit of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .clashing import Logged, Met, edited_below, touched
from .doing import take_off
from .sheet import Change, Key, Sheet

PLACE, LIFE, ROOM = "place", "removed_at", "position"


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """One of a person's own edits: its number, and the number of the edit that it undid."""

    number: int
    undoes: int | None


def undone(edits: Sequence[Own]) -> set[int]:
    """The numbers of what is undone for good; an undoing that was undone itself (a redo) does not count."""
    gone: set[int] = set()
    for edit in sorted(edits, key=lambda e: -e.number):
        if edit.undoes is not None and edit.number not in gone:
            gone.add(edit.undoes)
    return gone


def to_undo(edits: Sequence[Own]) -> int | None:
    gone = undone(edits)
    return max((e.number for e in edits if e.undoes is None and e.number not in gone), default=None)


def to_redo(edits: Sequence[Own]) -> int | None:
    """The last undoing in force; a new edit after it ends the chance."""
    gone = undone(edits)
    first_hand = {e.number for e in edits if e.undoes is None}
    last = max(first_hand, default=0)
    return max(
        (e.number for e in edits if e.undoes in first_hand and e.number not in gone and e.number > last),
        default=None,
    )


def against(target: Logged, *, sheet: Sheet, since: Sequence[Logged]) -> list[Met]:
    """Where others have changed since what `target` had changed; `since` are their edits after it."""
    met: list[Met] = []
    for (key, name), (was, made) in _net(target.changes).items():
        if name == LIFE:
            met += _life(key, was, sheet=sheet, since=since)
        elif name == PLACE:
            met += _place(key, was, made, sheet=sheet, since=since)
        elif name != ROOM:
            met += _field(key, name, was, made, sheet=sheet, since=since)
    return met


def take_back(target: Logged, *, sheet: Sheet, at: str, but: frozenset[tuple[Key, str]]) -> None:
    """Undo what `target` changed, last change first, `but` leaves out the fields of some elements."""
    for change in reversed(target.changes):
        key, name = (change["kind"], change["id"]), change["field"]
        if (key, "removed" if name == LIFE else name) in but or name == ROOM:
            continue
        if name == PLACE:
            _back_to_its_place(sheet, key, change)
        elif name != LIFE:
            sheet.rename(key, name, change["was"])
        elif change["was"] is None:
            _put_back(sheet, key)
        elif sheet.lives(key):
            take_off(sheet, key, at=at)


def _net(changes: Sequence[Change]) -> dict[tuple[Key, str], tuple[Any, Any]]:
    """Of several changes of one field, what it was first and what it became last."""
    net: dict[tuple[Key, str], tuple[Any, Any]] = {}
    for change in changes:
        where = ((change["kind"], change["id"]), change["field"])
        net[where] = (net[where][0] if where in net else change["was"], change["is"])
    return net


def _field(key: Key, name: str, was: Any, made: Any, *, sheet: Sheet, since: Sequence[Logged]) -> list[Met]:
    now = sheet.elements[key][name]
    found = list(touched(since, key, name))
    if now in (was, made) or not found:
        return []
    return [Met(key=key, field=name, was=made, theirs=now, mine=was, edit=found[-1][1])]


def _place(key: Key, was: Any, made: Any, *, sheet: Sheet, since: Sequence[Logged]) -> list[Met]:
    found = list(touched(since, key, PLACE))
    if found:
        theirs = found[-1][0]["is"]
        return [Met(key=key, field=PLACE, was=made, theirs=theirs, mine=was, edit=found[-1][1])]
    if key[0] == "touchpoint" and sheet.lives(key):
        return _removed(("stage", was["parent"]), sheet, since)
    return []


def _life(key: Key, was: Any, *, sheet: Sheet, since: Sequence[Logged]) -> list[Met]:
    if was is not None:
        return list(edited_below(key, sheet, since))
    return [met for above in sheet.above(key) for met in _removed(above, sheet, since, of=key)]


def _removed(above: Key, sheet: Sheet, since: Sequence[Logged], *, of: Key | None = None) -> list[Met]:
    """Somebody removed what the element would be put back into."""
    found = [] if sheet.lives(above) else list(touched(since, above, LIFE))
    if not found:
        return []
    return [
        Met(key=of or above, field="removed", was=None, theirs=[found[-1][0]], mine=None, edit=found[-1][1])
    ]


def _put_back(sheet: Sheet, key: Key) -> None:
    for above in reversed(sheet.above(key)):
        sheet.rename(above, LIFE, None)
    sheet.rename(key, LIFE, None)


def _back_to_its_place(sheet: Sheet, key: Key, change: Change) -> None:
    """Between the neighbours that it had: its old position means nothing once room was made among others."""
    was = change["was"]
    order = sheet.order(key[0], was["parent"])
    before = was["next"]
    if before not in order:
        after = was["previous"]
        at = order.index(after) + 1 if after in order else len(order)
        before = next((n for n in order[at:] if n != key[1]), None)
    if key[0] == "touchpoint" and sheet.lives(key):
        _put_back(sheet, ("stage", was["parent"]))
    sheet.put(key, parent=was["parent"], before=before)
