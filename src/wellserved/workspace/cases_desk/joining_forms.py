"""What is asked before two cases become one, one becomes two, or a case is tied to something."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wellserved.cases.contracts import ToldBy

from .words import TOLD_BY


class IntoForm(forms.Form):
    into = forms.CharField(
        label=_("Number of the case that stays"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "4K7Q-92XD"}),
    )


class SplitForm(forms.Form):
    messages = forms.TypedMultipleChoiceField(
        label=_("Messages of the new case"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    title = forms.CharField(label=_("Title of the new case"), max_length=200, required=False)

    def __init__(self, data: Any, *, messages: Iterable[tuple[int, str]], chosen: int | None) -> None:
        super().__init__(data, initial={"messages": [chosen] if chosen else []})
        self.fields["messages"].choices = list(messages)  # type: ignore[attr-defined]  # a field of choices


class FindForm(forms.Form):
    q = forms.CharField(
        label=_("Number of a parcel, an order, a lot or a case, or a word of a topic"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "search"}),
    )


class ToldForm(forms.Form):
    way = forms.ChoiceField(label=_("How"), choices=list(TOLD_BY.items()), initial=ToldBy.PHONE.value)
    words = forms.CharField(
        label=_("What was said"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def told_by(self) -> ToldBy:
        return ToldBy(self.cleaned_data["way"])
