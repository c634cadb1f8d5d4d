"""A batch of moments in columns: its schema, and which of its rows cannot be recorded."""

from datetime import UTC, datetime, timedelta

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from wellserved.journey.contracts import LEVELS, MeasureKey, Rejected

TIME = pa.timestamp("us", tz="UTC")
SCHEMA = pa.schema(
    [
        pa.field("source_key", pa.string(), nullable=False),
        pa.field("measure_id", pa.int32(), nullable=False),
        *[pa.field(level, pa.float64()) for level in LEVELS],
        pa.field("customer_key", pa.string()),
        pa.field("staff_id", pa.int32()),
        pa.field("location_id", pa.int32()),
        pa.field("channel", pa.string()),
        pa.field("segment_id", pa.int32()),
        pa.field("language", pa.string()),
        pa.field("occurred_at", TIME, nullable=False),
        pa.field("money", pa.decimal128(14, 2)),
        pa.field("currency", pa.string()),
        pa.field("subject_kind", pa.string()),
        pa.field("subject_id", pa.string()),
        pa.field("attributes", pa.string()),
    ]
)
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=1)
KEY_LENGTH = 200
ATTRIBUTES_BYTES = 4096
_UUID = "^[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}$"


def conform(batch: pa.RecordBatch | pa.Table) -> pa.Table:
    """The batch with SCHEMA's columns in its order; a missing one is null, an unknown one an error."""
    unknown = set(batch.schema.names) - set(SCHEMA.names)
    if unknown:
        raise ValueError(
            f"A batch of moments has no column {', '.join(sorted(unknown))}; it may have {SCHEMA.names}."
        )
    columns = [
        batch.column(field.name).cast(field.type)
        if field.name in batch.schema.names
        else pa.nulls(batch.num_rows, field.type)
        for field in SCHEMA
    ]
    return pa.table(columns, names=SCHEMA.names).combine_chunks()


def faults(table: pa.Table, *, measures: dict[int, MeasureKey], now: datetime) -> list[Rejected]:
    """Every row that cannot be recorded, once, with its first fault, in row order."""
    found: dict[int, Rejected] = {}
    for column, mask, reason in _checks(table, measures=measures, now=now):
        for row in _rows(mask):
            found.setdefault(
                row, Rejected(row=row, column=column, value=_shown(table[column][row]), reason=reason)
            )
    return [found[row] for row in sorted(found)]


def _checks(
    table: pa.Table, *, measures: dict[int, MeasureKey], now: datetime
) -> list[tuple[str, pa.ChunkedArray, str]]:
    key, when = table["source_key"], table["occurred_at"]
    latest = now + AHEAD
    checks = [
        ("source_key", pc.fill_null(pc.equal(key, ""), True), "The source's own id is missing."),
        (
            "source_key",
            pc.greater(pc.utf8_length(key), KEY_LENGTH),
            f"The source's own id is longer than {KEY_LENGTH} characters.",
        ),
        (
            "measure_id",
            pc.invert(pc.is_in(table["measure_id"], pa.array(list(measures), pa.int32()))),
            "There is no such measure on the map.",
        ),
        ("occurred_at", pc.is_null(when), "The time at which it occurred is missing."),
        (
            "occurred_at",
            pc.less(when, pa.scalar(EARLIEST, TIME)),
            "It lies before 1970: check the century.",
        ),
        (
            "occurred_at",
            pc.greater(when, pa.scalar(latest, TIME)),
            f"It lies in the future (later than {latest:%Y-%m-%d}): check the year and the order of day and month.",
        ),
        *_level_checks(table),
        *_scale_checks(table, measures=measures),
        *_pair_checks(table),
    ]
    return [*checks, *_text_checks(table)]


def _level_checks(table: pa.Table) -> list[tuple[str, pa.ChunkedArray, str]]:
    none = pc.is_null(table[LEVELS[0]])
    for level in LEVELS[1:]:
        none = pc.and_(none, pc.is_null(table[level]))
    return [
        *[(level, pc.invert(pc.is_finite(table[level])), "It is not a finite number.") for level in LEVELS],
        ("expected", none, "None of the six levels is given: a moment without a figure says nothing."),
    ]


def _scale_checks(
    table: pa.Table, *, measures: dict[int, MeasureKey]
) -> list[tuple[str, pa.ChunkedArray, str]]:
    at = pc.index_in(table["measure_id"], pa.array(list(measures), pa.int32()))
    low = pc.take(pa.array([k.scale_low for k in measures.values()], pa.float64()), at)
    high = pc.take(pa.array([k.scale_high for k in measures.values()], pa.float64()), at)
    said = "It lies outside of the measure's scale: check the unit."
    return [
        (level, pc.or_kleene(pc.less(table[level], low), pc.greater(table[level], high)), said)
        for level in LEVELS
    ]


def _pair_checks(table: pa.Table) -> list[tuple[str, pa.ChunkedArray, str]]:
    def lone(one: str, other: str) -> pa.ChunkedArray:
        return pc.not_equal(pc.is_null(table[one]), pc.is_null(table[other]))

    return [
        ("money", lone("money", "currency"), "Money and currency come together or not at all."),
        (
            "subject_id",
            lone("subject_kind", "subject_id"),
            "A subject's kind and id come together or not at all.",
        ),
    ]


def _text_checks(table: pa.Table) -> list[tuple[str, pa.ChunkedArray, str]]:
    texts = ("source_key", "channel", "language", "currency", "subject_kind", "subject_id", "attributes")
    return [
        *[
            (name, pc.match_substring(table[name], "\x00"), "It holds a NUL character: remove it.")
            for name in texts
        ],
        (
            "customer_key",
            pc.invert(pc.match_substring_regex(table["customer_key"], _UUID)),
            "It is not a customer's key (a UUID).",
        ),
        (
            "attributes",
            pc.greater(pc.binary_length(table["attributes"]), ATTRIBUTES_BYTES),
            f"It is longer than {ATTRIBUTES_BYTES} bytes: keep what is compared, leave the rest at its source.",
        ),
        ("attributes", _not_objects(table["attributes"]), "It is not a JSON object."),
    ]


def _not_objects(texts: pa.ChunkedArray) -> pa.Array:
    kinds = pc.unique(pc.drop_null(texts)).to_pylist()
    wrong = pa.array([text for text in kinds if not _is_object(text)], pa.string())
    return pc.is_in(texts, wrong) if len(wrong) else pa.array([False] * len(texts), pa.bool_())


def _is_object(text: str) -> bool:
    try:
        msgspec.json.decode(text, type=dict[str, str | int | float | bool | None])
    except (msgspec.DecodeError, UnicodeEncodeError):
        return False
    # PostgreSQL's jsonb cannot hold a NUL, however it is written.
    return "\\u0000" not in text


def _rows(mask: pa.ChunkedArray) -> list[int]:
    if not pc.any(mask).as_py():
        return []
    return pc.indices_nonzero(pc.fill_null(mask, False)).to_pylist()  # type: ignore[no-any-return]  # pyarrow is untyped


def _shown(value: pa.Scalar) -> str:
    text = "" if value.as_py() is None else str(value.as_py())
    return text if len(text) <= 80 else text[:77] + "..."
