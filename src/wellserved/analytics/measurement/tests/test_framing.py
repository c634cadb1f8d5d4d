"""Weights that give every margin its sizes, and why there are none."""

import numpy as np
import pyarrow as pa
import pytest

from wellserved.analytics.measurement import FrameFault, Margin, NoSuchFrameError
from wellserved.analytics.measurement.framing import weighing

SEGMENTS = Margin(column="segment_id", categories=((1, "a"), (2, "b")), people=(("a", 60.0), ("b", 40.0)))
CHANNELS = Margin(
    column="channel", categories=(("web", "web"), ("shop", "shop")), people=(("shop", 30.0), ("web", 70.0))
)


def counts(*rows: tuple[int | None, str | None, int]) -> pa.Table:
    names = ("segment_id", "channel", "n")
    columns = zip(*rows, strict=True)
    return pa.table(dict(zip(names, (pa.array(list(one)) for one in columns), strict=True)))


EVERY = counts(
    (1, "web", 10), (1, "shop", 30), (2, "web", 20), (2, "shop", 20), (3, "web", 9), (None, None, 5)
)


def test_raked_weights_have_the_sums_of_both_margins_and_leave_out_who_is_of_neither() -> None:
    found = weighing([SEGMENTS, CHANNELS], EVERY)
    kept, weights = found.of(EVERY)
    assert kept.tolist() == [True] * 4 + [False] * 2
    people = weights * np.array([10, 30, 20, 20])
    assert (people[0] + people[1], people[2] + people[3]) == pytest.approx((60, 40))
    assert (people[0] + people[2], people[1] + people[3]) == pytest.approx((70, 30))
    # Raking keeps how the margins hang together: the odds ratio.
    assert people[0] * people[3] / (people[1] * people[2]) == pytest.approx(10 * 20 / (30 * 20))


def test_one_margin_gives_each_respondent_their_category_s_people_by_its_respondents() -> None:
    _kept, weights = weighing([SEGMENTS], EVERY).of(EVERY)
    assert weights == pytest.approx([1.5, 1.5, 1.0, 1.0])


@pytest.mark.parametrize(
    ("rows", "channels", "fault"),
    [
        (((3, "web", 4),), CHANNELS, FrameFault(why="nobody")),
        (
            ((1, "web", 4), (1, "shop", 4), (2, None, 9)),
            CHANNELS,
            FrameFault(why="empty", column="segment_id", category="b"),
        ),
        (
            ((1, "web", 4), (2, "shop", 4)),
            Margin(column="channel", categories=CHANNELS.categories, people=(("shop", 30), ("web", 80))),
            FrameFault(why="totals"),
        ),
        (((1, "web", 4), (2, "shop", 4)), CHANNELS, FrameFault(why="no_end")),
    ],
)
def test_what_cannot_be_weighted_says_why(
    rows: tuple[tuple[int, str, int], ...], channels: Margin, fault: FrameFault
) -> None:
    with pytest.raises(NoSuchFrameError) as raised:
        weighing([SEGMENTS, channels], counts(*rows))
    assert raised.value.fault == fault
