"""The filter above the map: what the address asks for."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellserved.insight.contracts import Choice, Choices, MapQuestion
from wellserved.platform.api.times import FIRST, LAST
from wellserved.platform.lists import listed

from .domain import months_before
from .wording import Words, period

PERIODS: tuple[tuple[str, Words], ...] = (
    ("all", gettext_lazy("all records")),
    ("year", gettext_lazy("the last 12 months")),
    ("quarter", gettext_lazy("the last 3 months")),
    ("month", gettext_lazy("the last 4 weeks")),
    ("dates", gettext_lazy("these dates")),
)
MONTHS = {"year": 12, "quarter": 3}
EVERY = (("day", "day"), ("week", "week"), ("month", "month"))
KINDS = ("segment", "location", "channel")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One filter as it stands above the map: `options` are (key, title, chosen)."""

    name: str
    label: str
    says: str
    titles: tuple[str, ...]
    options: tuple[tuple[str, str, bool], ...]


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"class": "input"})


class DayField(forms.DateField):
    """A day that can be reckoned with: near year 1 and 9999 the next day, or another zone, overflows."""

    def __init__(self, **kwargs: Any) -> None:
        bounds = [MinValueValidator(FIRST), MaxValueValidator(LAST)]
        super().__init__(widget=DayInput(), validators=bounds, **kwargs)


GONE = gettext_lazy("“%(value)s” is not among the choices for this journey any more.")


class MapFilter(forms.Form):
    """Presets count back from the last recorded day: in old records too, the last months are not empty."""

    period = forms.ChoiceField(
        choices=PERIODS, required=False, label=gettext_lazy("Period"), widget=forms.RadioSelect
    )
    since = DayField(required=False, label=gettext_lazy("From"))
    until = DayField(required=False, label=gettext_lazy("Through"))
    every = forms.ChoiceField(choices=EVERY, required=False, widget=forms.HiddenInput)
    segment = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Segment"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": GONE},
    )
    location = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Location"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": GONE},
    )
    channel = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Channel"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": GONE},
    )

    def __init__(self, data: object, *, choices: Choices) -> None:
        super().__init__(data, auto_id="filter_%s")  # type: ignore[arg-type]  # a QueryDict, as Django hands it
        self.records = choices
        for name, known in self.known().items():
            self.fields[name].choices = known  # type: ignore[attr-defined]  # all three are choice fields

    def known(self) -> dict[str, list[tuple[str, str]]]:
        """What there is to choose, by kind."""
        channels = self.records.channels
        if not self.records.counted:
            # Which there are is still being found out: those that the address names are taken at their word.
            named = self.data.getlist("channel")  # type: ignore[attr-defined]  # a QueryDict, as above
            channels = tuple(Choice(key=name, title=name) for name in named)
        kinds = (self.records.segments, self.records.locations, channels)
        return {
            name: [(choice.key, choice.title) for choice in kind]
            for name, kind in zip(KINDS, kinds, strict=True)
        }

    def clean(self) -> dict[str, object]:
        said = super().clean() or {}
        since, until = said.get("since"), said.get("until")
        if since and until and since > until:
            raise forms.ValidationError(_("The period ends before it begins. Please swap the two dates."))
        if (since or until) and said.get("period") in (None, ""):
            said["period"] = "dates"
        return said

    @property
    def chosen_period(self) -> str:
        return str(self.cleaned_data.get("period") or "all") if self.is_valid() else "all"

    def days(self) -> tuple[date | None, date | None]:
        """The first day and the day after the last; None is open."""
        end = self.records.until
        if self.chosen_period == "dates":
            until = self.cleaned_data.get("until")
            return self.cleaned_data.get("since"), until + timedelta(days=1) if until else None
        if end is None or self.chosen_period == "all":
            return None, None
        if self.chosen_period == "month":
            return end - timedelta(weeks=4), end
        return months_before(end, months=MONTHS[self.chosen_period]), end

    @staticmethod
    def everything() -> MapQuestion:
        return MapQuestion(compare=False)

    def question(self) -> MapQuestion:
        since, until = self.days()
        chosen = self.cleaned_data
        return MapQuestion(
            since=since,
            until=until,
            segments=tuple(chosen["segment"]),
            locations=tuple(chosen["location"]),
            channels=tuple(chosen["channel"]),
            compare=since is not None,
            every=chosen["every"],
        )

    def query(self) -> str:
        """The same choice as the end of an address; empty when everything is asked for."""
        chosen = {
            "period": "" if self.chosen_period == "all" else self.chosen_period,
            "since": self.cleaned_data.get("since") if self.chosen_period == "dates" else "",
            "until": self.cleaned_data.get("until") if self.chosen_period == "dates" else "",
            **{name: self.cleaned_data[name] for name in KINDS},
            "every": self.cleaned_data["every"],
        }
        words = urlencode({key: value for key, value in chosen.items() if value}, doseq=True)
        return f"?{words}" if words else ""

    def chips(self) -> tuple[Chip, ...]:
        """The filters beside the period that leave something to choose."""
        return tuple(self._chip(name, known=known) for name, known in self.known().items() if len(known) > 1)

    def _chip(self, name: str, *, known: list[tuple[str, str]]) -> Chip:
        chosen = set(self.cleaned_data.get(name, ()))
        titles = [title for key, title in known if key in chosen]
        says = (
            _("all") if not titles else titles[0] if len(titles) == 1 else f"{titles[0]} +{len(titles) - 1}"
        )
        return Chip(
            name=name,
            label=str(self.fields[name].label),
            says=says,
            titles=tuple(titles),
            options=tuple((key, title, key in chosen) for key, title in known),
        )

    def chosen_words(self) -> list[str]:
        """What a figure is of, for a page that shows no filter: the period really covered comes first."""
        return [f"{chip.label}: {listed(chip.titles)}" for chip in self.chips() if chip.titles]

    def paper_words(self, *, own_places: bool) -> list[str]:
        """What a printed figure is of: who sees only the figures of where they work reads where that is."""
        found = []
        for name, known in self.known().items():
            chip = self._chip(name, known=known)
            titles = chip.titles or tuple(title for _key, title in known if own_places and name == "location")
            if titles:
                found.append(f"{chip.label}: {listed(titles)}")
        return found

    def period_in_words(self) -> str:
        if self.chosen_period != "dates":
            return str(dict(PERIODS)[self.chosen_period])
        since, until = self.days()
        return period(since or self.records.first, until or self.records.until)
