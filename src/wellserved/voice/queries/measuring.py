"""What the measurement of answers is computed from: figures alone, in columns, and where each belongs on the map."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from wellserved.people.contracts import Person
from wellserved.voice.contracts import MISSING, Column, Columns, Figures, Measured, VersionSeen
from wellserved.voice.domain.layout import items_of, layout
from wellserved.voice.domain.scoring import place_of
from wellserved.voice.models import Response

from .questionnaires import version_for
from .responses import responses_of
from .versions import definition_of

__all__ = ["answers_about_for", "columns_for", "figures_for", "measured_for"]


def measured_for(person: Person, *, questionnaire: str, number: int | None = None) -> tuple[Measured, ...]:
    """Which item and dimension of a version becomes which measure of the map. Raises NotFound.

    A journey or touchpoint that the occasion decides is empty here.
    """
    definition = version_for(person, questionnaire=questionnaire, number=number).definition
    items = [(item.key, item.dimension, item.becomes) for item in items_of(definition)]
    kinds = {item.key: str(item.__struct_config__.tag) for item in items_of(definition)}
    dimensions = [(f"d:{one.key}", one.key, one.becomes) for one in definition.dimensions]
    found = []
    for key, dimension, becomes in (*items, *dimensions):
        if becomes is not None:
            journey, touchpoint, measure = place_of(becomes, definition=definition, facts={})
            found.append(
                Measured(
                    key=key,
                    dimension=dimension,
                    kind=kinds.get(key, "dimension"),
                    journey=journey,
                    touchpoint=touchpoint,
                    measure=measure,
                )
            )
    return tuple(found)


def columns_for(
    person: Person,
    *,
    questionnaire: str,
    number: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    kinds: tuple[str, ...] = (),
) -> Columns:
    """The figures of every response that counts, a row each, of one version (the latest without a number).

    Flagged responses count once staff said so. Raises NotFound.
    """
    version = version_for(person, questionnaire=questionnaire, number=number)
    every = layout(definition_of(version.id))
    wanted = [n for n, column in enumerate(every) if not kinds or column.kind in kinds]
    rows = _counting(person, version=version, since=since, until=until)
    # Without what it would join and decode of a response that nobody asked for here.
    figures = rows.select_related(None).order_by("pk").values_list("numbers", flat=True)
    return Columns(
        columns=tuple(every[n] for n in wanted),
        rows=tuple(tuple(row[n] for n in wanted) for row in figures.iterator(chunk_size=10_000) if row),
    )


def figures_for(
    person: Person,
    *,
    questionnaire: str,
    number: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    segment_ids: Collection[int] | None = None,
    location_ids: Collection[int] | None = None,
    channels: Collection[str] | None = None,
    channels_told: Sequence[str] = (),
) -> Figures:
    """The same as an array, for a million responses: they come as PostgreSQL keeps them and are not taken apart.

    Of these segments, locations and channels alone; None is all. `channels_told` are those that are told apart. Raises
    NotFound.
    """
    version = version_for(person, questionnaire=questionnaire, number=number)
    columns = layout(definition_of(version.id))
    given = {"segment__in": segment_ids, "location__in": location_ids, "channel__in": channels}
    rows = _counting(person, version=version, since=since, until=until).select_related(None).order_by()
    rows = rows.filter(**{name: list(value) for name, value in given.items() if value is not None})
    sql, params = rows.values_list(
        "numbers", "segment_id", "location_id", "finished_at", "channel"
    ).query.sql_with_params()
    # Of equal length each: what is missing is a number as well, and none of the ids is empty.
    statement = _COPIED.format(sql=sql, missing=MISSING)
    with connection.cursor() as cursor, cursor.copy(statement, [list(channels_told), *params]) as copy:
        content = b"".join(bytes(block) for block in copy)
    return _figures(columns, content)


_COPIED = """
COPY (
    SELECT array_replace(numbers, NULL, ({missing})::smallint), coalesce(segment_id, 0)::int,
      coalesce(location_id, 0)::int, (extract(epoch FROM finished_at) * 1000000)::bigint,
      coalesce(array_position(%s::text[], channel::text), 0)::int
    FROM ({sql}) AS counting
) TO STDOUT (FORMAT binary)
"""
# A hundred thousand lines of CSV at a time: whatever comes row by row takes Python longer than PostgreSQL.
_ABOUT = """
SELECT string_agg(id || ',"' || replace(coalesce(about, ''), '"', '""') || E'"\n', '')
FROM ({sql}) AS one (id, about) GROUP BY id / 100000
"""
_HEAD, _TAIL = 19, 2


def _figures(columns: tuple[Column, ...], content: bytes) -> Figures:
    """Binary COPY as documented with the statement: each field after its length, an array after its five facts."""
    wide = len(columns)
    field = np.dtype([("length", ">i4"), ("value", ">i2")])
    row = np.dtype(
        [
            ("fields", ">i2"),
            ("array", ">i4", (6,) if wide else (4,)),
            ("numbers", field, (wide,)),
            ("segment_length", ">i4"),
            ("segment", ">i4"),
            ("location_length", ">i4"),
            ("location", ">i4"),
            ("finished_length", ">i4"),
            ("finished", ">i8"),
            ("channel_length", ">i4"),
            ("channel", ">i4"),
        ]
    )
    rows = np.frombuffer(
        content, dtype=row, count=(len(content) - _HEAD - _TAIL) // row.itemsize, offset=_HEAD
    )
    return Figures(
        columns=columns,
        values=rows["numbers"]["value"].astype(np.int16),
        segment_ids=rows["segment"].astype(np.int32),
        location_ids=rows["location"].astype(np.int32),
        finished_at=rows["finished"].astype(np.int64),
        channel_places=rows["channel"].astype(np.int32),
    )


def _counting(
    person: Person, *, version: VersionSeen, since: datetime | None, until: datetime | None
) -> QuerySet[Response]:
    rows = responses_of(person, questionnaire=version.slug).filter(version=version.id, aside="")
    rows = rows.filter(Q(flags=0) | Q(counted_at__isnull=False), numbers__isnull=False)
    if since is not None:
        rows = rows.filter(finished_at__gte=since)
    if until is not None:
        rows = rows.filter(finished_at__lt=until)
    return rows


def answers_about_for(
    person: Person, *, questionnaire: str, kind: str, since: datetime | None, until: datetime | None
) -> Any:
    """The responses that count, of every version, that were about something of this kind. Raises NotFound.

    An Arrow table (answer, subject; both text) of their ids and of that thing's.
    """
    import pyarrow as pa  # noqa: PLC0415  a page that measures nothing stays small
    from pyarrow import csv  # noqa: PLC0415  as above

    rows = responses_of(person, questionnaire=questionnaire).select_related(None)
    # Contained, not compared: of that PostgreSQL expects enough rows to gather them in memory.
    rows = rows.filter(aside="", facts__contains={"about_kind": kind})
    rows = rows.filter(Q(flags=0) | Q(counted_at__isnull=False))
    given = {"finished_at__gte": since, "finished_at__lt": until}
    rows = rows.filter(**{name: value for name, value in given.items() if value is not None})
    found = rows.order_by().values_list("pk", KeyTextTransform("about_id", "facts"))
    sql, params = found.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_ABOUT.format(sql=sql), params)
        content = "".join(block for (block,) in cursor.fetchall()).encode()
    names = ["answer", "subject"]
    if not content:
        return pa.table({name: pa.array([], pa.string()) for name in names})
    return csv.read_csv(
        pa.BufferReader(content),
        read_options=csv.ReadOptions(column_names=names),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
    )
