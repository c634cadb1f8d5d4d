"""Joined sources, kept in a DuckDB database on disk so that memory stays flat however long they are."""
# ruff: noqa: S608  names are quoted by sqltext.identifier and texts by sqltext.literal; the database is the run's own

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import duckdb

from wellserved.journey.imports.mapping import sqltext
from wellserved.journey.imports.mapping.errors import MappingError
from wellserved.journey.imports.mapping.scope import Conversion, Kind, Style
from wellserved.journey.imports.mapping.shape import Aggregate
from wellserved.journey.imports.reading import LINE, Table
from wellserved.journey.imports.running.reasons import reason_of
from wellserved.journey.imports.running.rejects import Rejects

# Rows grouped at a time: their hash table then fits whatever the file holds.
_AT_ONCE = 100_000
_NUMBERS = {"sum": "sum", "mean": "avg", "min": "min", "max": "max"}
_TIMES = {"earliest": "min", "latest": "max"}
_PLACED = {"first": "arg_min", "last": "arg_max"}


@dataclass(frozen=True)
class Side:
    name: str
    tables: Sequence[Table]
    keys: tuple[str, ...]
    columns: tuple[str, ...]
    take: dict[str, Aggregate] | None
    style: Style


def kind_taken(how: Aggregate) -> Kind:
    if how in _TIMES:
        return "time"
    return "number" if how in _NUMBERS or how == "count" else "text"


def side_table(name: str) -> str:
    return sqltext.identifier(f"side_{name}")


def load_side(
    connection: duckdb.DuckDBPyConnection, side: Side, *, rejects: Rejects, advance: Callable[[int], None]
) -> int:
    """Read a joined source into its table; returns how many of its rows were rejected."""
    before = rejects.count
    names = tuple(dict.fromkeys((*side.keys, *side.columns)))
    raw = sqltext.identifier(f"raw_{side.name}")
    listed = ", ".join(f"{sqltext.identifier(name)} VARCHAR" for name in names)
    connection.execute(f"CREATE TABLE {raw} ({listed}, {LINE} BIGINT)")
    for table in side.tables:
        _load(connection, table, names, raw, side, rejects=rejects, advance=advance)
    if side.take is None:
        _check_once(connection, side, raw)
        connection.execute(f"ALTER TABLE {raw} RENAME TO {side_table(side.name)}")
    else:
        _aggregate(connection, side, raw)
        connection.execute(f"DROP TABLE {raw}")
    connection.execute("CHECKPOINT")
    return rejects.count - before


def _load(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    names: Sequence[str],
    raw: str,
    side: Side,
    *,
    rejects: Rejects,
    advance: Callable[[int], None],
) -> None:
    def reject(line: int, column: str, value: str, reason: str) -> None:
        rejects.add(file=table.path, line=line, column=column, value=value, reason=reason)

    conversions = _conversions(side)
    for batch in table.batches(names, reject=reject, advance=advance):
        connection.register("incoming", batch)
        good = "TRUE"
        for conversion in conversions:
            parsed = conversion.sql.replace("{raw}", conversion.raw)
            bad = f"({conversion.raw} IS NOT NULL AND {parsed} IS NULL)"
            for line, value in connection.execute(
                f"SELECT {LINE}, {conversion.raw} FROM incoming WHERE {good} AND {bad}"
            ).fetchall():
                reject(line, conversion.label, value, reason_of(conversion, value))
            good += f" AND NOT {bad}"
        connection.execute(f"INSERT INTO {raw} SELECT * FROM incoming WHERE {good}")
        connection.unregister("incoming")


def _conversions(side: Side) -> list[Conversion]:
    return [
        Conversion(
            sqltext.identifier(column),
            _parse(how, side.style),
            column,
            "time" if how in _TIMES else "number",
            side.style,
        )
        for column, how in (side.take or {}).items()
        if column in side.columns and how in {**_NUMBERS, **_TIMES}
    ]


def _parse(how: Aggregate, style: Style) -> str:
    if how in _TIMES:
        return sqltext.time("{raw}", dates=style.dates, zone=style.zone)
    return sqltext.number("{raw}", decimal=style.decimal, thousands=style.thousands)


def _aggregate(connection: duckdb.DuckDBPyConnection, side: Side, raw: str) -> None:
    keys = ", ".join(sqltext.identifier(key) for key in side.keys)
    names = [column for column in side.columns if column not in side.keys]
    taken = "".join(f", {_taken(column, side)} AS {sqltext.identifier(column)}" for column in names)
    for number, part in enumerate(_parts(connection, side, raw)):
        start = (
            f"INSERT INTO {side_table(side.name)}" if number else f"CREATE TABLE {side_table(side.name)} AS"
        )
        connection.execute(f"{start} SELECT {keys}{taken} FROM {raw} WHERE {part} GROUP BY {keys}")


def _parts(connection: duckdb.DuckDBPyConnection, side: Side, raw: str) -> list[str]:
    """Conditions that part the rows by their keys, so that what is grouped at once stays small."""
    counted = connection.execute(f"SELECT count(*) FROM {raw}").fetchone()
    parts = 1 + (counted[0] if counted else 0) // _AT_ONCE
    keys = ", ".join(sqltext.identifier(key) for key in side.keys)
    present = " AND ".join(f"{sqltext.identifier(key)} IS NOT NULL" for key in side.keys)
    return [f"{present} AND hash({keys}) % {parts} = {part}" for part in range(parts)]


def _taken(column: str, side: Side) -> str:
    name = sqltext.identifier(column)
    how = (side.take or {})[column]
    if how == "count":
        return f"CAST(count({name}) AS DOUBLE)"
    if how in _PLACED:
        return f"{_PLACED[how]}({name}, {LINE})"
    return f"{ {**_NUMBERS, **_TIMES}[how] }({_parse(how, side.style).replace('{raw}', name)})"


def _check_once(connection: duckdb.DuckDBPyConnection, side: Side, raw: str) -> None:
    keys = ", ".join(sqltext.identifier(key) for key in side.keys)
    for part in _parts(connection, side, raw):
        twice = connection.execute(
            f"SELECT {keys}, count(*), min({LINE}), max({LINE}) FROM {raw} WHERE {part}"
            f" GROUP BY {keys} HAVING count(*) > 1 LIMIT 1"
        ).fetchone()
        if twice:
            raise MappingError(_told_twice(side, twice))


def _told_twice(side: Side, twice: Sequence[object]) -> str:
    shown = ", ".join(f"{key} = {value}" for key, value in zip(side.keys, twice, strict=False))
    files = ", ".join(str(table.path) for table in side.tables)
    return (
        f"Source {side.name!r} ({files}) has {twice[-3]} rows for {shown}, the first on line {twice[-2]}, "
        f"the last on line {twice[-1]}: a join would double moments. "
        'Say in the join what to `take` of them, as { price = "sum" }.'
    )
