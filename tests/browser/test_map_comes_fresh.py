"""New moments that take long to count come into the map by themselves, and take nobody away from where they are."""

from datetime import timedelta

import pyarrow as pa
import pytest
from playwright.sync_api import expect

from wellserved.insight.queries.asking import always_fresh
from wellserved.journey.queries import measure_keys
from wellserved.journey.services import record_moments
from wellserved.workspace import counting

from .conftest import Door
from .organisation import NOW


def one_more_parcel() -> None:
    days = next(key.measure_id for key in measure_keys() if key.measure == "days")
    table = pa.table(
        {
            "source_key": ["late"],
            "measure_id": pa.array([days], pa.int32()),
            "told": [2.0],
            "delivered": [3.0],
            "occurred_at": pa.array([NOW - timedelta(days=1)], pa.timestamp("us", tz="UTC")),
        }
    )
    list(record_moments(source="test", batches=[table], now=NOW))
    always_fresh()


def test_the_map_counts_new_moments_while_it_is_read(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "PATIENCE", timedelta(0))
    page = door.signed_in("manager")
    page.wait_for_url("**/home/")
    page.goto("/journeys/parcel/")
    expect(page.locator(".says")).to_contain_text("112 cases")

    one_more_parcel()
    with page.expect_response(lambda response: "recounted=1" in response.url):
        page.goto("/journeys/parcel/")
        page.locator(".map a.cell").first.focus()
    expect(page.locator(".says")).to_contain_text("113 cases")
    expect(page.locator(".counting")).to_have_count(0)
    assert page.url.endswith("/journeys/parcel/")


def test_without_scripts_the_page_leads_to_the_newest_figures(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "PATIENCE", timedelta(0))
    page = door.signed_in("manager", script=False)
    page.goto("/journeys/parcel/")
    expect(page.locator(".says")).to_contain_text("112 cases")
    one_more_parcel()
    page.goto("/journeys/parcel/")
    expect(page.locator(".says")).to_contain_text("113 cases")
