"""What the measurement of answers is computed from: figures alone, in columns, and where each belongs on the map."""

from datetime import datetime

from django.db.models import Q

from wellserved.people.contracts import Person
from wellserved.voice.contracts import Columns, Measured
from wellserved.voice.domain.layout import items_of, layout
from wellserved.voice.domain.scoring import place_of

from .questionnaires import version_for
from .responses import responses_of
from .versions import definition_of

__all__ = ["columns_for", "kano_answers_for", "measured_for", "three_column_for"]


def measured_for(person: Person, *, questionnaire: str, number: int | None = None) -> tuple[Measured, ...]:
    """Which item and dimension of a version becomes which measure of the map. Raises NotFound.

    A journey or touchpoint that the occasion decides is empty here.
    """
    definition = version_for(person, questionnaire=questionnaire, number=number).definition
    items = [(item.key, item.dimension, item.becomes) for item in items_of(definition)]
    kinds = {item.key: str(item.__struct_config__.tag) for item in items_of(definition)}
    dimensions = [(f"d:{one.key}", one.key, one.becomes) for one in definition.dimensions]
    found = []
    for key, dimension, becomes in (*items, *dimensions):
        if becomes is not None:
            journey, touchpoint, measure = place_of(becomes, definition=definition, facts={})
            found.append(
                Measured(
                    key=key,
                    dimension=dimension,
                    kind=kinds.get(key, "dimension"),
                    journey=journey,
                    touchpoint=touchpoint,
                    measure=measure,
                )
            )
    return tuple(found)


def columns_for(
    person: Person,
    *,
    questionnaire: str,
    number: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    kinds: tuple[str, ...] = (),
) -> Columns:
    """The figures of every response that counts, a row each, of one version (the latest without a number).

    Flagged responses count once staff said so. Raises NotFound.
    """
    version = version_for(person, questionnaire=questionnaire, number=number)
    every = layout(definition_of(version.id))
    wanted = [n for n, column in enumerate(every) if not kinds or column.kind in kinds]
    rows = responses_of(person, questionnaire=questionnaire).filter(version=version.id, aside="")
    rows = rows.filter(Q(flags=0) | Q(counted_at__isnull=False), numbers__isnull=False)
    if since is not None:
        rows = rows.filter(finished_at__gte=since)
    if until is not None:
        rows = rows.filter(finished_at__lt=until)
    # Without what it would join and decode of a response that nobody asked for here.
    figures = rows.select_related(None).order_by("pk").values_list("numbers", flat=True)
    return Columns(
        columns=tuple(every[n] for n in wanted),
        rows=tuple(tuple(row[n] for n in wanted) for row in figures.iterator(chunk_size=10_000) if row),
    )


def kano_answers_for(person: Person, *, questionnaire: str, number: int | None = None) -> Columns:
    """The functional and dysfunctional halves of the Kano pairs, 1 to 5. Raises NotFound."""
    return columns_for(person, questionnaire=questionnaire, number=number, kinds=("kano",))


def three_column_for(person: Person, *, questionnaire: str, number: int | None = None) -> Columns:
    """The minimum, desired and perceived levels of three columns. Raises NotFound."""
    return columns_for(person, questionnaire=questionnaire, number=number, kinds=("three_column",))
