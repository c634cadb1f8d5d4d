"""What an expression may name, and the conversions that it asks for; each conversion is made once and checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from wellserved.journey.imports.mapping import sqltext
from wellserved.journey.imports.mapping.errors import MappingError, or_near
from wellserved.journey.imports.reading import tidy_name

Kind = Literal["text", "number", "time", "truth", "none"]


@dataclass(frozen=True)
class Style:
    """How a source writes numbers and times."""

    decimal: str = "."
    thousands: str = ""
    dates: tuple[str, ...] = ()
    zone: str = "UTC"


@dataclass(frozen=True)
class Column:
    sql: str
    label: str
    kind: Kind
    style: Style


@dataclass(frozen=True)
class Conversion:
    """`sql` reads `raw`; where raw is something and the result nothing, the row is told why."""

    raw: str
    sql: str
    label: str
    kind: Literal["number", "time", "lookup"]
    style: Style
    table: str = ""


@dataclass
class Scope:
    zone: str
    columns: Mapping[str, Mapping[str, Column]]
    main: str
    values: Mapping[str, Mapping[str, str]]
    conversions: list[Conversion] = field(default_factory=list)
    used: set[tuple[str, str]] = field(default_factory=set)

    def column(self, name: str, source: str | None = None) -> Column:
        name = tidy_name(name)
        if source is None:
            holders = [s for s, columns in self.columns.items() if name in columns]
            source = self.main if self.main in holders or not holders else holders[0]
            if len(holders) > 1 and self.main not in holders:
                raise MappingError(
                    f"column {name!r} stands in {' and '.join(holders)}: say which, as {holders[0]}.{name}."
                )
        if source not in self.columns:
            raise MappingError(f"{source!r} is no source that is joined.{or_near(source, self.columns)}")
        if name not in self.columns[source]:
            raise MappingError(
                f"source {source!r} has no column {name!r}.{or_near(name, self.columns[source])}"
            )
        column = self.columns[source][name]
        if column.kind != "none":
            self.used.add((source, name))
        return column

    def table(self, name: str) -> Mapping[str, str]:
        if name not in self.values:
            raise MappingError(f"there is no table [values.{name}].{or_near(name, self.values)}")
        return self.values[name]

    def converted(self, conversion: Conversion) -> int:
        """The conversion's number; asked for twice it is made once."""
        if conversion in self.conversions:
            return self.conversions.index(conversion)
        self.conversions.append(conversion)
        return len(self.conversions) - 1


def columns_sql(conversions: Sequence[Conversion]) -> str:
    """The SELECT list that makes every conversion, its raw value as r<n> and its result as k<n>."""
    return "".join(
        f", {c.raw} AS r{n}, {c.sql.replace('{raw}', f'r{n}')} AS k{n}" for n, c in enumerate(conversions)
    )


def failed(number: int) -> str:
    return f"(r{number} IS NOT NULL AND k{number} IS NULL)"


def lookup_sql(table: Mapping[str, str], default: str | None) -> str:
    cases = " ".join(
        f"WHEN {sqltext.literal(key)} THEN {sqltext.literal(value)}" for key, value in table.items()
    )
    return f"CASE {{raw}} {cases} ELSE {default or 'NULL'} END"
