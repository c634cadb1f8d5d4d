"""What the address of a sheet asks for: the map's filter, and how many customers each segment has."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qsl

from django import forms
from django.utils.translation import gettext as _

from wellserved.insight.contracts import Choices, MapQuestion
from wellserved.workspace.forms import MapFilter

MOST_PEOPLE = 10**10


class MeasurementFilter(MapFilter):
    """The map's filter; a sheet is never compared with the period before."""

    def question(self) -> MapQuestion:
        return replace(super().question(), compare=False)

    def hidden_words(self) -> list[tuple[str, str]]:
        """The choice as fields of another form on the page."""
        return parse_qsl(self.query().removeprefix("?"))


class FrameForm(forms.Form):
    """A field a segment: how many customers it has in all. Left empty by all, nothing is weighted."""

    def __init__(self, data: Mapping[str, object], *, choices: Choices) -> None:
        super().__init__(data, auto_id="frame_%s", prefix="size")
        for segment in choices.segments:
            self.fields[segment.key] = forms.IntegerField(
                label=segment.title,
                min_value=1,
                max_value=MOST_PEOPLE,
                required=False,
                widget=forms.NumberInput(attrs={"class": "input", "inputmode": "numeric"}),
                error_messages={"invalid": _("Please write a whole number of customers.")},
            )

    def sizes(self) -> dict[str, float]:
        return {segment: float(people) for segment, people in self.cleaned_data.items() if people}


def frame_form(data: Mapping[str, object], *, choices: Choices) -> FrameForm:
    return FrameForm(data, choices=choices)
