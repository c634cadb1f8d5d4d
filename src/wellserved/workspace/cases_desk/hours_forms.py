"""Business hours as somebody writes them: a line for each weekday."""

from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellserved.cases.contracts import HoursGiven, SpansUnreadable, spans_read, spans_written
from wellserved.cases.queries import BusinessHoursSeen
from wellserved.cases.queries.hours import countries
from wellserved.cases.services import CaseRefused

DAYS = range(7)
_USUAL = "09:00–18:00"


class HoursForm(forms.Form):
    """The deed judges time zone, country and week as a whole; a line that is no span is named here."""

    time_zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        max_length=40,
        widget=forms.TextInput(attrs={"list": "time-zones", "autocomplete": "off"}),
    )
    country = forms.ChoiceField(label=gettext_lazy("Public holidays of"), required=False)
    subdivision = forms.CharField(label=gettext_lazy("Part of the country"), max_length=10, required=False)
    closed_days = forms.CharField(
        label=gettext_lazy("Days on which we are closed as well"),
        required=False,
        max_length=6_000,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "2026-12-31"}),
        help_text=gettext_lazy("A date a line, as 2026-12-31."),
    )

    def __init__(self, data: Any, *, seen: BusinessHoursSeen | None) -> None:
        super().__init__(data, initial=_initial(seen))
        for day in DAYS:
            self.fields[f"day_{day}"] = forms.CharField(
                label=WEEKDAYS[day],
                max_length=120,
                required=False,
                widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
            )
        # Their names in the reader's language are put there by the page's script.
        self.fields["country"].choices = [("", _("none")), *((code, code) for code in countries())]  # type: ignore[attr-defined]  # a field of choices

    def days(self) -> list[forms.BoundField]:
        return [self[f"day_{day}"] for day in DAYS]

    def zones(self) -> list[str]:
        return sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc"))

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        week = []
        for day in DAYS:
            try:
                week.append(spans_read(said.get(f"day_{day}") or ""))
            except SpansUnreadable:
                self.add_error(
                    f"day_{day}",
                    _("Write spans one after another, as 09:00–12:00, 13:00–18:00; nothing is closed."),
                )
        said["week"] = tuple(week)
        said["closed"] = self._closed(said.get("closed_days") or "")
        return said

    def given(self) -> HoursGiven:
        said = self.cleaned_data
        return HoursGiven(
            time_zone=said["time_zone"].strip(),
            week=said["week"],
            country=said["country"],
            subdivision=said["subdivision"].strip(),
            closed_days=said["closed"],
        )

    def refused(self, refused: CaseRefused) -> None:
        self.add_error(refused.field if refused.field in self.fields else None, str(refused))

    def _closed(self, text: str) -> frozenset[date]:
        found = set()
        for number, line in enumerate(text.split("\n"), start=1):
            if not line.strip():
                continue
            try:
                found.add(date.fromisoformat(line.strip()))
            except ValueError:
                self.add_error(
                    "closed_days", _("Line %(n)s is no date. Write it as 2026-12-31.") % {"n": number}
                )
        return frozenset(found)


def _initial(seen: BusinessHoursSeen | None) -> dict[str, Any]:
    if seen is None:
        return {"time_zone": settings.TIME_ZONE} | {f"day_{day}": _USUAL for day in range(5)}
    return {
        "time_zone": seen.time_zone,
        "country": seen.country,
        "subdivision": seen.subdivision,
        "closed_days": "\n".join(day.isoformat() for day in seen.closed_days),
    } | {f"day_{day}": spans_written(spans) for day, spans in enumerate(seen.week)}
