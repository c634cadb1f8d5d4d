"""Scales of other programs as ours: whole numbers in a row, with words at them."""

from collections.abc import Sequence

from wellserved.voice.domain.definition import Scaled, Words
from wellserved.voice.domain.faults import WIDEST

__all__ = ["labelled", "scale_between"]


def labelled(steps: Sequence[tuple[str, Words, int | None]]) -> tuple[Scaled, dict[str, str | int]] | None:
    """The scale of these steps (their code in the file, their words, their figure), and our number of each code.

    The file's own figures stay where they run without a gap; None for a scale that cannot be asked.
    """
    if not 2 <= len(steps) <= WIDEST:
        return None
    figures = [figure for _code, _words, figure in steps if figure is not None]
    run = sorted(figures)
    whole_run = len(figures) == len(steps) and run == list(range(run[0], run[0] + len(run)))
    numbers = figures if whole_run else list(range(1, len(steps) + 1))
    labels = {str(n): words for n, (_code, words, _f) in sorted(zip(numbers, steps, strict=True)) if words}
    scale = Scaled(low=min(numbers), high=max(numbers), labels=labels)
    return scale, {code: n for n, (code, _words, _figure) in zip(numbers, steps, strict=True)}


def scale_between(low: int, high: int) -> tuple[Scaled, bool]:
    """A scale with these ends, and whether it has every step of theirs: a thumb hits no more than eleven."""
    if low < high and high - low < WIDEST:
        return Scaled(low=low, high=high), True
    return Scaled(low=0, high=WIDEST - 1), False
