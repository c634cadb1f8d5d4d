"""DuckDB within this process: the embedded engine."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from wellserved.analytics.contracts import Question
from wellserved.analytics.lake import MOMENTS, Reading

MEGABYTES = 1024
BATCH = 65_536


class DuckEngine:
    """Answers on DuckDB. `memory_mb` bounds its memory; what does not fit goes to files in `temporary`."""

    def __init__(self, *, temporary: Path, memory_mb: int = MEGABYTES, threads: int | None = None) -> None:
        self._settings: dict[str, Any] = {
            "memory_limit": f"{memory_mb}MB",
            "temp_directory": str(temporary),
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        if threads:
            self._settings["threads"] = threads
        self._connection: Any = None
        self._opening = threading.Lock()

    @contextmanager
    def asking(
        self, lake: Reading, question: Question, tables: Mapping[str, Any], *, gather: Sequence[str] = ()
    ) -> Iterator["DuckAnswering"]:
        """A cursor of its own for this question: its temporary tables are nobody else's, and go with it."""
        with self.connection().cursor() as cursor:
            cursor.execute("SET TimeZone = 'UTC'")
            answering = DuckAnswering(cursor)
            answering.bind_lake(lake, question, gather=gather)
            for name, table in tables.items():
                answering.bind(name, table)
            yield answering

    def close(self) -> None:
        with self._opening:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def connection(self) -> Any:
        """The one connection of this process; take a cursor of it."""
        # DuckDB is imported when it is first asked, so that a command that asks nothing starts fast.
        import duckdb  # noqa: PLC0415

        with self._opening:
            if self._connection is None:
                self._connection = duckdb.connect(":memory:", config=self._settings)
            return self._connection


class DuckAnswering:
    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def bind_lake(self, lake: Reading, question: Question, *, gather: Sequence[str]) -> None:
        from wellserved.analytics.gaps import tables  # noqa: PLC0415  Ibis takes a second to import
        from wellserved.analytics.gaps.asked import asked, gathered  # noqa: PLC0415

        files = lake.files(
            since=question.since, until=question.until, from_transaction=question.from_transaction
        )
        addresses = [lake.address(file) for file in files]
        if not files:
            self._cursor.register("moments", MOMENTS.empty_table())
        elif lake.is_local:
            named = ", ".join("'" + address.replace("'", "''") + "'" for address in addresses)
            self._cursor.execute(
                f"CREATE TEMP VIEW moments AS FROM read_parquet([{named}], hive_partitioning = false)"
            )
        else:
            from pyarrow import dataset  # noqa: PLC0415

            remote = dataset.dataset(addresses, schema=MOMENTS, filesystem=lake.filesystem, format="parquet")
            self._cursor.register("moments", remote)
        moments = asked(tables.MOMENTS, question)
        if gather:
            self.keep("asked", gathered(moments, gather))
        else:
            self._view("asked", moments)

    def bind(self, name: str, table: Any) -> None:
        self._cursor.register(f"{name}_given", table)
        self._cursor.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM {name}_given")
        self._cursor.unregister(f"{name}_given")

    def keep(self, name: str, expression: Any) -> None:
        self._cursor.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {_compiled(expression.op())}")

    def answer(self, expression: Any) -> list[dict[str, Any]]:
        answer = self._cursor.execute(_compiled(expression.op())).to_arrow_table()
        rows: list[dict[str, Any]] = answer.cast(_with_plain_integers(answer.schema)).to_pylist()
        return rows

    def column(self, expression: Any) -> Any:
        (column,) = self._cursor.execute(_compiled(expression.op())).to_arrow_table().columns
        return column.combine_chunks()

    def batches(self, expression: Any) -> Iterator[Any]:
        yield from self._cursor.execute(_compiled(expression.op())).to_arrow_reader(BATCH)

    def _view(self, name: str, expression: Any) -> None:
        self._cursor.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {_compiled(expression.op())}")


@lru_cache(maxsize=256)
def _compiled(operation: Any) -> str:
    """Ibis takes tens of milliseconds to compile what DuckDB then answers in few."""
    import ibis  # noqa: PLC0415

    return str(ibis.to_sql(operation.to_expr(), dialect="duckdb", pretty=False))


def _with_plain_integers(schema: Any) -> Any:
    """DuckDB sums integers to 128 bits, which arrive as decimals; counts of moments fit in 64."""
    import pyarrow as pa  # noqa: PLC0415

    return pa.schema(
        field.with_type(pa.int64()) if pa.types.is_decimal(field.type) else field for field in schema
    )
