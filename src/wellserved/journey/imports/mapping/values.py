"""Compiled expressions, and reading one as a number, a time or a text."""

from dataclasses import dataclass, replace
from datetime import datetime

from wellserved.journey.imports.mapping import sqltext
from wellserved.journey.imports.mapping.errors import MappingError
from wellserved.journey.imports.mapping.scope import Column, Conversion, Kind, Scope, Style


@dataclass(frozen=True)
class Value:
    """A compiled expression. `label` names it to people; `needs` are the conversions that it stands on."""

    sql: str
    kind: Kind
    label: str
    style: Style | None = None
    needs: frozenset[int] = frozenset()
    constant: str | float | bool | None = None


def of_column(column: Column, source: str = "") -> Value:
    label = f"{source}.{column.label}" if source else column.label
    return Value(column.sql, column.kind, label, column.style)


def converted(value: Value, kind: Kind, scope: Scope) -> Value:
    if value.kind in {kind, "none"}:
        return value
    if kind == "text":
        shown = f"CAST({value.sql} AS VARCHAR)"
        if value.kind == "number":
            # 3.0 is written 3 in an id.
            shown = f"regexp_replace({shown}, '\\.0$', '')"
        return replace(value, sql=shown, kind="text")
    if value.kind == "text" and kind in {"number", "time"}:
        return _read(value, "number" if kind == "number" else "time", scope)
    raise MappingError(f"{value.label} is a {value.kind} where a {kind} is needed.")


def _read(value: Value, kind: Kind, scope: Scope) -> Value:
    style = value.style or Style(zone=scope.zone)
    if kind == "number":
        sql = sqltext.number("{raw}", decimal=style.decimal, thousands=style.thousands)
        number = scope.converted(Conversion(value.sql, sql, value.label, "number", style))
    else:
        _check_constant(value)
        sql = sqltext.time("{raw}", dates=style.dates, zone=style.zone)
        if style.zone != scope.zone:
            sql = f"timezone({sqltext.literal(scope.zone)}, timezone({sqltext.literal(style.zone)}, {sql}))"
        number = scope.converted(Conversion(value.sql, sql, value.label, "time", style))
    return Value(f"k{number}", kind, value.label, value.style, value.needs | {number})


def _check_constant(value: Value) -> None:
    if not isinstance(value.constant, str):
        return
    try:
        datetime.fromisoformat(value.constant)
    except ValueError as error:
        raise MappingError(
            f"{value.constant!r} is no date; write it as 2024-05-31 or 2024-05-31 14:00."
        ) from error


def needs(*values: Value) -> frozenset[int]:
    return frozenset[int]().union(*(value.needs for value in values))
