"""The columns of a moment in the lake."""

import pyarrow as pa

INSTANT = pa.timestamp("us", tz="UTC")

MOMENTS = pa.schema(
    {
        "id": pa.int64(),
        "xid": pa.int64(),
        "source_id": pa.int32(),
        "source_key": pa.string(),
        "touchpoint_id": pa.int32(),
        "measure_id": pa.int32(),
        "expected": pa.float64(),
        "believed": pa.float64(),
        "standard": pa.float64(),
        "delivered": pa.float64(),
        "told": pa.float64(),
        "perceived": pa.float64(),
        "customer_key": pa.string(),
        "staff_id": pa.int32(),
        "location_id": pa.int32(),
        "channel": pa.string(),
        "segment_id": pa.int32(),
        "language": pa.string(),
        "occurred_at": INSTANT,
        "recorded_at": INSTANT,
        "money": pa.float64(),
        "currency": pa.string(),
        "subject_kind": pa.string(),
        "subject_id": pa.string(),
        "attributes": pa.string(),
    }
)
