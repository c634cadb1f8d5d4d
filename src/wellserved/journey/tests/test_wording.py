"""Sentences about broken rules, in every language a sentence of its own."""

import pytest
from django.utils import translation

from wellserved.journey.contracts import JourneyPlan, MeasurePlan, StagePlan, TouchpointPlan
from wellserved.journey.domain.fields import Broken, OneOf
from wellserved.journey.exchange.checking import ImportRefused, checked_plan
from wellserved.journey.wording import refused
from wellserved.platform.lists import listed


def too_many(kind: str) -> JourneyPlan:
    numbers = {"stages": 1, "touchpoints": 1, "measures": 1} | {
        kind: {"stages": 101, "touchpoints": 1001}.get(kind, 31)
    }
    measures = tuple(
        MeasurePlan(slug=f"m{i}", title="M", unit="days", better="lower") for i in range(numbers["measures"])
    )
    touchpoints = tuple(
        TouchpointPlan(slug=f"t{i}", title="T", measures=measures) for i in range(numbers["touchpoints"])
    )
    stages = tuple(
        StagePlan(slug=f"s{i}", title="S", touchpoints=touchpoints if i == 0 else ())
        for i in range(numbers["stages"])
    )
    return JourneyPlan(slug="x", title="X", stages=stages)


@pytest.mark.parametrize(
    ("kind", "english", "korean"),
    [
        ("stages", "101 stages", "단계"),
        ("touchpoints", "1001 touchpoints", "접점"),
        ("measures", "31 measures", "지표"),
    ],
)
def test_a_map_that_is_too_large_is_called_so_in_the_language_of_the_reader(
    kind: str, english: str, korean: str
) -> None:
    with pytest.raises(ImportRefused, match=f"There are {english};"):
        checked_plan(too_many(kind))
    with translation.override("ko"), pytest.raises(ImportRefused, match=korean) as told:
        checked_plan(too_many(kind))
    assert kind not in told.value.said


def test_a_list_is_joined_as_the_language_joins_it() -> None:
    assert listed(["days", 2]) == "days, 2"
    with translation.override("zh-hans"):
        assert listed(["days", 2]) == "days、2"


def test_the_choices_of_a_field_are_listed_in_its_sentence() -> None:
    with pytest.raises(Broken) as broken:
        OneOf(choices=("higher", "lower")).checked("better", "up")
    with translation.override("zh-hant"):
        assert "higher、lower" in str(refused(broken.value))
