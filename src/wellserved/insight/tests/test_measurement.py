"""The kiosk survey in the lake, measured: what pandas says of the file, the page's query says of the moments."""

import re
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from wellserved.insight.contracts import MapQuestion
from wellserved.insight.queries import measured_journeys_for, measurement_for
from wellserved.insight.queries.asking import always_fresh, memory
from wellserved.journey.contracts import JourneyPlan, MeasurePlan, StagePlan, TouchpointPlan
from wellserved.journey.imports.services import import_files
from wellserved.journey.services import ensure_journey, record_moments
from wellserved.people.contracts import OPERATOR, NotFound, Person
from wellserved.people.models import Account, Location, Staff

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
EVERYTHING = MapQuestion(compare=False)
KIOSK = "self-service-kiosk"
PRIVACY = [19, 20, 21]


@pytest.fixture
def lake(transactional_db: None, settings: Settings, tmp_path: Path) -> None:
    settings.LAKE = tmp_path / "lake"
    always_fresh()
    memory.forget()


@pytest.fixture
def kiosk(lake: None, test_data: Path, tmp_path: Path) -> pd.DataFrame:
    import_files(
        mapping="kiosk", files=[test_data / "kiosk_servqual"], rejects=tmp_path / "rejects.csv", now=NOW
    )
    table = pd.read_csv(test_data / "kiosk_servqual" / "kiosk_servqual_items.csv")
    return table.rename(columns={name: m[0] for name in table if (m := re.match(r"\d+-[12]", name))})


@pytest.fixture
def manager() -> Person:
    return Person(account_id=1, role="manager", staff_id=1)


def test_the_kiosk_survey_is_measured_by_touchpoint_journey_segment_and_frame(
    kiosk: pd.DataFrame, manager: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    found = measurement_for(manager, journey=KIOSK, touchpoint="privacy", question=EVERYTHING, now=NOW)
    assert found.sheet is not None
    (dimension,) = found.sheet.dimensions
    perceived = kiosk[[f"{item}-2" for item in PRIVACY]]
    expected = kiosk[[f"{item}-1" for item in PRIVACY]]
    assert dimension.gap is not None
    assert dimension.gap.value == pytest.approx(
        (perceived.mean().to_numpy() - expected.mean().to_numpy()).mean()
    )
    assert dimension.gap.n == 207
    of_items = perceived.dropna().cov().to_numpy()
    assert dimension.reliability.alpha == pytest.approx(1.5 * (1 - np.trace(of_items) / of_items.sum()))
    assert [found.item_places[item.name][0] for item in dimension.items] == ["privacy"] * 3
    assert {one.title for one in found.by_segment} == {
        "Uses kiosks every week",
        "Uses kiosks every month",
        "Uses kiosks a few times a year",
    }
    assert sum(one.answered for one in found.by_segment) == 207
    _a_whole_journey_has_its_touchpoints_as_factors(manager)
    _a_frame_weighs_segments_to_their_size_and_leaves_others_out(manager)
    _the_api_says_the_same_to_staff_and_nothing_to_others(manager, django_assert_max_num_queries)


def _a_whole_journey_has_its_touchpoints_as_factors(manager: Person) -> None:
    found = measurement_for(manager, journey=KIOSK, question=EVERYTHING, now=NOW)
    assert found.sheet is not None
    names = {one.name for one in found.sheet.dimensions}
    assert {"privacy", "screen", "transaction", "guidance"} <= names
    assert found.sheet.fit is not None
    assert (found.sheet.fit.n, found.sheet.fit.df) == (207, 209)
    assert not found.sheet.fit.proper, "guidance and access cannot be told apart in these answers"
    assert found.dimension_titles["privacy"]
    (line,) = measured_journeys_for(manager, now=NOW)
    assert (line.journey, max(t.answers for t in line.touchpoints)) == (KIOSK, 207)


def _a_frame_weighs_segments_to_their_size_and_leaves_others_out(manager: Person) -> None:
    plain = measurement_for(manager, journey=KIOSK, touchpoint="privacy", question=EVERYTHING, now=NOW)
    parts = {one.key: one for one in plain.by_segment}
    framed = measurement_for(
        manager,
        journey=KIOSK,
        touchpoint="privacy",
        question=EVERYTHING,
        frame={"segment": {"often": 1_000, "seldom": 9_000}},
        now=NOW,
    )
    assert framed.sheet is not None
    assert framed.sheet.weighted
    gap = framed.sheet.dimensions[0].gap
    often, seldom = (parts[name].dimensions[0].gap for name in ("often", "seldom"))
    assert gap is not None
    assert often is not None
    assert seldom is not None
    assert gap.value == pytest.approx(0.1 * often.value + 0.9 * seldom.value)
    assert framed.left_out == parts["monthly"].answered
    assert gap.effective_n < gap.n
    with pytest.raises(NotFound, match="no segment 'nobody'"):
        measurement_for(
            manager, journey=KIOSK, question=EVERYTHING, frame={"segment": {"nobody": 3}}, now=NOW
        )


def test_only_ones_own_locations_are_measured_and_strangers_find_nothing(lake: None, manager: Person) -> None:
    north, south = (Location.objects.create(code=code, name=code) for code in ("north", "south"))
    _answers({north.pk: [7, 6, 7], south.pk: [1, 2, 1, 2]})
    agent = Person(account_id=2, role="agent", staff_id=2, location_ids=frozenset({north.pk}))
    whole, mine = (
        measurement_for(one, journey="visit", question=EVERYTHING, now=NOW) for one in (manager, agent)
    )
    assert whole.sheet is not None
    assert mine.sheet is not None
    assert (whole.sheet.answered, mine.sheet.answered) == (7, 3)
    assert mine.sheet.overall.perceived is not None
    assert mine.sheet.overall.perceived.value == pytest.approx(44 / 9), (
        "2/3 of the items as told, one turned round"
    )
    with pytest.raises(NotFound):
        measurement_for(Person(account_id=3), journey="visit", question=EVERYTHING, now=NOW)
    with pytest.raises(NotFound, match="no touchpoint 'elsewhere'"):
        measurement_for(manager, journey="visit", touchpoint="elsewhere", question=EVERYTHING, now=NOW)
    assert measured_journeys_for(Person(account_id=3), now=NOW) == ()
    _answers({north.pk: [4]}, start=100)
    always_fresh()
    newer = measurement_for(agent, journey="visit", question=EVERYTHING, now=NOW)
    assert newer.sheet is not None
    assert newer.sheet.answered == 4, "a new answer is counted"


def test_lower_is_better_is_turned_round_and_recommending_and_satisfaction_are_told_from_items(
    lake: None, manager: Person
) -> None:
    _answers({None: [6, 5, 7, 4, 6, 5, 7, 6]})
    found = measurement_for(manager, journey="visit", touchpoint="till", question=EVERYTHING, now=NOW)
    assert found.sheet is not None
    names = {found.item_places[i.name][1]: i for d in found.sheet.dimensions for i in d.items}
    assert set(names) == {"reliability-order", "reliability-promise", "empathy-hassle"}
    assert [d.name for d in found.sheet.dimensions] == ["reliability", "empathy"]
    turned, straight = names["empathy-hassle"].perceived, names["reliability-order"].perceived
    assert turned is not None
    assert straight is not None
    assert turned.value == pytest.approx(8 - straight.value)
    assert found.nps is not None
    assert (found.nps.promoters, found.nps.n, found.nps.effective_n) == (8, 8, 8.0)
    assert found.item_places[found.outcome] == ("till", "satisfaction")


def _the_api_says_the_same_to_staff_and_nothing_to_others(
    manager: Person, at_most: DjangoAssertNumQueries
) -> None:
    address = f"/api/v1/measurement/{KIOSK}/privacy"
    assert Client().get(address).status_code == 401
    account = Account.objects.create_user("manager@staff.test")
    Staff.objects.create(account=account, name="Alex", role="manager")
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    client.get(address)
    with at_most(16):
        answer = client.get(address)
    assert answer.status_code == 200
    said = answer.json()
    found = measurement_for(manager, journey=KIOSK, touchpoint="privacy", question=EVERYTHING, now=NOW)
    assert found.sheet is not None
    assert found.sheet.dimensions[0].gap is not None
    assert said["dimensions"][0]["gap"]["value"] == pytest.approx(found.sheet.dimensions[0].gap.value)
    assert (said["answered"], said["fit"], len(said["segments"])) == (207, None, 3)
    whole = client.get(f"/api/v1/measurement/{KIOSK}").json()
    assert whole["fit"]["df"] > 100
    for frame in ("often:many", "often/:3", "mood/often:3", "segment/often:0"):
        assert client.get(address, {"frame": frame}).status_code == 422, frame
    framed = client.get(address, {"frame": ["segment/often:1000", "seldom:9000"]}).json()
    assert (framed["weighted"], framed["left_out"]) == (True, 207 - framed["answered"])
    refused = client.get(address, {"frame": ["often:1000", "channel/counter:1000"]})
    assert refused.status_code == 422
    assert "categor" in refused.json()["errors"][0]["said"]
    assert client.get(address, {"since": "2022-05-01", "until": "2022-05-01"}).status_code == 422
    assert client.get("/api/v1/measurement/nowhere").status_code == 404


def _answers(by_location: dict[int | None, list[int]], *, start: int = 0) -> None:
    """Each number is what one respondent answered to everything; recommending is 9, satisfaction as told."""
    scale = {"unit": "of 7", "scale_low": 1, "scale_high": 7}
    measures = (
        MeasurePlan(slug="reliability-order", title="Right order", better="higher", **scale),
        MeasurePlan(slug="reliability-promise", title="As promised", better="higher", **scale),
        MeasurePlan(slug="empathy-hassle", title="Hassle", better="lower", **scale),
        MeasurePlan(slug="satisfaction", title="Satisfied", better="higher", **scale),
        MeasurePlan(slug="nps", title="Recommend", unit="of 10", better="higher", scale_low=0, scale_high=10),
    )
    plan = JourneyPlan(
        slug="visit",
        title="Visit",
        stages=(
            StagePlan(
                slug="pay",
                title="Pay",
                touchpoints=(TouchpointPlan(slug="till", title="At the till", measures=measures),),
            ),
        ),
    )
    keys = ensure_journey(by=OPERATOR, plan=plan, now=NOW)
    respondents = [(place, value) for place, values in by_location.items() for value in values]
    rows = [
        (
            f"{start + number}:{key.measure}",
            key.measure_id,
            place,
            9 if key.measure == "nps" else value,
            start + number,
        )
        for number, (place, value) in enumerate(respondents)
        for key in keys
    ]
    import pyarrow as pa  # noqa: PLC0415  as conftest does

    table = pa.table(
        {
            "source_key": [row[0] for row in rows],
            "measure_id": pa.array([row[1] for row in rows], pa.int32()),
            "location_id": pa.array([row[2] for row in rows], pa.int32()),
            "perceived": [float(row[3]) for row in rows],
            "expected": [7.0] * len(rows),
            "subject_kind": ["answer"] * len(rows),
            "subject_id": [str(row[4]) for row in rows],
            "occurred_at": pa.array([NOW] * len(rows), pa.timestamp("us", tz="UTC")),
        }
    )
    (result,) = record_moments(source="test", batches=[table], now=NOW)
    assert result.recorded == len(rows), result
