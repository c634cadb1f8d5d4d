"""Windows of whole days: what is shown is what is calibrated, counted and compared."""

import io
import json
from dataclasses import replace
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellserved.analytics.tests.made_parcels import day, parcels
from wellserved.analytics.windows import (
    History,
    Known,
    WindowModel,
    judged,
    narrowest_days,
    train,
)
from wellserved.analytics.windows.days import begun, ended


def by_days(past: History) -> History:
    """The same parcels, going where it is four in the morning when it is midnight where they come from."""
    return replace(
        past, known=replace(past.known, since_midnight=(past.scanned_at / 3600 + 4) % 24), hours=past.hours
    )


PAST, FRESH = by_days(parcels(seed=1)), by_days(parcels(seed=501, days=40, a_day=100))
MODEL = train(PAST, now=day(120))


def test_windows_of_days_begin_and_end_at_midnight_and_hold_their_share_as_they_are_shown() -> None:
    windows = MODEL.predict(FRESH.known)
    clock = FRESH.known.clock()
    assert windows.by_day.all()
    for bound in (windows.lower, windows.upper):
        assert np.allclose((bound + clock) / 24, np.round((bound + clock) / 24))
    assert (windows.lower >= -clock - 1e-6).all()
    assert (windows.upper - windows.lower >= 24 - 1e-6).all()
    # As for windows by the hour: some 250 arrivals of about ten days' weight, and 4,000 counted.
    chance = 4 * sqrt(0.9 * 0.1 * (1 / 250 + 1 / 4_000))
    assert abs(judged(FRESH.hours, windows.lower, windows.upper).covered - 0.9) < chance


def test_days_that_were_calibrated_are_fewer_than_hours_that_are_shown_as_days() -> None:
    by_hour = train(replace(PAST, known=replace(PAST.known, since_midnight=None)), now=day(120))
    hours, days = by_hour.predict(FRESH.known), MODEL.predict(FRESH.known)
    assert not hours.by_day.any()
    clock = FRESH.known.clock()
    shown = judged(FRESH.hours, begun(hours.lower, clock), ended(hours.upper, clock))
    ours = judged(FRESH.hours, days.lower, days.upper)
    assert abs(ours.covered - 0.9) < abs(shown.covered - 0.9)
    assert ours.width < shown.width - 6


def test_what_comes_within_hours_is_told_by_the_hour_and_a_scan_without_a_clock_as_well() -> None:
    quick = replace(PAST, hours=PAST.hours / 30)
    windows = train(quick, now=day(120)).predict(FRESH.known)
    assert not windows.by_day.any()
    assert windows.upper.max() < 24
    unknown = Known(status=np.full(2, "in_transit"), since_midnight=np.array([np.nan, 9.0]))
    windows = MODEL.predict(unknown)
    assert windows.by_day.tolist() == [False, True]
    assert (windows.upper[1] + 9) % 24 == pytest.approx(0) != (windows.upper[0] + 9) % 24


def test_parcels_that_came_today_wait_for_the_end_of_the_day_to_count() -> None:
    now = day(100.5)  # four in the afternoon
    moment = now.timestamp()
    since = moment - (moment / 3600 + 4) % 24 * 3600
    came = PAST.scanned_at + PAST.hours * 3600
    today = (came >= since) & (came < moment) & (PAST.scanned_at < since)
    assert today.sum() > 5
    later = replace(PAST, hours=np.where(today, (moment - PAST.scanned_at) / 3600 + 1, PAST.hours))
    first, second = (train(past, now=now).stages["in_transit"] for past in (PAST, later))
    assert np.array_equal(first.scores, second.scores)


def test_a_model_from_before_windows_were_of_days_is_read_and_says_hours() -> None:
    with np.load(io.BytesIO(MODEL.to_bytes())) as archive:
        arrays = dict(archive)
    said = json.loads(arrays.pop("said").tobytes())
    for stage in said["stages"]:
        del stage["by_day"]
    file = io.BytesIO()
    np.savez(file, said=np.frombuffer(json.dumps(said).encode(), np.uint8), **arrays)
    assert not WindowModel.from_bytes(file.getvalue()).predict(FRESH.known).by_day.any()
    assert WindowModel.from_bytes(MODEL.to_bytes()).predict(FRESH.known).by_day.all()


@given(hours=st.floats(0, 1e5), clock=st.floats(0, 24, exclude_max=True))
def test_a_time_lies_on_its_day(hours: float, clock: float) -> None:
    begin, end = (float(one(np.array([hours]), np.array([clock]))[0]) for one in (begun, ended))
    assert begin - 1e-6 <= hours <= end + 1e-6
    assert end - begin == pytest.approx(24)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=40), st.floats(0.05, 1.0))
def test_no_constant_window_of_days_with_the_same_share_is_narrower(days: list[int], covered: float) -> None:
    came = np.array(days)
    found = narrowest_days(came, covered=covered)
    assert ((came >= found.first) & (came <= found.last)).mean() >= covered - 1e-9
    width = found.last - found.first + 1
    assert width - 1 <= found.mixed <= width
    for first in range(31):
        assert ((came >= first) & (came < first + width - 1)).mean() < covered
