"""The drawing of a distribution held against a standard stays within its picture and loses no case."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from wellserved.analytics.contracts import Bar
from wellserved.workspace.standard_chart import HEIGHT, WIDTH, chart

VALUES = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))


@given(
    values=st.lists(VALUES, min_size=1, max_size=24, unique=True).map(sorted),
    bound=VALUES,
    single=st.booleans(),
    short_above=st.booleans(),
    believed=st.lists(VALUES, max_size=6),
)
def test_everything_is_drawn_within_the_picture_and_on_its_side(
    *,
    values: list[float],
    bound: float,
    single: bool,
    short_above: bool,
    believed: list[float],
) -> None:
    if single or len(values) == 1:
        bars = [Bar(low=value, high=value, n=3) for value in values]
    else:
        bars = [Bar(low=low, high=high, n=2) for low, high in pairwise(values)]
    drawn = chart(
        bars,
        lines={"new": (bound, "new")},
        bound=bound,
        short_above=short_above,
        marks=[(value, "A manager") for value in believed],
    )
    assert drawn is not None
    (line,) = drawn.lines
    for block in drawn.blocks:
        assert block.x >= -0.2
        assert block.x + block.width <= WIDTH + 0.2
        assert 0 < block.height <= HEIGHT
        middle = block.x + block.width / 2
        if abs(middle - line.x) > block.width:
            assert block.short == ((middle > line.x) == short_above)
    assert len(drawn.marks) == len(believed)
    assert all(mark.y > 0 for mark in drawn.marks)


def test_without_cases_nothing_is_drawn() -> None:
    assert chart([], lines={}, bound=1, short_above=True) is None
