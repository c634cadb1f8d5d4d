"""The table of answers that goes out: what is known of each response, and its variables."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from wellserved.voice.domain.definition import Definition
from wellserved.voice.domain.flags import Flag

from .variables import Cell, Kind, Variable, reader_of, variables_of

__all__ = ["Answered", "Column", "Sheet", "sheet_of"]


class Answered(NamedTuple):
    """A response as it is read for the table."""

    id: int
    version_id: int
    started_at: datetime
    finished_at: datetime
    seconds: int | None
    language: str
    channel: str
    location: str
    segment: str
    facts: Mapping[str, object]
    flags: int
    counted: bool
    customer: UUID | None
    answers: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`kind` is 'number', 'string' or 'time'; `measure` SPSS's level; `missing` a figure that is no answer in numbers."""

    name: str
    label: str
    kind: str
    measure: str = "nominal"
    labels: Mapping[int, str] = field(default_factory=dict)
    missing: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    title: str
    columns: tuple[Column, ...]
    _about: tuple[Callable[[Answered, int], Any], ...]
    _numbers: Mapping[int, int]
    _readers: Mapping[int, Callable[[Mapping[str, object]], list[Cell]]]

    def rows(self, answered: Iterable[Answered]) -> Iterator[list[Any]]:
        """Cells in the order of the columns: whole numbers, strings, times; None where there is nothing."""
        for one in answered:
            number = self._numbers[one.version_id]
            yield [of(one, number) for of in self._about] + self._readers[one.version_id](one.answers)


def sheet_of(
    versions: Sequence[tuple[int, int, Definition]], *, title: str, language: str, words: bool, personal: bool
) -> Sheet:
    """Of these versions (their id, their number, what was asked), the latest first; to be called with the language in
    force. `words` are what people wrote and sent, `personal` whose answers they are and what exactly they were about.
    """
    about = [*_about(), *(_personal() if personal else [])]
    taken = {column.name for column, _of in about}
    asked = [(number, definition) for _id, number, definition in versions]
    variables = variables_of(asked, language=language, words=words, taken=taken)
    return Sheet(
        title=title,
        columns=(*(column for column, _of in about), *map(_column, variables)),
        _about=tuple(of for _column, of in about),
        _numbers={id_: number for id_, number, _definition in versions},
        _readers={id_: reader_of(definition, variables) for id_, _number, definition in versions},
    )


def _about() -> list[tuple[Column, Callable[[Answered, int], Any]]]:
    counts = {0: _("No"), 1: _("Yes")}
    return [
        (Column(name="response", label=_("Number of the response"), kind="number"), lambda one, _n: one.id),
        (Column(name="version", label=_("Version that was seen"), kind="number"), lambda _one, n: n),
        (
            Column(name="started_at", label=_("Begun"), kind="time", measure="scale"),
            lambda one, _n: one.started_at,
        ),
        (
            Column(name="finished_at", label=_("Finished"), kind="time", measure="scale"),
            lambda one, _n: one.finished_at,
        ),
        (
            Column(name="seconds", label=_("Seconds it took"), kind="number", measure="scale"),
            lambda one, _n: one.seconds,
        ),
        (Column(name="language", label=_("Language"), kind="string"), lambda one, _n: one.language),
        (Column(name="channel", label=_("Channel"), kind="string"), lambda one, _n: one.channel),
        (Column(name="location", label=_("Location"), kind="string"), lambda one, _n: one.location),
        (Column(name="segment", label=_("Segment"), kind="string"), lambda one, _n: one.segment),
        (Column(name="journey", label=_("Journey"), kind="string"), lambda one, _n: _fact(one, "journey")),
        (
            Column(name="touchpoint", label=_("Touchpoint"), kind="string"),
            lambda one, _n: _fact(one, "touchpoint"),
        ),
        (
            Column(name="flags", label=_("Why it does not count by itself"), kind="string"),
            lambda one, _n: _flags(one),
        ),
        (
            Column(name="counts", label=_("Whether it counts"), labels=counts, kind="number"),
            lambda one, _n: int(not one.flags or one.counted),
        ),
    ]


def _personal() -> list[tuple[Column, Callable[[Answered, int], Any]]]:
    return [
        (
            Column(name="customer", label=_("Key of the customer"), kind="string"),
            lambda one, _n: str(one.customer) if one.customer else "",
        ),
        (
            Column(name="about_kind", label=_("What it was about"), kind="string"),
            lambda one, _n: _fact(one, "about_kind"),
        ),
        (
            Column(name="about_id", label=_("Which one it was about"), kind="string"),
            lambda one, _n: _fact(one, "about_id"),
        ),
        (
            Column(name="facts", label=_("All facts of the occasion"), kind="string"),
            lambda one, _n: msgspec.json.encode(one.facts).decode(),
        ),
    ]


def _fact(one: Answered, name: str) -> str:
    return str(one.facts.get(name) or "")


def _flags(one: Answered) -> str:
    return " ".join(flag.name.lower() for flag in Flag if flag & one.flags and flag.name)


def _column(one: Variable) -> Column:
    labels = dict(one.labels)
    if one.unsure is not None:
        labels[one.unsure] = _("I can't say")
    return Column(
        name=one.name,
        label=one.label,
        kind="string" if one.kind is Kind.WORDS else "number",
        measure="ordinal" if one.kind is Kind.STEP else "nominal",
        labels=labels,
        missing=one.unsure,
    )
