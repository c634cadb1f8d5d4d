"""DuckDB's SQL for reading texts as numbers and times; a text that is neither becomes NULL, never a guess."""

import re
from collections.abc import Sequence

_DATE = r"\d{4}-\d{2}-\d{2}"
_CLOCK = r"\d{1,2}:\d{2}(:\d{2}([.,]\d{1,9})?)?"
_LOCAL = rf"{_DATE}([ T]{_CLOCK})?"
_ZONED = rf"{_DATE}[ T]{_CLOCK} ?(Z|[+-]\d{{2}}(:?\d{{2}})?)"


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def number(raw: str, *, decimal: str, thousands: str) -> str:
    point = re.escape(decimal)
    whole = r"\d+"
    plain = raw
    if thousands:
        whole = rf"(\d+|\d{{1,3}}({re.escape(thousands)}\d{{3}})+)"
        plain = f"replace({plain}, {literal(thousands)}, '')"
    if decimal != ".":
        plain = f"replace({plain}, {literal(decimal)}, '.')"
    pattern = rf"\s*[+-]?({whole}({point}\d*)?|{point}\d+)([eE][+-]?\d{{1,2}})?\s*"
    return f"CASE WHEN regexp_full_match({raw}, {literal(pattern)}) THEN TRY_CAST({plain} AS DOUBLE) END"


def time(raw: str, *, dates: Sequence[str], zone: str) -> str:
    """A local time of `zone`: calendar days are then those that people there live by."""
    if dates:
        formats = ", ".join(literal(form) for form in dates)
        return f"try_strptime({raw}, [{formats}])"
    return (
        f"CASE WHEN regexp_full_match({raw}, {literal(_LOCAL)}) THEN TRY_CAST({raw} AS TIMESTAMP)"
        f" WHEN regexp_full_match({raw}, {literal(_ZONED)})"
        f" THEN timezone({literal(zone)}, TRY_CAST(replace({raw}, ' Z', 'Z') AS TIMESTAMPTZ)) END"
    )


def to_utc(local: str, *, zone: str) -> str:
    """The instant of a local time, as a UTC timestamp."""
    if zone == "UTC":
        return local
    return f"timezone('UTC', timezone({literal(zone)}, {local}))"
