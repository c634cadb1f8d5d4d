"""A map in memory that deeds are done to; it notes every change, as the edit's log keeps them."""

from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
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
    # A copy of a large stage asks these of every part of it: each time over the whole map, it would take minutes.
    _orders: dict[tuple[str, Value], list[tuple[float, int]]] = field(init=False, repr=False)
    _slugs: dict[str, set[str]] = field(init=False, repr=False)
    _standing: Counter[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._orders, self._slugs, self._standing = defaultdict(list), defaultdict(set), Counter()
        for (kind, number), element in self.elements.items():
            if kind != JOURNEY:
                self._orders[kind, parent_of(kind, element)].append((_position(element), number))
                self._slugs[kind].add(str(element["slug"]))
                self._standing[kind] += element["removed_at"] is None
        for siblings in self._orders.values():
            siblings.sort()

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
            if name == "removed_at":
                self._standing[key[0]] += (value is None) - (element[name] is None)
            element[name] = value

    def order(self, kind: str, parent: Value) -> list[int]:
        """All siblings in their order, the removed ones among them."""
        return [number for _, number in self._orders.get((kind, parent), ())]

    def slugs(self, kind: str) -> set[str]:
        """The short names that are taken, by what is removed as well."""
        return self._slugs[kind]

    def standing_of(self, kind: str) -> int:
        """How many of a kind are on the map."""
        return self._standing[kind]

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
        self._shift(kind, place, parent=parent)
        self._orders[kind, was["parent"]].remove((_position(element), number))
        if (name := PARENT[kind]) is not None:
            element[name] = parent
        element["position"] = place.position
        insort(self._orders[kind, parent], (place.position, number))
        self._note(key, "place", was, {"parent": parent, "position": place.position})

    def add(
        self, kind: str, fields: Mapping[str, Value], *, parent: Value, before: int | None, at: str
    ) -> Made:
        """A new element; `at` is the time that its undoing takes for the one since when it is not there."""
        place = self._room(kind, parent=parent, before=before)
        self._shift(kind, place, parent=parent)
        key = (kind, self.new_id(kind))
        self.elements[key] = {**fields, "position": place.position, "removed_at": None}
        if (name := PARENT[kind]) is not None:
            self.elements[key][name] = parent
        insort(self._orders[kind, parent], (place.position, key[1]))
        self._slugs[kind].add(str(fields["slug"]))
        self._standing[kind] += 1
        self._note(key, "removed_at", at, None)
        made = Made(kind=kind, id=key[1], slug=str(fields["slug"]))
        self.made.append(made)
        return made

    def _room(self, kind: str, *, parent: Value, before: int | None, without: int | None = None) -> Placed:
        stood = self._orders.get((kind, parent), [])
        # At the end only the last one matters.
        near = stood if before is not None else stood[-2:]
        return placed([(n, at) for at, n in near if n != without], before=before)

    def _shift(self, kind: str, place: Placed, *, parent: Value) -> None:
        for number, position in place.shifted.items():
            self.rename((kind, number), "position", position)
        if place.shifted:
            siblings = self._orders[kind, parent]
            siblings[:] = sorted((_position(self.elements[kind, number]), number) for _, number in siblings)

    def _note(self, key: Key, name: str, was: Any, now: Any) -> None:
        self.changes.append({"kind": key[0], "id": key[1], "field": name, "was": was, "is": now})
        self.causes.append(self.deed)


def parent_of(kind: str, element: Mapping[str, Value]) -> Value:
    name = PARENT[kind]
    return None if name is None else element[name]


def _position(element: Mapping[str, Value]) -> float:
    return float(element["position"])  # type: ignore[arg-type]  # positions are numbers
