"""What questionnaires say of measures, and what of their answers is no moment: three columns, Kano pairs, set-aside ones."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from wellserved.analytics.contracts import Question
from wellserved.analytics.measurement import KanoFigures, Zone, kano, zone
from wellserved.analytics.measurement.crossproducts import Matrix
from wellserved.analytics.measurement.framing import Weighing
from wellserved.insight.contracts import SetAside
from wellserved.journey.contracts import MeasureKey
from wellserved.people.contracts import Person
from wellserved.voice.contracts import MISSING, Column, Figures, Measured, VersionSeen, worded
from wellserved.voice.queries import (
    figures_for,
    flag_counts_for,
    measured_for,
    questionnaires_for,
    version_for,
)

from .measurement_items import Known

MOST_QUESTIONNAIRES = 24
"""The last published ones, whatever is written on since: each is read for every page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A questionnaire that asks about the place of a sheet."""

    version: VersionSeen
    known: Mapping[int, Known]


def asking_about(
    person: Person, *, journey: str, touchpoint: str, keys: Sequence[MeasureKey]
) -> tuple[Asking, ...]:
    """The published questionnaires of which an answer becomes one of these measures; none for who may read none."""
    found = []
    published = [(line.published_at, line) for line in questionnaires_for(person) if line.published_at]
    published.sort(key=lambda one: one[0], reverse=True)
    for _, line in published[:MOST_QUESTIONNAIRES]:
        version = version_for(person, questionnaire=line.slug)
        known = _known(measured_for(person, questionnaire=line.slug), version, keys)
        own = version.definition
        is_here = own.journey == journey and touchpoint in ("", own.touchpoint)
        if known or is_here:
            found.append(Asking(version=version, known=known))
    return tuple(found)


def said_by(asking: Iterable[Asking]) -> dict[int, Known]:
    said: dict[int, Known] = {}
    for one in asking:
        said = {**one.known, **said}
    return said


def zones_of(
    person: Person, asking: Iterable[Asking], *, question: Question, weighing: Weighing | None
) -> tuple[tuple[str, Zone], ...]:
    """Of each dimension that was asked in three columns, over the question's responses to the latest version."""
    found = []
    for one in _with(asking, "ThreeColumn"):
        columns, table, weights = _figures(
            person, one, question=question, kind="three_column", weighing=weighing
        )
        titles = _titles(one.version)
        for dimension in dict.fromkeys(column.dimension for column in columns):
            minimum, desired, perceived = (
                table[:, [n for n, c in enumerate(columns) if (c.dimension, c.part) == (dimension, part)]]
                for part in ("minimum", "desired", "perceived")
            )
            known = zone(minimum, desired, perceived, weights) if minimum.size else None
            if known:
                found.append((titles.get(dimension, dimension), known))
    return tuple(found)


def kano_of(
    person: Person, asking: Iterable[Asking], *, question: Question, weighing: Weighing | None
) -> tuple[tuple[str, KanoFigures], ...]:
    """Of each feature that was asked as a Kano pair, over the question's responses to the latest version."""
    found = []
    for one in _with(asking, "Kano"):
        columns, table, weights = _figures(person, one, question=question, kind="kano", weighing=weighing)
        titles = _item_titles(one.version)
        place = {(column.item, column.part): number for number, column in enumerate(columns)}
        for item in dict.fromkeys(column.item for column in columns):
            functional, dysfunctional = (
                table[:, place[item, part]] for part in ("functional", "dysfunctional")
            )
            known = kano(functional, dysfunctional, weights)
            if known:
                found.append((titles.get(item, item), known))
    return tuple(found)


def set_aside_of(person: Person, asking: Iterable[Asking]) -> SetAside | None:
    """How many responses were flagged and so not counted, over all time; None without a questionnaire."""
    counts = [flag_counts_for(person, questionnaire=one.version.slug) for one in asking]
    if not counts:
        return None
    flags = {name for one in counts for name in one.by_flag}
    return SetAside(
        finished=sum(one.finished for one in counts),
        left_out=sum(one.flagged - one.counted for one in counts),
        by_flag={name: sum(one.by_flag.get(name, 0) for one in counts) for name in sorted(flags)},
    )


def _known(
    measured: Iterable[Measured], version: VersionSeen, keys: Sequence[MeasureKey]
) -> dict[int, Known]:
    titles, found = _titles(version), {}
    for one in measured:
        for key in keys:
            if key.measure != one.measure or one.journey not in ("", key.journey):
                continue
            if one.touchpoint in ("", key.touchpoint):
                title = titles.get(one.dimension, "") if one.dimension else ""
                found[key.measure_id] = Known(kind=one.kind, dimension=one.dimension, title=title)
    return found


def _with(asking: Iterable[Asking], kind: str) -> list[Asking]:
    return [
        one
        for one in asking
        if any(type(item).__name__ == kind for page in one.version.definition.pages for item in page.items)
    ]


def _titles(version: VersionSeen) -> dict[str, str]:
    return {one.key: _in_words(version, one.title) for one in version.definition.dimensions}


def _item_titles(version: VersionSeen) -> dict[str, str]:
    return {
        item.key: _in_words(version, getattr(item, "text", {}))
        for page in version.definition.pages
        for item in page.items
    }


def _in_words(version: VersionSeen, words: Mapping[str, str]) -> str:
    own = version.definition.language
    return worded(dict(words), language=get_language() or own, fallback=own)


def _figures(
    person: Person, one: Asking, *, question: Question, kind: str, weighing: Weighing | None
) -> tuple[list[Column], Matrix, Matrix | None]:
    """The columns of this kind of question, what was said in them (NaN where nothing was), and what each stands for.

    Weighted, respondents of none of the frame's categories are left out.
    """
    import numpy as np  # noqa: PLC0415  a page that measures nothing stays small

    channels = [channel for channel, _people in _channels(weighing)]
    found = figures_for(
        person,
        questionnaire=one.version.slug,
        since=question.since,
        until=question.until,
        segment_ids=question.segment_ids,
        location_ids=question.location_ids,
        channels=question.channels,
        channels_told=channels,
    )
    wanted = [number for number, column in enumerate(found.columns) if column.kind == kind]
    columns, values, weights = [found.columns[n] for n in wanted], found.values[:, wanted], None
    if weighing is not None:
        kept, weights = weighing.of(_attributes(found, channels))
        values = values[kept]
    return columns, np.where(values == MISSING, np.nan, values.astype(np.float64)), weights


def _channels(weighing: Weighing | None) -> Iterable[tuple[str, float]]:
    margins = weighing.margins if weighing else ()
    return next((margin.people for margin in margins if margin.column == "channel"), ())


def _attributes(found: Figures, channels: Sequence[str]) -> Any:
    """What decides on weights, named as it is of moments."""
    import pyarrow as pa  # noqa: PLC0415  as above

    places = pa.array(found.channel_places)
    return pa.record_batch(
        {
            "segment_id": pa.array(found.segment_ids),
            "location_id": pa.array(found.location_ids),
            "channel": pa.DictionaryArray.from_arrays(places, pa.array(["", *channels])),
        }
    )
