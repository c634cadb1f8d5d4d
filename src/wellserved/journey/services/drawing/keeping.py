"""From the tables to a sheet, and back."""

from collections import defaultdict
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
    return Sheet(elements=elements, new_id=_new_id)


def save(sheet: Sheet, *, journey: Journey) -> None:
    """Write what the sheet's changes say; the journey's own row is saved by the caller."""
    fresh = {(made.kind, made.id) for made in sheet.made}
    for kind in (STAGE, TOUCHPOINT, MEASURE):
        keys = [key for key in sheet.elements if key in fresh and key[0] == kind]
        rows = [
            TABLES[kind](pk=key[1], **_row(kind, sheet.elements[key]), **_of(kind, journey)) for key in keys
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
            table.filter(pk=key[1]).update(**_row(key[0], element))


def _named(kind: str, field: str) -> set[str]:
    parent = PARENT.get(kind)
    return {"position", *([parent] if parent else [])} if field == "place" else {field}


def _row(kind: str, element: dict[str, Value]) -> dict[str, Any]:
    row: dict[str, Any] = {
        {"owner": "owner_id", "stage": "stage_id", "touchpoint": "touchpoint_id"}.get(k, k): v
        for k, v in element.items()
    }
    if "removed_at" in row and row["removed_at"] is not None:
        row["removed_at"] = datetime.fromisoformat(row["removed_at"])
    if kind == TOUCHPOINT and "inner" in row:
        slug = row.pop("inner")
        inner = None if slug is None else Journey.objects.filter(slug=slug).values_list("pk", flat=True)[0]
        row["inner_id"] = inner
    return row


def _of(kind: str, journey: Journey) -> dict[str, Any]:
    return {} if kind == MEASURE else {"journey": journey}


def _text(at: object) -> Value:
    return at.isoformat() if isinstance(at, datetime) else None


def _new_id(kind: str) -> int:
    table = TABLES[kind]._meta.db_table  # noqa: SLF001  Django's public name for it
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
        return int(cursor.fetchone()[0])
