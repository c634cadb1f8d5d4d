"""Ids that a file holds twice: with the same facts the second is already there, with others it is told."""
# ruff: noqa: S608  names are quoted by sqltext.identifier and texts by sqltext.literal; the database is the run's own

from collections.abc import Iterator

import duckdb
import pyarrow as pa

from wellserved.journey.contracts import LEVELS

# Moments compared at a time: memory stays flat however long the file is.
_AT_ONCE = 200_000
# What a moment says; its customer and place may be known better the second time.
_FACTS = ", ".join(("measure_id", *LEVELS, "occurred_at", "money", "currency"))


class Twice:
    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        connection.execute(
            "CREATE TABLE twice (id UBIGINT, facts UBIGINT, file INTEGER, line BIGINT, place BIGINT)"
        )
        self._seen = 0

    def add(self, moments: pa.Table, *, file: int, lines: pa.Array) -> None:
        """Note moments that were recorded or found there, in their order."""
        numbered = moments.append_column("line", lines)
        self._connection.register("noted", numbered)
        self._connection.execute(
            f"INSERT INTO twice SELECT hash(source_key), hash({_FACTS}), {file}, line, "
            f"{self._seen} + row_number() OVER () FROM noted"
        )
        self._connection.unregister("noted")
        self._seen += moments.num_rows

    def contradictions(self) -> Iterator[tuple[int, int, int, int]]:
        """(file, line, file of the first, line of the first) of each that says otherwise than the first of its id."""
        parts = 1 + self._seen // _AT_ONCE
        for part in range(parts):
            yield from self._connection.execute(
                f"WITH part AS MATERIALIZED (SELECT * FROM twice WHERE id % {parts} = {part})"
                " SELECT later.file, later.line, first.file, first.line FROM part AS later JOIN ("
                " SELECT id, arg_min(facts, place) AS facts, arg_min(file, place) AS file,"
                " arg_min(line, place) AS line FROM part GROUP BY id HAVING count(*) > 1) AS first USING (id)"
                " WHERE later.facts <> first.facts ORDER BY later.place"
            ).fetchall()
