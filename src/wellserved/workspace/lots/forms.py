"""What is chosen of a lot's parcels, and of which time complaints are looked at."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellserved.people.contracts import Place
from wellserved.tracking.queries.lots import Which
from wellserved.workspace.prevention.forms import ParetoForm


class LotForm(forms.Form):
    """All of it optional: an address with nonsense in it shows the lot all the same."""

    location = forms.TypedChoiceField(
        label=_("Location"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs={"class": "select"}),
    )
    underway = forms.BooleanField(label=_("Still under way"), required=False)
    after = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, places: Iterable[Place]) -> None:
        super().__init__(data)
        self.fields["location"].choices = [  # type: ignore[attr-defined]  # a field of choices
            ("", _("All")),
            *((place.location_id, " / ".join(place.path)) for place in places),
        ]

    def chosen(self) -> tuple[Which, int | None]:
        self.full_clean()
        said = self.cleaned_data
        which = Which(location_id=said.get("location"), underway=said.get("underway") or False)
        return which, said.get("after")


class ByLotForm(forms.Form):
    days = ParetoForm.base_fields["days"]

    def days_asked(self) -> int:
        return (self.cleaned_data.get("days") if self.is_valid() else None) or 91
