"""The whole way: a map is drawn from nothing, lit up by what was recorded, looked into, and printed."""

import re
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from wellserved.insight.queries.asking import always_fresh
from wellserved.journey.contracts import JourneyPlan, MeasurePlan, StagePlan, TouchpointPlan
from wellserved.journey.queries import measure_keys
from wellserved.journey.services import ensure_journey, record_moments
from wellserved.people.contracts import OPERATOR

from .conftest import Door
from .organisation import NOW

WAITED = re.compile(r"Ask somebody, Communication: 20\.0% of 40 cases")


def wait_for_somebody(journey: str) -> None:
    """40 visits to each measure of a journey; in 8 of them somebody came later than told."""
    now = timezone.now()
    for key in measure_keys(journey=journey):
        table = pa.table(
            {
                "source_key": [f"{key.measure_id}-{i}" for i in range(40)],
                "measure_id": pa.array([key.measure_id] * 40, pa.int32()),
                "told": [5.0] * 40,
                "delivered": [9.0 if i < 8 else 4.0 for i in range(40)],
                "occurred_at": pa.array(
                    [now - timedelta(days=1 + i % 14) for i in range(40)], pa.timestamp("us", tz="UTC")
                ),
            }
        )
        list(record_moments(source="till", batches=[table], now=now))
    always_fresh()


def draw(page: Page) -> None:
    page.goto("/journeys/new/")
    page.get_by_label("Name of the journey").fill("Shop visit")
    page.get_by_role("button", name="Draw it").click()
    page.locator("#add-stage").click()
    page.keyboard.type("Find")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("You added the stage “Find”")
    page.keyboard.press("Escape")
    page.locator(".add-touchpoint").first.click()
    page.keyboard.type("Ask somebody")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("You added “Ask somebody”")
    page.keyboard.press("Escape")
    page.locator(".tp").first.get_by_role("link", name="Add a measure").click()
    page.get_by_label("What is measured").fill("Minutes until somebody comes")
    page.get_by_label("Unit").fill("minutes")
    page.get_by_label("Better is").select_option("lower")
    page.get_by_role("button", name="Add the measure").click()
    expect(page.locator("#measures")).to_contain_text("Minutes until somebody comes")


def test_a_map_is_drawn_lit_up_looked_into_and_printed(door: Door, tmp_path: Path) -> None:
    page = door.signed_in("manager")
    draw(page)
    page.goto("/journeys/shop-visit/")
    expect(page.locator("main")).to_contain_text("No cases in this choice")

    wait_for_somebody("shop-visit")
    page.reload()
    expect(page.locator(".says")).to_contain_text(
        "in 20.0% of 40 cases less was delivered than the customer had been told"
    )
    page.get_by_label(WAITED).click()
    panel = page.locator("#panel")
    expect(panel).to_contain_text("20.0%")
    panel.get_by_role("link", name="Show the single cases").click()
    page.get_by_role("link", name="Furthest short first").click()
    expect(page.get_by_role("row").nth(1).get_by_role("cell").nth(2)).to_have_text("4")

    page.goto("/journeys/shop-visit/")
    page.locator("summary", has_text="Period").click()
    page.get_by_label("the last 12 months").check()
    page.wait_for_url("**/?period=year")
    page.keyboard.press("Escape")
    page.locator("#print-menu summary").click()
    with page.expect_download() as coming:
        page.get_by_role("link", name="SVG").click()
    file = tmp_path / "map.svg"
    coming.value.save_as(file)
    printed = file.read_text()
    assert "period=year" in coming.value.url
    assert all(words in printed for words in ("Ask somebody", "20%", "n 40", "Counted up to"))


def many_touchpoints() -> None:
    measure = MeasurePlan(slug="minutes", title="Minutes", unit="minutes", better="lower")
    touchpoints = tuple(
        TouchpointPlan(slug=f"t{i}", title=f"Desk {i}", channel="hall", measures=(measure,))
        for i in range(24)
    )
    stages = tuple(
        StagePlan(slug=f"s{i}", title=f"Hall {i}", touchpoints=touchpoints[i * 6 : i * 6 + 6])
        for i in range(4)
    )
    ensure_journey(by=OPERATOR, plan=JourneyPlan(slug="hall", title="The hall", stages=stages), now=NOW)
    wait_for_somebody("hall")


@pytest.mark.parametrize("width", [1440, 390])
def test_the_address_of_a_touchpoint_shows_it(door: Door, width: int) -> None:
    many_touchpoints()
    page = door.signed_in("manager", width=width)
    page.goto("/journeys/hall/#touchpoint-t20")
    name = page.locator("#touchpoint-t20 .tp-name")
    expect(name).to_be_in_viewport(ratio=1)
    # Nothing that stays in its place while the map moves lies upon it.
    on_top = """name => {
        const box = name.getBoundingClientRect();
        return [[2, 2], [box.width - 2, 2], [2, box.height - 2]].every(([x, y]) =>
            name.contains(document.elementFromPoint(box.left + x, box.top + y)));
    }"""
    assert name.evaluate(on_top)
    expect(page.locator("#touchpoint-t0 .tp-name")).not_to_be_in_viewport()
