"""What the address of a sheet asks for: the map's filter, and how many customers there are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellserved.insight.contracts import Choice, Choices, MapQuestion
from wellserved.workspace.forms import MapFilter
from wellserved.workspace.wording import Words

MOST_PEOPLE = 10**10
MOST_FIELDS = 24
"""Of one attribute: with more locations than that, sizes are given over HTTP."""

ATTRIBUTES: dict[str, Words] = {
    "segment": gettext_lazy("Segment"),
    "location": gettext_lazy("Location"),
    "channel": gettext_lazy("Channel"),
}


class MeasurementFilter(MapFilter):
    """The map's filter; a sheet is never compared with the period before."""

    def question(self) -> MapQuestion:
        return replace(super().question(), compare=False)

    def hidden_words(self) -> list[tuple[str, str]]:
        """The choice as fields of another form on the page."""
        return parse_qsl(self.query().removeprefix("?"))


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldsOf:
    """The fields of one attribute, titled; `open` where something is given in them, and of the first attribute always."""

    title: Words
    fields: tuple[forms.BoundField, ...]
    open: bool


class FrameForm(forms.Form):
    """A field a segment, location and channel: how many customers it has in all. Left empty by all, nothing is weighted.

    A segment's field has its short name; the others' begin with their attribute, as no short name of a segment can.
    """

    def __init__(self, data: Mapping[str, object], *, choices: Choices) -> None:
        super().__init__(data, auto_id="frame_%s", prefix="size")
        self._places: dict[str, tuple[str, str]] = {}
        for attribute, offered in _offered(choices):
            for one in offered if 1 < len(offered) <= MOST_FIELDS or attribute == "segment" else ():
                name = one.key if attribute == "segment" else f"{attribute}.{one.key}"
                self._places[name] = (attribute, one.key)
                self.fields[name] = forms.IntegerField(
                    label=one.title,
                    min_value=1,
                    max_value=MOST_PEOPLE,
                    required=False,
                    widget=forms.NumberInput(attrs={"class": "input", "inputmode": "numeric"}),
                    error_messages={"invalid": _("Please write a whole number of customers.")},
                )

    def sizes(self) -> dict[str, dict[str, float]]:
        """By attribute and key, those that were given."""
        found: dict[str, dict[str, float]] = {}
        for name, people in self.cleaned_data.items():
            if people:
                attribute, key = self._places[name]
                found.setdefault(attribute, {})[key] = float(people)
        return found

    def groups(self) -> list[FieldsOf]:
        every = {name: self[name] for name in self.fields}
        return [
            FieldsOf(
                title=title, fields=fields, open=attribute == "segment" or any(f.value() for f in fields)
            )
            for attribute, title in ATTRIBUTES.items()
            if (fields := tuple(f for name, f in every.items() if self._places[name][0] == attribute))
        ]


def frame_form(data: Mapping[str, object], *, choices: Choices) -> FrameForm:
    return FrameForm(data, choices=choices)


def _offered(choices: Choices) -> Iterator[tuple[str, tuple[Choice, ...]]]:
    yield "segment", choices.segments
    yield "location", choices.locations
    yield "channel", choices.channels
