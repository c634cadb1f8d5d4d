"""Whatever stands on the maps and about them, found by what somebody types."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nsmallest

from django.db.models import QuerySet

from wellserved.journey.models import (
    ImprovementWanted,
    Journey,
    Measure,
    Persona,
    Promise,
    Stage,
    Touchpoint,
)
from wellserved.people.contracts import Person
from wellserved.platform.matching import Match, match

KINDS = (
    "journey",
    "stage",
    "touchpoint",
    "measure",
    "persona",
    "promise",
    "view",
    "alert",
    "wanted",
    "consignment",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing: its `kind` of KINDS, what `place` names it by, what it is `called`, and `where` it stands.

    `place` holds slugs or ids from the outside in: a measure's are journey, touchpoint and measure.
    """

    kind: str
    place: tuple[str, ...]
    called: str
    where: str
    match: Match

    @property
    def order(self) -> tuple[int, int, int, str]:
        """The best first; of equals the larger thing, then the shorter name."""
        return (-self.match, KINDS.index(self.kind), len(self.called), self.called)


def search_for(person: Person, text: str, *, limit: int = 20) -> tuple[Found, ...]:
    """What this person may see of journeys, stages, touchpoints, measures, personas, promises and wishes.

    Names are few, so they are compared here and not in the database, which knows nothing of half-typed Hangul.
    """
    if not person.may("map:read") or not text.strip():
        return ()
    return best(_candidates(text), limit=limit)


def best(found: Iterable[Found], *, limit: int) -> tuple[Found, ...]:
    return tuple(nsmallest(limit, (one for one in found if one.match), key=lambda one: one.order))


def _candidates(text: str) -> Iterator[Found]:
    journeys = Journey.objects.filter(removed_at__isnull=True)
    for slug, title, goal in journeys.values_list("slug", "title", "goal"):
        yield _found("journey", (slug,), goal or title, title if goal else "", text, also=title)
    stages = _rows(Stage.objects.filter(removed_at__isnull=True), "journey", "slug", "title", "goal")
    for journey, where, slug, title, goal in stages:
        yield _found("stage", (journey, slug), title, where, text, also=goal)
    touchpoints = Touchpoint.objects.filter(removed_at__isnull=True, stage__removed_at__isnull=True)
    for journey, where, slug, title in _rows(touchpoints, "journey", "slug", "title"):
        yield _found("touchpoint", (journey, slug), title, where, text)
    yield from _at_measures(text)
    personas = Persona.objects.filter(removed_at__isnull=True)
    for slug, name, summary in personas.values_list("slug", "name", "summary"):
        yield _found("persona", (slug,), name, summary, text)


def _at_measures(text: str) -> Iterator[Found]:
    drawn = {"touchpoint__removed_at__isnull": True, "touchpoint__stage__removed_at__isnull": True}
    measures = Measure.objects.filter(removed_at__isnull=True, **drawn).values_list(
        "touchpoint__journey__slug",
        "touchpoint__slug",
        "slug",
        "title",
        "touchpoint__title",
        "touchpoint__journey__title",
    )
    for journey, touchpoint, slug, title, at_touchpoint, of_journey in measures.filter(
        touchpoint__journey__removed_at__isnull=True
    ):
        where = f"{at_touchpoint} · {of_journey}"
        yield _found("measure", (journey, touchpoint, slug), title, where, text)
    there = {f"measure__{name}": value for name, value in drawn.items()} | {
        "measure__removed_at__isnull": True
    }
    at = ("measure__touchpoint__journey__slug", "measure__touchpoint__slug", "measure__slug")
    promises = Promise.objects.filter(valid_to__isnull=True, **there).exclude(told="")
    for *place, told, where in promises.values_list(*at, "told", "measure__touchpoint__title"):
        yield _found("promise", tuple(place), told, where, text)
    wanted = ImprovementWanted.objects.filter(closed_at__isnull=True, **there)
    for *place, gap, title, where in wanted.values_list(*at, "gap", "title", "measure__touchpoint__title"):
        yield _found("wanted", (*place, str(gap)), title, where, text)


def _rows(
    rows: QuerySet[Stage] | QuerySet[Touchpoint], to_journey: str, *columns: str
) -> Iterable[tuple[str, ...]]:
    drawn = rows.filter(**{f"{to_journey}__removed_at__isnull": True})
    return drawn.order_by().values_list(f"{to_journey}__slug", f"{to_journey}__title", *columns)


def _found(kind: str, place: tuple[str, ...], called: str, where: str, text: str, *, also: str = "") -> Found:
    """`also` is another name: whoever types it finds the thing, but behind what bears the name first."""
    by_name = match(called, text)
    by_other = match(also, text) if also and also != called else Match.NONE
    reached = max(by_name, Match(min(by_other, Match.INSIDE)) if by_other else Match.NONE)
    return Found(kind=kind, place=place, called=called, where=where, match=reached)
