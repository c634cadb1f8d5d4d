"""Scales of other programs as ours: whole numbers in a row, with words at them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from wellserved.voice.domain.definition import Scaled, Words
from wellserved.voice.domain.faults import WIDEST

from .carrying import Notes

__all__ = ["Labelled", "labelled", "scale_between"]

# What surveys keep for an answer that is none; below 0 anything that stands apart is one.
_MISSING = frozenset({77, 88, 97, 98, 99, 777, 888, 997, 998, 999})
_FEW = 2
_ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Labelled:
    """The scale of a file's steps, our number of each code, and whether a step of theirs is 'I can't say' here."""

    scale: Scaled
    values: dict[str, str | int]
    unsure: bool = False


def labelled(
    steps: Sequence[tuple[str, Words, int | None]],
    *,
    notes: Notes,
    name: str,
    uncounted: Collection[str] = (),
) -> Labelled | None:
    """Of these steps: their code in the file, their words, their figure. None for a scale that cannot be asked, which
    is noted.

    The file's own figures stay where they run without a gap. `uncounted` are steps that the file keeps out of its
    figures: to count them as a grade would make the middle of the scale out of whoever has no opinion.
    """
    apart = {code for code, _words, _figure in steps if code in uncounted} or _apart(steps)
    kept = [step for step in steps if step[0] not in apart]
    if len(kept) < _FEW:
        kept, apart = list(steps), set()
    if not _FEW <= len(kept) <= WIDEST:
        said = _("Its scale has %(n)s steps; 2 to %(most)s can be asked.")
        notes.add(name, said % {"n": len(kept), "most": WIDEST})
        return None
    for code, words, _figure in steps:
        if code in apart:
            said = _("'%(step)s' is no step of its scale here, but 'I can't say'.")
            notes.add(name, said % {"step": next(iter(words.values()), code)[:60]})
    figures = [figure for _code, _words, figure in kept if figure is not None]
    run = _is_run(figures) and len(figures) == len(kept)
    if len(figures) == len(kept) and not run:
        said = _("Its figures have gaps in the file: here they run from 1 to %(last)s.")
        notes.add(name, said % {"last": len(kept)})
    numbers = figures if run else list(range(1, len(kept) + 1))
    labels = {str(n): words for n, (_code, words, _f) in sorted(zip(numbers, kept, strict=True)) if words}
    scale = Scaled(low=min(numbers), high=max(numbers), labels=labels)
    values: dict[str, str | int] = {code: n for n, (code, _words, _f) in zip(numbers, kept, strict=True)}
    return Labelled(scale, values, unsure=bool(apart))


def _apart(steps: Sequence[tuple[str, Words, int | None]]) -> set[str]:
    """Steps whose figure says that they are none, beside a run of three or more."""
    found: Mapping[str, int] = {code: figure for code, _words, figure in steps if figure is not None}
    if len(found) < len(steps) or _is_run(list(found.values())):
        return set()
    apart = {code for code, figure in found.items() if figure < 0 or figure in _MISSING}
    rest = [figure for code, figure in found.items() if code not in apart]
    return apart if len(apart) <= _FEW and len(rest) >= _ENOUGH and _is_run(rest) else set()


def _is_run(figures: Sequence[int]) -> bool:
    run = sorted(figures)
    return bool(run) and run == list(range(run[0], run[0] + len(run)))


def scale_between(low: int, high: int) -> tuple[Scaled, bool]:
    """A scale with these ends, and whether it has every step of theirs: a thumb hits no more than eleven."""
    if low < high and high - low < WIDEST:
        return Scaled(low=low, high=high), True
    return Scaled(low=0, high=WIDEST - 1), False
