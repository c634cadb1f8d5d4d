"""The tables that the expressions speak of. They are names: an engine binds them to data when it answers."""

from typing import Any

import ibis

MOMENTS: Any = ibis.table(
    {
        "xid": "int64",
        "touchpoint_id": "int32",
        "measure_id": "int32",
        "expected": "float64",
        "believed": "float64",
        "standard": "float64",
        "delivered": "float64",
        "told": "float64",
        "perceived": "float64",
        "customer_key": "string",
        "location_id": "int32",
        "channel": "string",
        "segment_id": "int32",
        "occurred_at": "timestamp('UTC', 6)",
        "subject_kind": "string",
        "subject_id": "string",
    },
    name="moments",
)
ASKED: Any = ibis.table(MOMENTS.drop("xid").schema(), name="asked")
MEASURES: Any = ibis.table(
    {"measure_id": "int32", "better": "string", "satisfied": "float64"},
    name="measures",
)
BORROWED: Any = ibis.table(
    {"segment_id": "int32", "touchpoint_id": "int32", "measure_id": "int32", "borrowed": "float64"},
    name="borrowed",
)
SLICES: Any = ibis.table(
    {"slice": "int32", "first": "timestamp('UTC', 6)", "past": "timestamp('UTC', 6)"},
    name="slices",
)
# What the five gaps are counted from: parts are kept while they are counted, and ten million rows of all are not small.
COUNTED = (
    "touchpoint_id",
    "measure_id",
    "expected",
    "believed",
    "standard",
    "delivered",
    "told",
    "perceived",
    "segment_id",
)
PARTED: Any = ibis.table({**ASKED.select(*COUNTED).schema(), "part": "string"}, name="parted")
