"""Measures that answers become and that the map lacks: said where a questionnaire says where its answers belong."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import ngettext

from wellserved.journey.queries import JourneyDrawn, TouchpointDrawn
from wellserved.platform.lists import listed
from wellserved.voice.domain.becoming import measures_of
from wellserved.voice.domain.definition import Definition
from wellserved.workspace.wording import count

__all__ = ["Unplaced", "unplaced"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """What is lacking; `single` says that it is of questions within dimensions, whose means are there."""

    said: str
    names: str
    single: bool


def unplaced(
    definition: Definition, journeys: Sequence[JourneyDrawn], *, language: str
) -> tuple[Unplaced, ...]:
    place = _place(definition, journeys)
    if place is None:
        return ()
    there = {measure.slug for measure in place.measures}
    usual, every = (
        {one.slug: one.title for one in measures_of(definition, language=language, items=items)}
        for items in (False, True)
    )
    lacking = [title for slug, title in usual.items() if slug not in there]
    single = [title for slug, title in every.items() if slug not in there | set(usual)]
    found = []
    if lacking:
        said = ngettext(
            "%(n)s measure that answers become is not on the map at “%(place)s” yet: these answers show nowhere.",
            "%(n)s measures that answers become are not on the map at “%(place)s” yet: these answers show nowhere.",
            len(lacking),
        )
        found.append(_drawn(said, lacking, place, single=False))
    if single:
        said = ngettext(
            "%(n)s question within a dimension is not on the map at “%(place)s” by itself: its dimension stands for it.",
            "%(n)s questions within dimensions are not on the map at “%(place)s” by themselves: their dimensions stand for them.",
            len(single),
        )
        found.append(_drawn(said, single, place, single=True))
    return tuple(found)


def _drawn(said: str, titles: Sequence[str], place: TouchpointDrawn, *, single: bool) -> Unplaced:
    facts = {"n": count(len(titles)), "place": place.title}
    return Unplaced(said=said % facts, names=listed(titles), single=single)


def _place(definition: Definition, journeys: Sequence[JourneyDrawn]) -> TouchpointDrawn | None:
    mine = (journey for journey in journeys if journey.slug == definition.journey)
    places = (one for journey in mine for stage in journey.stages for one in stage.touchpoints)
    return next((one for one in places if one.slug == definition.touchpoint), None)
