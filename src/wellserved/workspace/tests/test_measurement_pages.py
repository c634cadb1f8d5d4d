"""The pages of measurement, through the front door."""

import re

import pyarrow as pa
from django.test import Client
from msgspec.structs import replace
from pytest_django import DjangoAssertNumQueries

from wellserved.journey.contracts import JourneyPlan, MeasurePlan, StagePlan, TouchpointPlan
from wellserved.journey.queries import measure_keys
from wellserved.journey.services import ensure_journey, record_moments
from wellserved.people.contracts import OPERATOR
from wellserved.people.models import Location, Segment
from wellserved.voice.services import add_questionnaire, publish
from wellserved.voice.tests.questions import short

from .conftest import NOW, Visitors

SHEET = "/measurement/visit/till/"


def text(page: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.decode()))


def test_a_sheet_says_where_it_falls_short_how_sure_that_is_and_how_it_was_computed(
    parcel: str, visitors: Visitors, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    place = _sixty_respondents()
    staff = visitors.staff()
    assert "At the till" in text(staff.get("/measurement/").content)
    staff.get(SHEET)
    with django_assert_max_num_queries(30):
        page = staff.get(SHEET)
    said = text(page.content)
    assert "Customers perceive less than they expect most of all at Reliability: −1.50 (95% interval" in said
    assert "60 respondents, 60 of whom answered every item." in said
    assert "Cronbach 1951" in said
    assert page.content.count(b"<summary>How this is computed</summary>") >= 4
    assert "+100 give or take 0.0 points" in said
    named = '<td class="num" data-of="Gap"><span class="gap-cell h4"><b>−1.50</b></span>'
    assert named in page.content.decode(), "on a phone a cell says what it is"
    assert "what each dimension adds to R²" in said
    whole = staff.get("/measurement/visit/").content.decode()
    assert "At the till" in whole
    assert "what each item adds to R²" in whole, "there is one dimension"
    assert '<th scope="col">Touchpoint</th>' in whole
    assert '<th scope="col">Dimension</th>' not in whole
    framed = text(staff.get(SHEET, {"size-family": "900", "size-single": "100"}).content)
    assert "Weighted: each segment counts by how many customers it has." in framed
    assert "points at 95%: weighted, 100.0% are promoters and 0.0% detractors; n 60, effectively" in framed
    assert "Not weighted" not in framed
    _several_margins_are_raked_or_say_why_not(staff)
    few = staff.get(SHEET, {"segment": "single", "period": "month"})
    assert few.status_code == 200
    assert staff.get(SHEET, {"segment": "nobody"}).status_code == 400
    assert staff.get(SHEET, {"size-family": "many"}).status_code == 400
    assert staff.get("/measurement/visit/nowhere/").status_code == 404
    assert staff.get("/measurement/nowhere/").status_code == 404
    add_questionnaire(by=OPERATOR, slug="one", definition=replace(short(), touchpoint="till"), now=NOW)
    publish(by=OPERATOR, questionnaire="one", now=NOW)
    agents = text(visitors.staff("agent", location=place).get(SHEET).content)
    assert "60 respondents" in agents
    assert "read from single answers, which you may not see" in agents
    assert "which you may not see" not in text(staff.get(SHEET).content)
    assert visitors.customer().get(SHEET).status_code == 404
    assert Client().get(SHEET).status_code == 302


def _several_margins_are_raked_or_say_why_not(staff: Client) -> None:
    segments, channels = {"size-family": "900", "size-single": "100"}, {"size-channel.web": "400"}
    raked = staff.get(SHEET, segments | channels | {"size-channel.shop": "600"})
    assert raked.status_code == 200
    assert "Weighted by segment, channel: each counts by how many customers it has." in text(raked.content)
    for sizes, said in (
        (
            channels | {"size-channel.shop": "500"},
            "add up to different customers: by segment 1,000, by channel 900.",
        ),
        (channels | {"segment": "family"}, "Nobody of “Single” answered who is of one of the others"),
    ):
        wrong = staff.get(SHEET, segments | sizes)
        assert wrong.status_code == 400
        assert said in text(wrong.content)
        assert 'name="size-channel.web" value="400"' in wrong.content.decode(), (
            "nothing that was typed is lost"
        )


def _sixty_respondents() -> Location:
    scale = {"unit": "points", "scale_low": 1, "scale_high": 7}
    measures = (
        MeasurePlan(slug="reliability-order", title="Right order", better="higher", **scale),
        MeasurePlan(slug="reliability-promise", title="As promised", better="higher", **scale),
        MeasurePlan(slug="empathy-time", title="Time for me", better="higher", **scale),
        MeasurePlan(slug="empathy-words", title="Kind words", better="higher", **scale),
        MeasurePlan(slug="satisfaction", title="Satisfied", better="higher", **scale),
        MeasurePlan(
            slug="nps", title="Recommend", unit="points", better="higher", scale_low=0, scale_high=10
        ),
    )
    till = TouchpointPlan(slug="till", title="At the till", measures=measures)
    stage = StagePlan(slug="pay", title="Pay", touchpoints=(till,))
    ensure_journey(by=OPERATOR, plan=JourneyPlan(slug="visit", title="Visit", stages=(stage,)), now=NOW)
    family, single = (Segment.objects.create(slug=slug, name=slug.title()) for slug in ("family", "single"))
    place = Location.objects.create(code="seoul", name="Seoul")
    rows = [
        (n, key.measure_id, key.measure, 9 if key.measure == "nps" else 3 + (n + number) % 2 * (1 + n % 2))
        for n in range(60)
        for number, key in enumerate(measure_keys(journey="visit"))
    ]
    gaps = {"reliability-order": 1.5, "reliability-promise": 1.5}
    table = pa.table(
        {
            "source_key": [f"{n}:{slug}" for n, _, slug, _ in rows],
            "measure_id": pa.array([measure for _, measure, _, _ in rows], pa.int32()),
            "location_id": pa.array([place.pk] * len(rows), pa.int32()),
            "segment_id": pa.array([(family if n % 3 else single).pk for n, *_ in rows], pa.int32()),
            "channel": ["web" if n % 4 < 2 else "shop" for n, *_ in rows],
            "perceived": [float(value) for *_, value in rows],
            "expected": [min(value + gaps.get(slug, 0.0), 10) for _, _, slug, value in rows],
            "subject_kind": ["answer"] * len(rows),
            "subject_id": [str(n) for n, *_ in rows],
            "occurred_at": pa.array([NOW] * len(rows), pa.timestamp("us", tz="UTC")),
        }
    )
    (result,) = record_moments(source="test", batches=[table], now=NOW)
    assert result.recorded == len(rows), result
    return place
