"""The curve says nothing that nobody felt; two maps are laid side by side without losing a place."""

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from wellserved.workspace.compare_page import aligned
from wellserved.workspace.drawing_curve import curve, height

FEELINGS = st.lists(st.none() | st.integers(-2, 2), max_size=30)
SLUGS = st.lists(st.sampled_from("abcdefgh"), unique=True)


def points(path: str) -> list[tuple[float, float]]:
    """Every point of the path: the first, then by threes two that bend it and one that it goes through."""
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", path)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


@given(FEELINGS)
def test_the_curve_goes_through_every_feeling_and_never_beyond_two_neighbours(
    feelings: list[int | None],
) -> None:
    drawn = curve(feelings)
    known = [(index * 100 + 50, height(f)) for index, f in enumerate(feelings) if f is not None]
    if len(known) < 2:
        assert drawn is None
        return
    assert drawn is not None
    all_points = points(drawn.path)
    assert [(round(x), round(y)) for x, y in all_points[::3]] == known
    for index, ((_, start), (_, end)) in enumerate(pairwise(known)):
        bends = all_points[index * 3 + 1 : index * 3 + 3]
        assert all(min(start, end) - 0.01 <= y <= max(start, end) + 0.01 for _, y in bends)


@given(SLUGS, SLUGS)
def test_two_maps_side_by_side_keep_every_place_and_the_order_that_is_to_be(
    before: list[str], after: list[str]
) -> None:
    order = aligned(before, after)
    assert sorted(order) == sorted({*before, *after})
    assert [slug for slug in order if slug in after] == after


def test_what_goes_stands_behind_what_it_stood_behind() -> None:
    assert aligned(["a", "b", "c"], ["c", "a"]) == ["c", "a", "b"]
    assert aligned(["x", "a"], ["a"]) == ["x", "a"]
