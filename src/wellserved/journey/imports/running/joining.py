"""SQL that puts a batch of rows beside what is joined to it, with every conversion made."""

from collections.abc import Iterable

from wellserved.journey.imports.mapping import sqltext
from wellserved.journey.imports.mapping.scope import Scope, columns_sql
from wellserved.journey.imports.mapping.shape import Join
from wellserved.journey.imports.reading import LINE, tidy_name
from wellserved.journey.imports.running.sides import side_table

ROW = "__row"


def prepared_sql(scope: Scope, joins: Iterable[Join]) -> str:
    """A SELECT over the table `batch`."""
    listed = "".join(
        f", {_held(source, name, scope)} AS {held_name(source, name)}" for source, name in sorted(scope.used)
    )
    tables = "".join(_join(join, scope) for join in joins)
    return (
        f"WITH joined AS (SELECT batch.{LINE}, batch.{ROW}{listed} FROM batch{tables}) "
        f"SELECT *{columns_sql(scope.conversions)} FROM joined"
    )


def held_name(source: str, column: str) -> str:
    return sqltext.identifier(f"{source}.{column}")


def key_of(reference: str, scope: Scope) -> tuple[str, str]:
    """The left side of `on`: a column of the rows, or source.column of what is joined before."""
    source, dot, name = reference.partition(".")
    if dot and source in scope.columns:
        return source, tidy_name(name)
    return scope.main, tidy_name(reference)


def _held(source: str, name: str, scope: Scope) -> str:
    table = "batch" if source == scope.main else side_table(source)
    return f"{table}.{sqltext.identifier(name)}"


def _join(join: Join, scope: Scope) -> str:
    conditions = " AND ".join(
        f"{_held(*key_of(left, scope), scope)} = {_held(join.source, tidy_name(right), scope)}"
        for left, right in join.on.items()
    )
    return f" {join.kind.upper()} JOIN {side_table(join.source)} ON {conditions}"
