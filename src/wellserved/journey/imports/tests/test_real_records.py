"""Real records of other organisations, as they were published."""

from datetime import UTC, datetime
from pathlib import Path

from django.db.models import F

from wellserved.journey.imports.tests.conftest import Imports
from wellserved.journey.models import Moment
from wellserved.journey.queries import measure_keys
from wellserved.people.models import Customer


def _measure(slug: str) -> int:
    return next(key.measure_id for key in measure_keys() if key.measure == slug)


def test_of_9648_deliveries_574_came_later_than_the_day_that_was_told(
    imports: Imports, test_data: Path
) -> None:
    counts = imports.run("olist", test_data / "olist_10k")
    assert counts.read == counts.recorded == Moment.objects.count()
    assert counts.rows == 10_000
    deliveries = Moment.objects.filter(measure_id=_measure("days-to-deliver"))
    assert deliveries.count() == 9_648
    assert deliveries.filter(delivered__gt=F("told")).count() == 574
    one = deliveries.get(source_key="e481f51cbdc54678b7cc49136f2d6af7:delivery")
    assert (one.delivered, one.told) == (8, 16)
    # 21:25:13 in São Paulo.
    assert one.occurred_at == datetime(2017, 10, 11, 0, 25, 13, tzinfo=UTC)
    assert Customer.objects.count() <= 10_000
    again = imports.run("olist", test_data / "olist_10k")
    assert (again.recorded, again.already_there) == (0, counts.read)


def test_the_kiosk_survey_has_24_items_a_respondent_and_4_who_answered_none(
    imports: Imports, test_data: Path
) -> None:
    counts = imports.run("kiosk", test_data / "kiosk_servqual")
    assert (counts.rows, counts.skipped, counts.read, counts.recorded) == (211, 4, 207 * 24, 207 * 24)
    first = {row["measure_id"]: row for row in Moment.objects.filter(subject_id="2").values()}
    # Item 9 stands before item 8 in the file: the first respondent's columns 18 to 21 are 7, 6 and 7, 3.
    nine, eight = first[_measure("usable-any-time")], first[_measure("choose-service-myself")]
    assert (nine["expected"], nine["perceived"]) == _answers(test_data, 17)
    assert (eight["expected"], eight["perceived"]) == _answers(test_data, 19)


def _answers(test_data: Path, column: int) -> tuple[float, float]:
    lines = (test_data / "kiosk_servqual" / "kiosk_servqual_items.csv").read_text("utf-8").splitlines()
    cells = lines[1].split(",")
    return float(cells[column]), float(cells[column + 1])
