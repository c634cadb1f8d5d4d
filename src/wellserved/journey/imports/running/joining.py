"""SQL that puts a batch of rows beside what is joined to it, with every conversion made."""
# ruff: noqa: S608  names are quoted by sqltext.identifier and texts by sqltext.literal; the database is the run's own

from collections.abc import Iterable, Iterator

from wellserved.journey.imports.mapping import sqltext
from wellserved.journey.imports.mapping.scope import Scope, columns_sql
from wellserved.journey.imports.mapping.shape import Join
from wellserved.journey.imports.reading import LINE, tidy_name
from wellserved.journey.imports.running.sides import side_table

ROW = "__row"


def preparing(scope: Scope, joins: Iterable[Join]) -> tuple[str, ...]:
    """Statements that make the table `prepared` of the table `incoming`.

    Of a joined source only the rows that the batch asks for are taken first: a join's hash table is then always the
    batch's, and memory does not grow with the source. Tables and not one query, so that DuckDB knows their sizes.
    """
    return (*_steps(scope, joins), _last(scope))


def _steps(scope: Scope, joins: Iterable[Join]) -> Iterator[str]:
    own = _listed(scope, scope.main, "incoming")
    yield f"CREATE OR REPLACE TEMP TABLE stage AS SELECT {LINE}, {ROW}{own} FROM incoming"
    for join in joins:
        keys = {key_of(left, scope): tidy_name(right) for left, right in join.on.items()}
        lefts = ", ".join(held_name(*key) for key in keys)
        rights = ", ".join(sqltext.identifier(right) for right in keys.values())
        side = side_table(join.source)
        yield (
            f"CREATE OR REPLACE TEMP TABLE near AS SELECT * FROM {side} WHERE ({rights}) IN (SELECT ({lefts}) FROM stage)"
            if len(keys) > 1
            else f"CREATE OR REPLACE TEMP TABLE near AS SELECT * FROM {side} WHERE {rights} IN (SELECT {lefts} FROM stage)"
        )
        met = " AND ".join(
            f"stage.{held_name(*key)} = near.{sqltext.identifier(right)}" for key, right in keys.items()
        )
        yield (
            f"CREATE OR REPLACE TEMP TABLE stage AS SELECT stage.*{_listed(scope, join.source, 'near')} "
            f"FROM stage {join.kind.upper()} JOIN near ON {met}"
        )


def _last(scope: Scope) -> str:
    return f"CREATE OR REPLACE TEMP TABLE prepared AS SELECT *{columns_sql(scope.conversions)} FROM stage"


def held_name(source: str, column: str) -> str:
    return sqltext.identifier(f"{source}.{column}")


def key_of(reference: str, scope: Scope) -> tuple[str, str]:
    """The left side of `on`: a column of the rows, or source.column of what is joined before."""
    source, dot, name = reference.partition(".")
    if dot and source in scope.columns:
        return source, tidy_name(name)
    return scope.main, tidy_name(reference)


def _listed(scope: Scope, source: str, table: str) -> str:
    names = sorted(name for of, name in scope.used if of == source)
    return "".join(f", {table}.{sqltext.identifier(name)} AS {held_name(source, name)}" for name in names)
