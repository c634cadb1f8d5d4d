"""Files side by side, what is taken of many rows, and the language of expressions, through whole imports."""

import json
from datetime import UTC, datetime

import pytest

from wellserved.journey.imports.mapping.errors import MappingError
from wellserved.journey.imports.tests.conftest import REPAIRS, Imports
from wellserved.people.models import Customer, CustomerIdentity

PARTS = """
[sources.parts]
files = ["parts.csv"]

[[joins]]
source = "parts"
on = { id = "id" }
"""
TAKE = 'take = { price = "sum", name = "first", due = "latest" }\n'


def _with_parts(more: str, *, take: str = TAKE) -> str:
    head, moment = REPAIRS.split("[[moment]]")
    return head + PARTS + take + "[[moment]]" + moment + more


def test_of_several_rows_of_a_key_the_named_is_taken_and_a_bad_one_is_told(imports: Imports) -> None:
    imports.file(
        "repairs.csv", "id,brought,back,told\na,2026-01-01,2026-01-03,2\nb,2026-01-01,2026-01-03,2\n"
    )
    imports.file(
        "parts.csv",
        "id,name,price,due\na,screw,1.5,2026-01-02\na,plate,2,2026-01-04\na,nut,dear,2026-01-09\n",
    )
    mapping = imports.mapping(
        _with_parts(
            'standard = "days_between(brought, parts.due)"\nmoney = "parts.price"\n'
            "currency = '{\"EUR\" if parts.price is not none else none}'\n"
            'attributes = { part = "parts.name" }\n'
        )
    )
    counts = imports.run(mapping)
    assert (counts.recorded, counts.rejected) == (2, 1)
    (told,) = imports.rejects()
    assert (told["line"], told["column"], told["value"]) == ("4", "price", "dear")
    a, b = imports.moments()["a"], imports.moments()["b"]
    assert (float(a["money"]), a["currency"], a["standard"]) == (3.5, "EUR", 3)
    assert a["attributes"] == {"part": "screw"} or json.loads(str(a["attributes"])) == {"part": "screw"}
    assert (b["money"], b["currency"], b["standard"]) == (None, None, None)


def test_a_joined_file_with_two_rows_of_a_key_is_refused_without_take(imports: Imports) -> None:
    imports.file("repairs.csv", "id,brought,back,told\na,2026-01-01,2026-01-03,2\n")
    imports.file("parts.csv", "id,name,price,due\nz,y,1,\na,screw,1,\na,plate,2,\n")
    with pytest.raises(MappingError, match="2 rows for id = a, the first on line 3, the last on line 4"):
        imports.run(imports.mapping(_with_parts('money = "parts.price"\ncurrency = "EUR"\n', take="")))


def test_an_inner_join_leaves_out_rows_without_a_partner(imports: Imports) -> None:
    imports.file(
        "repairs.csv", "id,brought,back,told\na,2026-01-01,2026-01-03,2\nb,2026-01-01,2026-01-03,2\n"
    )
    imports.file("parts.csv", "id,name,price,due\na,screw,1,\n")
    counts = imports.run(imports.mapping(_with_parts("", take=TAKE + 'kind = "inner"\n')))
    assert (counts.rows, counts.recorded, counts.skipped) == (2, 1, 1)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("days_between(brought, back)", 1),
        ("hours_between(brought, back)", 0.5),
        ("minutes_between(brought, '2026-01-01 23:00')", -45),
        ("convert(hours_between(brought, back), 'hours', 'minutes')", 30),
        ("1 if told == 2 else 0", 1),
        ("told / 0", None),
        ("coalesce(nothing, told)", 2),
        ("lookup('marks', mark)", 4),
        ("lookup('marks', told, '9')", 9),
        ("greatest(told, 3) + least(told, 1) * -1", 2),
        ("1 if mark in ['good', 'bad'] and not nothing is not none else 0", 1),
        ("round(told / 3, 2)", 0.67),
        ("number(replace(mark, 'good', '7'))", 7),
    ],
)
def test_an_expression_says_what_the_reference_says(
    imports: Imports, expression: str, value: float | None
) -> None:
    imports.file(
        "repairs.csv", "id,brought,back,told,mark,nothing\na,2026-01-01 23:45,2026-01-02 00:15,2,good,\n"
    )
    text = REPAIRS.replace('delivered = "days_between(brought, back)"', f'delivered = "{expression}"')
    imports.run(imports.mapping(text + '\n[values.marks]\ngood = "4"\n'))
    assert imports.moments()["a"]["delivered"] == value


def test_a_day_is_the_day_in_the_mapping_s_zone_whatever_zone_the_time_was_written_in(
    imports: Imports,
) -> None:
    imports.file("repairs.csv", "id,brought,back,told\na,2026-01-01T14:59:00Z,2026-01-01T15:01:00+00:00,2\n")
    imports.run(imports.mapping(REPAIRS))
    moment = imports.moments()["a"]
    assert moment["delivered"] == 1
    assert moment["occurred_at"] == datetime(2026, 1, 1, 15, 1, tzinfo=UTC)


def test_an_hour_is_an_hour_on_the_night_when_clocks_change(imports: Imports) -> None:
    imports.file("repairs.csv", "id,brought,back,told\na,2025-03-30 01:30,2025-03-30 03:30,2\n")
    text = REPAIRS.replace("Asia/Seoul", "Europe/Berlin").replace("days_between", "hours_between")
    imports.run(imports.mapping(text))
    assert imports.moments()["a"]["delivered"] == 1


def test_a_customer_is_one_pseudonym_however_often_they_come(imports: Imports) -> None:
    imports.file(
        "repairs.csv",
        "id,brought,back,told,who\n" + "".join(f"r{n},2026-01-01,2026-01-03,2,c{n % 3}\n" for n in range(9)),
    )
    mapping = imports.mapping(REPAIRS + 'customer = "{who}"\n')
    imports.run(mapping)
    keys = {m["customer_key"] for m in imports.moments().values()}
    assert len(keys) == Customer.objects.count() == CustomerIdentity.objects.count() == 3
    imports.file(
        "repairs.csv",
        "id,brought,back,told,who\nr9,2026-01-01,2026-01-03,2,c1\nr10,2026-01-01,2026-01-03,2,c7\n",
    )
    imports.run(mapping)
    assert Customer.objects.count() == 4
    assert imports.moments()["r9"]["customer_key"] == imports.moments()["r1"]["customer_key"]


def test_a_promise_of_the_mapping_is_made_once_and_fills_the_standard(imports: Imports) -> None:
    imports.file("repairs.csv", "id,brought,back,told\na,2026-01-01,2026-01-03,2\n")
    promise = """
[[promises]]
touchpoint = "workshop"
measure = "days"
standard = 4
told = "Within four days."
valid_from = "2025-01-01"
"""
    for _ in range(2):
        imports.run(imports.mapping(REPAIRS + promise))
    assert imports.moments()["a"]["standard"] == 4
