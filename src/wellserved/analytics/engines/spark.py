"""Spark, for lakes that outgrow one machine. Needs the extra `wellserved[spark]` and Java 17 or later."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from wellserved.analytics.contracts import Question
from wellserved.analytics.lake import MOMENTS, Lake

TYPES = {"int32": "INT", "int64": "BIGINT", "double": "DOUBLE", "string": "STRING", "bool": "BOOLEAN"}


class SparkEngine:
    """Answers on a Spark session, the caller's to make and to stop: SparkSession.builder.master(url)..."""

    def __init__(self, session: Any) -> None:
        self._session = session

    @contextmanager
    def asking(self, lake: Lake, question: Question, tables: Mapping[str, Any]) -> Iterator["SparkAnswering"]:
        """A session of its own on the same cluster: its views are nobody else's."""
        session = self._session.newSession()
        session.conf.set("spark.sql.session.timeZone", "UTC")
        answering = SparkAnswering(session)
        try:
            answering.bind_lake(lake, question)
            for name, table in tables.items():
                answering.bind(name, table)
            yield answering
        finally:
            answering.forget()


class SparkAnswering:
    def __init__(self, session: Any) -> None:
        self._session = session
        self._kept: list[Any] = []

    def bind_lake(self, lake: Lake, question: Question) -> None:
        from wellserved.analytics.gaps import tables  # noqa: PLC0415  Ibis takes a second to import
        from wellserved.analytics.gaps.asked import asked  # noqa: PLC0415  as above

        files = lake.files(since=question.since, until=question.until)
        if files:
            moments = self._session.read.parquet(*(lake.uri(file) for file in files))
        else:
            moments = self._session.createDataFrame([], _ddl(MOMENTS))
        moments.createOrReplaceTempView("moments")
        self._sql(asked(tables.MOMENTS, question)).createOrReplaceTempView("asked")

    def bind(self, name: str, table: Any) -> None:
        rows = [tuple(row.values()) for row in table.to_pylist()]
        self._session.createDataFrame(rows, _ddl(table.schema)).createOrReplaceTempView(name)

    def keep(self, name: str, expression: Any) -> None:
        frame = self._sql(expression).cache()
        self._kept.append(frame)
        frame.createOrReplaceTempView(name)

    def answer(self, expression: Any) -> list[dict[str, Any]]:
        return [row.asDict(recursive=True) for row in self._sql(expression).collect()]

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
