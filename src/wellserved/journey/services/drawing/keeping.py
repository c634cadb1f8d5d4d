"""From the tables to a sheet, and back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection, models

from wellserved.journey.contracts import Value
from wellserved.journey.domain.fields import FIELDS, MEASURE, STAGE, TOUCHPOINT
from wellserved.journey.domain.sheet import ITSELF, PARENT, Key, Sheet
from wellserved.journey.models import Journey, Measure, Stage, Touchpoint
from wellserved.people.contracts import NotFound

TABLES: dict[str, type[models.Model]] = {STAGE: Stage, TOUCHPOINT: Touchpoint, MEASURE: Measure}
_COLUMNS = {"owner": "owner_id", "inner": "inner__slug", "stage": "stage_id", "touchpoint": "touchpoint_id"}
_ORDER = {STAGE: ("slug",), TOUCHPOINT: ("slug", "stage"), MEASURE: ("slug", "touchpoint")}


def locked(slug: str) -> Journey:
    """The journey, for this transaction alone: editors take turns from here on. NotFound where it is removed."""
    found = Journey.objects.select_for_update().filter(slug=slug, removed_at__isnull=True).first()
    if found is None:
        raise NotFound(f"There is no journey '{slug}'.")
    return found


def sheet_of(journey: Journey) -> Sheet:
    elements: dict[Key, dict[str, Value]] = {
        ITSELF: {"title": journey.title, "goal": journey.goal, "removed_at": None}
    }
    for kind, rows in (
        (STAGE, Stage.objects.filter(journey=journey)),
        (TOUCHPOINT, Touchpoint.objects.filter(journey=journey)),
        (MEASURE, Measure.objects.filter(touchpoint__journey=journey)),
    ):
        names = (*FIELDS[kind], *_ORDER[kind], "position", "removed_at")
        columns = [_COLUMNS.get(name, name) for name in names]
        for number, *values in rows.values_list("pk", *columns):
            element = dict(zip(names, values, strict=True))
            element["removed_at"] = _text(element["removed_at"])
            elements[kind, number] = element
    return Sheet(elements=elements, new_id=_Numbers())


def save(sheet: Sheet, *, journey: Journey) -> None:
    """Write what the sheet's changes say; the journey's own row is saved by the caller."""
    fresh = {(made.kind, made.id) for made in sheet.made}
    journeys = _journeys(element.get("inner") for element in sheet.elements.values())
    for kind in (STAGE, TOUCHPOINT, MEASURE):
        keys = [key for key in sheet.elements if key in fresh and key[0] == kind]
        rows = [
            TABLES[kind](pk=key[1], **_row(kind, sheet.elements[key], journeys), **_of(kind, journey))
            for key in keys
        ]
        TABLES[kind]._default_manager.bulk_create(rows)  # noqa: SLF001  Django's public name for it
    changed: dict[Key, set[str]] = defaultdict(set)
    for change in sheet.changes:
        key = (change["kind"], change["id"])
        if key not in fresh:
            changed[key] |= _named(key[0], change["field"])
    for key, names in changed.items():
        element = {name: sheet.elements[key][name] for name in names}
        if key == ITSELF:
            for name, value in element.items():
                setattr(journey, name, value)
        else:
            table = TABLES[key[0]]._default_manager  # noqa: SLF001  as above
            table.filter(pk=key[1]).update(**_row(key[0], element, journeys))


def _named(kind: str, field: str) -> set[str]:
    parent = PARENT.get(kind)
    return {"position", *([parent] if parent else [])} if field == "place" else {field}


def _journeys(slugs: Iterable[Value]) -> dict[Value, int]:
    """Ids by slug, of the journeys that touchpoints open into."""
    wanted = {slug for slug in slugs if slug is not None}
    return dict(Journey.objects.filter(slug__in=wanted).values_list("slug", "pk")) if wanted else {}


def _row(kind: str, element: dict[str, Value], journeys: Mapping[Value, int]) -> dict[str, Any]:
    row: dict[str, Any] = {
        {"owner": "owner_id", "stage": "stage_id", "touchpoint": "touchpoint_id"}.get(k, k): v
        for k, v in element.items()
    }
    if "removed_at" in row and row["removed_at"] is not None:
        row["removed_at"] = datetime.fromisoformat(row["removed_at"])
    if kind == TOUCHPOINT and "inner" in row:
        slug = row.pop("inner")
        row["inner_id"] = None if slug is None else journeys[slug]
    return row


def _of(kind: str, journey: Journey) -> dict[str, Any]:
    return {} if kind == MEASURE else {"journey": journey}


def _text(at: object) -> Value:
    return at.isoformat() if isinstance(at, datetime) else None


class _Numbers:
    """The tables' next ids, drawn in growing heaps: a copied stage takes thousands, one by one a query each."""

    MOST = 1000

    def __init__(self) -> None:
        self._ready: dict[str, list[int]] = defaultdict(list)
        self._drawn: dict[str, int] = defaultdict(int)

    def __call__(self, kind: str) -> int:
        if not self._ready[kind]:
            heap = min(self._drawn[kind] or 1, self.MOST)
            self._ready[kind] = _new_ids(kind, heap)[::-1]
            self._drawn[kind] += heap
        return self._ready[kind].pop()


def _new_ids(kind: str, number: int) -> list[int]:
    table = TABLES[kind]._meta.db_table  # noqa: SLF001  Django's public name for it
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, number]
        )
        return [int(number) for (number,) in cursor.fetchall()]
