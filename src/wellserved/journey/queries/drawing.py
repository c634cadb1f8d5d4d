"""The map for whoever draws it: everything on it with its ids, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.db.models import Q

from wellserved.journey.contracts import (
    Drawing,
    DrawnMeasure,
    DrawnStage,
    DrawnTouchpoint,
    EditLine,
    ImprovementNamed,
    JourneyNamed,
    OwnerNamed,
    PersonaDrawn,
    PromiseMade,
)
from wellserved.journey.domain import undoing
from wellserved.journey.domain.fields import FACTS
from wellserved.journey.models import (
    Edit,
    ImprovementWanted,
    Journey,
    Measure,
    Persona,
    Promise,
    Stage,
    Touchpoint,
)
from wellserved.people.contracts import NotFound, Person
from wellserved.people.models import Staff
from wellserved.people.queries import names_of_accounts

from .promises import promise_made

SHOWN_EDITS = 20
_LANES = ("doing", "thinking", "feeling", "frontstage", "backstage", "support")
_FACTS = ("title", *FACTS)
_RECORDED = """
SELECT measure.id FROM journey_measure measure
JOIN journey_touchpoint touchpoint ON touchpoint.id = measure.touchpoint_id
WHERE touchpoint.journey_id = %s
  AND EXISTS (SELECT 1 FROM journey_moment moment WHERE moment.measure_id = measure.id)
"""


def drawing_for(person: Person, *, journey: str, now: datetime) -> Drawing:
    """One journey with every lane, the promises in force and the improvements wanted; NotFound as ever."""
    found = _journey(person, journey)
    touchpoints = _touchpoints(found, measures=_measures(found, now=now), wanted=_wanted(found))
    stages = Stage.objects.filter(journey=found, removed_at__isnull=True)
    own = _own(found, person)
    may = person.may("journeys:write")
    redraws = found.redraws if found.redraws and found.redraws.removed_at is None else None
    return Drawing(
        slug=found.slug,
        title=found.title,
        goal=found.goal,
        draws=found.draws,
        version=found.version,
        redraws=_named(redraws),
        redrawn_as=_all_named(Journey.objects.filter(redraws=found)),
        inner_of=_all_named(
            Journey.objects.filter(
                pk__in=Touchpoint.objects.filter(inner=found, removed_at__isnull=True).values("journey")
            )
        ),
        stages=tuple(
            DrawnStage(id=s.pk, slug=s.slug, title=s.title, goal=s.goal, touchpoints=tuple(touchpoints[s.pk]))
            for s in stages
        ),
        can_edit=may,
        can_undo=may and undoing.to_undo(own) is not None,
        can_redo=may and undoing.to_redo(own) is not None,
        edits=_lines(found, Edit.objects.filter(journey=found).order_by("-number")[:SHOWN_EDITS]),
    )


def edits_for(person: Person, *, journey: str, since: int) -> tuple[EditLine, ...]:
    """The edits after version `since`, oldest first, 200 at most."""
    found = _journey(person, journey)
    return _lines(found, Edit.objects.filter(journey=found, number__gt=since)[:200])


def version_for(person: Person, *, journey: str) -> int:
    """The map's version now, for an editor that asks whether somebody else has drawn."""
    return _journey(person, journey).version


def owners_for(person: Person) -> tuple[OwnerNamed, ...]:
    """The staff that a touchpoint may be given to, by name, for those who draw."""
    if not person.may("journeys:write"):
        return ()
    rows = Staff.objects.filter(active=True).order_by("name", "pk")
    return tuple(OwnerNamed(staff_id=pk, name=name) for pk, name in rows.values_list("pk", "name"))


def personas_for(person: Person, *, segment: str | None = None) -> tuple[PersonaDrawn, ...]:
    """The personas that stand, by name: all, or those of one segment and those of none."""
    if not person.may("map:read"):
        return ()
    rows = Persona.objects.select_related("segment").filter(removed_at__isnull=True).order_by("name", "pk")
    if segment is not None:
        rows = rows.filter(Q(segment__slug=segment) | Q(segment__isnull=True))
    return tuple(
        PersonaDrawn(
            slug=p.slug,
            name=p.name,
            segment=p.segment.slug if p.segment else None,
            segment_name=p.segment.name if p.segment else "",
            summary=p.summary,
            quote=p.quote,
            wants=tuple(p.wants.splitlines()),
            frustrations=tuple(p.frustrations.splitlines()),
        )
        for p in rows
    )


def _journey(person: Person, slug: str) -> Journey:
    rows = Journey.objects.select_related("redraws").filter(slug=slug, removed_at__isnull=True)
    found = rows.first() if person.may("map:read") else None
    if found is None:
        raise NotFound(f"There is no journey '{slug}'.")
    return found


def _named(journey: Journey | None) -> JourneyNamed | None:
    return None if journey is None else JourneyNamed(slug=journey.slug, title=journey.title)


def _all_named(journeys: Iterable[Journey]) -> tuple[JourneyNamed, ...]:
    """By title, without those that are removed."""
    shown = sorted((j for j in journeys if j.removed_at is None), key=lambda j: (j.title, j.slug))
    return tuple(JourneyNamed(slug=j.slug, title=j.title) for j in shown)


def _measures(journey: Journey, *, now: datetime) -> dict[int, list[DrawnMeasure]]:
    with connection.cursor() as cursor:
        cursor.execute(_RECORDED, [journey.pk])
        recorded = {number for (number,) in cursor.fetchall()}
    promises: dict[int, list[PromiseMade]] = defaultdict(list)
    in_force = Promise.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=now),
        valid_from__lte=now,
        measure__touchpoint__journey=journey,
    )
    for p in in_force.select_related("measure__touchpoint__journey", "segment").order_by("segment_id"):
        promises[p.measure_id].append(promise_made(p))
    drawn: dict[int, list[DrawnMeasure]] = defaultdict(list)
    for m in Measure.objects.filter(touchpoint__journey=journey, removed_at__isnull=True):
        drawn[m.touchpoint_id].append(
            DrawnMeasure(
                id=m.pk,
                slug=m.slug,
                **{name: getattr(m, name) for name in _FACTS},
                recorded=m.pk in recorded,
                promises=tuple(promises[m.pk]),
            )
        )
    return drawn


def _wanted(journey: Journey) -> dict[int, list[ImprovementNamed]]:
    wanted: dict[int, list[ImprovementNamed]] = defaultdict(list)
    rows = ImprovementWanted.objects.filter(measure__touchpoint__journey=journey, closed_at__isnull=True)
    for w in rows.select_related("measure").order_by("at", "pk"):
        wanted[w.measure.touchpoint_id].append(
            ImprovementNamed(id=w.pk, measure_id=w.measure_id, gap=w.gap, title=w.title, at=w.at)
        )
    return wanted


def _touchpoints(
    journey: Journey,
    *,
    measures: dict[int, list[DrawnMeasure]],
    wanted: dict[int, list[ImprovementNamed]],
) -> dict[int, list[DrawnTouchpoint]]:
    drawn: dict[int, list[DrawnTouchpoint]] = defaultdict(list)
    rows = Touchpoint.objects.filter(journey=journey, removed_at__isnull=True)
    for t in rows.select_related("owner", "inner"):
        drawn[t.stage_id].append(
            DrawnTouchpoint(
                id=t.pk,
                slug=t.slug,
                title=t.title,
                channel=t.channel,
                side=t.side,
                owner=OwnerNamed(staff_id=t.owner.pk, name=t.owner.name) if t.owner else None,
                owner_team=t.owner_team,
                **{name: getattr(t, name) for name in _LANES},
                inner=_named(t.inner if t.inner and t.inner.removed_at is None else None),
                measures=tuple(measures.get(t.pk, ())),
                improvements=tuple(wanted.get(t.pk, ())),
            )
        )
    return drawn


def _own(journey: Journey, person: Person) -> list[undoing.Own]:
    if person.account_id is None:
        return []
    rows = Edit.objects.filter(journey=journey, by_id=person.account_id)
    return [undoing.Own(number=n, undoes=u) for n, u in rows.values_list("number", "undoes__number")]


def _lines(journey: Journey, edits: Iterable[Edit]) -> tuple[EditLine, ...]:
    found = list(edits)
    names = names_of_accounts(e.by_id for e in found)
    ids = {(c["kind"], c["id"]) for e in found for c in e.changes}
    titles = {("journey", 0): journey.title}
    for kind, table in (("stage", Stage), ("touchpoint", Touchpoint), ("measure", Measure)):
        rows = table._default_manager.filter(pk__in=[n for k, n in ids if k == kind])  # noqa: SLF001  Django's public name for it
        titles |= {(kind, pk): title for pk, title in rows.values_list("pk", "title")}
    numbers = dict(Edit.objects.filter(pk__in={e.undoes_id for e in found}).values_list("pk", "number"))
    return tuple(
        EditLine(
            number=e.number,
            deed=e.deed,
            by=names.get(e.by_id or 0, ""),
            by_account=e.by_id,
            at=e.at,
            titles=tuple(dict.fromkeys(_titles(e, titles))),
            undoes=numbers.get(e.undoes_id) if e.undoes_id else None,
        )
        for e in found
    )


def _titles(edit: Edit, titles: dict[tuple[str, int], str]) -> Iterable[str]:
    """Of what was edited, not of what only made room."""
    return (titles.get((c["kind"], c["id"]), "") for c in edit.changes if c["field"] != "position")
