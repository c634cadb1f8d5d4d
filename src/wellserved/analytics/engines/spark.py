"""Spark, for lakes that outgrow one machine. Needs the extra `wellserved[spark]` and Java 17 or later."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from wellserved.analytics.contracts import Question
from wellserved.analytics.lake import MOMENTS, Reading

TYPES = {"int32": "INT", "int64": "BIGINT", "double": "DOUBLE", "string": "STRING", "bool": "BOOLEAN"}


class SparkEngine:
    """Answers on a Spark session, the caller's to make and to stop: SparkSession.builder.master(url)..."""

    def __init__(self, session: Any) -> None:
        self._session = session

    @contextmanager
    def asking(
        self, lake: Reading, question: Question, tables: Mapping[str, Any], *, gather: Sequence[str] = ()
    ) -> Iterator["SparkAnswering"]:
        """A session of its own on the same cluster: its views are nobody else's."""
        session = self._session.newSession()
        session.conf.set("spark.sql.session.timeZone", "UTC")
        answering = SparkAnswering(session)
        try:
            answering.bind_lake(lake, question, gather=gather)
            for name, table in tables.items():
                answering.bind(name, table)
            yield answering
        finally:
            answering.forget()


class SparkAnswering:
    def __init__(self, session: Any) -> None:
        self._session = session
        self._kept: list[Any] = []

    def bind_lake(self, lake: Reading, question: Question, *, gather: Sequence[str]) -> None:
        from wellserved.analytics.gaps import tables  # noqa: PLC0415  Ibis takes a second to import
        from wellserved.analytics.gaps.asked import asked, gathered  # noqa: PLC0415  as above

        files = lake.files(
            since=question.since, until=question.until, from_transaction=question.from_transaction
        )
        if files:
            moments = self._session.read.parquet(*(lake.uri(file) for file in files))
        else:
            moments = self._session.createDataFrame([], _ddl(MOMENTS))
        moments.createOrReplaceTempView("moments")
        found = asked(tables.MOMENTS, question)
        if gather:
            self.keep("asked", gathered(found, gather))
        else:
            self._sql(found).createOrReplaceTempView("asked")

    def bind(self, name: str, table: Any) -> None:
        rows = [tuple(row.values()) for row in table.to_pylist()]
        self._session.createDataFrame(rows, _ddl(table.schema)).createOrReplaceTempView(name)

    def keep(self, name: str, expression: Any) -> None:
        frame = self._sql(expression).cache()
        self._kept.append(frame)
        frame.createOrReplaceTempView(name)

    def answer(self, expression: Any) -> list[dict[str, Any]]:
        return [row.asDict(recursive=True) for row in self._sql(expression).collect()]

    def column(self, expression: Any) -> Any:
        import pyarrow as pa  # noqa: PLC0415  as elsewhere

        return pa.array([value for (value,) in self._sql(expression).collect()])

    def batches(self, expression: Any) -> Any:
        # As a whole, as Spark makes Arrow of it by itself: partition by partition its executors would need this process's
        # Python and pyarrow. What is asked for has to fit into this machine's memory.
        return self._sql(expression).toArrow().to_batches(max_chunksize=65_536)

    def forget(self) -> None:
        for frame in self._kept:
            frame.unpersist()

    def _sql(self, expression: Any) -> Any:
        return self._session.sql(_compiled(expression.op()))


@lru_cache(maxsize=256)
def _compiled(operation: Any) -> str:
    import ibis  # noqa: PLC0415  takes a second to import

    # Naming the backend makes the options known that its compiler reads.
    _ = ibis.pyspark
    return str(ibis.to_sql(operation.to_expr(), dialect="pyspark", pretty=False))


def _ddl(schema: Any) -> str:
    return ", ".join(f"`{field.name}` {TYPES.get(str(field.type), 'TIMESTAMP')}" for field in schema)
