"""One [[moment]] as SQL over the prepared rows: what it asks for, and what is wrong with it."""
# ruff: noqa: S608  names are quoted by sqltext.identifier and texts by sqltext.literal; the database is the run's own

from dataclasses import dataclass

from wellserved.journey.contracts import LEVELS
from wellserved.journey.imports.mapping import sqltext
from wellserved.journey.imports.mapping.errors import MappingError
from wellserved.journey.imports.mapping.expressions import expression, template
from wellserved.journey.imports.mapping.scope import Scope, failed
from wellserved.journey.imports.mapping.shape import Mapping, Moment
from wellserved.journey.imports.mapping.values import Value
from wellserved.journey.imports.reading import LINE
from wellserved.journey.imports.running.joining import ROW

TEXTS = ("channel", "currency", "subject_kind", "subject_id")
NAMES = (
    "journey",
    "touchpoint",
    "measure",
    "customer",
    "location",
    "location_name",
    "segment",
    "staff",
    "language",
)


@dataclass(frozen=True)
class MomentQuery:
    """`labels` names each output column to people; a row's `bad` is the number of the conversion that failed."""

    sql: str
    labels: dict[str, str]


def moment_query(moment: Moment, mapping: Mapping, scope: Scope) -> MomentQuery:
    try:
        return _query(moment, mapping, scope)
    except MappingError as error:
        raise MappingError(f"[[moment]] {moment.touchpoint} / {moment.measure}: {error}") from error


def _query(moment: Moment, mapping: Mapping, scope: Scope) -> MomentQuery:
    levels = {level: _number(getattr(moment, level), scope) for level in LEVELS}
    values = {
        "source_key": template(moment.source_id, scope),
        **{name: _template(text, scope) for name, text in _names(moment, mapping).items()},
        **{name: _template(getattr(moment, name), scope) for name in TEXTS},
        **levels,
        "occurred_at": expression(moment.occurred_at, scope, as_kind="time"),
        "money": _number(moment.money, scope),
    }
    when = expression(moment.when, scope, as_kind="truth") if moment.when else None
    attributes = {name: expression(text, scope) for name, text in moment.attributes.items()}
    everything = [*values.values(), *attributes.values()]
    needed = frozenset[int]().union(*(v.needs for v in everything), when.needs if when else ())
    listed = ", ".join(f"{_output(name, value, scope)} AS {name}" for name, value in values.items())
    sql = (
        f"SELECT {LINE}, {ROW}, {_bad(needed)}, {listed}, {_attributes(attributes)} AS attributes "
        f"FROM prepared WHERE {_asked(when)} AND {_says_something(levels)} ORDER BY {ROW}"
    )
    return MomentQuery(sql, {name: value.label for name, value in values.items()})


def _names(moment: Moment, mapping: Mapping) -> dict[str, str | None]:
    """The templates of everything that is looked up by name; a moment's own go before the mapping's."""
    customers = mapping.customers
    return {
        "journey": moment.journey or (mapping.journey.slug if mapping.journey else None),
        "touchpoint": moment.touchpoint,
        "measure": moment.measure,
        "customer": moment.customer or (customers.id if customers else None),
        "location": moment.location,
        "location_name": mapping.locations.name,
        "segment": moment.segment or (customers.segment if customers else None),
        "staff": moment.staff,
        "language": moment.language or (customers.language if customers else None),
    }


def _template(text: str | None, scope: Scope) -> Value:
    return template(text, scope) if text is not None else Value("NULL", "none", "")


def _number(text: str | None, scope: Scope) -> Value:
    return expression(text, scope, as_kind="number") if text is not None else Value("NULL", "none", "")


def _output(name: str, value: Value, scope: Scope) -> str:
    if name == "occurred_at":
        return f"CAST({sqltext.to_utc(value.sql, zone=scope.zone)} AS TIMESTAMP)"
    if name == "money":
        return f"CAST(round({value.sql}, 2) AS DECIMAL(18, 2))"
    return f"CAST({value.sql} AS {'DOUBLE' if name in LEVELS else 'VARCHAR'})"


def _bad(needed: frozenset[int]) -> str:
    if not needed:
        return "NULL::INTEGER AS bad, NULL::VARCHAR AS bad_value"
    order = sorted(needed)
    bad = " ".join(f"WHEN {failed(number)} THEN {number}" for number in order)
    values = " ".join(f"WHEN {failed(number)} THEN CAST(r{number} AS VARCHAR)" for number in order)
    return f"CASE {bad} END AS bad, CASE {values} END AS bad_value"


def _asked(when: Value | None) -> str:
    """Where the condition cannot be told because a value failed, the moment is asked for, and rejected."""
    if when is None:
        return "TRUE"
    if not when.needs:
        return f"coalesce({when.sql}, FALSE)"
    unknown = " OR ".join(failed(number) for number in sorted(when.needs))
    return f"coalesce({when.sql}, {unknown})"


def _says_something(levels: dict[str, Value]) -> str:
    given = [v for v in levels.values() if v.kind != "none"]
    some = [f"{value.sql} IS NOT NULL" for value in given]
    wrong = [failed(number) for number in sorted(frozenset[int]().union(*(v.needs for v in given)))]
    return f"({' OR '.join([*some, *wrong]) or 'FALSE'})"


def _attributes(attributes: dict[str, Value]) -> str:
    if not attributes:
        return "NULL::VARCHAR"
    pairs = ", ".join(f"{sqltext.literal(name)}, {value.sql}" for name, value in attributes.items())
    # Without the empty ones: a merge patch of nulls takes them away.
    return f"CAST(json_merge_patch('{{}}', json_object({pairs})) AS VARCHAR)"
