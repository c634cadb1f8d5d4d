"""Promises and beliefs made ready for their pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from wellserved.insight.queries import Kept, WouldMeet
from wellserved.journey.contracts import BeliefHeld, PromiseMade
from wellserved.journey.queries import JourneyDrawn, JourneyPromises, LevelChange, MeasureDrawn
from wellserved.people.contracts import CustomerSegment
from wellserved.platform.lists import listed

from .promise_forms import Place
from .promise_words import (
    beside,
    bound,
    first_day,
    last_day,
    level,
    provisos,
    share,
    span,
    sure,
    what,
    who,
    would_meet,
)
from .standard_chart import Chart, chart
from .wording import count, minute, period, quantity

Measures = Mapping[tuple[str, str], tuple[str, MeasureDrawn]]


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyLine:
    title: str
    href: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What is promised to and believed of the customers of one segment, at one measure."""

    for_whom: str
    promise: str
    since: str
    told: str
    why: str
    coming: tuple[str, ...]
    believed: str
    believed_since: str
    kept: str
    kept_sure: str
    kept_of: str
    few: bool
    set_href: str
    end_href: str
    believe_href: str
    end_belief_href: str

    @property
    def empty(self) -> bool:
        return not (self.promise or self.coming or self.believed)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurePart:
    title: str
    unit: str
    better: str
    rows: tuple[Row, ...]
    history_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchpointPart:
    title: str
    stage: str
    measures: tuple[MeasurePart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    when: str
    who: str
    about: str
    kind: str
    what: str
    told: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewView:
    says: str
    beside: str
    provisos: tuple[str, ...]
    chart: Chart | None
    tick_words: tuple[tuple[float, str], ...]
    parts: tuple[tuple[str, str, str, str], ...]
    """(segment, new share, its interval and cases, the old share)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisesPage:
    title: str
    says: str
    touchpoints: tuple[TouchpointPart, ...]
    history: tuple[HistoryLine, ...]
    history_href: str


def draw_journeys(journeys: Sequence[JourneyPromises]) -> tuple[JourneyLine, ...]:
    return tuple(
        JourneyLine(
            title=line.goal or line.title,
            href=reverse("workspace:promises_of", args=[line.journey]),
            says=_journey_says(line),
        )
        for line in journeys
    )


def _journey_says(line: JourneyPromises) -> str:
    held = ngettext(
        "%(n)s promise in force, beliefs: %(beliefs)s",
        "%(n)s promises in force, beliefs: %(beliefs)s",
        line.promises,
    ) % {"n": count(line.promises), "beliefs": count(line.beliefs)}
    return f"{line.title} · {held}" if line.goal else held


def draw_promises(
    journey: JourneyDrawn,
    *,
    promises: Sequence[PromiseMade],
    beliefs: Sequence[BeliefHeld],
    kept: Sequence[Kept],
    history: Sequence[LevelChange],
    segments: Sequence[CustomerSegment],
    now: datetime,
) -> PromisesPage:
    names: dict[str | None, str] = {None: _("All customers")}
    names |= {s.slug: s.name for s in segments}
    outcome = {one.promise_id: one for one in kept}
    rows = _Rows(journey.slug, promises, beliefs, outcome, names, now)
    return PromisesPage(
        title=journey.goal or journey.title,
        says=_least_kept(journey, promises, kept),
        touchpoints=tuple(
            TouchpointPart(
                title=point.title,
                stage=stage.title,
                measures=tuple(rows.part(point.slug, one) for one in point.measures),
            )
            for stage in journey.stages
            for point in stage.touchpoints
            if point.measures
        ),
        history=draw_history(history[:5], journey=journey, segments=segments),
        history_href=reverse("workspace:promise_history", args=[journey.slug]),
    )


def draw_history(
    changes: Sequence[LevelChange], *, journey: JourneyDrawn, segments: Sequence[CustomerSegment]
) -> tuple[HistoryLine, ...]:
    names = {s.slug: s.name for s in segments}
    measures = _measures(journey)
    return tuple(_history_line(change, measures=measures, names=names) for change in changes)


def draw_preview(answer: WouldMeet, *, place: Place) -> PreviewView:
    measure = place.measure
    lines = {
        "new": (
            answer.new.standard,
            pgettext("standard", "new %(level)s") % {"level": quantity(answer.new.standard)},
        )
    }
    if answer.old is not None and answer.old.standard != answer.new.standard:
        words = pgettext("standard", "now %(level)s") % {"level": quantity(answer.old.standard)}
        lines["old"] = (answer.old.standard, words)
    drawn = chart(answer.bars, lines=lines, bound=answer.new.standard, short_above=measure.better == "lower")
    return PreviewView(
        says=would_meet(answer, measure),
        beside=beside(answer, measure),
        provisos=tuple(provisos(answer)),
        chart=drawn,
        tick_words=tuple((x, quantity(value)) for x, value in drawn.ticks) if drawn else (),
        parts=tuple(
            (
                part.title or _("Customers of no known segment"),
                share(part.new) if part.new.enough else pgettext("share of cases", "too few"),
                sure(part.new),
                (share(part.old) if part.old.enough else "") if part.old else "",
            )
            for part in answer.by_segment
        )
        if len(answer.by_segment) > 1
        else (),
    )


class _Rows:
    """The rows of a journey's measures."""

    def __init__(
        self,
        journey: str,
        promises: Sequence[PromiseMade],
        beliefs: Sequence[BeliefHeld],
        kept: Mapping[int, Kept],
        names: Mapping[str | None, str],
        now: datetime,
    ) -> None:
        self.journey, self.kept, self.names, self.now = journey, kept, names, now
        self.promises, self.beliefs = promises, beliefs

    def part(self, touchpoint: str, measure: MeasureDrawn) -> MeasurePart:
        here = (touchpoint, measure.slug)
        promises = [p for p in self.promises if (p.touchpoint, p.measure) == here and self._holds(p)]
        beliefs = [b for b in self.beliefs if (b.touchpoint, b.measure) == here and self._holds(b)]
        having = {p.segment for p in promises} | {b.segment for b in beliefs}
        history = reverse("workspace:promise_history", args=[self.journey])
        return MeasurePart(
            title=measure.title,
            unit=measure.unit,
            better=_("lower is better") if measure.better == "lower" else _("higher is better"),
            rows=tuple(
                self._row(segment, measure, touchpoint, promises=promises, beliefs=beliefs)
                for segment in self.names
                if segment in having or segment is None
            ),
            history_href=f"{history}?touchpoint={touchpoint}&measure={measure.slug}",
        )

    def _row(
        self,
        segment: str | None,
        measure: MeasureDrawn,
        touchpoint: str,
        *,
        promises: Sequence[PromiseMade],
        beliefs: Sequence[BeliefHeld],
    ) -> Row:
        mine = [p for p in promises if p.segment == segment]
        promise = next((p for p in mine if p.valid_from <= self.now), None)
        belief = next((b for b in beliefs if b.segment == segment and b.valid_from <= self.now), None)
        kept = self.kept.get(promise.id) if promise else None
        place = [self.journey, touchpoint, measure.slug]
        query = f"?segment={segment}" if segment else ""
        return Row(
            for_whom=self.names[segment],
            promise=bound(promise.level, measure) if promise else "",
            since=span(promise.valid_from, promise.valid_to) if promise else "",
            told=promise.told if promise else "",
            why=promise.why if promise else "",
            coming=tuple(
                _("%(level)s from %(day)s on")
                % {"level": bound(p.level, measure), "day": first_day(p.valid_from)}
                for p in mine
                if p.valid_from > self.now
            ),
            believed=level(belief.level, measure) if belief else "",
            believed_since=span(belief.valid_from, belief.valid_to) if belief else "",
            kept=share(kept.met) if kept and kept.met.enough else "",
            kept_sure=sure(kept.met) if kept and kept.met.n else "",
            kept_of=_stretch(kept) if kept and kept.met.n else "",
            few=bool(kept and kept.met.n and not kept.met.enough),
            set_href=reverse("workspace:set_promise", args=place) + query,
            end_href=reverse("workspace:end_promise", args=[promise.id])
            if promise and _open(promise)
            else "",
            believe_href=reverse("workspace:set_belief", args=place) + query,
            end_belief_href=reverse("workspace:end_belief", args=[belief.id])
            if belief and _open(belief)
            else "",
        )

    def _holds(self, row: PromiseMade | BeliefHeld) -> bool:
        return row.valid_to is None or row.valid_to > self.now


def _open(row: PromiseMade | BeliefHeld) -> bool:
    return row.valid_to is None


def _stretch(kept: Kept) -> str:
    covered = kept.covered
    if covered.stretch == "quarter":
        return period(covered.since, covered.until)
    return _("the last 12 months") if covered.stretch == "year" else _("all records")


def _least_kept(journey: JourneyDrawn, promises: Sequence[PromiseMade], kept: Sequence[Kept]) -> str:
    """The promise that is kept least for certain, in a sentence."""
    by_id = {p.id: p for p in promises}
    sure_of = [one for one in kept if one.met.enough]
    if not sure_of:
        return (
            _("Too few cases yet to say which promises are kept.") if kept else _("Nothing is promised yet.")
        )
    worst = min(sure_of, key=lambda one: one.met.high)
    promise = by_id[worst.promise_id]
    title, measure = _measures(journey)[promise.touchpoint, promise.measure]
    return _("Kept least: “%(touchpoint)s”, where %(share)s of %(n)s cases met %(level)s (%(period)s).") % {
        "touchpoint": title,
        "share": share(worst.met),
        "n": count(worst.met.n),
        "level": level(promise.level, measure),
        "period": _stretch(worst),
    }


def _measures(journey: JourneyDrawn) -> Measures:
    return {
        (point.slug, one.slug): (point.title, one)
        for stage in journey.stages
        for point in stage.touchpoints
        for one in point.measures
    }


def _history_line(change: LevelChange, *, measures: Measures, names: Mapping[str, str]) -> HistoryLine:
    title, measure = measures.get((change.touchpoint, change.measure), (change.touchpoint, None))
    about = [title, measure.title if measure else change.measure]
    if change.segment:
        about.append(names.get(change.segment, change.segment))
    return HistoryLine(
        when=minute(change.at),
        who=who(change),
        about=listed(about),
        kind=_("Promise") if change.kind == "promise" else _("Belief"),
        what=what(change, measure),
        told=change.told,
        why=change.why,
    )


def ends_words(row: PromiseMade | BeliefHeld, measure: MeasureDrawn) -> str:
    """What it is that somebody is about to end."""
    words = bound(row.level, measure) if isinstance(row, PromiseMade) else level(row.level, measure)
    if row.valid_to is not None:
        return _("%(level)s, through %(day)s") % {"level": words, "day": last_day(row.valid_to)}
    return _("%(level)s, since %(day)s") % {"level": words, "day": first_day(row.valid_from)}
