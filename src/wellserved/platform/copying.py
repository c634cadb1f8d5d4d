"""Many rows into PostgreSQL through COPY, in the transaction of whoever asks."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection

_BEGIN = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END = b"\xff\xff"
_PIECE = 32_768
_NOTHING = pa.scalar(b"", pa.binary())
_NULL = b"\xff\xff\xff\xff"
_WIDTHS = {
    "boolean": 1,
    "smallint": 2,
    "integer": 4,
    "bigint": 8,
    "double precision": 8,
    "timestamp with time zone": 8,
    "date": 4,
}
# PostgreSQL counts from the beginning of 2000, Arrow from 1970.
_DAYS = 10_957
_MICROSECONDS = _DAYS * 86_400_000_000


def copy_table(target: str, table: pa.Table) -> None:
    """Append the rows to `target`, a table of ours; columns go by their names.

    In PostgreSQL's binary format, made a column at a time: written as text, a row takes six times as long.
    """
    names = table.column_names
    types = _types(target)
    statement = f"COPY {target} ({', '.join(names)}) FROM STDIN (FORMAT binary)"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(_BEGIN)
        for piece in _rows(table, [types[name] for name in names]):
            copy.write(piece)
        copy.write(_END)


def _types(target: str) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute"
            " WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped",
            [target],
        )
        return dict(cursor.fetchall())


def _rows(table: pa.Table, types: list[str]) -> Iterator[memoryview]:
    fields = len(types).to_bytes(2, "big")
    for piece in table.combine_chunks().to_batches(_PIECE):
        parts: list[Any] = [fields]
        for column, name in zip(piece.columns, types, strict=True):
            for part in _parts(column, name):
                # What is the same in all rows and stands behind each other is joined once.
                if isinstance(part, bytes) and isinstance(parts[-1], bytes):
                    parts[-1] += part
                else:
                    parts.append(part)
        columns = [pa.scalar(part, pa.binary()) if isinstance(part, bytes) else part for part in parts]
        if len(columns) == 1:
            columns = [pa.repeat(columns[0], len(piece))]
        rows = pc.binary_join_element_wise(*columns, _NOTHING, null_handling="replace", null_replacement="")
        # The rows of one array of bytes lie behind each other, which is just how COPY wants them.
        yield memoryview(rows.buffers()[2])[: pc.sum(pc.binary_length(rows)).as_py()]


def _parts(column: pa.Array, name: str) -> list[pa.Array | bytes]:
    """Length and content of each value; as mere bytes where all rows have the same."""
    if column.null_count == len(column):
        return [_NULL]
    content = _content(column, name)
    if name in _WIDTHS and not column.null_count:
        width = _WIDTHS[name]
        values = np.frombuffer(content.buffers()[2], f"u{width}", len(content), content.offset * width)
        if (values == values[0]).all():
            return [width.to_bytes(4, "big") + values[0].tobytes()]
        both = np.empty(len(values), [("length", ">i4"), ("value", f"u{width}")])
        both["length"], both["value"] = width, values
        return [_of_width(both, 4 + width, len(values))]
    lengths = pc.binary_length(content)
    if not column.null_count and not pc.max(lengths).as_py():
        return [bytes(4)]
    return [_fixed(pc.fill_null(lengths, -1), pa.int32()), content]


def _content(column: pa.Array, name: str) -> pa.Array:
    """Each value as the bytes that a binary COPY expects for this type; null stays null."""
    content = _ENCODERS[name](column)
    return pc.if_else(column.is_valid(), content, None) if column.null_count else content


def _fixed(column: pa.Array, kind: pa.DataType) -> pa.Array:
    """Numbers of this kind, the most significant byte first; what does not fit into it is an error."""
    numbers = column.cast(kind)
    if numbers.null_count:
        numbers = pc.fill_null(numbers, pa.scalar(0).cast(kind))
    values = numbers.to_numpy(zero_copy_only=False)
    return _of_width(values.astype(values.dtype.newbyteorder(">")), values.itemsize, len(column))


def _of_width(content: Any, width: int, rows: int) -> pa.Array:
    return pa.Array.from_buffers(pa.binary(width), rows, [None, pa.py_buffer(content)]).cast(pa.binary())


def _number(kind: pa.DataType) -> Callable[[pa.Array], pa.Array]:
    return lambda column: _fixed(column, kind)


def _text(column: pa.Array) -> pa.Array:
    return column.cast(pa.string()).cast(pa.binary())


def _time(column: pa.Array) -> pa.Array:
    since_1970 = column.cast(pa.timestamp("us", tz="UTC")).cast(pa.int64())
    return _fixed(pc.subtract(since_1970, _MICROSECONDS), pa.int64())


def _date(column: pa.Array) -> pa.Array:
    return _fixed(pc.subtract(column.cast(pa.date32()).cast(pa.int32()), _DAYS), pa.int32())


def _uuid(column: pa.Array) -> pa.Array:
    digits = pc.replace_substring(pc.fill_null(column, "0" * 32), "-", "")
    return _of_width(bytes.fromhex("".join(digits.to_pylist())), 16, len(column))


def _jsonb(column: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(pa.scalar(b"\x01", pa.binary()), _text(column), _NOTHING)


def _money(column: pa.Array) -> pa.Array:
    """Numerics are digits of 10,000: four of them hold up to twelve before the point and two behind it."""
    cents = pc.multiply(pc.fill_null(column, 0).cast(pa.decimal128(14, 2)), 100).cast(pa.int64()).to_numpy()
    size = np.abs(cents)
    whole, rest = np.divmod(size, 100)
    digits = (whole // 100_000_000, whole // 10_000 % 10_000, whole % 10_000, rest * 100)
    # How many digits, the power of the first, the sign, how many decimals are shown, and the digits.
    head = (
        np.full_like(cents, 4),
        np.full_like(cents, 2),
        np.where(cents < 0, 0x4000, 0),
        np.full_like(cents, 2),
    )
    return _of_width(np.stack([*head, *digits], axis=1).astype(">u2"), 16, len(column))


_ENCODERS: dict[str, Callable[[pa.Array], pa.Array]] = {
    "boolean": _number(pa.bool_()),
    "smallint": _number(pa.int16()),
    "integer": _number(pa.int32()),
    "bigint": _number(pa.int64()),
    "double precision": _number(pa.float64()),
    "text": _text,
    "character varying": _text,
    "timestamp with time zone": _time,
    "date": _date,
    "uuid": _uuid,
    "jsonb": _jsonb,
    "numeric": _money,
}
