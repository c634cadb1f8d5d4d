"""A map whose newest moments take long to count is shown as it was counted last, and then comes fresh."""

import re
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pyarrow as pa
import pytest

from wellserved.analytics.queries import gap_map, trend
from wellserved.insight.queries import asking, control, counting
from wellserved.insight.queries.asking import always_fresh, memory
from wellserved.journey.queries import measure_keys
from wellserved.journey.services import record_moments
from wellserved.workspace import counting as counting_page

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
    monkeypatch.setattr(counting_page, "PATIENCE", timedelta(minutes=1))
    client = visitors.staff()
    before = cases(client.get(PLACE).content.decode())
    one_more(1)
    page = client.get(PLACE).content.decode()
    assert (cases(page), "data-recount" in page) == (before + 1, False)


def test_where_it_is_slow_the_page_says_up_to_when_it_counts_and_asks_once_more(
    parcel: str, visitors: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting_page, "PATIENCE", timedelta(0))
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


@pytest.fixture
def slow_engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """No map and no trend is counted before this is set; and however few moments there are, they count as many."""
    go_on = threading.Event()

    def held_up(counting_it: Callable[..., object]) -> Callable[..., object]:
        def waiting(*given: object, **more: object) -> object:
            assert go_on.wait(60)
            return counting_it(*given, **more)

        return waiting

    monkeypatch.setattr(asking, "FEW", 0)
    monkeypatch.setattr(counting, "gap_map", held_up(gap_map))
    monkeypatch.setattr(control, "trend", held_up(trend))
    monkeypatch.setattr(counting_page, "PATIENCE", timedelta(seconds=0.2))
    # However busy the machine is.
    monkeypatch.setattr(counting_page, "INSISTENCE", timedelta(minutes=5))
    yield go_on
    go_on.set()


def again(page: str, *, what: str = "data-recount ") -> str:
    found = re.search(what + r'hx-get="([^"]+)"', page)
    assert found, page
    return found[1]


@pytest.mark.parametrize("cold", [True, False])
def test_what_was_never_counted_is_drawn_at_once_and_its_figures_come_later(
    parcel: str,
    visitors: Visitors,
    slow_engine: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
    *,
    cold: bool,
) -> None:
    monkeypatch.setattr(counting, "is_cold", lambda: cold)
    client = visitors.staff()
    page = client.get(PLACE).content.decode()
    assert "The figures are being counted" in page
    assert (page.count("being counted</span>"), "Handed over" in page) == (5, True)
    assert "No cases in this choice" not in page
    assert "trends" not in page.replace("trends-state", ""), "the lane of trends comes with the figures"
    assert f'content="0; url={again(page)}"' in page.split("</head>")[0]
    slow_engine.set()
    fresh = client.get(again(page), headers={"HX-Request": "true"}).content.decode()
    assert (cases(fresh), "data-recount" in fresh, "being counted" in fresh) == (112, False, False)
    assert "n 100<" in client.get(PLACE).content.decode()


def test_filters_that_were_not_known_yet_come_with_the_figures(
    parcel: str, visitors: Visitors, slow_engine: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wellserved.insight.queries.extents.is_cold", lambda: True)
    client = visitors.staff()
    page = client.get(PLACE, {"period": "year", "channel": "phone"}).content.decode()
    assert "The figures are being counted" in page
    assert page.count("Wellserved-Filters") == 2, "whichever request is next brings the filters"
    assert again(page).endswith("?period=year&amp;channel=phone&amp;recounted=1")
    slow_engine.set()
    asked = {"HX-Request": "true", "Wellserved-Filters": "anew"}
    fresh = client.get(f"{PLACE}?period=year&recounted=1", headers=asked).content.decode()
    assert 'id="filters" hx-swap-oob="true"' in fresh
    assert "Wellserved-Filters" not in fresh
    assert fresh.count('id="says-period"') == 1


def test_trends_that_take_long_say_so_and_come_later(
    parcel: str, visitors: Visitors, slow_engine: threading.Event
) -> None:
    client = visitors.staff()
    slow_engine.set()
    client.get(f"{PLACE}?recounted=1")
    slow_engine.clear()
    lane = client.get(f"{PLACE}trends/").content.decode()
    assert "being counted</small>" in lane
    assert 'id="trend-door"' not in lane
    slow_engine.set()
    lane = client.get(again(lane, what="")).content.decode()
    assert ('id="trend-door"' in lane, "being counted" in lane) == (True, False)
    assert 'id="trends-state" hx-swap-oob="true">the worst gap' in lane


def test_after_a_restart_the_map_shows_what_was_counted_last(
    parcel: str, visitors: Visitors, slow_engine: threading.Event
) -> None:
    client = visitors.staff()
    slow_engine.set()
    client.get(f"{PLACE}?recounted=1")
    slow_engine.clear()
    memory.forget()
    page = client.get(PLACE).content.decode()
    assert (cases(page), "data-recount" in page) == (112, False)

    memory.forget()
    one_more(1)
    page = client.get(PLACE).content.decode()
    assert "newer moments are being counted" in page
    assert (cases(page), "n 100<" in page) == (112, True)
    slow_engine.set()
    fresh = client.get(again(page)).content.decode()
    assert (cases(fresh), "n 101<" in fresh, "data-recount" in fresh) == (113, True, False)


def test_a_page_that_waits_for_its_figures_answers_before_it_is_cut_off(
    parcel: str, visitors: Visitors, slow_engine: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting_page, "INSISTENCE", timedelta(seconds=0.5))
    monkeypatch.setattr(counting, "is_cold", lambda: True)
    client = visitors.staff()
    client.get(PLACE)
    page = client.get(f"{PLACE}?recounted=1", headers={"HX-Request": "true"}).content.decode()
    assert "The figures are being counted" in page
    assert again(page) == f"{PLACE}?recounted=1"
    monkeypatch.setattr(counting_page, "INSISTENCE", timedelta(minutes=5))
    slow_engine.set()
    assert cases(client.get(again(page), headers={"HX-Request": "true"}).content.decode()) == 112


@pytest.mark.parametrize("address", ["/home/", "/journeys/"])
def test_pages_of_several_maps_stand_at_once_and_fill_themselves(
    parcel: str, visitors: Visitors, slow_engine: threading.Event, address: str
) -> None:
    client = visitors.staff()
    page = client.get(address).content.decode()
    assert "The figures are being counted" in page
    assert "No records yet" not in page
    assert "No moments recorded yet" not in page
    assert f'content="0; url={again(page)}"' in page.split("</head>")[0], (
        "without scripts it leads on by itself"
    )
    slow_engine.set()
    part = client.get(again(page), headers={"HX-Request": "true"}).content.decode()
    assert (cases(part) > 40, "being counted" in part, "<main" in part) == (True, False, False)

    slow_engine.clear()
    one_more(1)
    page = client.get(address).content.decode()
    assert ("newer moments are being counted" in page, cases(page)) == (True, cases(part))
    slow_engine.set()
    whole = client.get(again(page)).content.decode()
    assert (cases(whole), "being counted" in whole) == (cases(part) + 1, False)
