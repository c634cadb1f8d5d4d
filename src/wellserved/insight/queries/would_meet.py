"""How many of the latest cases meet a standard: one that stands, or one that is only thought of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from wellserved.analytics.contracts import ENOUGH, Bar, Level
from wellserved.analytics.held import NONE_HELD, Group, Held, Spread, held_against, levels_known, spreads
from wellserved.analytics.lake import Reading
from wellserved.analytics.statistics import wilson
from wellserved.insight.contracts import MapQuestion
from wellserved.journey.contracts import MeasureKey, PromiseMade
from wellserved.journey.queries import journey_for, measure_keys, promises_for
from wellserved.people.contracts import CustomerSegment, NotFound, Person
from wellserved.people.queries import segments

from .asking import engine, fresh_lake, measure_table, remembered, scoped, zone
from .cases import the_measure

Stretch = Literal["quarter", "year", "all"]
SegmentIds = tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """The cases that were counted: of the last complete quarter, the last 12 months, or all (`since` None)."""

    stretch: Stretch
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """`met` of `n` cases met `standard`; `share` has the 95% Wilson interval from `low` to `high`.

    `short_by` is how far the others fell short on average, in the measure's unit.
    """

    standard: float
    n: int
    met: int
    share: float
    low: float
    high: float
    short_by: float

    @property
    def enough(self) -> bool:
        return self.n >= ENOUGH


@dataclass(frozen=True, slots=True, kw_only=True)
class MetBySegment:
    """None is the customers of no known segment."""

    segment: str | None
    title: str
    new: Met
    old: Met | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WouldMeet:
    """The new standard held against cases of `level`, 'delivered' or 'perceived'; `old` is the one in force.

    `quarter_n` is how many cases the last quarter had, where that was too few and more was counted. `apart` are
    the segments that keep a promise of their own and are left out.
    """

    level: Level
    covered: Covered
    quarter_n: int | None
    new: Met
    old: Met | None
    by_segment: tuple[MetBySegment, ...]
    apart: tuple[str, ...]
    low: float | None
    median: float | None
    high: float | None
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is delivered now under a promise that stands."""

    promise_id: int
    level: Level
    covered: Covered
    met: Met


def would_meet_for(
    person: Person,
    *,
    journey: str,
    touchpoint: str,
    measure: str,
    segment: str | None,
    standard: float,
    now: datetime,
) -> WouldMeet:
    """Of the last quarter's cases that the promise would be for, those that would have met `standard`.

    Where that quarter has fewer than 30, the last 12 months, else all records. What was delivered counts; where
    a measure is never delivered, what was perceived. Raises NotFound for a place or segment not there for them.
    """
    key = the_measure(person, journey=journey, touchpoint=touchpoint, measure=measure)
    kinds = segments()
    standing = [
        p
        for p in promises_for(person, journey=journey, at=now)
        if (p.touchpoint, p.measure) == (touchpoint, measure)
    ]
    ids = _concerned(segment, standing=standing, kinds=kinds)
    old = next((p.level for p in standing if p.segment == segment), None)
    if old is None and segment is not None:
        old = next((p.level for p in standing if p.segment is None), None)
    bounds = [standard] if old is None else [standard, old]
    asking = _Asking(person, fresh_lake(now=now)[0], now.astimezone(zone()).date())
    (counted,) = asking.counted([_Asked(key, ids, tuple(bounds))])
    spread = asking.spread(counted, key)
    return WouldMeet(
        level=counted.group.level,
        covered=counted.covered,
        quarter_n=counted.quarter_n if counted.covered.stretch != "quarter" else None,
        new=_met(standard, _all(counted.by_bound[0])),
        old=None if old is None else _met(old, _all(counted.by_bound[1])),
        by_segment=_by_segment(counted, bounds=bounds, kinds=kinds),
        apart=tuple(kind.name for kind in kinds if segment is None and kind.segment_id not in ids),
        low=spread.least if spread else None,
        median=spread.median if spread else None,
        high=spread.greatest if spread else None,
        bars=spread.bars if spread else (),
    )


def kept_for(person: Person, *, journey: str, now: datetime) -> tuple[Kept, ...]:
    """For each of a journey's promises in force: the share of the latest cases that meet it."""
    journey_for(person, journey=journey)
    keys = {(key.touchpoint, key.measure): key for key in measure_keys(journey=journey)}
    kinds = segments()
    # What is removed from the map keeps its promises: they are only not drawn.
    promises = [p for p in promises_for(person, journey=journey, at=now) if (p.touchpoint, p.measure) in keys]
    wanted = []
    for promise in promises:
        here = (promise.touchpoint, promise.measure)
        standing = [p for p in promises if (p.touchpoint, p.measure) == here]
        ids = _concerned(promise.segment, standing=standing, kinds=kinds)
        wanted.append(_Asked(keys[here], ids, (promise.level,)))
    asking = _Asking(person, fresh_lake(now=now)[0], now.astimezone(zone()).date())
    return tuple(
        Kept(
            promise_id=promise.id,
            level=counted.group.level,
            covered=counted.covered,
            met=_met(promise.level, _all(counted.by_bound[0])),
        )
        for promise, counted in zip(promises, asking.counted(wanted), strict=True)
    )


def last_quarter(today: date) -> tuple[date, date]:
    """The last calendar quarter that is over: its first day, and the first day after it."""
    until = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    last = until - timedelta(days=1)
    return date(last.year, 3 * ((last.month - 1) // 3) + 1, 1), until


def last_year(today: date) -> tuple[date, date]:
    """The 12 months before today."""
    leap_day = (today.month, today.day) == (2, 29)
    return today.replace(year=today.year - 1, day=28 if leap_day else today.day), today


@dataclass(frozen=True, slots=True)
class _Asked:
    key: MeasureKey
    segment_ids: SegmentIds
    bounds: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Counted:
    group: Group
    covered: Covered
    quarter_n: int
    by_bound: Sequence[Mapping[int | None, Held]]


@dataclass(frozen=True, slots=True)
class _Asking:
    person: Person
    lake: Reading
    today: date

    def counted(self, wanted: Sequence[_Asked]) -> list[_Counted]:
        """Each with the shortest stretch of time that has enough cases, or with all."""
        levels = self._levels([one.key for one in wanted])
        groups = [
            Group(
                measure_id=one.key.measure_id,
                level=levels[one.key.measure_id],
                segment_ids=one.segment_ids,
            )
            for one in wanted
        ]
        found: dict[int, _Counted] = {}
        quarter: dict[int, int] = {}
        for covered in self._stretches():
            open_ = [number for number in range(len(wanted)) if number not in found]
            answers = self._held(covered, [(wanted[i].key, groups[i], wanted[i].bounds) for i in open_])
            for number, by_bound in zip(open_, answers, strict=True):
                n = _all(by_bound[0]).n
                quarter.setdefault(number, n)
                if n >= ENOUGH or covered.stretch == "all":
                    found[number] = _Counted(groups[number], covered, quarter[number], by_bound)
        return [found[number] for number in range(len(wanted))]

    def spread(self, counted: _Counted, key: MeasureKey) -> Spread | None:
        question = scoped(self.person, _question(counted.covered), measures=[key])
        (found,) = remembered(
            self.lake,
            ("spread", question, counted.group),
            lambda: spreads(
                engine(),
                self.lake,
                question=question,
                measures=measure_table([key]),
                groups=[counted.group],
            ),
        )
        return found

    def _stretches(self) -> Iterable[Covered]:
        for stretch, (since, until) in (
            ("quarter", last_quarter(self.today)),
            ("year", last_year(self.today)),
        ):
            yield Covered(stretch=stretch, since=since, until=until)  # type: ignore[arg-type]  # two of its words
        yield Covered(stretch="all", since=None, until=None)

    def _levels(self, keys: Sequence[MeasureKey]) -> dict[int, Level]:
        """What counts as the outcome of a measure: what was delivered, unless nothing ever was."""
        if not keys:
            return {}
        question = scoped(self.person, MapQuestion(), measures=keys)
        known = remembered(
            self.lake, ("levels", question), lambda: levels_known(engine(), self.lake, question=question)
        )
        return {
            key.measure_id: "delivered"
            if "delivered" in known.get(key.measure_id, ())
            or "perceived" not in known.get(key.measure_id, ())
            else "perceived"
            for key in keys
        }

    def _held(
        self, covered: Covered, wanted: Sequence[tuple[MeasureKey, Group, tuple[float, ...]]]
    ) -> Sequence[Sequence[Mapping[int | None, Held]]]:
        if not wanted:
            return []
        keys = [key for key, _, _ in wanted]
        question = scoped(self.person, _question(covered), measures=keys)
        groups = tuple(group for _, group, _ in wanted)
        bounds = tuple(mine for _, _, mine in wanted)
        return remembered(
            self.lake,
            ("held", question, groups, bounds),
            lambda: held_against(
                engine(),
                self.lake,
                question=question,
                measures=measure_table({key.measure_id: key for key in keys}.values()),
                groups=groups,
                bounds=bounds,
            ),
        )


def _question(covered: Covered) -> MapQuestion:
    return replace(MapQuestion(), since=covered.since, until=covered.until)


def _concerned(
    segment: str | None, *, standing: Iterable[PromiseMade], kinds: Iterable[CustomerSegment]
) -> SegmentIds:
    """Whom a promise is for: its segment, or everybody whose segment has none of its own."""
    if segment is not None:
        found = tuple(kind.segment_id for kind in kinds if kind.slug == segment)
        if not found:
            raise NotFound(f"There is no segment '{segment}'.")
        return found
    own = {promise.segment for promise in standing}
    return (None, *(kind.segment_id for kind in kinds if kind.slug not in own))


def _all(by_segment: Mapping[int | None, Held]) -> Held:
    return sum(by_segment.values(), start=NONE_HELD)


def _met(standard: float, held: Held) -> Met:
    met = held.n - held.worse
    low, high = wilson(met, held.n)
    return Met(
        standard=standard,
        n=held.n,
        met=met,
        share=met / held.n if held.n else 0.0,
        low=low,
        high=high,
        short_by=held.worse_by / held.worse if held.worse else 0.0,
    )


def _by_segment(
    counted: _Counted, *, bounds: Sequence[float], kinds: Iterable[CustomerSegment]
) -> tuple[MetBySegment, ...]:
    named = [(kind.segment_id, kind.slug, kind.name) for kind in kinds]
    found = []
    for segment_id, slug, name in [*named, (None, None, "")]:
        if segment_id in counted.by_bound[0]:
            new, *old = [
                _met(bound, by[segment_id]) for bound, by in zip(bounds, counted.by_bound, strict=True)
            ]
            found.append(MetBySegment(segment=slug, title=name, new=new, old=old[0] if old else None))
    return tuple(found)
