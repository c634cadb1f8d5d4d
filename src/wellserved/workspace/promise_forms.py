"""What is asked of whoever sets, changes or ends a promise or a belief."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from wellserved.journey.queries import JourneyDrawn, MeasureDrawn, TouchpointDrawn
from wellserved.people.contracts import CustomerSegment, NotFound

from .forms import DayField
from .wording import quantity


@dataclass(frozen=True, slots=True)
class Place:
    """The measure that a page is about, and where it stands."""

    journey: JourneyDrawn
    touchpoint: TouchpointDrawn
    measure: MeasureDrawn

    @property
    def slugs(self) -> dict[str, str]:
        return {
            "journey": self.journey.slug,
            "touchpoint": self.touchpoint.slug,
            "measure": self.measure.slug,
        }


def place_of(journey: JourneyDrawn, *, touchpoint: str, measure: str) -> Place:
    for stage in journey.stages:
        for point in stage.touchpoints:
            for one in point.measures:
                if (point.slug, one.slug) == (touchpoint, measure):
                    return Place(journey, point, one)
    raise NotFound(f"There is no measure '{measure}' at touchpoint '{touchpoint}' of '{journey.slug}'.")


def midnight(day: date) -> datetime:
    """When a day begins, in the organisation's time zone."""
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


class SegmentChoice(forms.ChoiceField):
    def __init__(self) -> None:
        super().__init__(
            required=False,
            label=gettext_lazy("For whom"),
            help_text=gettext_lazy("A segment with one of its own is not counted among all customers."),
        )


class LevelForm(forms.Form):
    """A level for somebody, from a day on; a belief is no more than that."""

    segment = SegmentChoice()
    level = forms.FloatField(label=gettext_lazy("Level"))
    valid_from = DayField(label=pgettext_lazy("in force", "From"))
    valid_to = DayField(
        label=pgettext_lazy("in force", "Through"),
        required=False,
        help_text=gettext_lazy("Without a last day it holds until the next one begins."),
    )
    why = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        required=False,
        widget=forms.TextInput(),
        help_text=gettext_lazy("Kept with the change, for whoever asks later."),
    )

    def __init__(
        self, data: object = None, *, place: Place, segments: tuple[CustomerSegment, ...], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)  # type: ignore[arg-type]  # a QueryDict, as Django hands it
        measure = place.measure
        everybody = ("", str(gettext_lazy("All customers")))
        self.fields["segment"].choices = [everybody, *((s.slug, s.name) for s in segments)]  # type: ignore[attr-defined]  # a choice field
        level = self.fields["level"]
        level.label = self.level_label(measure)
        level.widget.attrs["step"] = "any"
        if measure.scale_low is not None:
            level.validators.append(MinValueValidator(measure.scale_low, self._outside(measure)))
            level.widget.attrs["min"] = measure.scale_low
        if measure.scale_high is not None:
            level.validators.append(MaxValueValidator(measure.scale_high, self._outside(measure)))
            level.widget.attrs["max"] = measure.scale_high

    def level_label(self, measure: MeasureDrawn) -> str:
        return _("What customers expect, %(unit)s") % {"unit": measure.unit}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        since, through = said.get("valid_from"), said.get("valid_to")
        if since and through and through < since:
            self.add_error("valid_to", _("It would end before it begins. Give a later day, or none."))
        return said

    @property
    def for_whom(self) -> str | None:
        return self.cleaned_data.get("segment") or None

    def facts(self) -> dict[str, Any]:
        """What the deed takes beside the level."""
        given = self.cleaned_data
        through = given.get("valid_to")
        return {
            "segment": self.for_whom,
            "valid_from": midnight(given["valid_from"]),
            "valid_to": midnight(through + timedelta(days=1)) if through else None,
            "why": given["why"],
        }

    def _outside(self, measure: MeasureDrawn) -> str:
        if measure.scale_low is None or measure.scale_high is None:
            return _("This lies outside of the measure's scale.")
        return _("The scale of this measure runs from %(low)s to %(high)s.") % {
            "low": quantity(measure.scale_low),
            "high": quantity(measure.scale_high),
        }


class PromiseForm(LevelForm):
    """A service standard, and what customers are told of it."""

    told = forms.CharField(
        label=gettext_lazy("What customers are told"),
        max_length=300,
        required=False,
        widget=forms.TextInput(),
        help_text=gettext_lazy("In their words."),
    )
    field_order = ("segment", "level", "told", "valid_from", "valid_to", "why")

    def level_label(self, measure: MeasureDrawn) -> str:
        if measure.better == "lower":
            return _("We promise at most, %(unit)s") % {"unit": measure.unit}
        return _("We promise at least, %(unit)s") % {"unit": measure.unit}

    def facts(self) -> dict[str, Any]:
        return {**super().facts(), "told": self.cleaned_data["told"]}


class EndForm(forms.Form):
    through = DayField(label=gettext_lazy("It holds through"))
    why = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        required=False,
        widget=forms.TextInput(),
        help_text=gettext_lazy("Kept with the change, for whoever asks later."),
    )

    def valid_to(self) -> datetime:
        day: date = self.cleaned_data["through"]
        return midnight(day + timedelta(days=1))
