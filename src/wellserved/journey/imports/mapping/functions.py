"""The functions of the mapping language."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from wellserved.journey.imports.mapping import sqltext
from wellserved.journey.imports.mapping.errors import MappingError, or_near
from wellserved.journey.imports.mapping.scope import Conversion, Kind, Scope, Style, lookup_sql
from wellserved.journey.imports.mapping.values import Value, converted, needs, of_column

Arguments = Sequence[Value]

# What one of the unit is, in the first unit of its family.
_UNITS = (
    {"seconds": 1.0, "minutes": 60.0, "hours": 3600.0, "days": 86400.0, "weeks": 604800.0},
    {"metres": 1.0, "kilometres": 1000.0, "feet": 0.3048, "yards": 0.9144, "miles": 1609.344},
    {"grams": 1.0, "kilograms": 1000.0, "ounces": 28.349523125, "pounds": 453.59237, "tonnes": 1e6},
)


def called(name: str, arguments: Arguments, scope: Scope) -> Value:
    if name not in FUNCTIONS:
        raise MappingError(f"there is no function {name}().{or_near(name, FUNCTIONS)}")
    least, most, make = FUNCTIONS[name]
    if not least <= len(arguments) <= most:
        wanted = str(least) if least == most else f"{least} to {most}"
        raise MappingError(f"{name}() takes {wanted} arguments, not {len(arguments)}.")
    return make(arguments, scope)


def _constant_text(value: Value) -> str:
    if not isinstance(value.constant, str):
        raise MappingError(f"{value.label} must be a text in quotes.")
    return value.constant


def _column(arguments: Arguments, scope: Scope) -> Value:
    names = [_constant_text(argument) for argument in arguments]
    return of_column(scope.column(names[-1], names[0] if len(names) == 2 else None))


def _as_kind(kind: Kind) -> Callable[[Arguments, Scope], Value]:
    return lambda arguments, scope: converted(arguments[0], kind, scope)


def _date(arguments: Arguments, scope: Scope) -> Value:
    time = converted(arguments[0], "time", scope)
    return replace(time, sql=f"date_trunc('day', {time.sql})")


def _days(arguments: Arguments, scope: Scope) -> Value:
    start, end = (converted(argument, "time", scope) for argument in arguments)
    sql = f"CAST(date_diff('day', {start.sql}, {end.sql}) AS DOUBLE)"
    return Value(sql, "number", "", needs=needs(start, end))


def _elapsed(seconds: float) -> Callable[[Arguments, Scope], Value]:
    def between(arguments: Arguments, scope: Scope) -> Value:
        # Through UTC: an hour is an hour on the night when clocks change.
        start, end = (converted(argument, "time", scope) for argument in arguments)
        first, last = (sqltext.to_utc(time.sql, zone=scope.zone) for time in (start, end))
        sql = f"((epoch_us({last}) - epoch_us({first})) / {seconds * 1e6!r})"
        return Value(sql, "number", "", needs=needs(start, end))

    return between


def _convert(arguments: Arguments, scope: Scope) -> Value:
    number = converted(arguments[0], "number", scope)
    one, other = _constant_text(arguments[1]), _constant_text(arguments[2])
    for family in _UNITS:
        if one in family and other in family:
            return replace(number, sql=f"({number.sql} * {family[one] / family[other]!r})")
    raise MappingError(
        f"{one!r} cannot be converted to {other!r}.{or_near(other, [u for f in _UNITS for u in f])}"
    )


def _lookup(arguments: Arguments, scope: Scope) -> Value:
    name = _constant_text(arguments[0])
    key = converted(arguments[1], "text", scope)
    default = converted(arguments[2], "text", scope).sql if len(arguments) == 3 else None
    sql = lookup_sql(scope.table(name), default)
    number = scope.converted(Conversion(key.sql, sql, key.label, "lookup", key.style or Style(), name))
    # With a default that is none, a key that the table lacks is missing on purpose.
    checked = frozenset[int]() if default is not None else frozenset({number})
    return Value(f"k{number}", "text", "", key.style, key.needs | checked)


def _coalesce(arguments: Arguments, scope: Scope) -> Value:
    kind: Kind = next((a.kind for a in arguments if a.kind not in {"none", "text"}), "text")
    values = [converted(argument, kind, scope) for argument in arguments]
    return Value(f"coalesce({', '.join(v.sql for v in values)})", kind, "", values[0].style, needs(*values))


def _sql(name: str, *kinds: Kind, gives: Kind) -> Callable[[Arguments, Scope], Value]:
    def make(arguments: Arguments, scope: Scope) -> Value:
        wanted = [*kinds, *[kinds[-1]] * (len(arguments) - len(kinds))]
        values = [converted(a, kind, scope) for a, kind in zip(arguments, wanted, strict=False)]
        return Value(
            f"{name}({', '.join(v.sql for v in values)})", gives, "", values[0].style, needs(*values)
        )

    return make


def _round(arguments: Arguments, scope: Scope) -> Value:
    number = converted(arguments[0], "number", scope)
    digits = int(float(arguments[1].constant or 0)) if len(arguments) == 2 else 0
    return replace(number, sql=f"round({number.sql}, {digits})")


def _row(arguments: Arguments, scope: Scope) -> Value:
    del arguments, scope
    return Value("CAST(__line AS VARCHAR)", "text", "line()")


FUNCTIONS: dict[str, tuple[int, int, Callable[[Arguments, Scope], Value]]] = {
    "col": (1, 2, _column),
    "number": (1, 1, _as_kind("number")),
    "time": (1, 1, _as_kind("time")),
    "text": (1, 1, _as_kind("text")),
    "date": (1, 1, _date),
    "days_between": (2, 2, _days),
    "hours_between": (2, 2, _elapsed(3600)),
    "minutes_between": (2, 2, _elapsed(60)),
    "seconds_between": (2, 2, _elapsed(1)),
    "convert": (3, 3, _convert),
    "lookup": (2, 3, _lookup),
    "coalesce": (2, 9, _coalesce),
    "line": (0, 0, _row),
    "round": (1, 2, _round),
    "abs": (1, 1, _sql("abs", "number", gives="number")),
    "least": (2, 9, _sql("least", "number", gives="number")),
    "greatest": (2, 9, _sql("greatest", "number", gives="number")),
    "lower": (1, 1, _sql("lower", "text", gives="text")),
    "upper": (1, 1, _sql("upper", "text", gives="text")),
    "trim": (1, 1, _sql("trim", "text", gives="text")),
    "replace": (3, 3, _sql("replace", "text", gives="text")),
    "starts_with": (2, 2, _sql("starts_with", "text", gives="truth")),
    "contains": (2, 2, _sql("contains", "text", gives="truth")),
}
