"""A map in memory that deeds are done to; it notes every change, as the edit's log keeps them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wellserved.journey.contracts import Made, Value

from .fields import JOURNEY, MEASURE, STAGE, TOUCHPOINT, Broken
from .positions import Placed, placed

Key = tuple[str, int]
Change = dict[str, Any]
"""{kind, id, field, was, is}. The field 'place' holds {parent, position} and, in `was`, the neighbours `previous`
and `next`; 'position' alone is one that only made room; 'removed_at' None is on the map."""

PARENT = {STAGE: None, TOUCHPOINT: "stage", MEASURE: "touchpoint"}
CHILD = {STAGE: TOUCHPOINT, TOUCHPOINT: MEASURE}
KINDS = (STAGE, TOUCHPOINT, MEASURE)
ITSELF: Key = (JOURNEY, 0)


@dataclass(slots=True, kw_only=True)
class Sheet:
    """`elements` has everything that ever stood on the map: what is removed keeps its place in the order."""

    elements: dict[Key, dict[str, Value]]
    new_id: Callable[[str], int]
    changes: list[Change] = field(default_factory=list)
    made: list[Made] = field(default_factory=list)
    deed: int = 0
    """The place of the deed that is being done, among those of the edit."""
    causes: list[int] = field(default_factory=list)
    """Which deed made each of the changes."""

    def get(self, kind: str, number: int) -> dict[str, Value]:
        """An element, removed or not. Below 0: what was made as the first, second, ... of this edit."""
        if number < 0:
            number = self.real_id(kind, number)
        found = self.elements.get((kind, number))
        if found is None:
            raise Broken("element_missing", field="id", kind=kind, id=number)
        return found

    def real_id(self, kind: str, number: int) -> int:
        if number >= 0:
            return number
        if -number > len(self.made) or self.made[-number - 1].kind != kind:
            raise Broken("element_missing", field="id", kind=kind, id=number)
        return self.made[-number - 1].id

    def standing(self, kind: str, number: int) -> dict[str, Value]:
        """An element that is on the map."""
        found = self.get(kind, number)
        if found.get("removed_at") is not None:
            raise Broken("element_removed", field="id", title=found["title"])
        return found

    def rename(self, key: Key, name: str, value: Value) -> None:
        """Give a field a value, and note it where it is another one."""
        element = self.elements[key]
        if element[name] != value:
            self._note(key, name, element[name], value)
            element[name] = value

    def order(self, kind: str, parent: Value) -> list[int]:
        """All siblings in their order, the removed ones among them."""
        found = [
            (element["position"], number)
            for (k, number), element in self.elements.items()
            if k == kind and parent_of(k, element) == parent
        ]
        return [number for _, number in sorted(found)]

    def children(self, key: Key) -> list[Key]:
        """What stands in an element, in order, the removed ones among them."""
        kind = CHILD.get(key[0])
        return [] if kind is None else [(kind, number) for number in self.order(kind, key[1])]

    def below(self, key: Key) -> list[Key]:
        """The element and all that ever stood in it."""
        return [key, *(deeper for child in self.children(key) for deeper in self.below(child))]

    def above(self, key: Key) -> list[Key]:
        """What an element stands in, from near to far."""
        kind, number = key
        name = PARENT.get(kind)
        if name is None:
            return []
        parent = (name, int(self.elements[kind, number][name]))  # type: ignore[arg-type]  # parents are ids
        return [parent, *self.above(parent)]

    def lives(self, key: Key) -> bool:
        return self.elements[key].get("removed_at") is None

    def put(self, key: Key, *, parent: Value, before: int | None) -> None:
        """Place an element before a sibling, or at the end; notes where it stood."""
        kind, number = key
        element = self.elements[key]
        stood = self.order(kind, parent_of(kind, element))
        at = stood.index(number)
        was = {
            "parent": parent_of(kind, element),
            "position": element["position"],
            "previous": stood[at - 1] if at else None,
            "next": stood[at + 1] if at + 1 < len(stood) else None,
        }
        if before == number or (parent == was["parent"] and before == was["next"]):
            return
        place = self._room(kind, parent=parent, before=before, without=number)
        self._shift(kind, place)
        if (name := PARENT[kind]) is not None:
            element[name] = parent
        element["position"] = place.position
        self._note(key, "place", was, {"parent": parent, "position": place.position})

    def add(
        self, kind: str, fields: Mapping[str, Value], *, parent: Value, before: int | None, at: str
    ) -> Made:
        """A new element; `at` is the time that its undoing takes for the one since when it is not there."""
        place = self._room(kind, parent=parent, before=before)
        self._shift(kind, place)
        key = (kind, self.new_id(kind))
        self.elements[key] = {**fields, "position": place.position, "removed_at": None}
        if (name := PARENT[kind]) is not None:
            self.elements[key][name] = parent
        self._note(key, "removed_at", at, None)
        made = Made(kind=kind, id=key[1], slug=str(fields["slug"]))
        self.made.append(made)
        return made

    def _room(self, kind: str, *, parent: Value, before: int | None, without: int | None = None) -> Placed:
        siblings = [n for n in self.order(kind, parent) if n != without]
        positions = [(n, float(self.elements[kind, n]["position"])) for n in siblings]  # type: ignore[arg-type]
        return placed(positions, before=before)

    def _shift(self, kind: str, place: Placed) -> None:
        for number, position in place.shifted.items():
            self.rename((kind, number), "position", position)

    def _note(self, key: Key, name: str, was: Any, now: Any) -> None:
        self.changes.append({"kind": key[0], "id": key[1], "field": name, "was": was, "is": now})
        self.causes.append(self.deed)


def parent_of(kind: str, element: Mapping[str, Value]) -> Value:
    name = PARENT[kind]
    return None if name is None else element[name]


def slugs_of(elements: Iterable[tuple[Key, Mapping[str, Value]]], kind: str) -> set[str]:
    return {str(element["slug"]) for (k, _), element in elements if k == kind}
