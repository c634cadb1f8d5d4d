"""A figure and its unit agree, where the unit is one that everybody measures in."""

import pytest
from django.utils import translation

from wellserved.platform.units import unit_said, with_unit


@pytest.mark.parametrize(
    ("figure", "unit", "said"),
    [
        ("1", "days", "1 day"),
        ("2", "days", "2 days"),
        ("0", "days", "0 days"),
        ("1.5", "hours", "1.5 hours"),
        ("1", "hours", "1 hour"),
        ("1", "minutes", "1 minute"),
        ("1,000", "minutes", "1,000 minutes"),
        ("3", "day", "3 days"),
        ("1", "points", "1 points"),
        ("1", "of 7", "1 of 7"),
        ("1", "일", "1 일"),
        ("1", "", "1"),
    ],
)
def test_a_known_unit_follows_its_figure_and_any_other_stays_as_it_was_written(
    figure: str, unit: str, said: str
) -> None:
    with translation.override("en"):
        assert with_unit(figure, unit) == said


@pytest.mark.parametrize(
    ("language", "said", "alone"),
    [
        ("ko", "5점 만점에 2점", "5점 만점"),
        ("zh-hant", "2 分（滿分 5 分）", "滿分 5 分"),
    ],
)
def test_a_scale_is_said_in_the_readers_language(language: str, said: str, alone: str) -> None:
    with translation.override(language):
        assert with_unit("2", "of 5") == said
        assert unit_said("of 5") == alone
        assert unit_said("minutes") != "minutes"
        assert unit_said("degrees Celsius") == "degrees Celsius"
