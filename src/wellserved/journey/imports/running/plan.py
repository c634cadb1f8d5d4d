"""A mapping bound to its files: every name checked and every expression compiled before anything is read."""

from collections.abc import Mapping as Words
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wellserved.journey.imports.mapping.errors import MappingError, or_near
from wellserved.journey.imports.mapping.scope import Column, Scope, Style
from wellserved.journey.imports.mapping.shape import Join, Mapping, Read
from wellserved.journey.imports.mapping.unpivot import unpivoted
from wellserved.journey.imports.reading import Format, Table, open_table, tidy_name
from wellserved.journey.imports.running.finding import files_of
from wellserved.journey.imports.running.joining import held_name, key_of, preparing
from wellserved.journey.imports.running.moments import MomentQuery, moment_query
from wellserved.journey.imports.running.sides import Side, kind_taken


@dataclass(frozen=True)
class Plan:
    mapping: Mapping
    rows: Sequence[Table]
    columns: tuple[str, ...]
    sides: Sequence[Side]
    scope: Scope
    preparing: Sequence[str]
    moments: Sequence[MomentQuery]

    @property
    def size(self) -> int:
        """Bytes to be read, for the progress bar."""
        tables = [*self.rows, *(table for side in self.sides for table in side.tables)]
        return sum(table.path.stat().st_size for table in tables)


def planned(mapping: Mapping, given: Sequence[Path], *, encoding: str | None) -> Plan:
    """Raises MappingError where the mapping and the files do not fit, EncodingError or UnreadableFileError for a file."""
    try:
        return _planned(mapping, given, encoding=encoding)
    except MappingError as error:
        raise MappingError(f"Mapping {mapping.name!r}: {error}") from error


def _planned(mapping: Mapping, given: Sequence[Path], *, encoding: str | None) -> Plan:
    files = files_of(mapping, given)
    used = [mapping.rows, *(join.source for join in mapping.joins)]
    tables = {
        name: [open_table(path, _format(mapping, name, encoding)) for path in files[name]] for name in used
    }
    scope = Scope(mapping.zone, _columns(mapping, tables), mapping.rows, mapping.values)
    asked = mapping.moment
    if mapping.unpivot:
        asked = unpivoted(asked, mapping.unpivot, tables[mapping.rows][0].columns)
    moments = [moment_query(moment, mapping, scope) for moment in asked]
    for join in mapping.joins:
        for left, right in join.on.items():
            source, name = key_of(left, scope)
            scope.column(name, source)
            scope.column(right, join.source)
    sides = [_side(join, mapping, scope, tables[join.source]) for join in mapping.joins]
    needed = _used(scope, mapping.rows)
    for name, opened in tables.items():
        _check_columns(opened, _used(scope, name))
    return Plan(mapping, tables[mapping.rows], needed, sides, scope, preparing(scope, mapping.joins), moments)


def _used(scope: Scope, source: str) -> tuple[str, ...]:
    return tuple(sorted(name for of, name in scope.used if of == source))


def _columns(mapping: Mapping, tables: Words[str, Sequence[Table]]) -> dict[str, dict[str, Column]]:
    joins = {join.source: join for join in mapping.joins}
    return {
        name: _source_columns(name, mapping, opened[0], joins.get(name)) for name, opened in tables.items()
    }


def _source_columns(name: str, mapping: Mapping, table: Table, join: Join | None) -> dict[str, Column]:
    style = style_of(mapping, name)
    columns = {
        column: Column(held_name(name, column), column, "text", style)
        for column in table.columns
        if join is None or join.take is None or column in _taken_or_key(join)
    }
    for column, how in (join.take if join and join.take else {}).items():
        if tidy_name(column) not in columns:
            raise MappingError(
                f"source {name!r} ({table.path}) has no column {column!r}.{or_near(column, table.columns)}"
            )
        columns[tidy_name(column)] = Column(held_name(name, column), column, kind_taken(how), style)
    for column in map(tidy_name, mapping.sources[name].optional):
        columns.setdefault(column, Column("NULL", column, "none", style))
    return columns


def _taken_or_key(join: Join) -> set[str]:
    return {tidy_name(name) for name in [*(join.take or {}), *join.on.values()]}


def _side(join: Join, mapping: Mapping, scope: Scope, tables: Sequence[Table]) -> Side:
    keys = tuple(tidy_name(right) for right in join.on.values())
    take = {tidy_name(column): how for column, how in join.take.items()} if join.take is not None else None
    return Side(join.source, tables, keys, _used(scope, join.source), take, style_of(mapping, join.source))


def _check_columns(tables: Sequence[Table], needed: Sequence[str]) -> None:
    for table in tables:
        for column in needed:
            if column not in table.columns:
                raise MappingError(f"{table.path} has no column {column!r}.{or_near(column, table.columns)}")
            if table.columns.count(column) > 1:
                places = [str(place) for place, name in enumerate(table.columns, 1) if name == column]
                raise MappingError(
                    f"{table.path} has the column {column!r} more than once (columns {', '.join(places)})."
                )


def style_of(mapping: Mapping, source: str) -> Style:
    own, common = mapping.sources[source].read, mapping.read
    return Style(
        decimal=own.decimal or common.decimal or ".",
        thousands=_first(own.thousands, common.thousands, ""),
        dates=tuple(own.dates or common.dates or ()),
        zone=own.zone or common.zone or mapping.zone,
    )


def _format(mapping: Mapping, source: str, encoding: str | None) -> Format:
    own: Read = mapping.sources[source].read
    common = mapping.read
    return Format(
        encoding=encoding or own.encoding or common.encoding,
        delimiter=_first(own.delimiter, common.delimiter, ","),
        quote=_first(own.quote, common.quote, '"'),
        header=own.header or common.header or 1,
        missing=("", *(own.missing or common.missing or ())),
    )


def _first(*values: str | None) -> str:
    return next(value for value in values if value is not None)
