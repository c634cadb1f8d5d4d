"""A bad row costs itself only, and the rejects file says where it stands and what mends it."""

from collections.abc import Callable

import pytest

from wellserved.journey.imports.contracts import Counts
from wellserved.journey.imports.tests.conftest import Imports

Run = Callable[..., Counts]
GOOD = "g1,2026-01-01 10:00,2026-01-03 09:00,2\n"
LAST = "g2,2026-01-01 10:00,2026-01-05 09:00,2\n"


@pytest.mark.parametrize(
    ("row", "column", "value", "says"),
    [
        ("b,2026-01-01,2026-02-30,2", "back", "2026-02-30", "no such date"),
        ("b,2026-01-01,02/03/2026,2", "back", "02/03/2026", "`dates`"),
        ("b,2026-01-01,infinity,2", "back", "infinity", "not a date"),
        ("b,2026-01-01,epoch,2", "back", "epoch", "not a date"),
        ('b,2026-01-01,2026-01-02,"1,234.5"', "told", "1,234.5", "thousands"),
        ("b,2026-01-01,2026-01-02,nan", "told", "nan", "not a finite number"),
        ("b,2026-01-01,2026-01-02,-inf", "told", "-inf", "not a finite number"),
        ("b,2026-01-01,2026-01-02,1_000", "told", "1_000", "not a number"),
        ("b,2026-01-01,2026-01-02,two", "told", "two", "not a number"),
        ("b,2026-03-01,2026-04-01,2", "occurred_at", "2026-03-31", "future"),
        ("b,1954-03-01,1954-04-01,2", "occurred_at", "1954-03-31", "before 1970"),
        (",2026-01-01,2026-01-02,2", "id", "", "id is missing"),
        ("b,2026-01-01,,2", "back", "", "missing"),
        ("b,2026-01-01,2026-01-02", "", "b,2026-01-01,2026-01-02", "3 fields where the header has 4"),
        ("b,2026-01-01,2026-01-02,2,9", "", "b,2026-01-01,2026-01-02,2,9", "5 fields"),
        ('b,"2026-01-01,2026-01-02,2', "", 'b,"2026-01-01,2026-01-02,2', "never closed"),
        ('b,"2026-01-01"x,2026-01-02,2', "", 'b,"2026-01-01"x,2026-01-02,2', "follows the closing quote"),
        ("b\0,2026-01-01,2026-01-02,2", "", "b\0,2026-01-01,2026-01-02,2", "NUL"),
    ],
)
def test_a_bad_row_is_told_and_the_rows_around_it_are_recorded(
    repairs: Run, imports: Imports, row: str, column: str, value: str, says: str
) -> None:
    counts = repairs(f"id,brought,back,told\n{GOOD}{row}\n{LAST}")
    assert (counts.read, counts.recorded, counts.rejected) == (3, 2, 1)
    (told,) = imports.rejects()
    assert told["file"].endswith("repairs.csv")
    assert told["line"] == "3"
    assert (told["column"] or column) == (told["column"] if column == "occurred_at" else column)
    assert told["value"].startswith(value)
    assert says in told["reason"]
    assert set(imports.moments()) == {"g1", "g2"}


def test_a_line_too_long_to_hold_is_rejected_and_reading_goes_on(repairs: Run, imports: Imports) -> None:
    long = "b," + "x" * 5_000_000
    counts = repairs(f"id,brought,back,told\n{GOOD}{long}\n{LAST}")
    assert (counts.recorded, counts.rejected) == (2, 1)
    (told,) = imports.rejects()
    assert (told["line"], len(told["value"])) == ("3", 200)
    assert "longer than" in told["reason"]


def test_an_unclosed_quote_before_megabytes_of_rows_costs_one_row(repairs: Run, imports: Imports) -> None:
    rows = "".join(f"r{n},2026-01-01,2026-01-02,2\n" for n in range(60_000))
    counts = repairs(f'id,brought,back,told\nb,"2026-01-01,2026-01-02,2\n{rows}')
    assert (counts.recorded, counts.rejected) == (60_000, 1)
    assert imports.rejects()[0]["line"] == "2"


def test_the_same_id_with_the_same_facts_is_already_there_and_with_others_is_told(
    repairs: Run, imports: Imports
) -> None:
    other = GOOD.replace(",2\n", ",9\n")
    counts = repairs(f"id,brought,back,told\n{GOOD}{GOOD}{other}")
    assert (counts.read, counts.recorded, counts.already_there, counts.rejected) == (3, 1, 1, 1)
    (told,) = imports.rejects()
    assert told["line"] == "4"
    assert "line 2" in told["reason"]
    assert imports.moments()["g1"]["told"] == 2


def test_a_second_run_records_nothing_and_tells_the_same_rejections(repairs: Run, imports: Imports) -> None:
    text = f"id,brought,back,told\n{GOOD}{LAST}b,2026-01-01,2026-02-30,2\n"
    first, rejected = repairs(text), imports.rejects()
    again = repairs(text)
    assert (first.recorded, first.already_there) == (2, 0)
    assert (again.read, again.recorded, again.already_there, again.rejected) == (3, 0, 2, 1)
    assert imports.rejects() == rejected


def test_a_dry_run_counts_the_same_and_writes_nothing(repairs: Run, imports: Imports) -> None:
    text = f"id,brought,back,told\n{GOOD}{GOOD}{LAST}b,2026-01-01,2026-02-30,2\n"
    dry = repairs(text, dry_run=True)
    assert not imports.moments()
    wet = repairs(text)
    assert dry == wet
    assert repairs(text, dry_run=True) == repairs(text)


def test_rows_that_ask_for_no_moment_are_skipped_and_not_read(repairs: Run) -> None:
    counts = repairs(f"id,brought,back,told\n{GOOD}x,2026-01-01,,\n")
    assert (counts.read, counts.rows, counts.skipped) == (1, 2, 1)
    assert counts.rejects_file is None


def test_a_value_outside_the_scale_is_rejected(imports: Imports) -> None:
    imports.file("repairs.csv", "id,at,score\na,2026-01-01,7\nb,2026-01-01,8\n")
    mapping = imports.mapping(
        """
        name = "scores"
        title = "Scores"
        rows = "repairs"
        [sources.repairs]
        files = ["repairs.csv"]
        [[moment]]
        touchpoint = "workshop"
        measure = "score"
        source_id = "{id}"
        occurred_at = "at"
        perceived = "score"
        """
    )
    assert imports.run(mapping).recorded == 1
    (told,) = imports.rejects()
    assert (told["line"], told["column"], told["value"]) == ("3", "score", "8")


def test_an_unknown_touchpoint_location_and_segment_are_told_with_the_nearest_name(
    repairs: Run, imports: Imports
) -> None:
    repairs(f"id,brought,back,told\n{GOOD}")
    header = "id,journey,touchpoint,measure,occurred_at,told,location,segment\n"
    file = imports.file(
        "any.csv",
        header
        + "a,repair,workshop,days,2026-01-01,3,,\n"
        + "b,repair,workshpo,days,2026-01-01,3,,\n"
        + "c,repair,workshop,hours,2026-01-01,3,,\n"
        + "d,fixing,workshop,days,2026-01-01,3,,\n"
        + "e,repair,workshop,days,2026-01-01,3,nowhere,\n"
        + "f,repair,workshop,days,2026-01-01,3,,nobody\n",
    )
    counts = imports.run("moments", file)
    assert (counts.recorded, counts.rejected) == (1, 5)
    told = {row["line"]: (row["column"], row["value"]) for row in imports.rejects()}
    assert told == {
        "3": ("touchpoint", "workshpo"),
        "4": ("measure", "hours"),
        "5": ("journey", "fixing"),
        "6": ("location", "nowhere"),
        "7": ("segment", "nobody"),
    }
    assert "Did you mean 'workshop'?" in next(r["reason"] for r in imports.rejects() if r["line"] == "3")
