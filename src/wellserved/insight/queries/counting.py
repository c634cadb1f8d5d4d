"""Counting a map: whole the first time, afterwards only the touchpoints that have new moments.

Everything in a gap map (cells, borrowed medians, guilt by subject) depends on the moments of one touchpoint alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from math import sqrt
from time import perf_counter

from wellserved.analytics.contracts import Cell, GapMap, Guilt, Question, Yardsticks
from wellserved.analytics.lake import Reading
from wellserved.analytics.queries import gap_map
from wellserved.insight.contracts import Patience
from wellserved.journey.contracts import MeasureKey

from .asking import engine, is_cold, is_small, measure_table, memory, place_of, shelf_folder, touched
from .extents import Extent
from .remembering import ALWAYS, Asked, Told
from .shelf import Shelf

# Beyond this part of a map one pass over all moments is quicker than gathering those that are needed.
GATHERED_PART = 0.2


@dataclass(slots=True)
class Counted:
    """A map and its parts by touchpoint; `seconds` is how long counting the whole takes.

    `extent` is what its page said of it: a page that shows this map again later must not speak of newer moments.
    """

    whole: GapMap
    parts: Mapping[int, GapMap]
    seconds: float
    extent: Extent | None = None


@dataclass(frozen=True, slots=True)
class _Shelved:
    """The same as it lies on disk."""

    whole: GapMap
    seconds: float
    extent: Extent | None


def counted(
    lake: Reading,
    question: Question,
    *,
    measures: Iterable[MeasureKey],
    as_of: datetime = ALWAYS,
    patience: Patience | None = None,
    extent: Extent | None = None,
) -> Told[Counted]:
    """The gap map as of now; with `patience`, what was last counted where bringing it up would take longer.

    `extent` is that of the same question and moments. Raises StillCounting where nothing was ever counted.
    """
    rows = tuple(measures)

    def forward(known: Counted, since: int) -> Counted | None:
        brought = _forward(lake, question, known, since=since, measures=rows, patience=patience)
        return brought if brought is None or brought is known else replace(brought, extent=extent)

    asked = Asked(
        key=place_of("map", question, *((m.measure_id, m.better, m.satisfied) for m in rows)),
        lake=lake,
        anew=lambda: replace(_anew(lake, question, measures=rows), extent=extent),
        forward=forward,
        as_of=as_of,
        is_small=is_small(lake, question),
        is_cold=is_cold(),
        shelf=Shelf(folder=shelf_folder(), of=_Shelved, pack=_packed, unpack=_unpacked),
    )
    return memory.ask(asked, patience=patience)


def answer(lake: Reading, question: Question, *, measures: Iterable[MeasureKey]) -> GapMap:
    """The gap map as of now."""
    return counted(lake, question, measures=measures).state.whole


def _anew(lake: Reading, question: Question, *, measures: tuple[MeasureKey, ...]) -> Counted:
    start = perf_counter()
    whole = gap_map(engine(), lake, question=question, measures=measure_table(measures))
    return Counted(whole=whole, parts=_parts(whole), seconds=perf_counter() - start)


def _forward(
    lake: Reading,
    question: Question,
    known: Counted,
    *,
    since: int,
    measures: tuple[MeasureKey, ...],
    patience: Patience | None,
) -> Counted | None:
    new = touched(lake, question, since=since)
    if not new:
        return known
    part = min(len(new) / max(len(known.parts), len(new)), 1.0)
    # A row group of the lake holds many touchpoints: measured, a part takes about the square root of its share.
    if patience is not None and not patience.insists and known.seconds * sqrt(part) > patience.left:
        return None
    if part == 1.0:
        return _anew(lake, question, measures=measures)
    start = perf_counter()
    again = gap_map(
        engine(),
        lake,
        question=replace(question, touchpoint_ids=tuple(sorted(new))),
        measures=measure_table(m for m in measures if m.touchpoint_id in new),
        gather=part <= GATHERED_PART,
    )
    parts = {t: one for t, one in known.parts.items() if t not in new} | _parts(again)
    # How busy the machine is changes: the last count tells best what the next one takes.
    return Counted(whole=_whole(parts), parts=parts, seconds=(perf_counter() - start) / sqrt(part))


def _packed(known: Counted) -> _Shelved:
    return _Shelved(whole=known.whole, seconds=known.seconds, extent=known.extent)


def _unpacked(lying: _Shelved) -> Counted:
    return Counted(whole=lying.whole, parts=_parts(lying.whole), seconds=lying.seconds, extent=lying.extent)


def _parts(whole: GapMap) -> dict[int, GapMap]:
    cells: dict[int, list[Cell]] = defaultdict(list)
    guilt: dict[int, list[Guilt]] = defaultdict(list)
    yardsticks: dict[int, list[Yardsticks]] = defaultdict(list)
    for cell in whole.cells:
        cells[cell.touchpoint_id].append(cell)
    for laid in whole.guilt:
        guilt[laid.touchpoint_id].append(laid)
    for held in whole.yardsticks:
        yardsticks[held.touchpoint_id].append(held)
    return {
        t: GapMap(cells=tuple(cells[t]), guilt=tuple(guilt[t]), yardsticks=tuple(yardsticks[t]))
        for t in sorted({*cells, *guilt, *yardsticks})
    }


def _whole(parts: Mapping[int, GapMap]) -> GapMap:
    """In the order of `gap_map`: by touchpoint first."""
    ordered = [parts[t] for t in sorted(parts)]
    return GapMap(
        cells=tuple(chain.from_iterable(one.cells for one in ordered)),
        guilt=tuple(chain.from_iterable(one.guilt for one in ordered)),
        yardsticks=tuple(chain.from_iterable(one.yardsticks for one in ordered)),
    )
