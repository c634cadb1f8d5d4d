"""The parts of a window by hand: the share that arrived, effects that shrink, and the narrowest constant window."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellserved.analytics.windows import NothingToJudge, judged, narrowest_constant
from wellserved.analytics.windows.known import Known
from wellserved.analytics.windows.location import effects_of, encoded, fit
from wellserved.analytics.windows.scores import Distributions, Scored, distributions

NEVER = 1e12  # a half-life so long that everything weighs the same


def shares(
    scores: list[float], arrived: list[bool], lane: list[int], *, borrowed: float = 1e-9
) -> Distributions:
    n = len(scores)
    return distributions(
        Scored(
            score=np.array(scores),
            arrived=np.array(arrived),
            middle=np.zeros(n),
            offset=np.full(n, 0.5),
            age=np.full(n, 1e9),
            lane=np.array(lane),
        ),
        lanes=max(lane) + 1,
        borrowed=borrowed,
        forget=NEVER,
    )


def test_with_all_arrived_the_shares_are_those_counted() -> None:
    found = shares([1.0, 2.0, 3.0, 4.0], [True] * 4, [0] * 4)
    assert found.share[0].tolist() == pytest.approx([0.25, 0.5, 0.75, 1.0])
    assert found.size[0] == pytest.approx(4, rel=1e-3)


def test_kaplan_and_meier_s_product_limit_by_hand() -> None:
    # Arrivals at 1, 3 and 4; one was last seen on its way at 2: 1 - 3/4 * 1/2 * 0.
    found = shares([1.0, 2.0, 3.0, 4.0], [True, False, True, True], [0] * 4)
    assert found.share[0].tolist() == pytest.approx([0.25, 0.625, 1.0])


def test_the_lost_are_set_aside() -> None:
    found = shares([1.0, 2.0, 9.0, 9.0], [True, True, False, False], [0] * 4)
    assert found.share[0].tolist() == pytest.approx([0.5, 1.0])


def test_a_lane_borrows_from_all_and_an_unknown_one_is_all() -> None:
    found = shares([1.0, 1.0, 2.0, 2.0], [True] * 4, [0, 0, 1, 1], borrowed=2.0)
    assert found.share[:, 0].tolist() == pytest.approx([0.75, 0.25, 0.5], abs=1e-3)


@given(st.lists(st.floats(0, 1e4), min_size=1, max_size=60), st.floats(0.05, 1.0))
def test_no_constant_window_with_the_same_share_is_narrower(hours: list[float], covered: float) -> None:
    times = np.array(hours)
    low, high = narrowest_constant(times, covered=covered)
    assert judged(times, np.full(len(times), low), np.full(len(times), high)).covered >= covered - 1e-9
    for begin in hours:
        for end in hours:
            if begin <= end < begin + (high - low):
                assert ((times >= begin) & (times <= end)).mean() < covered


def test_what_came_early_and_late_is_told_apart() -> None:
    found = judged(np.array([1.0, 5.0, 9.0, 6.0]), np.full(4, 4.0), np.full(4, 8.0))
    assert (found.n, found.covered, found.early, found.late, found.width) == (4, 0.5, 0.25, 0.25, 4.0)


def test_windows_of_no_parcel_are_not_judged() -> None:
    for ask in (lambda: narrowest_constant(np.array([]), covered=0.9), lambda: judged(*[np.array([])] * 3)):
        with pytest.raises(NothingToJudge):
            ask()


def test_an_effect_shrinks_where_little_is_known() -> None:
    chance = np.random.default_rng(1)
    lane = np.array(["slow"] * 400 + ["rare"] * 2 + ["quick"] * 400)
    hours = np.where(lane == "quick", 10.0, 100.0) * np.exp(chance.normal(0, 0.1, len(lane)))
    rows = encoded(Known(status=np.full(len(lane), "x"), lane=lane))
    model = fit(rows, hours, np.ones(len(lane)))
    effect = dict(zip(rows.levels[0], model.effects[0].tolist(), strict=True))
    assert effect["slow"] > 2 * effect["rare"] > 0 > effect["quick"]
    assert effects_of(model, np.array([[-1, -1, -1, -1, -1], [99, -1, -1, -1, -1]])).tolist() == [[0] * 5] * 2
