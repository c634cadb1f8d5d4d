"""What goes in through COPY comes out as it was, whatever its type."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pyarrow as pa
import pytest
from django.db import DataError, connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wellserved.platform.copying import copy_table

pytestmark = pytest.mark.django_db
_TABLE = """
CREATE TEMP TABLE copied (yes boolean, small smallint, whole integer, large bigint, real double precision,
  said text, name varchar(20), at timestamptz, day date, key uuid, more jsonb, money numeric(14, 2))
"""
_TIME = pa.timestamp("us", tz="UTC")
_KINDS = {
    "yes": pa.bool_(),
    "small": pa.int64(),
    "whole": pa.int64(),
    "large": pa.int64(),
    "real": pa.float64(),
    "said": pa.string(),
    "name": pa.string(),
    "at": _TIME,
    "day": pa.date32(),
    "key": pa.string(),
    "more": pa.string(),
    "money": pa.decimal128(14, 2),
}


def _integers(bits: int) -> st.SearchStrategy[int]:
    return st.integers(-(1 << (bits - 1)), (1 << (bits - 1)) - 1)


_texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
_years = {"min_value": datetime(1, 1, 1), "max_value": datetime(9999, 12, 30)}  # noqa: DTZ001  Hypothesis adds the zone
_rows = st.fixed_dictionaries(
    {
        "yes": st.none() | st.booleans(),
        "small": st.none() | _integers(16),
        "whole": st.none() | _integers(32),
        "large": st.none() | _integers(64),
        "real": st.none() | st.floats(allow_nan=False),
        "said": st.none() | _texts,
        "name": st.none() | _texts.map(lambda text: text[:20]),
        "at": st.none() | st.datetimes(**_years, timezones=st.just(UTC)),
        "day": st.none() | st.dates(),
        "key": st.none() | st.uuids(),
        "more": st.none() | st.sampled_from(['{"a": [1, "ä"]}', "{}"]),
        "money": st.none() | st.decimals(-(10**12) + 1, 10**12 - 1, places=2),
    }
)


def _table(rows: list[dict[str, Any]]) -> pa.Table:
    def given(name: str, value: Any) -> Any:
        return str(value) if isinstance(value, UUID) else value

    return pa.table(
        {name: pa.array([given(name, row[name]) for row in rows], kind) for name, kind in _KINDS.items()}
    )


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(_rows, max_size=6))
def test_rows_come_out_as_they_went_in(rows: list[dict[str, Any]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS copied")
        cursor.execute(_TABLE)
        copy_table("copied", _table(rows))
        cursor.execute("SELECT *, more::text AS written FROM copied")
        names = [column.name for column in cursor.description]
        came = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for row, out in zip(rows, came, strict=True):
        assert {**row, "more": None} == {**{name: out[name] for name in row}, "more": None}
        assert out["written"] == row["more"]


def test_a_number_that_does_not_fit_is_an_error_and_not_another_number() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)
    with pytest.raises(pa.ArrowInvalid, match="not in range"):
        copy_table("copied", pa.table({"small": [1 << 20]}))


def test_a_text_that_is_too_long_is_the_databases_own_error() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)
    with pytest.raises(DataError):
        copy_table("copied", pa.table({"name": ["x" * 21]}))


def test_more_rows_than_go_into_one_piece_all_arrive() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)
        copy_table("copied", pa.table({"whole": pa.array(range(70_000)), "day": [date(2026, 1, 1)] * 70_000}))
        cursor.execute("SELECT count(DISTINCT whole), sum(whole), min(day) FROM copied")
        assert cursor.fetchone() == (70_000, sum(range(70_000)), date(2026, 1, 1))


def test_an_amount_keeps_its_cents() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)
        amounts = [Decimal("-0.01"), Decimal("10000.10"), Decimal("99999999.99"), Decimal(0)]
        copy_table("copied", pa.table({"money": pa.array(amounts, pa.decimal128(14, 2))}))
        cursor.execute("SELECT money FROM copied")
        assert [money for (money,) in cursor.fetchall()] == amounts
