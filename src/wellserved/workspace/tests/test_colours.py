"""Every text on the shortfall scale can be read: 4.5 to 1, on paper and at night."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[4] / "frontend/src/css/tokens.css"
PAIRS = {
    name: (day, night)
    for name, day, night in re.findall(
        r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", TOKENS.read_text()
    )
}
MODES = pytest.mark.parametrize("mode", [0, 1], ids=["paper", "night"])


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@MODES
@pytest.mark.parametrize("number", range(7))
def test_the_figure_on_each_step_can_be_read(mode: int, number: int) -> None:
    assert contrast(PAIRS[f"h{number}"][mode], PAIRS[f"h{number}-ink"][mode]) >= 4.5


@MODES
@pytest.mark.parametrize("ground", ["paper", "panel", "line-2"])
@pytest.mark.parametrize("ink", ["ink", "ink-2", "ink-3", "accent", "bad", "good"])
def test_words_on_the_frame_can_be_read(mode: int, ground: str, ink: str) -> None:
    assert contrast(PAIRS[ink][mode], PAIRS[ground][mode]) >= 4.5


@MODES
def test_hatched_cells_can_be_read(mode: int) -> None:
    for ground in ("few-1", "few-2"):
        assert contrast(PAIRS["ink-2"][mode], PAIRS[ground][mode]) >= 4.5


@MODES
def test_lightness_alone_orders_the_scale(mode: int) -> None:
    steps = [luminance(PAIRS[f"h{number}"][mode]) for number in range(7)]
    ordered = [(a > b) if mode == 0 else (a < b) for a, b in pairwise(steps)]
    assert all(ordered)
