"""A map whose newest moments take long to count is shown as it was counted last, and then comes fresh."""

import re
from datetime import timedelta

import pyarrow as pa
import pytest

from wellserved.insight.queries.asking import always_fresh
from wellserved.journey.queries import measure_keys
from wellserved.journey.services import record_moments
from wellserved.workspace.views import map as map_views

from .conftest import NOW, Visitors

PLACE = "/journeys/parcel/"


def one_more(number: int) -> None:
    days = next(key.measure_id for key in measure_keys() if key.measure == "days")
    table = pa.table(
        {
            "source_key": [f"late{number}"],
            "measure_id": pa.array([days], pa.int32()),
            "told": [2.0],
            "delivered": [3.0],
            "occurred_at": pa.array([NOW - timedelta(days=1)], pa.timestamp("us", tz="UTC")),
        }
    )
    list(record_moments(source="test", batches=[table], now=NOW))
    always_fresh()


def cases(page: str) -> int:
    found = re.search(r"(\d+) cases", page)
    assert found
    return int(found[1])


def test_new_moments_show_at_once_where_counting_is_quick(
    parcel: str, visitors: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However busy the machine is.
    monkeypatch.setattr(map_views, "PATIENCE", timedelta(minutes=1))
    client = visitors.staff()
    before = cases(client.get(PLACE).content.decode())
    one_more(1)
    page = client.get(PLACE).content.decode()
    assert (cases(page), "data-recount" in page) == (before + 1, False)


def test_where_it_is_slow_the_page_says_up_to_when_it_counts_and_asks_once_more(
    parcel: str, visitors: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_views, "PATIENCE", timedelta(0))
    client = visitors.staff()
    first = client.get(PLACE).content.decode()
    one_more(1)
    page = client.get(PLACE).content.decode()
    assert "newer moments are being counted" in page
    assert cases(page) == cases(first), "figures and cases are of the same time"
    assert "n 100<" in page
    again = re.search(r'data-recount hx-get="([^"]+)"', page)
    assert again
    assert f'content="0; url={again[1]}"' in page.split("</head>")[0], "without scripts it leads on by itself"
    fresh = client.get(again[1], headers={"HX-Request": "true"}).content.decode()
    assert (cases(fresh), "data-recount" in fresh) == (cases(first) + 1, False)
    assert "n 101<" in fresh
    assert "data-recount" not in client.get(PLACE).content.decode()


def test_a_row_that_is_kept_is_drawn_in_each_language_and_for_each_choice(
    parcel: str, visitors: Visitors
) -> None:
    client = visitors.staff()
    pages = [
        client.get(PLACE, headers={"Accept-Language": language}).content.decode() for language in ("en", "ko")
    ]
    assert "courier" in pages[0]
    assert pages[0] != pages[1]
    row = re.compile(r'<tr class="tp".*?</tr>', re.DOTALL)
    assert row.findall(pages[0]) != row.findall(pages[1])
    year = client.get(PLACE + "?period=year").content.decode()
    assert "?period=year" in row.findall(year)[0]
    assert "?period=year" not in row.findall(client.get(PLACE).content.decode())[0]
